"""For security engineers: trying policies out, and downloading what people judged as tests.

The playground sends and records nothing: what is typed there is the engineer's own. Test candidates
come from customers: each is opened on record, and values in it are replaced by their labels before
it leaves the house.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from starlette.responses import PlainTextResponse, Response

from proxy.console.base import ConsoleRooms, Visit
from proxy.console.candidates import write_candidates
from proxy.console.recognised import recognise
from proxy.console.render import Renderer
from proxy.console.segments import Mask, Showing, hidden, pieces
from proxy.errors import CallerError, ErrorCode
from proxy.gateway.trial import Bench, Trial
from proxy.handoff.base import Author, CaseMessage, MessageKind
from proxy.handoff.margin import Candidate
from proxy.policy.base import Policy
from proxy.policy.load import load_policy
from proxy.policy.problems import PolicyError, Problem
from proxy.policy.source import shipped_policies, shipped_policy

_IN_FORCE: Final = "in force"
_LONGEST: Final = 5_000


@dataclass(slots=True)
class Benches:
    """Policies that can be tried, each compiled when it is first asked for."""

    rooms: ConsoleRooms
    _made: dict[str, Bench] = field(default_factory=dict)

    def names(self) -> Mapping[str, Path | None]:
        """Name → file; None is the policy in force."""
        beside = self.rooms.policy_file.parent
        files = {f"{file.name} (beside it)": file for file in sorted(beside.glob("*.yaml"))}
        shipped = {f"{name} (shipped)": shipped_policy(name) for name in shipped_policies()}
        own = {name: file for name, file in files.items() if _is_policy(file, shipped.values())}
        return {_IN_FORCE: None, **own, **shipped}

    def bench(self, name: str) -> Bench:
        """The bench of a policy. Raises PolicyError for a broken file, CallerError for none."""
        names = self.names()
        if name not in names:
            raise CallerError(ErrorCode.NOT_FOUND, "There is no such policy.", status=404)
        file = names[name]
        policy = load_policy(file) if file is not None else self.rooms.policies.current()
        if policy.version not in self._made:
            if len(self._made) >= 4:
                self._made.clear()
            self._made[policy.version] = Bench(policy)
        return self._made[policy.version]


def _is_policy(file: Path, shipped: object) -> bool:
    """A topic pack is no policy, and shipped files have names of their own."""
    del shipped
    try:
        with file.open("rb") as opened:
            head = opened.read(20_000)
    except OSError:
        return False
    return b"\nentities:" in head and b"\ndetection:" in head


class SecurityPages:
    """Playground and test candidates."""

    def __init__(self, renderer: Renderer, rooms: ConsoleRooms) -> None:
        self._render = renderer
        self._benches = Benches(rooms)

    async def playground(self, visit: Visit) -> Response:
        """Type a message, see what a policy does with it."""
        name = visit.text("policy") or _IN_FORCE
        text, question = visit.text("text")[:_LONGEST], visit.text("question")[:_LONGEST]
        answer = visit.text("answer")[:_LONGEST]
        trial: Trial | None = None
        problems: Sequence[Problem] = ()
        if text.strip():
            try:
                trial = await asyncio.to_thread(self._try, visit, name, text, question, answer)
            except PolicyError as error:
                problems = error.problems
        return self._render.page(
            visit,
            "playground.html",
            policies=list(self._benches.names()),
            policy=name,
            text=text,
            question=question,
            answer=answer,
            trial=trial,
            problems=problems,
            pieces=_marked(text, trial) if trial else (),
            version=visit.rooms.policies.current().version,
        )

    def _try(self, visit: Visit, name: str, text: str, question: str, answer: str) -> Trial:
        bench = self._benches.bench(name)
        return bench.try_text(text, question or None, visit.rooms.randomness, answer=answer or None)

    async def candidates(self, visit: Visit) -> Response:
        """What people said about the rules: numbers first, texts in the download."""
        found = await visit.rooms.margin.candidates(visit.tenant, visit.agent)
        lines = [(each, await self._hidden(visit, each)) for each in found]
        return self._render.page(visit, "candidates.html", lines=lines)

    async def download(self, visit: Visit) -> Response:
        """The candidates as a piece of a policy file."""
        found = await visit.rooms.margin.candidates(visit.tenant, visit.agent)
        texts = [(each, await self._hidden(visit, each)) for each in found]
        return PlainTextResponse(
            write_candidates(texts),
            media_type="application/yaml",
            headers={"content-disposition": 'attachment; filename="policy-test-candidates.yaml"'},
        )

    async def _hidden(self, visit: Visit, candidate: Candidate) -> str:
        policy: Policy = visit.rooms.policies.current()
        message = CaseMessage(
            number=1,
            author=Author.CUSTOMER,
            name=None,
            at=candidate.judgement.at,
            kind=MessageKind.WORDS,
            held=True,
            text=candidate.text,
        )
        found = await recognise([message], policy, visit.rooms.inspector)
        return hidden(candidate.text, found.masks.get(1, ()))


def _marked(text: str, trial: Trial) -> Sequence[object]:
    masks = [
        Mask(f.start, f.end, f.entity_type, f.entity_type, Showing.ON_REQUEST)
        for f in trial.findings
    ]
    spots = frozenset(piece.spot for piece in pieces(text, masks, 1) if piece.spot is not None)
    return pieces(text, masks, 1, spots)
