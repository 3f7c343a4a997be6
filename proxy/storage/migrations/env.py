"""Run by Alembic: uses the connection, and the transaction, that it is handed (migrate.py)."""

from alembic import context

from proxy.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    transactional_ddl=False,  # our caller's transaction holds everything
)
context.run_migrations()
