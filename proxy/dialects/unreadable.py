"""What of a request nobody can look into: media, and pointers to what a provider keeps.

Both are refused with the place and with what to do. A field that no row names may hold any text, but
encoded data in it, or an address in a part of a message, would be looked at by the provider alone.
"""

import re
from collections.abc import Callable

from proxy.dialects.base import MediaAllowed
from proxy.dialects.slots import Leaf, Medium, Row
from proxy.errors import CallerError, ErrorCode
from proxy.turn import JsonPath, SlotClass

Place = Callable[[Leaf], str | None]
"""A leaf's place for an error: the table's own words and numbers, never a key the client chose."""

_ENCODED = re.compile(r"\s*(?:data:[^,\s]{0,200},|[A-Za-z0-9+/_=-]{1024,}\s*\Z)")
_ADDRESS = re.compile(r"\s*https?://\S+\s*\Z", re.IGNORECASE)


def refuse_unreadable(leaf: Leaf, media: MediaAllowed, place: Place) -> None:
    """Raise CallerError for media that the policy does not allow and for state kept elsewhere."""
    match leaf.row:
        case Row(kind=SlotClass.POINTER):
            raise CallerError(
                ErrorCode.PROVIDER_STATE_NOT_ALLOWED,
                "This field refers to data kept at the provider, which cannot be looked into. "
                "Send the content itself.",
                param=place(leaf),
            )
        case Row(kind=SlotClass.MEDIA, medium=Medium() as medium):
            if not _allows(media, medium):
                raise _media_refused(place(leaf), medium)
        case None if isinstance(leaf.value, str) and _is_like_media(leaf.path, leaf.value):
            raise CallerError(
                ErrorCode.UNSUPPORTED_MEDIA,
                "A field that this proxy does not know holds a link or encoded data, which cannot "
                "be looked into.",
                param=place(leaf),
            )
        case _:
            pass


def _is_like_media(path: JsonPath, text: str) -> bool:
    """Encoded data anywhere; in a part of a message also an address (a video that is fetched)."""
    in_a_part = path[0] == "messages" and "content" in path[2:3]
    return bool(_ENCODED.match(text) or (in_a_part and _ADDRESS.match(text)))


def _allows(media: MediaAllowed, medium: Medium) -> bool:
    return {
        Medium.IMAGES: media.images,
        Medium.AUDIO: media.audio,
        Medium.FILES: media.files,
    }[medium]


def _media_refused(param: str | None, medium: Medium) -> CallerError:
    return CallerError(
        ErrorCode.UNSUPPORTED_MEDIA,
        f"The policy does not let {medium.value} pass, because personal data in them is not found. "
        f"Leave them out, or set media.{medium.value} in the policy.",
        param=param,
    )
