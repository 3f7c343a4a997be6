"""The thinking rooms of the proxy, put together in this process: bytes in, bytes that would leave out.

The same functions in the same order as ``proxy/gateway/turn.py``, without audit, queue and network.
Topics are not asked: a turn that a person would answer is protected like any other, because holding
a turn is no way to find personal data. That these bytes are those of a running proxy is tested, and
shown by ``make evaluate`` (``running``).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from proxy.dialects.base import Allowed, Limits
from proxy.dialects.registry import fallback_dialect
from proxy.gateway.detection import Inspected, Reading
from proxy.gateway.reading import plan_readings, refuse_unmistakable, understand
from proxy.policy.base import Policy
from proxy.privacy.base import Finding, TextToRead
from proxy.privacy.guard import guard
from proxy.privacy.link import link
from proxy.privacy.placeholders import DefinitionKey, PlaceholderKeys, conversation_key
from proxy.privacy.protect import protect
from proxy.turn import Turn

_KEY = bytes(32)
"""Nobody but this process ever sees the placeholders, so the key is no secret."""


class FindsInText(Protocol):
    """The proxy's ``Detector``, or one of a test."""

    def detect(self, reading: TextToRead) -> tuple[Finding, ...]:
        """All findings in one text."""
        ...


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it would leave. ``findings`` are aligned with ``turn.slots``."""

    turn: Turn
    findings: tuple[tuple[Finding, ...], ...]
    body: bytes = field(repr=False)


class ThinkingRooms:
    """Protects requests by a policy; what was found in a text is remembered for the next request."""

    def __init__(self, policy: Policy, detector: FindsInText) -> None:
        self._policy = policy
        self._detector = detector
        self._dialect = fallback_dialect()
        self._cache: dict[TextToRead, tuple[Finding, ...]] = {}
        self._keys = PlaceholderKeys(
            conversation=conversation_key(_KEY, conversation="", user=None, opening=""),
            definition=DefinitionKey(_KEY),
            identifier=_KEY,
        )

    def find(self, body: bytes) -> tuple[Turn, tuple[tuple[Finding, ...], ...]]:
        """Read a request and find in it. Raises ProxyError where a turn would be refused."""
        turn = self._dialect.read_turn(body, limits=Limits(), allowed=Allowed())
        plan = plan_readings(turn)
        reading = understand(turn, plan, self._inspect(plan.readings))
        refuse_unmistakable(turn, reading)
        return turn, link(turn, reading.found, self._policy.detection)

    def send(self, body: bytes) -> Sent:
        """Everything up to the bytes that would leave. Raises ProxyError where nothing would."""
        turn, findings = self.find(body)
        draft = protect(
            turn,
            findings,
            rules=self._policy.detection,
            restoration=self._policy.restoration,
            keys=self._keys,
        )
        body = self._dialect.write_request(turn, draft.edits, hint=self._policy.placeholder_hint)
        return Sent(turn, findings, guard(body, draft).body)

    def _inspect(self, readings: Sequence[Reading]) -> list[Inspected]:
        return [
            Inspected(self._detect(TextToRead(r.text, r.asked, from_customer=r.from_customer)))
            for r in readings
        ]

    def _detect(self, text: TextToRead) -> tuple[Finding, ...]:
        if text not in self._cache:
            self._cache[text] = self._detector.detect(text)
        return self._cache[text]
