"""Looking at one recognised value of a case, which is masked until somebody asks for it.

The record of a look is durable before the value is handed out. For types that the policy marks
(``second_person``) somebody else must have agreed, not longer than ``GRANT`` ago: that is checked
here, from what is stored with the case, never by the page that shows the value.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from proxy.errors import CallerError, ErrorCode
from proxy.handoff.base import Author, CaseMessage, CaseRow, MessageKind, OpenCase
from proxy.handoff.casebook import Casebook
from proxy.handoff.casefile import CaseFile
from proxy.handoff.look_limit import LookCount
from proxy.handoff.states import CaseEvent
from proxy.handoff.verbs import Verbs, named, said
from proxy.ids import TenantId

GRANT: Final = timedelta(minutes=30)
"""How long a second person's word counts: the length of one piece of work."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a value stands: message number, and offsets into its text."""

    message: int
    start: int
    end: int

    def written(self) -> str:
        """As it is stored and as forms carry it."""
        return f"{self.message}:{self.start}:{self.end}"

    @classmethod
    def read(cls, written: str) -> "Spot":
        """The reverse. Raises CallerError(INVALID_REQUEST)."""
        try:
            message, start, end = (int(part) for part in written.split(":"))
        except ValueError:
            raise _nowhere() from None
        return cls(message, start, end)


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants to see a value for which two people are needed."""

    number: int
    """Of the message that holds the wish; ``Looks.allow`` names it."""
    spot: Spot
    entity_type: str
    agent: str
    at: datetime
    why: str
    allowed_by: str | None = None
    allowed_at: datetime | None = None
    through: str | None = None
    """The agent key through which it was asked; None: no key."""

    def opens(self, spot: Spot, agent: str, now: datetime) -> bool:
        """This person may see that value now."""
        return (
            self.spot == spot
            and self.agent == agent
            and self.allowed_by not in {None, agent}
            and self.allowed_at is not None
            and now - self.allowed_at <= GRANT
        )


class Looks(Verbs):
    """Seeing values. See ``Verbs`` for what all of these raise."""

    def __init__(self, book: Casebook, count: LookCount) -> None:
        super().__init__(book)
        self._count = count

    async def see(
        self,
        tenant: TenantId,
        case: str,
        agent: str,
        spot: Spot,
        *,
        entity_type: str,
        second_person: bool,
    ) -> str:
        """The value at a spot. The look is on record before it is opened.

        Raises CallerError: FORBIDDEN where a second person is needed and has not agreed,
        RATE_LIMITED for somebody who looks at more than work needs.
        """
        named(agent)
        file = await self._find(tenant, case)
        if second_person:
            wishes_ = wishes(self._book.opened(file))
            now = self._book.clock.now()
            if not any(wish.opens(spot, agent, now) for wish in wishes_):
                raise CallerError(
                    ErrorCode.FORBIDDEN,
                    "A second person must agree before this value is shown.",
                    status=403,
                )
        await self._count.enter(tenant, agent, self._book.clock.now())
        sealed = {"type": entity_type, "message": spot.message}
        await self._book.record_look(file.row, agent, "see", sealed)
        return self._value(file, spot)

    async def ask(
        self, tenant: TenantId, case: str, agent: str, spot: Spot, *, entity_type: str, why: str
    ) -> CaseRow:
        """Ask somebody else to agree to a look; ``why`` is what they read."""
        reason = said(why, "Say why you need to see this value.")[:500]
        through = self._book.through
        wish = json.dumps(
            {"spot": spot.written(), "type": entity_type, "why": reason, "through": through}
        )

        async def move(file: CaseFile) -> CaseFile:
            self._value(file, spot)
            return await self._add(file, agent, MessageKind.LOOK_ASKED, wish)

        return await self._change(tenant, case, agent, move)

    async def allow(self, tenant: TenantId, case: str, agent: str, wish: int) -> CaseRow:
        """Agree to somebody else's wish. Raises CallerError(FORBIDDEN) for one's own."""

        async def move(file: CaseFile) -> CaseFile:
            found = next((w for w in wishes(self._book.opened(file)) if w.number == wish), None)
            if found is None:
                raise CallerError(ErrorCode.NOT_FOUND, "There is no such wish.", status=404)
            # One key may act for several people: then only it says that they are several.
            same_key = found.through is not None and found.through == self._book.through
            if found.agent == agent or same_key:
                raise CallerError(
                    ErrorCode.FORBIDDEN,
                    "Somebody else must agree to your own wish, and with another key.",
                    status=403,
                )
            if found.allowed_by is not None:
                return file
            written = json.dumps({"wish": wish})
            return await self._add(file, agent, MessageKind.LOOK_ALLOWED, written)

        return await self._change(tenant, case, agent, move)

    async def _add(self, file: CaseFile, agent: str, kind: MessageKind, text: str) -> CaseFile:
        row = file.row
        message = self._book.message(
            row.tenant, row.case_id, Author.HUMAN_AGENT, text, name=agent, kind=kind
        )
        sealed = {"look": kind.value}
        return await self._book.move(
            file, CaseEvent.LOOK, messages=(message,), agent=agent, sealed=sealed
        )

    def _value(self, file: CaseFile, spot: Spot) -> str:
        message = next((m for m in file.messages if m.number == spot.message), None)
        text = self._book.text(file.row, message) if message is not None else ""
        if not 0 <= spot.start < spot.end <= len(text):
            raise _nowhere()
        return text[spot.start : spot.end]


def wishes(case: OpenCase) -> tuple[Wish, ...]:
    """All wishes of a case, with who agreed, in order."""
    allowed: dict[int, CaseMessage] = {}
    for message in case.margin:
        if message.kind is MessageKind.LOOK_ALLOWED:
            allowed.setdefault(json.loads(message.text)["wish"], message)
    found: list[Wish] = []
    for message in case.margin:
        if message.kind is not MessageKind.LOOK_ASKED:
            continue
        asked, by = json.loads(message.text), allowed.get(message.number)
        found.append(
            Wish(
                number=message.number,
                spot=Spot.read(asked["spot"]),
                entity_type=asked["type"],
                agent=message.name or "",
                at=message.at,
                why=asked["why"],
                through=asked.get("through"),
                allowed_by=by.name if by else None,
                allowed_at=by.at if by else None,
            )
        )
    return tuple(found)


def _nowhere() -> CallerError:
    return CallerError(
        ErrorCode.NOT_FOUND, "There is no such place in this case.", status=404, param="spot"
    )
