"""The parts of `audit` that open a data folder: export, and putting a reader's look on record.

They stand apart so that whoever only reads a bundle does not load storage.
"""

from pathlib import Path

import click

from proxy.audit.base import SYSTEM_TENANT
from proxy.audit.events import EventKind
from proxy.audit.export import export_bundle, records_in
from proxy.audit.words import counted
from proxy.cellar import open_cellar
from proxy.cli.audit_reading import progress
from proxy.cli.options import data_option, json_option, running
from proxy.cli.printing import say, say_json
from proxy.private_files import new_private_file


@running
async def record_look(data: Path, verb: str) -> None:
    """Put on record that ``verb`` is about to read an export of this data folder's log."""
    async with open_cellar(data) as cellar:
        clear = {"by": "command line", "verb": verb}
        await cellar.record(EventKind.LOG_READ, dict(clear), SYSTEM_TENANT)


@click.command()
@data_option
@json_option
@click.option(
    "--checkpoint-out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the checkpoint to this new file instead of the terminal.",
)
@click.argument("bundle", type=click.Path(path_type=Path, dir_okay=False))
@running
async def export(data: Path, as_json: bool, checkpoint_out: Path | None, bundle: Path) -> None:
    """Write everything that is on record to the new file BUNDLE. The export itself is recorded.

    The checkpoint names the end of every stream. Keep it where the proxy's administrators cannot
    change it, and give it to `audit verify --checkpoint` with a later export.
    """
    async with open_cellar(data) as cellar:
        await cellar.record(EventKind.LOG_EXPORTED, {"by": "command line"})
        with progress(records_in(cellar.streams), "exporting") as on_records:
            exported = export_bundle(
                cellar.streams,
                cellar.keyring,
                bundle,
                clock=cellar.clock,
                on_records=on_records,
            )
        await cellar.keeping.exports.note(bundle, exported.checkpoint)
        development = cellar.development
    if checkpoint_out is not None:
        with new_private_file(checkpoint_out) as file:
            file.write(exported.checkpoint)
    if as_json:
        facts = {"streams": exported.streams, "records": exported.records}
        note = exported.checkpoint
        say_json({**facts, "bundle": str(bundle), "development": development, "checkpoint": note})
        return
    say(
        f"{bundle}: {counted(exported.records, 'record')} in {counted(exported.streams, 'stream')}."
    )
    if development:
        say("The auditor key is a DEVELOPMENT key: made on the proxy's own machine.")
    if checkpoint_out is not None:
        say(f"Checkpoint: {checkpoint_out} (keep it elsewhere; verify later exports against it)")
        return
    say("Checkpoint (keep a copy somewhere else; a later export must still contain it):")
    say(exported.checkpoint.rstrip())
