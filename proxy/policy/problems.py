"""What is wrong with a policy, said so that its author can put it right without asking anybody.

A problem names a place and what to do there. It never repeats a public value or an example (a
card number may have slipped in there); names of keys, topics and entity types are repeated.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from proxy.errors import AdministratorError, ErrorCode


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that must change. ``line`` and ``column`` count from 1, columns in characters.

    ``message`` says what is wrong, ``fix`` what to do about it.
    """

    file: str
    line: int
    column: int
    message: str
    fix: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.message} {self.fix}"


class PolicyError(AdministratorError):
    """The policy cannot be used. ``problems`` has every one that was found, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        listing = "\n".join(str(problem) for problem in self.problems)
        count = len(self.problems)
        super().__init__(
            ErrorCode.INVALID_POLICY,
            f"The policy has {count} problem{'' if count == 1 else 's'}:\n{listing}",
        )
