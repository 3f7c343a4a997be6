"""The queue as a turn sees it: how a conversation stands, and holding its turn.

standing   1 read the history            a history without id, key or reference ends here
           2 find the cases              by id, by proven reference; the same request by its key
           3 let their clocks run        longest wait passed; words that came back have arrived
           4 the same turn again?
           5 what must be cut            pure, as is 6 (standing.py)
           6 who owns the conversation

hold       1 the same turn again: nothing is written
           2 a case owns the conversation: the customer's words join it
           3 else a case is opened       one for each conversation and customer message
           4 the text for the customer   words of people first, until seen in the history; a person
                                         is promised only where one could answer (staffing.py)
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

from proxy.errors import AdministratorError, CallerError, ErrorCode
from proxy.handoff import replies
from proxy.handoff.base import (
    CaseRow,
    HeldReply,
    History,
    MessageKind,
    Notice,
    StaleCaseError,
    Standing,
)
from proxy.handoff.casebook import ATTEMPTS, Casebook, kept_changing
from proxy.handoff.casefile import CaseFile, newest_first
from proxy.handoff.customer import numbers_of
from proxy.handoff.desk import Desk
from proxy.handoff.finding import Finder
from proxy.handoff.holding import HeldTurn, join_case, open_case, urgency
from proxy.handoff.margin import Sighting
from proxy.handoff.reading import Reading, read_history
from proxy.handoff.staffing import Roster
from proxy.handoff.standing import stand
from proxy.handoff.states import DEALT_WITH, OPEN, CaseEvent
from proxy.handoff.tokens import live_token
from proxy.ids import CaseId, ConversationId, TenantId
from proxy.policy.base import HandoffRules, TopicHandling
from proxy.thinking import think
from proxy.topics.base import Severity
from proxy.topics.language import UNDETERMINED
from proxy.turn import Speaker

__all__ = ["HeldReply", "History", "Queue", "Standing"]


class WhoAnswers(Protocol):
    """Says who could answer (``staffing.Staffing``)."""

    async def look(self) -> Roster:
        """Who could answer. Raises ServiceError if that cannot be told."""
        ...


class Queue(Desk):
    """The human queue of all tenants. ``rules`` gives the policy's word on handoff, each time.

    ``staffing`` says who could answer.
    """

    def __init__(
        self, book: Casebook, rules: Callable[[], HandoffRules], staffing: WhoAnswers
    ) -> None:
        super().__init__(book)
        self._rules, self._staffing = rules, staffing
        self._finder = Finder(book)

    async def standing(self, tenant: TenantId, history: History) -> Standing:
        """How the conversation stands. Raises ServiceError if that cannot be told."""
        reading = await self._read(tenant, history)
        if not (history.conversation or history.idempotency or reading.answers):
            return Standing()
        found, again = await self._finder.find(tenant, history, reading)
        files = newest_first([await self._finder.arrived(file, reading) for file in found])
        if again is None:
            now = self._book.clock.now()
            again = next((file for file in files if file.holds_again(reading, now)), None)
        return stand(files, reading, again, self._book.text, continued=history.continued)

    async def moved(self, tenant: TenantId, standing: Standing, history: History) -> bool:
        """A case of this conversation has changed, come or gone since ``standing`` was given."""
        now: dict[CaseId, int] = {}
        for case_id in standing.seen:
            row = await self._book.store.by_id(tenant, case_id)
            if row is not None:
                now[case_id] = row.version
        for row in await self._finder.of_conversation(tenant, history):
            now[row.case_id] = row.version
        return now != dict(standing.seen)

    async def hold(
        self,
        tenant: TenantId,
        history: History,
        *,
        topic: str | None,
        handling: TopicHandling | None,
        standing: Standing,
        language: str,
        conversation: ConversationId,
        sighting: Sighting | None = None,
        plainly: bool = False,
    ) -> HeldReply:
        """Hold the turn: the customer's words are stored with a case when this returns.

        ``topic`` and ``handling`` are None while a person owns the conversation. ``sighting``: what
        the rules saw, for the people who will look at the case. ``plainly``: the newest words are so
        plainly in ``language`` that the case is spoken in it from now on. Sending the same
        turn again opens no second case and stores nothing twice. Raises ServiceError if the case
        or its record could not be written; then nothing was said to the customer.
        """
        reading = await self._read(tenant, history)
        # Asked before anything is written: if it cannot be told, nothing has happened.
        roster = await self._staffing.look()
        known = handling or self._mildest()
        turn = HeldTurn(
            tenant, history, reading, topic, known, language, conversation, sighting, plainly
        )
        case, again = standing.case, standing.idempotent_case
        file: CaseFile | None = None
        if again is not None:
            file = await self._book.load(tenant, again.case_id)
        elif standing.owns and case and (topic is None or case.state in OPEN):
            file = await join_case(self._book, turn, case.case_id)
        if file is None:
            file = await open_case(self._book, turn)
        others = await self._others(turn, standing, file)
        return self._reply(turn, file, others, roster)

    async def give_back(self, tenant: TenantId, standing: Standing) -> str:
        """The customer goes back to the bot. Gives the text that announces it.

        Raises CallerError(CONFLICT) where the case locks the conversation.
        """
        case = standing.case
        if case is None or standing.locks:
            raise _waits()
        for _ in range(ATTEMPTS):
            file = await self._book.load(tenant, case.case_id)
            if file is not None and file.row.state not in DEALT_WITH:
                if file.row.locks:
                    raise _waits()
                try:
                    await self._book.move(file, CaseEvent.GIVE_BACK, owner=None)
                except StaleCaseError:
                    continue
            return self._returned_text(case)
        raise kept_changing()

    def announcement(self, standing: Standing, history: History) -> str | None:
        """What tells a customer that the bot answers again; None when there is nothing to tell.

        It is for the start of the bot's first answer after a return.
        """
        if not standing.announces or standing.case is None:
            return None
        text = self._returned_text(standing.case)
        spoken = [m.text for m in history.messages if m.speaker is Speaker.ASSISTANT]
        told = any(_plain(text) in _plain(words) for words in spoken[-1:])
        return None if told else text

    async def _read(self, tenant: TenantId, history: History) -> Reading:
        size = sum(len(message.text) for message in history.messages)
        return await think(size, lambda: read_history(history, self._book.digests(tenant)))

    async def _others(self, turn: HeldTurn, standing: Standing, file: CaseFile) -> list[CaseFile]:
        """Further cases of the conversation whose words have not arrived yet."""
        loaded = [
            await self._book.load(turn.tenant, case_id)
            for case_id in standing.seen
            if case_id != file.row.case_id
        ]
        return [other for other in loaded if other is not None and other.unseen_words()]

    def _reply(
        self, turn: HeldTurn, file: CaseFile, others: Sequence[CaseFile], roster: Roster
    ) -> HeldReply:
        """Step 4 of hold."""
        row, words = file.row, file.unseen_words(answering=True)
        grave = self._is_grave(turn, file)
        handling = turn.handling if grave else self._handling(row, turn.handling)
        languages = self._languages(turn, row, grave=grave)
        texts = replies.texts_in(handling, *languages)
        reference = _with_shown(file)
        paragraphs: list[str] = []
        for other in others:
            paragraphs += [*self._introduced(turn, other), f"({_with_shown(other)})"]
        says, own = None, list[str]()
        if grave or not words or not file.is_open:
            says = replies.notice_for(
                handling,
                row.state,
                first=grave or file.is_first_turn(turn.reading),
                moment=_held_at(file, turn.reading),
                staffed=roster.staffs(turn.tenant, row.queue),
            )
            own.append(replies.text_of(texts, says))
            # A client that resends nothing gets these words again: to ask once more would be vain.
            resent = bool(turn.reading.answers) or turn.history.continued
            if says is Notice.RETURNED and file.is_unanswered() and resent:
                own.append(replies.in_language(self._rules().not_read, languages))
        spoken = self._introduced(turn, file) if words else []
        if file.is_open and not row.locks:
            own.append(texts.how_to_return)
        own = [replies.filled(t, reference=reference, contact=handling.contact) for t in own]
        notice = "\n\n".join([*paragraphs, *own])
        paragraphs += [*own, *spoken] if grave else [*spoken, *own]
        return HeldReply(
            text=replies.answer(paragraphs, reference),
            case_id=row.case_id,
            reference=row.reference,
            state=row.state,
            words=len(words) + sum(len(other.unseen_words()) for other in others),
            token=live_token(self._book.digests(turn.tenant), row.case_id),
            messages=numbers_of(file, words),
            notice=notice,
            says=says,
        )

    def _is_grave(self, turn: HeldTurn, file: CaseFile) -> bool:
        """The topic's first text is due at once.

        The newest words are dangerous, or the first on the graver topic that the case has now.
        """
        if turn.topic is None:
            return False
        if turn.handling.severity is Severity.DANGER:
            return True
        newest, name = turn.reading.last, turn.handling.name
        if newest is None or name != self._book.topic(file.row):
            return False
        return self._first_on(file, name) == newest.digest

    def _first_on(self, file: CaseFile, topic: str) -> bytes | None:
        """Digest of the first held message in which the rules saw this topic."""
        held = None
        for message in file.messages:
            held = message.digest or held
            if message.kind is MessageKind.SIGHTING:
                seen = Sighting.read(self._book.text(file.row, message))
                if seen.topic == topic:
                    return held
        return None

    def _languages(self, turn: HeldTurn, row: CaseRow, *, grave: bool = False) -> tuple[str, str]:
        """The languages to answer in, the best first.

        A few words are easily taken for another language's, so between them the case's holds.
        """
        clear = grave or turn.plainly or row.language == UNDETERMINED
        return (turn.language, row.language) if clear else (row.language, turn.language)

    def _introduced(self, turn: HeldTurn, file: CaseFile) -> list[str]:
        labels, languages = self._rules().agent_label, self._languages(turn, file.row)
        return [
            replies.introduced(labels, languages, m.name or "", self._book.text(file.row, m))
            for m in file.unseen_words(answering=True)
        ]

    def _handling(self, row: CaseRow, otherwise: TopicHandling) -> TopicHandling:
        """The policy's word on a case's topic; a policy may have lost the topic since."""
        return self._rules().topics.get(self._book.topic(row), otherwise)

    def _mildest(self) -> TopicHandling:
        """For turns that are held without a topic, as when detection fails."""
        topics = self._rules().topics.values()
        if not topics:
            raise AdministratorError(
                ErrorCode.INVALID_POLICY, "The policy names no topic, so no text for a held turn."
            )
        return max(topics, key=lambda handling: urgency(handling.severity))

    def _returned_text(self, row: CaseRow) -> str:
        handling = self._handling(row, self._mildest())
        template = replies.texts_in(handling, row.language).returned
        return replies.filled(template, reference=row.reference, contact=handling.contact)


def _with_shown(file: CaseFile) -> str:
    """The reference, with the number of the newest message that this answer brings."""
    notice = file.unseen_notice(answering=True)
    brought = [*file.unseen_words(answering=True), *([notice] if notice else [])]
    numbers = [message.number for message in brought]
    return f"{file.row.reference}/{max(numbers)}" if numbers else file.row.reference


def _held_at(file: CaseFile, reading: Reading) -> datetime:
    return file.held_at(reading.last.digest) if reading.last else file.row.opened_at


def _plain(text: str) -> str:
    """For comparing texts of ours: without the number that may follow a reference."""
    return re.sub(r"(-[0-9A-Z]{5})/[0-9]+", r"\1", " ".join(text.split()))


def _waits() -> CallerError:
    return CallerError(ErrorCode.CONFLICT, "This conversation waits for a person.", status=409)
