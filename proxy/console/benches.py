"""Policies that can be tried out: the one in force, those in files beside it, and the shipped ones."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from proxy.console.base import Policies
from proxy.errors import CallerError, ErrorCode
from proxy.gateway.trial import Bench
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policies, shipped_policy

IN_FORCE: Final = "in force"


@dataclass(slots=True)
class Benches:
    """Policies that can be tried, each compiled when it is first asked for."""

    policies: Policies
    policy_file: Path
    """Policies beside this one can be tried too."""
    _made: dict[str, Bench] = field(default_factory=dict)

    def names(self) -> Mapping[str, Path | None]:
        """Name → file; None is the policy in force."""
        beside = self.policy_file.parent
        files = {f"{file.name} (beside it)": file for file in sorted(beside.glob("*.yaml"))}
        shipped = {f"{name} (shipped)": shipped_policy(name) for name in shipped_policies()}
        own = {name: file for name, file in files.items() if _is_policy(file)}
        return {IN_FORCE: None, **own, **shipped}

    def bench(self, name: str) -> Bench:
        """The bench of a policy. Raises PolicyError for a broken file, CallerError for none."""
        names = self.names()
        if name not in names:
            raise CallerError(ErrorCode.NOT_FOUND, "There is no such policy.", status=404)
        file = names[name]
        policy = load_policy(file) if file is not None else self.policies.current()
        if policy.version not in self._made:
            if len(self._made) >= 4:
                self._made.clear()
            self._made[policy.version] = Bench(policy)
        return self._made[policy.version]


def _is_policy(file: Path) -> bool:
    """A topic pack is no policy."""
    try:
        with file.open("rb") as opened:
            head = opened.read(20_000)
    except OSError:
        return False
    return b"\nentities:" in head and b"\ndetection:" in head
