"""PostgreSQL: one URL, one way to connect, and the two settings of the server that promises rest on.

The URL is libpq's (``postgresql://user@host:5432/name?sslmode=verify-full``); ``PGPASSFILE`` and the
other variables of libpq count. Every session asks for ``synchronous_commit=on``: what a commit
returned from survives a power cut, whatever the server's default says. A server with ``fsync`` or
``full_page_writes`` switched off cannot keep that promise, so it is refused at the start.
"""

import re
from typing import Any, Final

import asyncpg

from proxy.errors import AdministratorError, ErrorCode

SCHEMES: Final = ("postgresql://", "postgres://", "postgresql+asyncpg://")
CONNECT_SECONDS: Final = 5.0
COMMAND_SECONDS: Final = 20.0
"""A statement that takes longer has failed: a turn waits for it."""
_SESSION: Final = {
    "application_name": "chat-proxy",
    "synchronous_commit": "on",
    "timezone": "UTC",
    # A transaction that was left open would keep deleted rows alive for ever.
    "idle_in_transaction_session_timeout": "60000",
}
_MUST_BE_ON: Final = ("fsync", "full_page_writes")
OLDEST_VERSION: Final = 13
"""The oldest major version of the server that its makers still repaired when this was written."""


def is_postgres(url: str) -> bool:
    """Whether a database URL names a PostgreSQL server."""
    return url.startswith(SCHEMES)


def dsn(url: str) -> str:
    """The URL in libpq's form, without the name of a Python driver."""
    return re.sub(r"^postgres(ql)?(\+asyncpg)?://", "postgresql://", url, count=1)


async def connect(url: str, *, command_seconds: float | None = COMMAND_SECONDS) -> Any:
    """An asyncpg connection. Raises what asyncpg raises: OSError, TimeoutError, its own errors."""
    return await asyncpg.connect(
        dsn(url),
        timeout=CONNECT_SECONDS,
        command_timeout=command_seconds,
        server_settings=dict(_SESSION),
    )


UNREACHABLE: Final = (
    OSError,
    TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    ValueError,  # a URL that asyncpg cannot read
)
"""What connecting may end in."""


async def check_server(connection: Any) -> None:
    """Raises AdministratorError for a server on which no promise of durability can be kept."""
    version = int(await connection.fetchval("SHOW server_version_num")) // 10_000
    if version < OLDEST_VERSION:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            f"The PostgreSQL server is of version {version}; {OLDEST_VERSION} or newer is needed.",
        )
    for name in _MUST_BE_ON:
        if await connection.fetchval(f"SHOW {name}") != "on":
            raise AdministratorError(
                ErrorCode.INVALID_SETTINGS,
                f"The PostgreSQL server runs with {name} = off: after a power cut, records that were "
                f"acknowledged would be gone. Switch {name} on, or use another server.",
            )
