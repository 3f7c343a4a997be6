"""Privacy: find personal data in a turn, put placeholders in its place, put values back.

The door holds the words that other rooms speak. The work stands in its files, one verb each:
``detect.Detector`` and ``link.link`` find, ``protect.protect`` and ``guard.guard`` make the bytes
that may leave, ``restore.Restorer`` puts values back. They load Presidio, which takes seconds, so
whoever needs only the words need not wait for them. Nothing here does I/O, and nothing is
remembered from one turn to the next. Specification: docs/spec/placeholder.md.
"""

from proxy.privacy.base import (
    Asked,
    CanonicalForm,
    DetectionRules,
    EntityRule,
    Finding,
    Operator,
    RestorationRules,
    TextToRead,
)

__all__ = [
    "Asked",
    "CanonicalForm",
    "DetectionRules",
    "EntityRule",
    "Finding",
    "Operator",
    "RestorationRules",
    "TextToRead",
]
