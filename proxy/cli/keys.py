"""Verbs for keys: make the auditor's pair; look at, replace, revoke and drill a proxy's keys."""

import secrets
from datetime import datetime, timedelta
from pathlib import Path

import click

from proxy.audit.base import SYSTEM_TENANT
from proxy.audit.events import EventKind, Scalar
from proxy.cellar import open_cellar, open_keyring
from proxy.cli.auditor_key import new_passphrase
from proxy.cli.key_drill import drill
from proxy.cli.options import data_option, examples, json_option, running
from proxy.cli.printing import Exit, say, say_json, say_table
from proxy.clock import SystemClock
from proxy.errors import AdministratorError, ErrorCode
from proxy.ids import TenantId
from proxy.keys.auditor import new_auditor_pair, read_auditor_public
from proxy.keys.base import KeyPurpose, KeyState, KeyStatus
from proxy.keys.keyring import Change, KeyringDocument
from proxy.keys.local_file import write_private

SECRET_FILE, PUBLIC_FILE = "auditor.key", "auditor.pub"


@click.group(
    epilog=examples(
        "chat-proxy keys auditor FOLDER                            on the auditor's machine",
        "chat-proxy init --data DIR --auditor-public-key FILE      where the proxy runs",
        "chat-proxy keys status --data DIR                         what expires when",
        "chat-proxy keys rotate enrolment --data DIR               without a restart",
    )
)
def keys() -> None:
    """Make the auditor's key pair; look after the keys of a proxy."""


keys.add_command(drill)

DRILL_DAYS = 92
"""An auditor who has not proven for so long that he can open the log is overdue."""


@keys.command()
@json_option
@click.option(
    "--passphrase", is_flag=True, help="Ask for a passphrase and put auditor.key under it."
)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def auditor(as_json: bool, passphrase: bool, folder: Path) -> None:
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
    chosen = new_passphrase() if passphrase else None
    secret, public = new_auditor_pair(now=SystemClock().now(), passphrase=chosen)
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
    say("  or, if it runs already: chat-proxy keys add-auditor auditor.pub")
    say("  It must print the same auditor key.")


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


@keys.command("status")
@data_option
@json_option
@click.pass_context
def status(ctx: click.Context, data: Path, as_json: bool) -> None:
    """Say of every key what it is for, its state, when it expires, when it was last drilled.

    Exit code 1 when a key in use has expired, or an auditor has not proven for a quarter that he can
    open the log. Nothing secret is shown.
    """
    keyring, now = open_keyring(data), SystemClock().now()
    rows = [_status_row(key, now) for key in keyring.status()]
    overdue = [row for row in rows if row["due"]]
    if as_json:
        say_json({"log": keyring.log_id, "passphrase": keyring.protected, "keys": rows})
    else:
        say(f"log: {keyring.log_id}")
        say(f"private parts: {'under a passphrase' if keyring.protected else 'readable by file'}")
        say_table(["purpose", "id", "state", "expires", "days", "tenant", "drilled", "note"], rows)
        for row in overdue:
            say(f"DUE: {row['purpose']} key {row['id']}: {row['due']}")
    if overdue:
        ctx.exit(Exit.FOUND)


def _status_row(key: KeyStatus, now: datetime) -> dict[str, object]:
    using = key.state is KeyState.ACTIVE
    left = (datetime.fromisoformat(key.expires) - now).days if key.expires and using else None
    return {
        "purpose": key.purpose.value,
        "id": key.kid,
        "state": key.state.value,
        "created": key.created,
        "expires": key.expires or "",
        "days": "" if left is None else left,
        "ended": key.ended,
        "tenant": key.tenant or "",
        "drilled": key.drilled or ("never" if key.purpose is KeyPurpose.AUDITOR and using else ""),
        "note": "DEVELOPMENT" if key.development else "",
        "due": _due(key, now, left),
    }


def _due(key: KeyStatus, now: datetime, days_left: int | None) -> str:
    """What must be done about a key in use; empty when nothing."""
    if key.state is not KeyState.ACTIVE:
        return ""
    if days_left is not None and days_left < 0:
        return "it has expired; replace it (keys/README.md)"
    if key.purpose is not KeyPurpose.AUDITOR:
        return ""
    since = datetime.fromisoformat(key.drilled or key.created)
    if now - since > timedelta(days=DRILL_DAYS):
        return "nobody has proven for a quarter that it opens the log: chat-proxy keys drill"
    return ""


def _changed(data: Path, change: Change, clear: dict[str, Scalar], tenant: str | None) -> None:
    """Put a change on record, make it, and say when it counts."""
    _change(data, change, clear, tenant)
    say("done, and on record. A serving proxy takes it over within seconds.")


@running
async def _change(data: Path, change: Change, clear: dict[str, Scalar], tenant: str | None) -> None:
    async with open_cellar(data) as cellar:
        await cellar.change_keys(change, clear, TenantId(tenant) if tenant else SYSTEM_TENANT)


@keys.command()
@data_option
@click.argument("purpose", type=click.Choice(["case", "enrolment"]))
def rotate(data: Path, purpose: str) -> None:
    """Make a fresh key for PURPOSE, without a restart; the one before it is retired.

    Old cases still open, old streams still verify. After rotating `enrolment`, tell the auditor the
    new id (`keys show`). The auditor's key is replaced with `keys add-auditor`; the root key never is.
    """
    meant = KeyPurpose(purpose)

    def change(document: KeyringDocument) -> KeyringDocument:
        return document.rotated(meant, now=SystemClock().now(), randomness=secrets.token_bytes)

    _changed(data, change, {"change": "rotated", "purpose": purpose}, None)


@keys.command("add-auditor")
@data_option
@click.option("--tenant", help="Only for this tenant's records, in place of everybody's auditors.")
@click.option(
    "--replace", is_flag=True, help="Retire those of the same tenant (or of all) at once."
)
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def add_auditor(data: Path, tenant: str | None, replace: bool, file: Path) -> None:
    """Seal to one more auditor, whose public key is in FILE.

    Several auditors can each open everything that is written from then on. A tenant with auditors of
    its own is sealed to those alone. What was written before stays with the keys it was sealed to.
    """
    added = read_auditor_public(file.read_text())
    whose = TenantId(tenant) if tenant else None

    def change(document: KeyringDocument) -> KeyringDocument:
        now, after = SystemClock().now(), document.with_auditor(added, tenant=whose)
        for key in document.of(KeyPurpose.AUDITOR) if replace else ():
            if key.tenant == whose and key.state is KeyState.ACTIVE:
                after = after.retired(key.kid, now=now)
        return after

    clear: dict[str, Scalar] = {
        "change": "replaced" if replace else "added",
        "purpose": "auditor",
        "key": added.key.kid,
        "development": added.key.development,
    }
    _changed(data, change, clear, tenant)


@keys.command()
@data_option
@click.argument("kid", metavar="ID")
def retire(data: Path, kid: str) -> None:
    """Seal nothing more to the auditor key ID. The last one cannot go."""
    _changed(
        data,
        lambda document: document.retired(kid, now=SystemClock().now()),
        {"change": "retired", "purpose": "auditor", "key": kid},
        None,
    )


@keys.command()
@data_option
@click.argument("kid", metavar="ID")
def revoke(data: Path, kid: str) -> None:
    """Mark the retired key ID as leaked: verifiers refuse what it signed.

    Streams that a checkpoint names which you kept elsewhere before the leak stay good.
    """
    _changed(
        data,
        lambda document: document.revoked(kid, now=SystemClock().now()),
        {"change": "revoked", "key": kid},
        None,
    )


@keys.command()
@data_option
@click.argument("kid", metavar="ID")
@click.confirmation_option(prompt="What was sealed with it can never be opened again. Go on?")
def destroy(data: Path, kid: str) -> None:
    """Delete the secret of the retired key ID for good. There is no way back."""
    _changed(
        data,
        lambda document: document.destroyed(kid, now=SystemClock().now()),
        {"change": "destroyed", "key": kid},
        None,
    )


@keys.command("passphrase")
@data_option
@click.option("--remove", is_flag=True, help="Take the passphrase away.")
@running
async def change_passphrase(data: Path, remove: bool) -> None:
    """Put the proxy's private parts under a new passphrase, which is asked for.

    The present one comes from CHAT_PROXY_KEYRING_PASSPHRASE_FILE. Change that file afterwards: a
    running proxy goes on with what it has read, and needs the new one at its next start.
    """
    new = None if remove else new_passphrase()
    async with open_cellar(data) as cellar:
        clear: dict[str, Scalar] = {"change": "passphrase_removed" if remove else "passphrase_set"}
        await cellar.record(EventKind.KEY_CHANGED, clear, SYSTEM_TENANT)
        cellar.keyring.with_passphrase(new)
    say("done, and on record. Change the passphrase file now.")
