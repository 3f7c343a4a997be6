"""For security engineers: trying policies out, and downloading what people judged as tests.

The playground sends and records nothing: what is typed there is the engineer's own. Test candidates
come from customers: each is opened on record, and values in it are replaced by their labels before
it leaves the house.
"""

import asyncio
from collections.abc import Sequence
from typing import Final

from starlette.responses import PlainTextResponse, Response

from proxy.console.base import ConsoleRooms, Visit
from proxy.console.benches import IN_FORCE, Benches
from proxy.console.candidates import write_candidates
from proxy.console.recognised import hidden_text
from proxy.console.render import Renderer
from proxy.console.segments import Mask, Showing, pieces
from proxy.gateway.trial import Trial
from proxy.policy.problems import PolicyError, Problem

_LONGEST: Final = 5_000


class SecurityPages:
    """Playground and test candidates."""

    def __init__(self, renderer: Renderer, rooms: ConsoleRooms) -> None:
        self._render = renderer
        self._benches = Benches(rooms.policies, rooms.policy_file)

    async def playground(self, visit: Visit) -> Response:
        """Type a message, see what a policy does with it."""
        name = visit.text("policy") or IN_FORCE
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
        lines = [
            (each, await hidden_text(each, visit.rooms.policies.current(), visit.rooms.inspector))
            for each in found
        ]
        return self._render.page(visit, "candidates.html", lines=lines)

    async def download(self, visit: Visit) -> Response:
        """The candidates as a piece of a policy file."""
        found = await visit.rooms.margin.candidates(visit.tenant, visit.agent)
        texts = [
            (each, await hidden_text(each, visit.rooms.policies.current(), visit.rooms.inspector))
            for each in found
        ]
        return PlainTextResponse(
            write_candidates(texts, visit.rooms.policies.current().handoff.topics),
            media_type="application/yaml",
            headers={"content-disposition": 'attachment; filename="policy-test-candidates.yaml"'},
        )


def _marked(text: str, trial: Trial) -> Sequence[object]:
    masks = [
        Mask(f.start, f.end, f.entity_type, f.entity_type, Showing.ON_REQUEST)
        for f in trial.findings
    ]
    spots = frozenset(piece.spot for piece in pieces(text, masks, 1) if piece.spot is not None)
    return pieces(text, masks, 1, spots)
