"""A provider's error body, in whichever of the known shapes it comes."""

import re

from proxy.dialects.base import ErrorText, Limits
from proxy.dialects.json_reader import read_json
from proxy.errors import CallerError

_NAME = re.compile(r"[A-Za-z0-9_.\[\]-]{1,128}")
_ERROR_LIMITS = Limits(body_bytes=1024 * 1024)
_UNKNOWN = "The provider answered with an error in a format of its own."


def read_error(body: bytes) -> ErrorText:
    """A provider's error body; never raises.

    Understood are the shapes of OpenAI and Anthropic and those of compatible servers (``{"error": "text"}``,
    ``{"message": …}``, ``{"detail": …}``). Of anything else only a fixed message is kept.
    """
    try:
        document = read_json(body, _ERROR_LIMITS)
    except CallerError:
        document = None
    if not isinstance(document, dict):
        return ErrorText(_UNKNOWN, "api_error", None, None)
    error = document.get("error", document)
    if not isinstance(error, dict):
        error = {"message": error}
    texts = (error.get("message"), error.get("detail"))
    message = next((text for text in texts if isinstance(text, str) and text), _UNKNOWN)
    return ErrorText(
        message,
        _name(error.get("type")) or "api_error",
        code=_name(error.get("code")),
        param=_name(error.get("param")),
    )


def _name(value: object) -> str | None:
    """The value, if it has the shape of a name: then it holds no sentence."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value) if abs(value) < 1000 else None
    return value if isinstance(value, str) and _NAME.fullmatch(value) else None
