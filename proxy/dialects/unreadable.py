"""What of a request nobody can look into: media, and pointers to what a provider keeps.

Both are refused with the place and with what to do. A field that no row names may hold any text, but
encoded data in it, or an address in a part of a message, would be looked at by the provider alone. The
same holds for every field of a part whose type no row names: nobody here knows what is done with it.
"""

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from proxy.dialects.base import Allowed, ProviderTool
from proxy.dialects.slots import Leaf, Medium, Row, State
from proxy.errors import CallerError, ErrorCode
from proxy.turn import JsonPath, SlotClass

Place = Callable[[Leaf], str | None]
"""A leaf's place for an error: the table's own words and numbers, never a key the client chose."""

_ENCODED = re.compile(r"\s*(?:data:[^,\s]{0,200},|[A-Za-z0-9+/_=-]{1024,}\s*\Z)")
_LOOKED_AFTER = frozenset({SlotClass.MEDIA, SlotClass.POINTER})
_ADDRESS = re.compile(r"\s*https?://\S+\s*\Z", re.IGNORECASE)


def refuse_unreadable(leaves: Iterable[Leaf], allowed: Allowed, place: Place) -> None:
    """Raise CallerError for media that the policy does not allow and for state kept elsewhere."""
    leaves = tuple(leaves)
    parts = _unknown_parts(leaves)
    for leaf in leaves:
        _refuse_unread(leaf, allowed, place)
        if _is_like_media(leaf, parts):
            raise CallerError(
                ErrorCode.UNSUPPORTED_MEDIA,
                "A field that this proxy does not know holds a link or encoded data, which cannot "
                "be looked into.",
                param=place(leaf),
            )


def _refuse_unread(leaf: Leaf, allowed: Allowed, place: Place) -> None:
    match leaf.row:
        case Row(kind=SlotClass.POINTER, state=state):
            if not _points_by_policy(allowed, state):
                raise _pointer_refused(place(leaf), state)
        case Row(kind=SlotClass.MEDIA, medium=Medium() as medium):
            if isinstance(leaf.value, str) and is_address(leaf.value):
                if not _is_on(leaf.value, allowed.media_hosts):
                    raise _address_refused(place(leaf))
            elif not _allows(allowed, medium):
                raise _media_refused(place(leaf), medium)
        case _:
            pass


def _unknown_parts(leaves: Iterable[Leaf]) -> frozenset[JsonPath]:
    """The paths of parts of messages whose type is no word of the format."""
    return frozenset(
        leaf.path[:-1]
        for leaf in leaves
        if leaf.path[-1] == "type"
        and leaf.row is not None
        and leaf.row.words
        and leaf.value not in leaf.row.words
        and _is_in_a_part(leaf.path)
    )


def _is_like_media(leaf: Leaf, unknown: frozenset[JsonPath]) -> bool:
    """Encoded data in a field without a row; in a part of a message also an address (a video that is fetched).

    In a part of an unknown type fields that have a row count as well, but those of media, which the policy allows.
    """
    if not isinstance(leaf.value, str):
        return False
    in_unknown = bool(unknown) and any(
        leaf.path[:size] in unknown for size in range(1, len(leaf.path))
    )
    if leaf.row is not None and (not in_unknown or leaf.row.kind in _LOOKED_AFTER):
        return False
    address = (in_unknown or _is_in_a_part(leaf.path)) and _ADDRESS.match(leaf.value)
    return bool(address or _ENCODED.match(leaf.value))


def _is_in_a_part(path: JsonPath) -> bool:
    """In the content of a message, in what else is sent in, or in a block of the system prompt."""
    match path:
        case ("messages", _, "content", *_) | ("input" | "prompt" | "system", _, _, *_):
            return True
        case _:
            return False


def _allows(allowed: Allowed, medium: Medium) -> bool:
    return {
        Medium.IMAGES: allowed.images,
        Medium.AUDIO: allowed.audio,
        Medium.FILES: allowed.files,
    }[medium]


def is_address(value: str) -> bool:
    """The value names media by an address, from which the provider would fetch it."""
    return value.lstrip().lower().startswith(("http://", "https://"))


def _is_on(address: str, hosts: frozenset[str]) -> bool:
    """An address on one of these hosts, without anything by which two readers could differ."""
    try:
        read = urlsplit(address)
        host, odd = read.hostname or "", "@" in read.netloc or "\\" in address
    except ValueError:
        return False
    return host in hosts and not odd and address.isascii() and address.split() == [address]


def _address_refused(param: str | None) -> CallerError:
    return CallerError(
        ErrorCode.UNSUPPORTED_MEDIA,
        "The provider would fetch this address, and nobody here knows what it finds or who learns of "
        "it. Leave it out, or name its host in media.hosts of the policy.",
        param=param,
    )


def _points_by_policy(allowed: Allowed, state: State | None) -> bool:
    match state:
        case State.PREVIOUS:
            return allowed.previous_response_id
        case State.FILES:
            return allowed.stored_files
        case _:
            return False


def _pointer_refused(param: str | None, state: State | None) -> CallerError:
    remedy = "." if state is None else f", or set provider_state.{state.value} in the policy."
    return CallerError(
        ErrorCode.PROVIDER_STATE_NOT_ALLOWED,
        "This field refers to data kept at the provider, which cannot be looked into. Send the "
        f"content itself{remedy}",
        param=param,
    )


def tool_refused(tool: ProviderTool | None, place: str) -> CallerError:
    """The error for a tool that would run at the provider."""
    remedy = "" if tool is None else f", or name {tool.value} in provider_state.tools of the policy"
    return CallerError(
        ErrorCode.PROVIDER_STATE_NOT_ALLOWED,
        "A tool of this type runs at the provider: what it finds there would not be protected. "
        f"Offer a tool of your own instead{remedy}.",
        param=place,
    )


def _media_refused(param: str | None, medium: Medium) -> CallerError:
    hint = (
        "; text files are read and protected, and media.pdf_text sends the text of PDFs"
        if medium is Medium.FILES
        else ""
    )
    return CallerError(
        ErrorCode.UNSUPPORTED_MEDIA,
        f"The policy does not let {medium.value} pass, because personal data in them is not found. "
        f"Leave them out, or set media.{medium.value} in the policy{hint}.",
        param=param,
    )
