"""Small facts about the installation, by name: never anything about a customer."""

from sqlalchemy import delete, insert, select

from proxy.storage.database import Database
from proxy.storage.tables import meta


class MetaStore:
    """Names (at most 64 characters) and values (at most 1024)."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: str) -> str | None:
        """The value, or None."""
        async with self._database.read() as connection:
            query = select(meta.c.value).where(meta.c.name == name)
            return (await connection.execute(query)).scalar_one_or_none()

    async def put(self, name: str, value: str) -> None:
        """Set or replace a value."""
        async with self._database.write() as connection:
            await connection.execute(delete(meta).where(meta.c.name == name))
            await connection.execute(insert(meta).values(name=name, value=value))
