"""Answers that the provider keeps (Responses): a script sees the conversation that a request goes on from.

As at the real provider, an answer is kept unless ``store`` is false, its id names the whole conversation up
to it, and an id that is not known is an error of the format.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from proxy.offline import responses_wire
from proxy.offline.base import RecordedRequest, Reply, Script
from proxy.offline.wire import encode


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer, and the conversation with it at its end."""

    body: bytes = field(repr=False)
    items: tuple[Any, ...] = field(repr=False)


class KeptAnswers:
    """All that one provider keeps. Used from one event loop."""

    def __init__(self, created: int) -> None:
        self._created = created
        self._kept: dict[str, Kept] = {}

    def get(self, answer_id: str) -> Kept | None:
        """The answer of this id."""
        return self._kept.get(answer_id)

    def delete(self, answer_id: str) -> bool:
        """Forget an answer; whether there was one."""
        return self._kept.pop(answer_id, None) is not None

    def remembering(self, script: Script) -> Script:
        """The script, told the conversation that a request goes on from."""

        def decide(request: RecordedRequest) -> Reply:
            document = request.json()
            previous = document.get("previous_response_id")
            before = self._kept.get(previous) if isinstance(previous, str) else None
            if previous is not None and before is None:
                return Reply(status=400, error=f"Previous response with id '{previous}' not found.")
            items = [*(before.items if before else ()), *_items(document)]
            reply = script(replace(request, body=encode({**document, "input": items})))
            if reply.status < 400 and document.get("store") is not False:
                self._keep(request.number, document, items, reply)
            return reply

        return decide

    def _keep(
        self, number: int, document: Mapping[str, Any], items: list[Any], reply: Reply
    ) -> None:
        whole = {"number": number, "created": self._created}
        body = responses_wire.completion(reply, dict(document), **whole)
        said = responses_wire.items_of(reply.choices[0], number)
        self._kept[responses_wire.answer_id(number)] = Kept(body, (*items, *said))


def _items(document: Mapping[str, Any]) -> list[Any]:
    given = document.get("input", [])
    return [{"role": "user", "content": given}] if isinstance(given, str) else list(given)
