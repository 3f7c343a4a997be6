"""``chat-proxy init``: keys, store and the first client key."""

from pathlib import Path

import click

from proxy.cellar import Installed, install, open_keyring
from proxy.cli.options import data_option, json_option, running
from proxy.cli.printing import say, say_json
from proxy.keys.base import KeyPurpose


@click.command()
@data_option
@json_option
@click.option(
    "--auditor-public-key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Public key file of the auditor, made elsewhere. For production.",
)
@click.option(
    "--auditor-key-out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Where the private part of a development auditor key goes; never inside the data folder. "
    "Default: beside the data folder.",
)
@click.option(
    "--database",
    metavar="URL",
    help="PostgreSQL database for cases, clients and audit log, postgresql://USER@HOST/NAME, where "
    "several proxies share them. The data folder notes it. Default: files in the data folder.",
)
@click.option("--client", default="first", show_default=True, help="Name of the first client.")
@running
async def init(
    data: Path,
    as_json: bool,
    auditor_public_key: Path | None,
    auditor_key_out: Path | None,
    database: str | None,
    client: str,
) -> None:
    """Make keys, store and a first client key in a new data folder.

    In production the auditor makes the key pair elsewhere and hands over the public part: then nobody
    on this machine can read the audit log. Without --auditor-public-key a *development* pair is made
    here, and every status and report says so.
    """
    installed = await install(
        data,
        auditor_public=auditor_public_key,
        auditor_key_out=auditor_key_out,
        client=client,
        database=database,
    )
    if as_json:
        say_json(_facts(installed))
        return
    for line in described(installed):
        say(line)


def described(installed: Installed, kept_in: Path | None = None) -> list[str]:
    """What was made, in lines. The client key stands alone in its line.

    ``kept_in``: a file for first contact that keeps it; without one it is shown only now.
    """
    kept = f"kept in {kept_in}, for first contact only" if kept_in else "shown once"
    lines = [
        f"data folder: {installed.data}",
        f"client key: {installed.client_key}",
        f"  ({kept}; the store has its SHA-256 alone)",
        f"auditor key: {installed.auditor_kid}",
        *(f"enrolment key: {kid}" for kid in _enrolment(installed.data)),
        "  (it signs the audit log; note it down: audit verify --pin ID)",
    ]
    if installed.auditor_secret is not None:
        lines += [
            f"DEVELOPMENT auditor key, private part: {installed.auditor_secret}",
            "  Who has this file can open the audit log. For production make the pair elsewhere and",
            "  use --auditor-public-key (keys/README.md).",
        ]
    return lines


def _enrolment(data: Path) -> list[str]:
    return [key.kid for key in open_keyring(data).public_keys(KeyPurpose.ENROLMENT)]


def _facts(installed: Installed) -> dict[str, object]:
    return {
        "data": str(installed.data),
        "client_key": installed.client_key,
        "client": installed.client,
        "auditor_kid": installed.auditor_kid,
        "enrolment_kids": _enrolment(installed.data),
        "development": installed.auditor_secret is not None,
        "auditor_key_file": str(installed.auditor_secret) if installed.auditor_secret else None,
    }
