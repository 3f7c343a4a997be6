"""The mirror: cases appear in the desk, and what agents write there reaches customers, once.

What keeps answers from being given twice:

1  An answer is known by its number in the desk, noted before anything is done with it.
2  It is sent with an Idempotency-Key made of that number: the queue does it once, whatever crashes.
3  A key is known for two days. What was begun earlier is not sent again; a person is told to look.
4  A case has one owner. Who answers in the desk claims the case first; if somebody has it in the
   console, the answer is not sent, and the desk is told who has it.
5  Nothing the mirror writes looks like an agent's words: customers' words are incoming, all else is
   private. So no word of its own comes back to it, and console answers are not echoed to customers.
6  One mirror runs at a time, and does one thing after the other.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

import httpx

from examples.help_desk.desk import Desk, agents_words
from examples.help_desk.ledger import DeskAnswer, Ledger, Place
from examples.help_desk.queue_api import QueueApi, RefusedError, shown
from examples.webhook_receiver import Book

KEY_DAYS: Final = 2
"""How long the queue knows an Idempotency-Key (docs/handoff-api.md)."""

TROUBLES: Final = (httpx.HTTPError, RefusedError)
"""One side cannot be reached, or does not let us in."""

_OPEN: Final = frozenset({"waiting", "claimed", "expired"})
_AN_HOUR: Final = 3600


class Mirror:
    """One desk, one queue. ``work`` does everything that is to be done; call it as often as you like."""

    def __init__(
        self, book: Book, ledger: Ledger, desk: Desk, queue: QueueApi, now: Callable[[], float]
    ) -> None:
        """``book``: events of the proxy, verified and noted. ``now``: seconds since 1970."""
        self._book, self._ledger = book, ledger
        self._desk, self._queue, self._now = desk, queue, now
        self._one = asyncio.Lock()

    def hear(self, event: dict[str, Any]) -> None:
        """A webhook of the desk, verified. Durably noted when this returns; nothing is done yet."""
        if event.get("event") == "message_created" and agents_words(event):
            self._take(event["conversation"]["id"], event)
        if event.get("event") == "conversation_status_changed" and event["status"] == "resolved":
            self._ledger.want_closed(event["id"])

    async def work(self) -> None:
        """Show what changed, bring answers to customers, close cases.

        What fails is left for the next time, and holds nothing but its own case. Raises one of the
        TROUBLES at the end if there was any.
        """
        async with self._one:
            failed: dict[str | int, Exception] = {}
            for event in self._book.todo():
                case_id = event["data"]["case"]
                if case_id not in failed and await _done(self._show(event), case_id, failed):
                    self._book.done(event["id"])
            for answer in self._ledger.answers():
                place = answer.conversation
                if place not in failed and await _done(self._answer(answer), place, failed):
                    self._ledger.answered(answer.message)
            for place in self._ledger.closings():
                if place not in failed and await _done(self._close(place), place, failed):
                    self._ledger.closed(place)
        for error in failed.values():
            raise error

    # From the queue to the desk.

    async def _show(self, event: dict[str, Any]) -> None:
        case_id = event["data"]["case"]
        place = self._ledger.place(case_id)
        if event["type"] == "case.deleted":
            if place is not None:
                await self._desk.forget(place.contact)
                self._ledger.drop(place)
            return
        case = await self._queue.case(case_id)
        if case is None:  # another team's now, or gone a moment ago
            if place is not None:
                await self._desk.set_status(place.conversation, "resolved")
            return
        place = place or await self._new_place(case)
        for message in await self._queue.conversation(case_id):
            await self._show_message(place, message)
        await self._desk.set_status(
            place.conversation, "open" if case["state"] in _OPEN else "resolved"
        )
        await self._catch_up(place)
        self._ledger.shown(case_id, case["version"])

    async def _new_place(self, case: dict[str, Any]) -> Place:
        """Found again by the case's id if a crash came between making it and noting it."""
        contact, source = await self._desk.contact(case["id"], case["reference"])
        conversation = await self._desk.conversation(contact, source, case["id"])
        self._ledger.put(case["id"], contact, conversation)
        return Place(case["id"], contact, conversation, 0)

    async def _show_message(self, place: Place, message: dict[str, Any]) -> None:
        author, text = message["author"], shown(message)
        if message["kind"] != "words" or author == "system":
            return
        if author == "human_agent":
            if message["name"] in self._ledger.people():
                return  # written in the desk
            text = f"{message['name']} (console): {text}"
        if author == "bot":
            text = f"Bot: {text}"
        mark = f"{place.case_id}/{message['number']}"
        await self._write(place.conversation, text, mark, private=author != "customer")

    async def _write(self, conversation: int, text: str, mark: str, *, private: bool) -> None:
        """Once: after a crash the desk itself is asked whether it stands there."""
        before = self._ledger.begin(mark, conversation)
        if before is True:
            return
        if before is None or not await self._desk.has(conversation, mark):
            await self._desk.write(conversation, text, mark, private=private)
        self._ledger.wrote(mark)

    # From the desk to the queue.

    def _take(self, conversation: int, message: dict[str, Any]) -> None:
        name = str(message["sender"]["name"])
        self._ledger.take_answer(int(message["id"]), conversation, name, message["content"])

    async def _catch_up(self, place: Place) -> None:
        """The desk sends a webhook once: what came while the mirror was down is fetched."""
        for message in await self._desk.messages(place.conversation):
            if agents_words(message):
                self._take(place.conversation, message)

    async def _answer(self, answer: DeskAnswer) -> None:
        place = self._ledger.place_of(answer.conversation)
        if place is None:  # nothing to do with the queue, or not noted yet: then it is fetched
            self._ledger.forget_answer(answer.message)
            return
        too_late = self._now() - KEY_DAYS * 24 * _AN_HOUR + _AN_HOUR
        if answer.begun_at is not None and answer.begun_at < too_late:
            await self._tell(
                answer, "It is not known whether this reached the customer. Look there."
            )
            return
        self._ledger.add_person(answer.name)
        self._ledger.begin_answer(answer.message, self._now())
        why = await self._reply(place.case_id, answer)
        if why is not None:
            await self._tell(answer, f"Not sent to the customer: {why}.")

    async def _reply(self, case_id: str, answer: DeskAnswer) -> str | None:
        """Why it was refused. First the reply itself: sent again, it tells what became of it."""
        try:
            await self._send(case_id, answer)
            return None
        except RefusedError:
            pass
        try:
            why = await self._own(case_id, answer)
            if why is None:
                await self._send(case_id, answer)
        except RefusedError as error:
            return f"the queue says {error.code}"
        return why

    async def _send(self, case_id: str, answer: DeskAnswer) -> None:
        await self._queue.change(
            case_id,
            "reply",
            key=f"reply-{case_id}-{answer.message}",
            agent=answer.name,
            body={"text": answer.text},
        )

    async def _own(self, case_id: str, answer: DeskAnswer) -> str | None:
        """Claim the case for who answers. Why not, if somebody has it in the console."""
        case = await self._queue.case(case_id)
        if case is None or case["state"] not in _OPEN:
            return "the case is closed"
        owner = case["owner"]
        if owner is not None and owner != answer.name:
            if owner not in self._ledger.people():
                return f"{owner} has this case in the console"
            key = f"release-{case_id}-{answer.message}"
            await self._queue.change(case_id, "release", key=key, agent=owner)
        if owner != answer.name:
            key = f"claim-{case_id}-{answer.message}"
            await self._queue.change(case_id, "claim", key=key, agent=answer.name)
        return None

    async def _tell(self, answer: DeskAnswer, text: str) -> None:
        await self._write(answer.conversation, text, f"about/{answer.message}", private=True)

    async def _close(self, conversation: int) -> None:
        """Closed in the desk: the case too, unless the customer wrote what nobody saw."""
        place = self._ledger.place_of(conversation)
        case = await self._queue.case(place.case_id) if place is not None else None
        if place is None or case is None or case["state"] not in _OPEN:
            return
        if case["owner"] in self._ledger.people():
            try:
                await self._queue.change(
                    place.case_id,
                    "resolve",
                    key=f"resolve-{place.case_id}-{place.version}",
                    agent=case["owner"],
                    version=place.version,
                )
                return
            except RefusedError:
                pass  # it has changed since the desk showed it
        await self._desk.set_status(conversation, "open")


async def _done(work: Awaitable[None], of: str | int, failed: dict[str | int, Exception]) -> bool:
    try:
        await work
    except TROUBLES as error:
        failed[of] = error
        return False
    return True
