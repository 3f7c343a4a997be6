"""Values that a cue introduces: "my PIN is 4821", "4821 is my PIN", "Kundennummer: 88-1204".

One builder for all such recognisers, so that the small words between cue and value ("number", "is",
":", "#", "ist", "es") are known in one place. Patterns run on the small-letter reading. What a
pattern cannot say (is this word talk? is this a date?) the recogniser checks on the hit.

A value *before* its cue is the dearest thing to search for: it could begin at every word. So the part
behind the value is searched first, which is quick; where it is not there, nothing can match.
"""

from collections.abc import Iterator

from proxy.privacy.normalize import Pattern, Reading, pattern

_SMALL_WORDS = (
    "was|are|it's|its|it is|here is|here's|here|number|numbers|num|no|nr|nbr|code|id|ids|for|"
    "the|our|this|order|that|would be|which is|with|called|says|"
    "ist|lautet|nummer|die|der|das|mein|meine|"
    "mon|ma|c'est|numéro|numero|"
    "número|"
    "mio|mia|"
    "nummer is|mijn|"
    "meu|minha|n[º°o]"
)
_TINY_WORDS = "is|of|to|my|as|est|le|la|es|mi|el|è|il|é"
"""These also begin codes ("ES-11209"): a hyphen does not part them from a value."""
_GAP = r"[\s:=#*\"'().,>\-]{0,4}"
_FILL = (
    rf"{_GAP}(?:(?:{_SMALL_WORDS})[\s:=#*\"'().,>\-]{{1,4}}|"
    rf"(?:{_TINY_WORDS})[\s:=#*\"'().,>][\s:=#*\"'().,>\-]{{0,3}}){{0,4}}"
)
_REACH = 60
"""Characters after a value in which the value of a cue inside it is looked for."""
_START = r"(?:^|[^\pL\pN])"
_IS_MY = (
    r"[\s,]{1,2}(?:is|was|it's|ist|est|es|è|é)\s+"
    r"(?:the|my|our|mein|meine|mon|ma|mi|il mio|la mia|mijn|meu|minha|o meu|a minha)\s+"
)
_ANY_IS_MY = pattern(_IS_MY)
"""Stands between each value and a cue behind it."""


_PLAIN = str.maketrans(
    {
        letter: f"[{letter}{plain}]"
        for letter, plain in zip("àâãáçèéêëìíîïñòóôõùúû", "aaaaceeeeiiiinoooouuu", strict=True)
    }
    | {"ä": "(?:ä|ae|a)", "ö": "(?:ö|oe|o)", "ü": "(?:ü|ue|u)", "ß": "(?:ß|ss)"}
)


def any_accent(expression: str) -> str:
    """The expression for people who leave accents out: "numero" for "número". No accent may stand in brackets."""
    return expression.translate(_PLAIN)


def cued(cues: str, value: str) -> tuple[Pattern, Pattern]:
    """Two patterns, value after cue and value before cue; the value is group ``v``.

    ``cues`` and ``value`` are RE2 alternations in small letters.
    """
    cues = any_accent(cues)
    after = pattern(rf"{_START}(?:{cues})s?(?:[^\pL\pN]|$){_FILL}(?P<v>{value})")
    tail = rf"{_IS_MY}(?:{cues})(?:[^\pL\pN]|$)"
    return after, NeedingPattern(
        rf"{_START}(?P<v>{value}){tail}", needed=(_ANY_IS_MY, pattern(tail))
    )


def tersely_cued(cues: str, value: str) -> Pattern:
    """The value before its name, at the end of a phrase and without a verb: "w-771, the order no"."""
    tail = rf"[\s,]{{1,2}}(?:as\s)?(?:the|my|our)\s(?:{any_accent(cues)})\s?(?:[.,!\n]|$)"
    return NeedingPattern(rf"{_START}(?P<v>{value}){tail}", needed=(pattern(tail),))


class NeedingPattern(Pattern):
    """A dear pattern that matches nowhere if one of ``needed``, parts of it, does not.

    ``needed``: the one that most of these patterns share first, so that a text is searched for it once.
    """

    __slots__ = ("needed",)

    def __init__(self, expression: str, *, needed: tuple[Pattern, ...]) -> None:
        super().__init__(expression)
        self.needed = needed


def cued_values(reading: Reading, patterns: tuple[Pattern, ...]) -> Iterator[tuple[int, int]]:
    """Spans of group ``v`` that do not end inside a word."""
    lower = reading.lower
    for each in patterns:
        if isinstance(each, NeedingPattern) and not all(map(reading.says, each.needed)):
            continue
        for start, end in _values(each, lower):
            if end < len(lower) and lower[end].isalnum() and lower[end - 1].isalnum():
                continue
            yield start, end


def _values(each: Pattern, lower: str) -> Iterator[tuple[int, int]]:
    """Spans of group ``v``; a value that took too much ("ab 12 claim number") hides no later cue."""
    for match in each.finditer(lower):
        start, end = match.span("v")
        yield start, end
        if " " in lower[start:end]:
            offset = max(0, start - 1)
            for hidden in each.finditer(lower[offset : end + _REACH]):
                low, high = hidden.span("v")
                yield offset + low, offset + high
