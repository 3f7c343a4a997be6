"""The list of models: what of a provider's answer to ``GET /v1/models`` is passed on.

The answer holds no customer data, but it comes from outside, so only the fields that OpenAI documents are
written again; a vendor's extra fields (prices, owners' notes) stay behind.
"""

from typing import Any

from proxy.dialects.answer_texts import broken, read_object
from proxy.dialects.json_writer import write_json

_FIELDS = {"id": str, "object": str, "created": int, "owned_by": str}


def read_models(body: bytes) -> bytes:
    """The list as it is sent to the client. Raises ProviderError(PROVIDER_BROKEN_ANSWER)."""
    listed = read_object(body).get("data")
    if not isinstance(listed, list):
        raise broken("is no list of models")
    models = [_model(entry) for entry in listed if isinstance(entry, dict) and "id" in entry]
    return write_json({"object": "list", "data": models})


def _model(entry: dict[str, Any]) -> dict[str, Any]:
    kept = {
        name: entry[name] for name, kind in _FIELDS.items() if isinstance(entry.get(name), kind)
    }
    return {"object": "model", **kept}
