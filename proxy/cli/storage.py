"""``chat-proxy storage``: where a data folder keeps what it keeps."""

from dataclasses import asdict
from pathlib import Path

import click

from proxy.audit.export import records_in
from proxy.audit.words import counted
from proxy.cli.audit_reading import progress
from proxy.cli.options import data_option, examples, json_option, running
from proxy.cli.printing import say, say_json
from proxy.moving import move_to_postgres
from proxy.storage.place import read_place
from proxy.storage.streams import SqliteStreamStore


@click.group(
    epilog=examples(
        "chat-proxy storage move --data DIR --to postgresql://proxy@db.example.com/proxy"
    )
)
def storage() -> None:
    """Change where a data folder keeps its tables and its audit log."""


@storage.command()
@data_option
@json_option
@click.option(
    "--to",
    "url",
    metavar="URL",
    required=True,
    help="An empty PostgreSQL database, postgresql://USER@HOST/NAME.",
)
@running
async def move(data: Path, as_json: bool, url: str) -> None:
    """Move everything from the files of a data folder into a PostgreSQL database.

    Stop the proxy first, and make a backup. Cases, clients, users, holds, erasures, sealed maps and the
    audit log come along, the same to the byte; keys stay in the folder. What comes back is compared, then
    the folder names the database, and its files are deleted. After a kill the same command goes on.
    """
    here = read_place(data) is None and (data / "audit").exists()
    length = records_in(SqliteStreamStore(data / "audit")) if here else 0
    with progress(length, "moving") as on_records:
        moved = await move_to_postgres(data, url, on_records=on_records)
    if as_json:
        say_json(asdict(moved))
        return
    say(
        f"moved: {counted(moved.records, 'record')} in {counted(moved.streams, 'stream')}, and all tables"
    )
    say("Check it: chat-proxy audit export and audit verify, with the newest checkpoint you keep.")
    say("Backups from before the move still hold the files (docs/storage.md).")
