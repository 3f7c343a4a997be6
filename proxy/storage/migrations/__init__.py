"""Alembic's scripts. ``versions`` holds one file for each change of the tables, oldest first."""
