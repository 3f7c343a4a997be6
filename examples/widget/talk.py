"""One customer's conversation, as the shop's backend keeps it.

Two lists, and why they are two: ``history`` is what is resent with each turn, so it holds answers of
the chat route alone; ``lines`` is what the customer has seen, words of people that came live included.
Those must not be resent: without the reference of their case they would go to the model.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Line:
    """Something that stands in the chat box."""

    who: str
    """customer, assistant, person or notice."""
    text: str
    label: str | None = None


@dataclass
class Talk:
    """A conversation. ``live``: the page shows words of people as they are written."""

    conversation: str
    live: bool = True
    history: list[dict[str, str]] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    handoff: Mapping[str, Any] | None = None
    """The newest ``handoff`` object: which case there is, and the token to follow it."""
    shown: set[int] = field(default_factory=set)
    """Numbers of the case's messages that the page has shown live."""

    def held(self, text: str, handoff: Mapping[str, Any]) -> Line | None:
        """What to show of an answer that is not the model's; None: nothing new."""
        if self.handoff is None or self.handoff["case"] != handoff["case"]:
            self.shown.clear()
        self.handoff = handoff
        if not self.live:
            return Line("assistant", text)
        if handoff["says"] == "waiting" and handoff["state"] == "claimed":
            return None
        if set(handoff["messages"]) <= self.shown:
            # People's words in it have been shown already.
            text = handoff["notice"] if handoff["messages"] else text
        return Line("assistant", text) if text.strip() else None

    def passed_on(self, message: Mapping[str, Any]) -> Line | None:
        """What to show of a message that came live: only people's words that are new."""
        if message["from"] != "human_agent" or message["number"] in self.shown:
            return None
        return Line("person", message["text"], message["label"])
