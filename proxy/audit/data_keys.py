"""Wrapped data keys of one stream, handed out in the order in which its records need them.

Strategy: keys stand by first use, and a writer never goes back to one after 4096 others (specification,
section 3). So a reader looks a little ahead and remembers the last few thousand: its memory does not
grow with the number of conversations. A key that is gone (erased) costs nothing but the look ahead.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import Final, Generic, TypeVar

from proxy.audit.bundle import Bundle, member_name

T = TypeVar("T")

_REMEMBERED: Final = 8192
"""Twice what a writer may have in use, for days that change and keys that were forgotten."""
_AHEAD: Final = 1024


class KeyReader(Generic[T]):
    """Reads keys once; ``make`` turns the base64 text of one into what its user remembers of it."""

    def __init__(
        self,
        bundle: Bundle,
        stream: str,
        *,
        make: Callable[[bytes], T],
        twice: Callable[[], None] = lambda: None,
        leave: Callable[[T], None] = lambda _: None,
    ) -> None:
        """``twice`` is told of a key that stands there twice, ``leave`` of one nobody needs again."""
        self._lines = bundle.lines(member_name(stream, "keys"))
        self._make, self._twice, self._leave = make, twice, leave
        self._ahead: dict[str, bytes] = {}
        self._known: OrderedDict[str, T] = OrderedDict()

    def find(self, kid: str) -> T | None:
        """The key of a record; None when it is not there.

        Raises VerificationError at a line that is none.
        """
        found = self._known.get(kid)
        if found is not None:
            self._known.move_to_end(kid)
            return found
        self._look_ahead()
        text = self._ahead.pop(kid, None)
        if text is None:
            return None
        found = self._known[kid] = self._make(text)
        if len(self._known) > _REMEMBERED:
            self._leave(self._known.popitem(last=False)[1])
        return found

    def _look_ahead(self) -> None:
        while len(self._ahead) < _AHEAD and self._take():
            pass

    def _take(self) -> bool:
        line = next(self._lines, None)
        if line is None:
            return False
        name, _, text = line.partition(b" ")
        kid = name.decode("ascii", "replace")
        if kid in self._ahead or kid in self._known:
            self._twice()
        else:
            self._ahead[kid] = text
        return True

    def finish(self) -> Iterator[str]:
        """At the end: lets go of all, and gives the ids of those that no record asked for."""
        for found in self._known.values():
            self._leave(found)
        self._known.clear()
        while self._ahead or self._take():
            yield from self._ahead
            self._ahead.clear()
