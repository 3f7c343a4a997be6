"""Asking goes on where one answer fails, and stops where no answer can be had."""

import httpx
import pytest

from proxy.audit.events import AuditEvent
from proxy.dialects.registry import address_of
from proxy.errors import ProviderError
from proxy.model_trial.base import Format, FormatTrial
from proxy.model_trial.corpus import TASKS
from proxy.model_trial.run import _Asking, _Witness


class Quiet:
    """A log that takes everything."""

    async def record(self, event: AuditEvent) -> None:
        """Take it."""


async def asked(answer: httpx.Response, tasks: int = 2) -> tuple[FormatTrial, int]:
    """One format's trial where every request gets this answer, and how much progress was told."""
    told: list[int] = []
    async with httpx.AsyncClient(
        transport=httpx.MockTransport(lambda _: answer), base_url="http://test"
    ) as client:
        asking = _Asking(client, _Witness(Quiet()), TASKS[:tasks], told.append)
        (form,) = (await asking.model("some-model", [Format.CHAT])).formats
    return form, sum(told)


def error(status: int, code: str | None = None) -> httpx.Response:
    return httpx.Response(status, json={"error": {"message": "no such thing", "code": code}})


async def test_a_format_that_is_not_served_is_said_once_and_not_tried_further() -> None:
    form, told = await asked(error(404))
    assert form.not_served == "404: no such thing"
    assert (form.tasks, told) == ((), 2)
    assert not form.good


@pytest.mark.parametrize(
    ("status", "code"), [(401, None), (403, None), (502, "provider_unreachable")]
)
async def test_a_refused_key_and_a_dead_provider_end_the_trial(
    status: int, code: str | None
) -> None:
    with pytest.raises(ProviderError, match="no such thing"):
        await asked(error(status, code))


@pytest.mark.parametrize(
    ("answer", "word"),
    [
        (error(400), "no such thing"),
        (error(504, "provider_timeout"), "504"),
        (httpx.Response(500, content=b"<html>"), "no message"),
        (httpx.Response(200, json={}), "does not forward"),
    ],
    ids=["error", "timeout", "no JSON", "held"],
)
async def test_a_task_without_an_answer_is_told_and_the_next_one_asked(
    answer: httpx.Response, word: str
) -> None:
    form, told = await asked(answer)
    assert [word in str(task.trouble) for task in form.tasks] == [True, True]
    assert told == 2
    assert not form.good


async def test_an_answer_that_is_none_is_a_trouble_not_a_bad_model() -> None:
    forwarded = {"x-chat-proxy-decision": "forwarded"}
    form, _ = await asked(httpx.Response(200, content=b"[]", headers=forwarded), tasks=1)
    assert "provider" in str(form.tasks[0].trouble)
    failed = b'data: {"error": {"message": "out of memory"}}\n\n'
    form, _ = await asked(httpx.Response(200, content=failed, headers=forwarded))
    assert form.tasks[1].trouble == "The stream ended in an error."


async def test_azures_paths_are_asked_under_their_prefix() -> None:
    paths: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.path)
        return error(404)

    async with httpx.AsyncClient(
        transport=httpx.MockTransport(answer), base_url="http://test"
    ) as client:
        asking = _Asking(client, _Witness(Quiet()), TASKS[:1], lambda _: None, "/openai")
        await asking.model("d", [Format.CHAT, Format.RESPONSES])
    assert paths == ["/openai/v1/chat/completions", "/openai/v1/responses"]
    assert all(address_of(path) is not None for path in paths)
