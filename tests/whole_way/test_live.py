"""A widget that can do more: the thread of a case, live, through running proxies."""

import json
import uuid
from collections.abc import Generator
from contextlib import closing
from typing import Any

import httpx
from openai import OpenAI

from proxy.offline import RecordingProvider
from tests.handoff_live.stage import Event, bearer, path, read_event
from tests.running import RunningProxy
from tests.whole_way.test_holds import Chat, handoff
from tests.whole_way.test_two_hosts import hosts as hosts
from tests.whole_way.test_two_hosts import sdk

HUMAN = "can i talk to a human please"


def held(chat: Chat) -> dict[str, Any]:
    """The handoff object of the last answer."""
    return dict((chat.answers[-1].model_extra or {})["handoff"])


def follow(web: httpx.Client, told: dict[str, Any], last: int = 0) -> Generator[Event]:
    """The events of a case, from after message ``last``."""
    headers = {**bearer(told["token"]), **({"last-event-id": str(last)} if last else {})}
    with web.stream("GET", path(told["case"], "events"), headers=headers) as answer:
        assert answer.status_code == 200
        block: list[str] = []
        for line in answer.iter_lines():
            block.append(line)
            if not line:
                event = read_event("\n".join(block[:-1]))
                block = []
                if event is not None:
                    yield event


def until(events: Generator[Event], text: str) -> list[Event]:
    """Events up to the one that holds this text."""
    seen = []
    for event in events:
        seen.append(event)
        if text in json.dumps(event.data):
            return seen
    raise AssertionError(f"the stream ended before {text!r}: {seen}")


def test_the_story_of_a_case_as_its_customer_follows_it(
    client: OpenAI, proxy: RunningProxy, provider: RecordingProvider
) -> None:
    """Held, answered, shown, acknowledged, returned; the next turn is the bot's, and nothing twice."""
    chat = Chat(client, uuid.uuid4().hex)
    chat.say(HUMAN)
    told = held(chat)
    assert told["says"] == "first"
    with httpx.Client(base_url=proxy.url, timeout=60) as web:
        with closing(follow(web, told)) as events:
            until(events, HUMAN)
            handoff(proxy, "claim", chat.reference)
            until(events, "claimed")
            handoff(proxy, "reply", chat.reference, "Good morning, this is Jo.")
            (said,) = until(events, "Good morning")
            assert (said.id, said.data["label"]) == ("2", "Jo (customer service):")
        shown = web.post(
            path(told["case"], "arrived"), json={"number": 2}, headers=bearer(told["token"])
        )
        assert shown.status_code == 204
        assert "Good morning" not in chat.say("thank you")
        with closing(follow(web, told, last=2)) as events:
            until(events, "thank you")
            handoff(proxy, "return", chat.reference, "All is well.")
            assert [event.name for event in events] == ["state", "end"]
        rated = web.post(
            path(told["case"], "rating"), json={"rating": 4}, headers=bearer(told["token"])
        )
        assert rated.status_code == 204
    provider.forget()
    assert "automatic assistant" in chat.say("what colours does the soap come in?")
    assert len(provider.requests) == 1
    assert told["token"] not in provider.everything().decode()
    assert told["token"] not in proxy.output


def test_a_token_that_a_chatbot_resends_does_not_leave_the_house(
    client: OpenAI, provider: RecordingProvider
) -> None:
    chat = Chat(client, None)
    chat.say(HUMAN)
    token = held(chat)["token"]
    provider.forget()
    other = Chat(client, None)
    other.say(f"my widget shows {token}, what colours does the soap come in?")
    assert len(provider.requests) == 1
    assert token not in provider.everything().decode()


def test_a_case_is_followed_at_one_proxy_and_answered_at_another(
    hosts: tuple[RunningProxy, RunningProxy],
) -> None:
    first, second = hosts
    with sdk(first) as client, httpx.Client(base_url=second.url, timeout=60) as web:
        chat = Chat(client, None)
        chat.say(HUMAN)
        with closing(follow(web, held(chat))) as events:
            until(events, HUMAN)
            handoff(first, "claim", chat.reference)
            handoff(first, "reply", chat.reference, "From the other host.")
            until(events, "From the other host.")
            second.stop()
            assert "end" not in {event.name for event in events}
