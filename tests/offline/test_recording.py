import http.client
import json
import urllib.request
from pathlib import Path

import pytest

from proxy.offline.base import Reply, Said
from proxy.offline.recording import RecordingProvider, read_recording
from proxy.offline.serve import serve_in_thread

BODY = b'{"model" :"m", "messages":[{"role":"user","content":"caf\xc3\xa9"}]}'


def post(url: str, body: bytes) -> tuple[int, bytes]:
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{url}/v1/chat/completions", body, {"X-Odd": "One", "Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request) as response:  # noqa: S310
            return response.status, response.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read()


def test_exact_bytes_and_headers_are_kept_in_order(tmp_path: Path) -> None:
    provider = RecordingProvider(file=tmp_path / "record")
    with serve_in_thread(provider.app) as url:
        bodies = [BODY, b"not json", b'{"messages":5}', b"\x00\xff" * 1000]
        for body in bodies:
            post(url, body)

        assert provider.bodies() == bodies
        assert [request.number for request in provider.requests] == [1, 2, 3, 4]
        assert provider.requests[0].header("x-odd") == "One"
        assert provider.requests[0].method == "POST"
        assert read_recording(tmp_path / "record") == provider.requests


def test_everything_received_can_be_searched() -> None:
    provider = RecordingProvider()
    with serve_in_thread(provider.app) as url:
        post(url, BODY)

    for planted in (b"caf\xc3\xa9", b"x-odd: One", b"/v1/chat/completions"):
        assert planted in provider.everything()


def test_a_line_that_a_crash_cut_off_is_no_request(tmp_path: Path) -> None:
    file = tmp_path / "record"
    provider = RecordingProvider(file=file)
    with serve_in_thread(provider.app) as url:
        post(url, BODY)
    whole = file.read_bytes()

    file.write_bytes(whole + whole[:20])
    assert [request.body for request in read_recording(file)] == [BODY]
    assert read_recording(tmp_path / "missing") == []
    file.write_bytes(b"{}\n")
    with pytest.raises(ValueError, match="not a line"):
        read_recording(file)


def test_scripted_replies_come_first_and_then_the_script() -> None:
    provider = RecordingProvider(lambda _: Reply(choices=(Said("script"),)))
    provider.answer_next(Reply(choices=(Said("first"),)), Reply(status=500, error="second"))
    with serve_in_thread(provider.app) as url:
        answers = [post(url, BODY) for _ in range(3)]

    assert [status for status, _ in answers] == [200, 500, 200]
    assert [b"first" in answers[0][1], b"second" in answers[1][1], b"script" in answers[2][1]] == [
        True
    ] * 3


def test_a_body_that_is_no_json_is_recorded_and_refused() -> None:
    provider = RecordingProvider()
    with serve_in_thread(provider.app) as url:
        status, body = post(url, b"nonsense")

    assert (status, provider.bodies()) == (400, [b"nonsense"])
    assert json.loads(body)["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("cuts", [(), (1,), (64,)])
def test_a_dropped_answer_has_exactly_the_bytes_before_the_drop(cuts: tuple[int, ...]) -> None:
    provider = RecordingProvider()
    provider.answer_next(Reply(), Reply(drop_after=100, cuts=cuts))
    with serve_in_thread(provider.app) as url:
        _, whole = post(url, BODY)
        with pytest.raises(http.client.IncompleteRead) as caught:
            post(url, BODY)

    expected = whole.replace(b"offline-1", b"offline-2")[:100]
    assert caught.value.partial == expected


def test_no_repr_shows_what_was_sent() -> None:
    provider = RecordingProvider()
    with serve_in_thread(provider.app) as url:
        post(url, BODY)

    assert "caf" not in repr(provider.requests)
