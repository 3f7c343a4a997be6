"""Where the gateway takes its policy from, once per turn; and the policies that are shipped.

A file that is edited while the proxy runs is never half used: ``reload`` loads all of it or keeps
the last good one, and says why.
"""

from dataclasses import dataclass, field
from pathlib import Path

from proxy.errors import AdministratorError, ErrorCode
from proxy.policy.base import Policy
from proxy.policy.compare import weakenings
from proxy.policy.load import load_policy
from proxy.policy.problems import PolicyError, Problem

_SHIPPED = Path(__file__).resolve().parent.parent / "shipped"


def shipped_policy(name: str) -> Path:
    """The file of a policy that comes with the product (``default``, ``pci-strict``).

    Raises AdministratorError (INVALID_POLICY) for a name that is not shipped.
    """
    names = sorted(file.stem for file in _SHIPPED.glob("*.yaml") if file.stem != "topics")
    if name not in names:
        raise AdministratorError(
            ErrorCode.INVALID_POLICY, f"There is no shipped policy of that name; {names} are."
        )
    return _SHIPPED / f"{name}.yaml"


@dataclass(frozen=True, slots=True)
class Reload:
    """What a reload did. ``policy`` is in force now, whether it is new or the last good one."""

    policy: Policy
    changed: bool
    problems: tuple[Problem, ...] = ()
    """Why the file was not taken; empty if it was."""
    weaker: tuple[str, ...] = field(default=())
    """What the new policy protects less than the one before, in sentences."""


class PolicySource:
    """One policy file. Raises PolicyError at construction: without a valid policy no start.

    Taking the policy is one read of one attribute, so turns that run see the old or the new one,
    each whole.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._policy = load_policy(path)
        self._problems: tuple[Problem, ...] = ()

    def current(self) -> Policy:
        """The policy in force."""
        return self._policy

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Why the newest file is not in force; empty while it is (for readiness checks)."""
        return self._problems

    def reload(self) -> Reload:
        """Read the file again; a broken one leaves everything as it was and is reported.

        It reads from disk and computes for up to a second, so call it beside the event loop.
        """
        before = self._policy
        try:
            policy = load_policy(self._path)
        except PolicyError as error:
            self._problems = error.problems
            return Reload(before, changed=False, problems=error.problems)
        self._problems = ()
        if policy.version == before.version:
            return Reload(before, changed=False)
        self._policy = policy
        return Reload(policy, changed=True, weaker=weakenings(before, policy))
