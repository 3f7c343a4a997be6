"""Placeholders of earlier turns, for the one wire format that does not resend them.

Where the provider keeps a conversation, its next request holds the new words alone. What the earlier
ones became must then be known again: to restore what the model repeats, to give a value the same
placeholder, and to find it wherever it stands. ``remember`` takes this out of a protected turn,
``recall`` puts it into the next one, under the rules of the policy that is in force by then.

Values that are removed are never remembered, and of a card no more than what it restores to: a map is
stored, and neither may be.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from proxy.privacy.base import CanonicalForm, EntityRule, Operator
from proxy.privacy.operators import readable_last_four
from proxy.privacy.placeholders import LINK, LOOK_ALIKE, Register
from proxy.privacy.spans import strictest

_OURS = {rule.label: rule for rule in (LINK, LOOK_ALIKE)}


@dataclass(frozen=True, slots=True)
class Remembered:
    """One placeholder of an earlier turn.

    ``restores``: what stands in its place for the customer. ``spellings``: the texts that it stands
    for, none where the whole value must not be stored.
    """

    placeholder: str
    entity_type: str
    operator: Operator
    form: CanonicalForm
    in_tools: bool
    restores: str = field(repr=False)
    spellings: tuple[str, ...] = field(repr=False)
    number: bool = False
    """It was a number in JSON, and becomes one again there."""

    @property
    def label(self) -> str:
        """The label that stands in the placeholder."""
        return self.placeholder[1:].rpartition("_")[0]


def remember(register: Register) -> tuple[Remembered, ...]:
    """What the next turn of the conversation must know of this one, in order of appearance."""
    spellings: dict[str, list[str]] = {}
    for text, placeholder in register.spellings.items():
        spellings.setdefault(placeholder, []).append(text)
    return tuple(
        Remembered(
            placeholder,
            entry.entity_type,
            entry.rule.operator,
            entry.rule.form,
            entry.rule.in_tools,
            entry.restores.reveal(),
            tuple(spellings.get(placeholder, ()))
            if entry.rule.operator is Operator.PLACEHOLDER
            else (),
            number=entry.restores.reveal() in register.numbers,
        )
        for placeholder, entry in register.entries.items()
    )


def recall(
    register: Register, earlier: Iterable[Remembered], entities: Mapping[str, EntityRule]
) -> None:
    """Make the placeholders of earlier turns known; where the policy has become stricter, it counts."""
    for one in earlier:
        rule = _rule_today(one, entities)
        restores = one.restores
        if rule.operator is Operator.LAST_FOUR and one.operator is Operator.PLACEHOLDER:
            restores = readable_last_four(restores)
        register.adopt(one.placeholder, rule, restores, one.spellings)


def _rule_today(one: Remembered, entities: Mapping[str, EntityRule]) -> EntityRule:
    ours = _OURS.get(one.label)
    if ours is not None:
        return ours
    then = EntityRule(one.entity_type, one.label, one.operator, one.form, in_tools=one.in_tools)
    today = entities.get(one.entity_type)
    if today is None:
        return then
    return replace(strictest((today, then)), in_tools=today.in_tools and then.in_tools)
