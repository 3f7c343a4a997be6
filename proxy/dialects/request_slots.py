"""The slots of a request: every leaf of the walk, with who said it and where.

A string that is wholly a JSON object or array is opened: its leaves and keys are slots, too, and the slot's
``inner`` leads to them. Numbers and free keys are slots like strings. What is the format's own vocabulary
is none, so that no customer's name is ever looked for in it.
"""

from collections.abc import Callable, Iterable

from proxy.dialects.base import Limits
from proxy.dialects.files import Files, FileText
from proxy.dialects.json_leaves import InnerLeaf, leaves_of
from proxy.dialects.json_reader import exact_text, too_many_values
from proxy.dialects.slots import Leaf, Medium, Row, State, named_kind
from proxy.dialects.unreadable import is_address
from proxy.text import plain_number
from proxy.turn import JsonPath, SlotClass, Speaker, TextSlot

Saying = Callable[[JsonPath], tuple[int | None, Speaker]]
"""Who said what stands at a path, and in which message (index into ``Turn.messages``), if in one."""

_OPENED = frozenset(
    {SlotClass.TEXT, SlotClass.JSON_TEXT, SlotClass.TREE, SlotClass.DEFINITION},
)
"""Classes in which a string that is wholly a JSON object or array is opened."""

_NO_RECORD = frozenset({SlotClass.OPAQUE, SlotClass.CALL_ID, SlotClass.SIGNED})
"""Classes whose fields say nothing about their values."""


def slots_of(
    leaves: Iterable[Leaf], saying: Saying, limits: Limits, files: Files | None = None
) -> tuple[TextSlot, ...]:
    """All slots, in the order of the request. ``files``: those whose text was read.

    Raises CallerError beyond the limits.
    """
    slots: list[TextSlot] = []
    for leaf in leaves:
        if not _is_slot(leaf):
            continue
        message, speaker = saying(leaf.path)
        file = (files or {}).get(leaf.path)
        slots.extend(_of_leaf(leaf, message, speaker, limits, file))
        if len(slots) > limits.leaves:
            raise too_many_values(limits)
    return tuple(slots)


def _is_slot(leaf: Leaf) -> bool:
    if leaf.row is None:
        return True
    if isinstance(leaf.value, str):
        return leaf.value not in leaf.row.words
    return leaf.row.kind is not None


def _of_leaf(
    leaf: Leaf, message: int | None, speaker: Speaker, limits: Limits, file: FileText | None
) -> list[TextSlot]:
    """The slots of one leaf: itself, or what is in it when it is JSON."""
    kind = _kind(leaf) if file is None else SlotClass.TEXT
    text = leaf.value if isinstance(leaf.value, str) else plain_number(exact_text(leaf.value))
    text = text if file is None else file.text
    form = None if file is None else file.form
    inside: tuple[InnerLeaf, ...] = ()
    if isinstance(leaf.value, str) and not leaf.is_key and kind in _OPENED:
        inside = leaves_of(text, limits)
    if not inside:
        # The field of an id says nothing about it: a tool's "name" is no person's name.
        keys = () if kind in _NO_RECORD else _keys(leaf.path, leaf.is_key)
        # A whole string is JSON_TEXT only where it is JSON.
        whole = SlotClass.TEXT if kind is SlotClass.JSON_TEXT else kind
        return [
            TextSlot(
                path=leaf.path,
                kind=_web_address(whole, text),
                text=text,
                speaker=speaker,
                message=message,
                key=keys[-1] if keys else None,
                keys=keys,
                is_key=leaf.is_key,
                is_number=not isinstance(leaf.value, str),
                form=form,
                medium=_medium(leaf) if file is None else None,
                listed=_is_listed(leaf),
            )
        ]
    above = _keys(leaf.path, is_key=False)
    inner_kind = SlotClass.JSON_TEXT if kind is SlotClass.TEXT else kind
    listed = _is_listed(leaf)
    return [
        TextSlot(
            path=leaf.path,
            kind=inner_kind,
            text=plain_number(inner.text) if inner.is_number else inner.text,
            speaker=speaker,
            message=message,
            inner=inner.path,
            key=keys[-1],
            keys=keys,
            is_key=inner.is_key,
            is_number=inner.is_number,
            form=form,
            listed=listed,
        )
        for inner in inside
        for keys in (above + _keys(inner.path, inner.is_key),)
    ]


def _kind(leaf: Leaf) -> SlotClass:
    return named_kind(leaf) or SlotClass.TEXT


def _is_listed(leaf: Leaf) -> bool:
    return named_kind(leaf) is not None


def _web_address(kind: SlotClass, text: str) -> SlotClass:
    """An image that is named by its address is a URL; only one that is sent along is media."""
    if kind is SlotClass.MEDIA and is_address(text):
        return SlotClass.URL
    return kind


def _medium(leaf: Leaf) -> str | None:
    """What passes unread here; a file that the provider keeps is a file."""
    match leaf.row:
        case Row(medium=Medium() as medium):
            return medium.value
        case Row(state=State.FILES):
            return Medium.FILES.value
        case _:
            return None


def _keys(path: JsonPath, is_key: bool) -> tuple[str, ...]:  # noqa: FBT001 - a private helper
    keys = tuple([step for step in path if isinstance(step, str)])
    return keys[:-1] if is_key else keys
