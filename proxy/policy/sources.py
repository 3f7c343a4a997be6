"""What was read, before it is judged: the models with the places they came from.

Strategy: lint needs both the value and where it stands, also after a policy has changed a topic of
its pack. ``PlacedTopic.place`` answers with the change's line where the change has the key, and
with the pack's line elsewhere.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from proxy.policy.document import Document, Path
from proxy.policy.pack import PolicyFile, Topic
from proxy.policy.problems import Problem


@dataclass(frozen=True, slots=True)
class PublicEntry:
    """One text of the allow list and where it stands."""

    text: str = field(repr=False)
    file: str
    line: int
    column: int

    def problem(self, message: str, fix: str) -> Problem:
        """A problem at this entry; the entry itself is not repeated."""
        return Problem(self.file, self.line, self.column, message, fix)


ListKey = Literal["phrases", "unless", "examples", "counter_examples"]


@dataclass(frozen=True, slots=True)
class PlacedTopic:
    """A topic as it will work, the file it comes from, and the policy's change to it, if any."""

    topic: Topic
    document: Document
    path: Path
    change: tuple[Document, Path] | None = None
    own_lengths: Mapping[tuple[ListKey, str], int] = field(default_factory=dict)
    """How many entries of a list come from ``document``; the rest come from the change."""
    shop: tuple[Document, Path] | None = None
    """Where the policy speaks about all topics of its packs."""

    def problem(self, keys: Path, message: str, fix: str) -> Problem:
        """A problem at ``keys`` below the topic, in the file that decided it."""
        for place in (self.change, self.shop):
            if place is not None and keys and (*place[1], *keys) in place[0].values:
                return place[0].problem((*place[1], *keys), message, fix)
        return self.document.problem((*self.path, *keys), message, fix)

    def entry_problem(
        self, key: ListKey, language: str, index: int, message: str, fix: str
    ) -> Problem:
        """A problem at one entry of a list, wherever that entry was written."""
        own = self.own_lengths.get((key, language), 0)
        if self.change is not None and index >= own:
            document, path = self.change
            return document.problem((*path, key, language, index - own), message, fix)
        return self.document.problem((*self.path, key, language, index), message, fix)


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything that makes up one policy."""

    document: Document
    model: PolicyFile
    topics: tuple[PlacedTopic, ...]
    """Switched-on topics, in the order of the files."""
    public: tuple[PublicEntry, ...]
    version: str
    switched_off: Mapping[str, Path] = field(default_factory=dict)
    """Names of switched-off topics, and where the policy says so."""

    def problem(self, path: Path, message: str, fix: str) -> Problem:
        """A problem in the policy file itself."""
        return self.document.problem(path, message, fix)
