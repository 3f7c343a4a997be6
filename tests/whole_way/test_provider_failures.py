"""Whatever the provider does, the client gets OpenAI's shape, and only text that was right."""

import json
import time
from pathlib import Path

import httpx
import openai
import pytest
from openai import OpenAI
from openai.types.chat import ChatCompletionMessageParam

from proxy.offline import RecordingProvider, Reply, Said
from tests.running import RunningProxy, serving
from tests.whole_way.test_openai_sdk import EMAIL, HELLO, NAME, placeholders

MESSAGES: list[ChatCompletionMessageParam] = [{"role": "user", "content": HELLO}]


def ask(client: OpenAI) -> object:
    return client.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES)


def listen(client: OpenAI, pieces: list[str]) -> None:
    """Collect a stream's text piece by piece, so that it is kept when the stream breaks."""
    stream = client.chat.completions.create(model="gpt-4o-mini", messages=MESSAGES, stream=True)
    pieces.extend(chunk.choices[0].delta.content or "" for chunk in stream)


def known(client: OpenAI, provider: RecordingProvider) -> tuple[str, str]:
    """The placeholders of name and e-mail: the same in each turn of a conversation."""
    ask(client)
    (name,), (email,) = placeholders(provider, "PERSON"), placeholders(provider, "EMAIL")
    return name, email


@pytest.mark.parametrize("status", [400, 401, 404, 429, 500, 503])
def test_the_providers_own_error_keeps_its_status_and_is_restored(
    client: OpenAI, provider: RecordingProvider, status: int
) -> None:
    _, email = known(client, provider)
    echo = f"Your message about {email} was not understood"
    provider.answer_next(Reply(status=status, error=echo, headers=(("retry-after", "7"),)))
    with pytest.raises(openai.APIStatusError) as caught:
        ask(client)
    assert caught.value.status_code == status
    assert EMAIL in caught.value.response.json()["error"]["message"]
    assert caught.value.response.headers["retry-after"] == "7"


def test_an_answer_that_is_no_json_becomes_an_error(
    client: OpenAI, provider: RecordingProvider
) -> None:
    provider.answer_next(Reply(body=b"<html>gateway</html>"))
    with pytest.raises(openai.InternalServerError) as caught:
        ask(client)
    assert caught.value.response.json()["error"]["code"] == "provider_broken_answer"


@pytest.mark.parametrize("streamed_bytes", [350, 500, 700])
def test_a_stream_cut_in_the_middle_releases_only_what_was_right(
    client: OpenAI, provider: RecordingProvider, streamed_bytes: int
) -> None:
    name, email = known(client, provider)
    whole = f"Dear {NAME}, I wrote to {EMAIL}."
    said = Said(f"Dear {name}, I wrote to {email}.")
    provider.answer_next(Reply(choices=(said,), delta=4, drop_after=streamed_bytes))
    pieces: list[str] = []
    with pytest.raises(openai.APIError):
        listen(client, pieces)
    text = "".join(pieces)
    shown = text.removesuffix("[hidden]")
    assert whole.startswith(shown)


def test_a_malformed_event_ends_the_stream_with_an_error(
    client: OpenAI, provider: RecordingProvider
) -> None:
    provider.answer_next(Reply(before_done=b"data: {broken\n\n"))
    with pytest.raises(openai.APIError):
        list(
            client.chat.completions.create(
                model="gpt-4o-mini",
                messages=MESSAGES,
                stream=True,
            )
        )


def test_hostile_answer_headers_do_not_reach_the_client(
    client: OpenAI, provider: RecordingProvider
) -> None:
    provider.answer_next(
        Reply(
            headers=(
                ("set-cookie", "who=somebody"),
                ("x-ratelimit-remaining-requests", "41"),
                ("x-powered-by", "provider"),
            )
        )
    )
    raw = client.chat.completions.with_raw_response.create(
        model="gpt-4o-mini",
        messages=MESSAGES,
    )
    assert "set-cookie" not in raw.headers
    assert "x-powered-by" not in raw.headers
    assert raw.headers["x-ratelimit-remaining-requests"] == "41"


def test_several_choices_are_each_restored(client: OpenAI, provider: RecordingProvider) -> None:
    name, email = known(client, provider)
    both = (Said(f"Dear {name}!"), Said(f"Mail to {email}."))
    for cuts in ((), (5,)):
        provider.answer_next(Reply(choices=both, delta=3, cuts=cuts, interleaved=True))
        texts = ["", ""]
        for chunk in client.chat.completions.create(
            model="gpt-4o-mini",
            messages=MESSAGES,
            stream=True,
            n=2,
        ):
            for choice in chunk.choices:
                texts[choice.index] += choice.delta.content or ""
        assert texts == [f"Dear {NAME}!", f"Mail to {EMAIL}."]


def test_a_client_that_hangs_up_cancels_the_provider_and_is_on_record(
    proxy: RunningProxy, provider: RecordingProvider, tmp_path: Path
) -> None:
    provider.answer_next(Reply(choices=(Said("slow " * 400),), delta=5, pause=0.05))
    headers = {"Authorization": f"Bearer {proxy.client_key}"}
    body = {"model": "gpt-4o-mini", "messages": MESSAGES, "stream": True}
    with (
        httpx.Client(trust_env=False, headers=headers) as plain,
        plain.stream("POST", f"{proxy.url}/v1/chat/completions", json=body) as answer,
    ):
        turn = answer.headers["x-chat-proxy-turn"]
        next(answer.iter_bytes())
    deadline = time.monotonic() + 60
    while not provider.hung_up and time.monotonic() < deadline:
        time.sleep(0.05)
    assert provider.hung_up
    records = proxy.opened_log(tmp_path / "bundle")
    closed = [
        record["clear"]
        for record in records
        if record["kind"] == "turn_closed" and record["clear"]["turn"] == turn  # type: ignore[index]
    ]
    assert [one["outcome"] for one in closed] == ["client_gone"]  # type: ignore[index]


def test_no_provider_means_a_clear_error(tmp_path: Path) -> None:
    with (
        serving(tmp_path, "http://127.0.0.1:9") as lonely,
        OpenAI(base_url=f"{lonely.url}/v1", api_key=lonely.client_key, max_retries=0) as client,
    ):
        with pytest.raises(openai.InternalServerError) as caught:
            ask(client)
        error = json.loads(caught.value.response.text)["error"]
        assert error["code"] == "provider_unreachable"
        assert NAME not in lonely.output
