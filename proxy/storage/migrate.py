"""Bringing a database's tables up to date with Alembic, from the package itself.

No configuration file: the scripts stand in ``migrations`` beside this file, also when installed.
All steps are one transaction; processes that start together wait for the first.
"""

from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text

from proxy.errors import AdministratorError, ErrorCode

_ADVISORY_LOCK: Final = 0x63686174  # "chat"; any constant that only this software uses


def upgrade(connection: Connection) -> None:
    """Make or update all tables, in the transaction that ``connection`` is in.

    Raises AdministratorError if the tables were made by a newer version of this software.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:id)"), {"id": _ADVISORY_LOCK})
    try:
        command.upgrade(configuration(connection), "head")
    except CommandError:
        raise AdministratorError(
            ErrorCode.INVALID_SETTINGS,
            "The database was made by a newer version of this software; run that version, or "
            "restore the database as it was before.",
        ) from None


def configuration(connection: Connection) -> Config:
    """Alembic's configuration for an open connection."""
    config = Config()
    scripts = str(Path(__file__).parent / "migrations")
    config.set_main_option("script_location", scripts.replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
