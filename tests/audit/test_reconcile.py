"""The log against the provider's list of requests."""

from typing import Any

import pytest

from proxy.audit.reconcile import reconcile, usage_ids
from proxy.errors import AdministratorError


def closed(request: str | None, state: str = "opened") -> dict[str, Any]:
    content = {"provider_request": request} if request is not None else {}
    return {"kind": "turn_closed", "state": state, "content": content}


def test_what_was_sent_and_is_not_on_record_is_named() -> None:
    records = [
        {"kind": "turn_opened", "state": "opened", "content": {"provider_request": "x"}},
        closed("req_1"), closed("req_2"), closed(None), closed("req_9", state="erased"),
    ]  # fmt: skip
    found = reconcile(records, ["req_2", "req_3", "req_3"])
    assert found.only_provider == ("req_3",)
    assert found.only_log == ("req_1",)
    assert found.repeated == ("req_3",)
    assert (found.both, found.without_id, found.erased) == (1, 1, 1)


@pytest.mark.parametrize(
    "text",
    [
        "time,request_id,tokens\n1,req_1,5\n2,req_2,6\n",
        '\ufeffid,note\r\nreq_1,"two\nlines"\r\nreq_2,\r\n',
        '[{"request_id": "req_1"}, {"request_id": "req_2"}, {"request_id": null}]',
        '{"id": "other", "x-request-id": "req_1"}\n\n{"x-request-id": "req_2"}\n',
    ],
)
def test_ids_are_read_from_csv_json_and_json_lines(text: str) -> None:
    assert usage_ids(text) == ["req_1", "req_2"]


def test_the_column_can_be_named_and_must_be_there() -> None:
    assert usage_ids("a,b\n1,2\n", column="b") == ["2"]
    assert usage_ids("") == ()
    for text, column in (("a,b\n1,2\n", None), ("a,b\n1,2\n", "c"), ("[1, 2]", None), ("[", None)):
        with pytest.raises(AdministratorError, match="cannot be read"):
            usage_ids(text, column=column)
