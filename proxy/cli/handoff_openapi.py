"""The verb that shows what the human queue's JSON API is."""

from pathlib import Path

import click

from proxy.cli.printing import say
from proxy.handoff_api.document import written


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it to this file instead of showing it.",
)
def openapi(out: Path | None) -> None:
    """Show the OpenAPI 3.1 document of the queue's JSON API, as /handoff/v1/openapi.json has it."""
    if out is None:
        say(written().rstrip())
    else:
        out.write_text(written())
