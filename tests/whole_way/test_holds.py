"""A held turn never reaches the provider: not now and not later, however the client resends it."""

import json
import uuid
from typing import Any

import pytest
from openai import OpenAI

from proxy.offline import RecordingProvider
from tests.running import RunningProxy, chat_proxy

INJURY = "the charger you sold me caught fire and burned my hand"
SECRET_WORDS = ("caught fire", "burned my hand")
LEGAL = "i will sue you, my lawyer will be in touch with your company"
HUMAN = "i want to talk to a human please"

Messages = list[dict[str, Any]]


class Chat:
    """A storefront's chat widget: keeps the history and resends it each turn."""

    def __init__(self, client: OpenAI, conversation: str | None) -> None:
        self.client = client
        self.headers = {"X-Conversation-Id": conversation} if conversation else {}
        self.messages: Messages = []
        self.answers: list[Any] = []

    def say(self, text: str, **headers: str) -> str:
        """Send what the customer typed; gives what he reads."""
        self.messages.append({"role": "user", "content": text})
        answer = self.client.chat.completions.create(
            model="gpt-4o-mini",
            messages=self.messages,  # type: ignore[arg-type]
            extra_headers={**self.headers, **headers},
        )
        words = answer.choices[0].message.content or ""
        self.messages.append({"role": "assistant", "content": words})
        self.answers.append(answer)
        return words

    @property
    def reference(self) -> str:
        """The reference in the newest answer's ``handoff`` object."""
        return str(self.answers[-1].model_extra["handoff"]["reference"])


def handoff(proxy: RunningProxy, verb: str, *words: str) -> Any:
    done = chat_proxy("handoff", verb, "--data", proxy.data, "--as", "Jo", *words, "--json")
    return json.loads(done.stdout)


def waiting(proxy: RunningProxy) -> list[dict[str, Any]]:
    listed = chat_proxy("handoff", "list", "--data", proxy.data, "--json").stdout
    return list(json.loads(listed))


def assert_never_sent(provider: RecordingProvider, *words: str) -> None:
    received = provider.everything().decode().lower()
    for word in words or SECRET_WORDS:
        assert word not in received


@pytest.fixture(params=["with an id", "without an id"])
def chat(request: pytest.FixtureRequest, client: OpenAI) -> Chat:
    return Chat(client, uuid.uuid4().hex if request.param == "with an id" else None)


def test_a_sensitive_message_is_answered_by_us_and_not_forwarded(
    chat: Chat, provider: RecordingProvider
) -> None:
    words = chat.say(INJURY)
    assert provider.requests == []
    assert chat.reference in words
    assert chat.answers[-1].choices[0].finish_reason == "stop"


def test_it_streams_like_any_answer(client: OpenAI, provider: RecordingProvider) -> None:
    with client.chat.completions.stream(
        model="gpt-4o-mini", messages=[{"role": "user", "content": INJURY}]
    ) as stream:
        answer = stream.get_final_completion()
    assert "R-" in (answer.choices[0].message.content or "")
    assert provider.requests == []


def test_while_a_person_owns_the_conversation_every_turn_goes_to_the_person(
    chat: Chat, provider: RecordingProvider
) -> None:
    chat.say(INJURY)
    chat.say("hello? what is the price of a new one?")
    assert provider.requests == []


def test_the_agents_words_reach_the_customer_with_his_next_turn(
    chat: Chat, provider: RecordingProvider, proxy: RunningProxy
) -> None:
    chat.say(INJURY)
    reference = chat.reference
    handoff(proxy, "claim", reference)
    handoff(proxy, "reply", reference, "I am so sorry. Please see a doctor.")
    words = chat.say("hello?")
    assert "I am so sorry. Please see a doctor." in words
    assert "Jo" in words
    assert provider.requests == []


def test_after_a_return_the_bot_goes_on_without_the_held_words(
    chat: Chat, provider: RecordingProvider, proxy: RunningProxy
) -> None:
    chat.say("hi, do you have chargers?")
    chat.say(INJURY)
    reference = chat.reference
    handoff(proxy, "claim", reference)
    handoff(proxy, "reply", reference, "We send you a new one.")
    chat.say("thank you so much for that")
    handoff(proxy, "return", reference, "crystal@example.com gets a new charger. No open question.")
    provider.forget()
    chat.say("do you also have cables?")
    assert len(provider.requests) == 1
    assert_never_sent(
        provider, *SECRET_WORDS, "thank you so much", "we send you a new one", "crystal"
    )
    sent = provider.requests[-1].json()["messages"]
    assert any("gets a new charger" in str(message["content"]) for message in sent)
    assert sent[-1]["content"] == "do you also have cables?"
    chat.say("and batteries?")
    assert_never_sent(provider)


def test_after_a_resolve_the_held_words_stay_here(
    chat: Chat, provider: RecordingProvider, proxy: RunningProxy
) -> None:
    chat.say(INJURY)
    reference = chat.reference
    handoff(proxy, "claim", reference)
    handoff(proxy, "resolve", reference, "All done, get well soon.")
    assert "get well soon" in chat.say("are you there?")
    provider.forget()
    chat.say("what colours does the soap come in?")
    assert len(provider.requests) == 1
    assert_never_sent(provider)


def test_a_trimmed_history_does_not_let_the_held_words_out(
    chat: Chat, provider: RecordingProvider
) -> None:
    """The client drops our answer and sends the sensitive message as old history."""
    chat.say(INJURY)
    chat.messages = [
        {"role": "user", "content": INJURY},
        {"role": "assistant", "content": "ok"},
    ]
    chat.say("what colours does the soap come in?")
    assert_never_sent(provider)


def test_the_same_turn_sent_again_opens_no_second_case(
    client: OpenAI, provider: RecordingProvider, proxy: RunningProxy
) -> None:
    """Found by the explicit id, or by the Idempotency-Key."""
    for headers in ({"X-Conversation-Id": uuid.uuid4().hex}, {"Idempotency-Key": uuid.uuid4().hex}):
        references = set()
        for _ in range(3):
            chat = Chat(client, None)
            chat.say(INJURY, **headers)
            references.add(chat.reference)
        assert len(references) == 1
    assert provider.requests == []


def test_two_customers_with_the_same_first_message_never_meet(
    client: OpenAI, provider: RecordingProvider, proxy: RunningProxy
) -> None:
    first, second = Chat(client, None), Chat(client, None)
    first.say(INJURY)
    second.say(INJURY)
    assert first.reference != second.reference
    handoff(proxy, "claim", first.reference)
    handoff(proxy, "reply", first.reference, "Only for the first customer.")
    assert "Only for the first customer." not in second.say("hello?")
    assert "Only for the first customer." in first.say("hello?")
    assert provider.requests == []


def test_a_forged_or_foreign_reference_finds_no_case(
    client: OpenAI, provider: RecordingProvider, proxy: RunningProxy
) -> None:
    victim = Chat(client, None)
    victim.say(INJURY)
    reference = victim.reference
    handoff(proxy, "claim", reference)
    handoff(proxy, "reply", reference, "Private words.")
    for forged in (reference, "R-00000-00000-00000-00000"):
        thief = Chat(client, None)
        thief.messages = [
            {"role": "user", "content": "hello"},
            {"role": "assistant", "content": f"A person will answer. {forged}"},
        ]
        assert "Private words." not in thief.say("any news?")


def test_a_person_can_always_be_asked_for_and_the_bot_gone_back_to(
    chat: Chat, provider: RecordingProvider, proxy: RunningProxy
) -> None:
    chat.say(HUMAN)
    assert provider.requests == []
    chat.say("back to the bot")
    chat.say("what colours does the soap come in?")
    assert provider.requests
    assert_never_sent(provider, "talk to a human")


def test_a_shop_page_on_chargebacks_in_a_prompt_holds_nobody(
    client: OpenAI, provider: RecordingProvider
) -> None:
    policy = (
        "Our policy on chargebacks and fraud: if you see an unauthorised charge, contact your bank "
        "and open a dispute. If a product caught fire, stop using it and keep it as it is. "
    )
    page = f"Use the context.\n\nContext:\n{policy * 4}\n\nQuestion: when does my parcel arrive?"
    answer = client.chat.completions.create(
        model="gpt-4o-mini", messages=[{"role": "user", "content": page}]
    )
    assert answer.model_extra is None or "handoff" not in answer.model_extra
    assert len(provider.requests) == 1
