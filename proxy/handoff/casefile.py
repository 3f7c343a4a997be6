"""A case with its messages, and the questions that its rows can answer. Pure; nothing is opened.

"Held" here means: this customer message went to people and to nobody else. Held messages carry
digests, so that they are known again in a resent history.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from proxy.handoff.base import Author, CaseMessageRow, CaseRow, CaseState, MessageKind
from proxy.handoff.reading import CustomerWords, Reading
from proxy.handoff.references import Mention
from proxy.handoff.states import OPEN

RETRY_WINDOW: Final = timedelta(minutes=30)
"""How long the last held words, sent again after their case was closed, still count as a retry.
The OpenAI SDK tries three times and waits up to 600 seconds each time."""

OFFERS: Final = 5
"""Words that were in the answers to this many later messages count as arrived. A client that keeps
no answers can never show that they have; without an end its customers would stay with the queue."""


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case and all its messages, in order."""

    row: CaseRow
    messages: tuple[CaseMessageRow, ...]

    @property
    def is_open(self) -> bool:
        """A person owns the conversation, or is awaited."""
        return self.row.state in OPEN

    def held(self) -> Counter[bytes]:
        """How often each customer message was held, by digest."""
        return Counter(m.digest for m in self.messages if m.digest is not None)

    def held_turns(self) -> Counter[bytes]:
        """The same by turn digest."""
        return Counter(m.turn_digest for m in self.messages if m.turn_digest is not None)

    def last_held(self) -> CaseMessageRow | None:
        """The newest held customer message."""
        return next((m for m in reversed(self.messages) if m.digest is not None), None)

    def held_at(self, digest: bytes) -> datetime:
        """When a held message came; the moment its answer is chosen for, also in a retry."""
        found = (m.at for m in reversed(self.messages) if m.digest == digest)
        return next(found, self.row.opened_at)

    def unseen_words(self, *, answering: bool = False) -> tuple[CaseMessageRow, ...]:
        """Words of human agents of which nothing shows that they have arrived.

        ``answering``: the newest held message is being answered now.
        """
        return tuple(
            m
            for m in self.messages
            if m.author is Author.HUMAN_AGENT
            and m.kind is MessageKind.WORDS
            and self._is_unseen(m, answering=answering)
        )

    def unseen_notice(self, *, answering: bool = False) -> CaseMessageRow | None:
        """The mark that the longest wait ran out, while nothing shows that the customer knows."""
        if self.row.state is not CaseState.EXPIRED:
            return None
        marks = (m for m in reversed(self.messages) if m.kind is MessageKind.EXPIRED)
        mark = next(marks, None)
        return mark if mark is not None and self._is_unseen(mark, answering=answering) else None

    def _is_unseen(self, message: CaseMessageRow, *, answering: bool) -> bool:
        later = sum(m.digest is not None and m.number > message.number for m in self.messages)
        return message.number > self.row.delivered and later - answering < OFFERS

    def summary(self) -> CaseMessageRow | None:
        """What the human agent wrote for the bot, once the case was returned."""
        if self.row.state is not CaseState.RETURNED:
            return None
        return next((m for m in reversed(self.messages) if m.kind is MessageKind.SUMMARY), None)

    def is_unanswered(self) -> bool:
        """The newest word is the customer's."""
        said = (
            m.author
            for m in reversed(self.messages)
            if m.kind is MessageKind.WORDS and m.author in {Author.CUSTOMER, Author.HUMAN_AGENT}
        )
        return next(said, Author.CUSTOMER) is Author.CUSTOMER

    def awaits_the_customer(self) -> bool:
        """The newest word is a person's, and nothing shows that the customer has read it."""
        return not self.is_unanswered() and bool(self.unseen_words())

    def proves(self, words: CustomerWords) -> bool:
        """The customer message belongs to this case: it was held under it."""
        return words.digest in self.held()

    def holds_again(self, reading: Reading, now: datetime) -> bool:
        """The newest turn is one that this case holds already: the client sent it once more.

        Known for certain by the assistant's words before it. Without such words (a first message,
        a client that keeps no history) the same words count. In an open case only until a person
        has written again: a second line in a case is a nuisance, a lost answer to a person is not.
        In a closed one only for a while, so that the customer can say the same to the bot later.
        """
        newest = reading.last
        if newest is None:
            return False
        held_turns = self.held_turns()[newest.turn_digest]
        if newest.before and 0 < reading.turns()[newest.turn_digest] <= held_turns:
            return True
        last = self.last_held()
        if last is None or last.digest != newest.digest:
            return False
        if self.is_open and self._words_after(last):
            return False
        times = reading.counted(up_to=newest.index)[newest.digest]
        recent = self.is_open or now - last.at <= RETRY_WINDOW
        return recent and times <= self.held()[newest.digest]

    def _words_after(self, message: CaseMessageRow) -> bool:
        return any(
            m.author is Author.HUMAN_AGENT
            and m.kind is MessageKind.WORDS
            and m.number > message.number
            for m in self.messages
        )

    def held_in(self, reading: Reading) -> frozenset[int]:
        """Customer messages of the history that were held under this case.

        Those with an answer of ours behind them are known by it. Where the client trimmed our
        answers, each older message that could be a held one counts as held. The newest message is
        not among them: whether it was held already, ``holds_again`` says.
        """
        mine = {a.index for a in reading.answers if self._mentioned(a.mentions)}
        paired = {i for a in reading.answers if a.index in mine for i in a.answered}
        missing = self.held()
        for index in paired:
            missing[reading.customers[index].digest] -= 1
        newest = reading.last.index if reading.last else None
        loose = {
            words.index
            for words in reading.customers.values()
            if words.index not in reading.answered
            and words.index != newest
            and missing[words.digest] > 0
        }
        return frozenset(paired | loose)

    def shown_in(self, reading: Reading) -> int:
        """The highest message number that an answer in the history carried; 0 for none."""
        # The last mention in an answer is the one we wrote: words of a person may quote another.
        lasts = [{m.reference: m.shown for m in answer.mentions} for answer in reading.answers]
        numbers = [shown.get(self.row.reference, 0) for shown in lasts]
        last = self.messages[-1].number if self.messages else 0
        return min(max(numbers, default=0), last)

    def is_first_turn(self, reading: Reading) -> bool:
        """The newest words are those that opened the case."""
        newest = reading.last
        known = any(self._mentioned(answer.mentions) for answer in reading.answers)
        return newest is not None and not known and newest.digest == self.row.opening_digest

    def _mentioned(self, mentions: Sequence[Mention]) -> bool:
        return any(mention.reference == self.row.reference for mention in mentions)


def newest_first(files: Sequence[CaseFile]) -> tuple[CaseFile, ...]:
    """Cases in the order in which they were opened, newest first."""
    return tuple(sorted(files, key=lambda f: (f.row.opened_at, f.row.case_id), reverse=True))
