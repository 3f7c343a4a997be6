"""Anthropic's token counting: a Messages request whose answer is a number.

The request goes the way of any other, so that what is counted is what would be sent. Nothing of the answer
is shown to a customer: no person is asked, and what a person should see is cut before it is counted.
"""

from dataclasses import replace

from proxy.dialects import anthropic_messages_request as requests
from proxy.dialects.answer_texts import read_object
from proxy.dialects.anthropic_messages_dialect import AnthropicMessages
from proxy.dialects.base import Allowed, Answer, Limits
from proxy.turn import Turn

NAME = "anthropic_count_tokens"
PATH = "/v1/messages/count_tokens"


class AnthropicCountTokens(AnthropicMessages):
    """Satisfies ``Dialect``; it has no state."""

    name = NAME

    def read_turn(
        self, body: bytes, *, limits: Limits, allowed: Allowed, model: str | None = None
    ) -> Turn:
        """See Dialect. Counts are never streamed."""
        turn = requests.read_turn(body, limits=limits, allowed=allowed, model=model)
        return replace(turn, dialect=NAME, stream=False, for_customer=False)

    def read_answer(self, body: bytes, turn: Turn) -> Answer:
        """See Dialect. There is no text in it."""
        del turn
        return Answer(read_object(body), ())
