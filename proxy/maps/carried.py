"""What a map holds, open."""

from dataclasses import dataclass, field

from proxy.privacy.base import Asked
from proxy.privacy.placeholders import ConversationKey
from proxy.privacy.remembered import Remembered


@dataclass(frozen=True, slots=True)
class Carried:
    """What an answer hands on to the turn that goes on from it.

    ``thread``: names the conversation for the human queue and the audit log; the client's own id where
    ``named``, else random. ``key``: of its placeholders. ``continues``: the answer at the provider to go
    on from; None: the provider has seen nothing yet. ``said``: the words of the answer, where they were
    ours. ``asked``: what it asked the customer for.
    """

    thread: str = field(repr=False)
    named: bool
    key: ConversationKey = field(repr=False)
    continues: str | None = None
    said: str | None = field(repr=False, default=None)
    asked: frozenset[Asked] = frozenset()
    values: tuple[Remembered, ...] = field(repr=False, default=())
