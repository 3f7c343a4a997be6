"""Telling the customer, at the first turn, that an automatic assistant answers. Pure.

Strategy: nothing is stored. The text is due until it stands in an answer of the resent history, so an
answer in which it had no place (a tool call, structured output) only puts it off. It stays in the
history: the model reads what the customer was told, in the same bytes each turn.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from urllib.parse import quote

from proxy.gateway import headers
from proxy.gateway.read_turn import ReadTurn
from proxy.gateway.reading import newest_messages
from proxy.turn import Speaker


class Disclosed(StrEnum):
    """How the customer of a first turn learns it."""

    TEXT = "text"
    """The policy's text stands before the answer's first words."""
    ATTESTED = "attested"
    """The shop shows it, says the policy."""
    CLIENT = "client"
    """The chatbot says that it has shown it, or that no customer reads this answer."""
    NOT = "not"


@dataclass(frozen=True, slots=True)
class Disclosing:
    """What a turn has to tell, and to record."""

    how: Disclosed
    language: str | None = None
    text: str | None = field(repr=False, default=None)

    def sealed(self) -> Mapping[str, str]:
        """For the record that is written before the turn leaves."""
        said = {"how": self.how.value, "language": self.language, "text": self.text}
        return {name: value for name, value in said.items() if value is not None}

    def header(self) -> dict[str, str]:
        """For clients that show answers in which the text has no place."""
        return {headers.DISCLOSURE: quote(self.text, safe=" ,.:;!?'")} if self.text else {}


def disclosing(read: ReadTurn) -> Disclosing | None:
    """What this turn's answer must tell; None where it is not the first that could."""
    rules = read.policy.disclosure
    if not read.turn.for_customer:
        return None
    if rules is not None and rules.texts and not read.call.disclosed:
        if read.history.continued or _told(read, rules.texts):
            return None
        language = read.reading.language if read.reading.language in rules.texts else "en"
        return Disclosing(Disclosed.TEXT, language, rules.texts[language])
    if not _is_first(read):
        return None
    if read.call.disclosed:
        return Disclosing(Disclosed.CLIENT)
    if rules is not None:
        return Disclosing(Disclosed.ATTESTED, text=None)
    return Disclosing(Disclosed.NOT)


def _told(read: ReadTurn, texts: Mapping[str, str]) -> bool:
    """The text stands in an answer of the history, in whatever language it was given."""
    known = [_plain(text) for text in texts.values()]
    return any(
        text in _plain(message.text)
        for message in read.history.messages
        if message.speaker is Speaker.ASSISTANT
        for text in known
    )


def _is_first(read: ReadTurn) -> bool:
    """No customer message is older than the newest ones."""
    said = read.history.messages
    newest = newest_messages(said)
    older = any(m.speaker is Speaker.CUSTOMER and m.index not in newest for m in said)
    return not (older or read.history.continued)


def _plain(text: str) -> str:
    return " ".join(text.split())
