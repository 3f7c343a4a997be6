"""Verbs for keys: make the auditor's pair, on a machine that is not the proxy's."""

from pathlib import Path

import click

from proxy.cli.options import data_option, examples, json_option
from proxy.cli.printing import say, say_json, say_table
from proxy.clock import SystemClock
from proxy.errors import AdministratorError, ErrorCode
from proxy.keys.auditor import new_auditor_pair, read_auditor_public
from proxy.keys.base import KeyPurpose
from proxy.keys.local_file import LocalKeyring, write_private

SECRET_FILE, PUBLIC_FILE = "auditor.key", "auditor.pub"


@click.group(
    epilog=examples(
        "chat-proxy keys auditor FOLDER                            on the auditor's machine",
        "chat-proxy init --data DIR --auditor-public-key FILE      where the proxy runs",
    )
)
def keys() -> None:
    """Make the auditor's key pair, and show the ids of a proxy's keys."""


@keys.command()
@json_option
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def auditor(as_json: bool, folder: Path) -> None:
    """Make the auditor's key pair in FOLDER: auditor.key to keep, auditor.pub for the proxy.

    Run it on the auditor's own machine; it needs no network and no data folder. FOLDER is made if
    it is missing, and nothing is overwritten. Whoever has auditor.key can open the audit log, and
    without it nobody can: keep two copies, in two places (keys/README.md).
    """
    secret_file, public_file = folder / SECRET_FILE, folder / PUBLIC_FILE
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise AdministratorError(
            ErrorCode.INVALID_KEYRING, f"{folder} cannot be made: {error.strerror}"
        ) from None
    for file in (secret_file, public_file):
        if file.exists() or file.is_symlink():
            raise AdministratorError(
                ErrorCode.INVALID_KEYRING,
                f"{file} exists already and is never overwritten; name another folder.",
            )
    secret, public = new_auditor_pair(now=SystemClock().now())
    write_private(secret_file, secret)
    write_private(public_file, public)
    kid = read_auditor_public(public).key.kid
    if as_json:
        files = {"secret_file": str(secret_file), "public_file": str(public_file)}
        say_json({"auditor_kid": kid, **files})
        return
    say(f"auditor key: {kid}")
    say(f"keep:        {secret_file}")
    say("  It opens the audit log, and without it nobody can. Keep two copies, in two places.")
    say(f"hand over:   {public_file}")
    say("  Where the proxy runs: chat-proxy init --auditor-public-key auditor.pub")
    say("  It must print the same auditor key.")


def open_keyring(data: Path) -> LocalKeyring:
    """The keyring of a data folder. Raises AdministratorError if there is none."""
    if not (data / "keys").exists():
        raise AdministratorError(
            ErrorCode.NOT_INITIALISED,
            f"{data} is not a data folder of this proxy. Make one: chat-proxy init --data {data}",
        )
    return LocalKeyring.open(data / "keys")


@keys.command("show")
@data_option
@json_option
def show_keys(data: Path, as_json: bool) -> None:
    """Show the ids of the public keys of the audit log: to note, to compare, to pin.

    The enrolment key signs the log: `audit verify --pin ID` believes no other. The auditor key
    opens it. Nothing secret is shown.
    """
    keyring = open_keyring(data)
    rows: list[dict[str, object]] = [
        {
            "purpose": purpose.value,
            "id": key.kid,
            "state": key.state.value,
            "created": key.created,
            "development": "yes" if key.development else "",
        }
        for purpose in (KeyPurpose.ENROLMENT, KeyPurpose.AUDITOR)
        for key in keyring.public_keys(purpose)
    ]
    if as_json:
        say_json({"log": keyring.log_id, "keys": rows})
        return
    say(f"log: {keyring.log_id}")
    say_table(["purpose", "id", "state", "created", "development"], rows)
