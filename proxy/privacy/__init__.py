"""Privacy: find personal data in a turn, put placeholders in its place, put values back.

``protect`` and ``guard`` make the bytes that may leave; ``Restorer`` puts values back into what the
provider answers. Nothing here does I/O, and nothing is remembered from one turn to the next: the
map is rebuilt from each request. Specification: docs/spec/placeholder.md.
"""

from proxy.privacy.base import Finding
from proxy.privacy.guard import Protected, guard
from proxy.privacy.placeholders import (
    PlaceholderKeys,
    Placeholders,
    conversation_key,
    definition_key,
)
from proxy.privacy.protect import Draft, protect
from proxy.privacy.restore import Restorer

__all__ = [
    "Draft",
    "Finding",
    "PlaceholderKeys",
    "Placeholders",
    "Protected",
    "Restorer",
    "conversation_key",
    "definition_key",
    "guard",
    "protect",
]
