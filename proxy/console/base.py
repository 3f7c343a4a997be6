"""What the console works with: its collaborators, and the person who looks at it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from starlette.requests import Request

from proxy.audit.base import StreamStore
from proxy.audit.events import AuditEvent
from proxy.clock import Clock
from proxy.console.live import Watch
from proxy.console.oidc import IdentityProvider
from proxy.console.sign_in import SignIn
from proxy.errors import CallerError, ErrorCode
from proxy.gateway.base import Inspector
from proxy.handoff.base import CaseRow
from proxy.handoff.board import Board
from proxy.handoff.desk import Desk
from proxy.handoff.drafting import Drafting
from proxy.handoff.looks import Looks
from proxy.handoff.margin import Margin
from proxy.handoff.staffing import Staffing
from proxy.handoff.statistics import Counting
from proxy.ids import Randomness, TenantId
from proxy.keys.base import Keyring
from proxy.policy.base import Policy
from proxy.storage.sessions import Session, Stage
from proxy.storage.users import User, UserRole
from proxy.webhooks import Endpoints

TOLD_OF_WEBHOOKS = frozenset({UserRole.SUPERVISOR, UserRole.SECURITY})
"""Who sees how other systems are told."""

ANSWERING = frozenset({UserRole.HUMAN_AGENT, UserRole.SUPERVISOR})
"""Who works with cases."""


class Policies(Protocol):
    """Where the policy in force comes from."""

    def current(self) -> Policy:
        """The policy in force."""
        ...


class Recorder(Protocol):
    """The audit log: ``record`` returns when the event is durable, or raises ServiceError."""

    async def record(self, event: AuditEvent) -> None:
        """Record an event durably."""
        ...


class Copies(Protocol):
    """Checkpoints that are copied outside."""

    @property
    def configured(self) -> bool:
        """There is a place outside."""
        ...

    @property
    def overdue(self) -> bool:
        """The last copy is older than the policy allows."""
        ...


@dataclass(frozen=True, slots=True)
class LogRoom:
    """What the audit page reads: clear headers and public keys, and what signs an export."""

    streams: StreamStore
    keyring: Keyring
    folder: Path
    """Where exports are written until they are sent."""
    copies: Copies


@dataclass(frozen=True, slots=True)
class ConsoleRooms:
    """Everything a page is made with."""

    policies: Policies
    policy_file: Path
    inspector: Inspector
    desk: Desk
    board: Board
    margin: Margin
    looks: Looks
    drafting: Drafting
    counting: Counting
    watch: Watch
    staffing: Staffing
    endpoints: Endpoints
    sign_in: SignIn
    provider: IdentityProvider | None
    log: LogRoom
    recorder: Recorder
    clock: Clock
    randomness: Randomness
    allowed_hosts: frozenset[str] | None
    """Host headers that are accepted; None accepts any."""
    development: bool
    """The auditor's key was made on this machine."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a browser, after the door: who it is, and what was sent."""

    request: Request
    rooms: ConsoleRooms
    form: Mapping[str, str] = field(repr=False)
    secret: str = field(repr=False)
    """What form tokens are made of: the session's cookie, before that a cookie for forms."""
    session: Session | None = None
    user: User | None = None

    @property
    def who(self) -> User:
        """The person. Raises CallerError (401) if nobody has signed in."""
        if self.user is None:
            raise CallerError(ErrorCode.FORBIDDEN, "Sign in first.", status=401)
        return self.user

    @property
    def sitting(self) -> Session:
        """The session. Raises CallerError (401) if there is none."""
        if self.session is None:
            raise CallerError(ErrorCode.FORBIDDEN, "Sign in first.", status=401)
        return self.session

    @property
    def tenant(self) -> TenantId:
        """Whose cases are shown; from the user, never from the request."""
        return self.who.tenant

    @property
    def agent(self) -> str:
        """The name under which this person works."""
        return self.who.display

    def is_in(self) -> bool:
        """Somebody has signed in, with both factors."""
        return self.session is not None and self.session.stage is Stage.FULL

    def has(self, *roles: UserRole) -> bool:
        """The person has one of these roles."""
        return self.user is not None and not self.user.roles.isdisjoint(roles)

    def text(self, name: str) -> str:
        """A field of the form or of the address; empty if it was not sent."""
        return self.form.get(name, self.request.query_params.get(name, ""))

    @property
    def queues(self) -> frozenset[str] | None:
        """The queues of this person's teams; None: all of them."""
        user = self.who
        everywhere = UserRole.SUPERVISOR in user.roles or not user.queues
        return None if everywhere else user.queues

    def may_see(self, row: CaseRow) -> bool:
        """The case is in a queue of this person's teams."""
        return row.tenant == self.tenant and (self.queues is None or row.queue in self.queues)
