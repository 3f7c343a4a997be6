"""Entity types: what no policy may weaken, and rules that protect nothing.

Sources: PCI DSS 4.0.1 requirement 3.3.1 (card verification codes and PINs are never kept) and
3.4.1 (of a card number people see the last four digits at most).
"""

from collections.abc import Iterator

from proxy.policy.finders import entities_found_by
from proxy.policy.model import Entity
from proxy.policy.problems import Problem
from proxy.policy.sources import Sources
from proxy.privacy.base import Operator

CARD = "CREDIT_CARD"
NEVER_RESTORED = ("CARD_CODE", "PIN", "PASSWORD", "SECRET", "VERIFICATION_CODE")
"""Whoever holds one of these can act as the customer, and no chatbot needs it back."""

REQUIRED = (CARD, *NEVER_RESTORED)
MAX_REQUIRED_THRESHOLD = 0.5

RESERVED_LABELS = ("TEXT", "LINK")
"""Placeholders of look-alikes and of whole links (docs/spec/placeholder.md)."""


def lint_entities(sources: Sources) -> Iterator[Problem]:
    """Problems of ``entities``."""
    entities = sources.model.entities
    for name in REQUIRED:
        if name not in entities:
            yield sources.document.problem(
                ("entities",),
                f"`{name}` is missing: every policy protects it.",
                f"Add `{name}:` with a label, `operator: remove` and `in_tools: false`.",
                at_key=True,
            )
    for name, entity in entities.items():
        yield from _strength(sources, name, entity)
    yield from _labels(sources)
    yield from _unfound(sources)


def _strength(sources: Sources, name: str, entity: Entity) -> Iterator[Problem]:
    path = ("entities", name)
    if entity.label in RESERVED_LABELS:
        yield sources.problem(
            (*path, "label"),
            f"The label `{entity.label}` is taken: the product uses it itself.",
            "Choose another one.",
        )
    if name in NEVER_RESTORED and entity.operator is not Operator.REMOVE:
        yield sources.problem(
            (*path, "operator"),
            f"`{name}` may never be restored.",
            "Write `operator: remove`.",
        )
    if name == CARD and entity.operator is Operator.PLACEHOLDER:
        yield sources.problem(
            (*path, "operator"),
            "A card number may be restored to its last four digits at most.",
            "Write `operator: last_four` or `operator: remove`.",
        )
    if name in REQUIRED and entity.threshold > MAX_REQUIRED_THRESHOLD:
        yield sources.problem(
            (*path, "threshold"),
            f"A threshold above {MAX_REQUIRED_THRESHOLD} would let uncertain finds of `{name}` pass.",
            f"Write {MAX_REQUIRED_THRESHOLD} or less.",
        )
    if entity.in_tools and entity.operator is not Operator.PLACEHOLDER:
        yield sources.problem(
            (*path, "in_tools"),
            f"`in_tools: true` contradicts `operator: {entity.operator}`: there is no whole value "
            "to put back.",
            "Write `in_tools: false`.",
        )


def _labels(sources: Sources) -> Iterator[Problem]:
    """One label, one treatment: whoever reads a placeholder must know what restores it."""
    first: dict[str, str] = {}
    for name, entity in sources.model.entities.items():
        other = first.setdefault(entity.label, name)
        same = sources.model.entities[other]
        for key in ("operator", "in_tools", "form"):
            if getattr(entity, key) != getattr(same, key):
                yield sources.problem(
                    ("entities", name, "label"),
                    f"`{name}` and `{other}` share the label `{entity.label}` but differ in `{key}`.",
                    f"Give `{name}` a label of its own, or the same `{key}`.",
                )


def _unfound(sources: Sources) -> Iterator[Problem]:
    recognizers = sources.model.recognizers
    found: set[str] = set()
    for name in recognizers.predefined:
        found |= entities_found_by(name) or set()
    found |= {own.supported_entity for own in recognizers.own}
    for name in sources.model.entities:
        if name not in found:
            yield sources.document.problem(
                ("entities", name),
                f"No recogniser finds `{name}`, so this rule protects nothing.",
                "Add a recogniser for it, or remove the line.",
                at_key=True,
            )
