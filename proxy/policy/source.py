"""Where the gateway takes its policy from, once per turn; and the policies that are shipped."""

from pathlib import Path

from proxy.errors import AdministratorError, ErrorCode
from proxy.policy.base import Policy
from proxy.policy.load import load_policy

_SHIPPED = Path(__file__).resolve().parent.parent / "shipped"


def shipped_policies() -> tuple[str, ...]:
    """Names of the policies that come with the product."""
    return tuple(sorted(file.stem for file in _SHIPPED.glob("*.yaml") if file.stem != "topics"))


def shipped_policy(name: str) -> Path:
    """The file of a policy that comes with the product (``default``, ``pci-strict``).

    Raises AdministratorError (INVALID_POLICY) for a name that is not shipped.
    """
    names = shipped_policies()
    if name not in names:
        raise AdministratorError(
            ErrorCode.INVALID_POLICY,
            f"There is no shipped policy of that name; {', '.join(names)} are.",
        )
    return _SHIPPED / f"{name}.yaml"


class PolicySource:
    """One policy file. Raises PolicyError at construction: without a valid policy no start.

    It is read once. Detection is made for the policy with which it was started, so another one comes
    with another start, whole: the file may be edited while the proxy runs, to no effect.
    """

    def __init__(self, path: Path) -> None:
        self._policy = load_policy(path)

    def current(self) -> Policy:
        """The policy in force."""
        return self._policy
