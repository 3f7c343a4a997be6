import json

import pytest

from proxy.dialects.openai_models import read_models
from proxy.errors import ErrorCode, ProviderError


def test_the_list_of_models_keeps_its_documented_fields() -> None:
    model = {"id": "m", "object": "model", "created": 1, "owned_by": "shop"}
    body = json.dumps({"object": "list", "data": [{**model, "note": "x"}, {"id": "n"}, 5]})

    assert json.loads(read_models(body.encode())) == {
        "object": "list",
        "data": [model, {"object": "model", "id": "n"}],
    }


@pytest.mark.parametrize("body", [b"", b"[]", b'{"data":{}}', b"<html>"])
def test_anything_else_is_a_broken_answer(body: bytes) -> None:
    with pytest.raises(ProviderError) as caught:
        read_models(body)

    assert caught.value.code is ErrorCode.PROVIDER_BROKEN_ANSWER
