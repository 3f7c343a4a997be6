"""``keys drill``: prove that the auditor can open the log, before anybody needs it."""

import secrets
from pathlib import Path

import click

from proxy.audit.base import SYSTEM_TENANT
from proxy.audit.events import EventKind
from proxy.cellar import open_cellar, open_keyring
from proxy.cli.auditor_key import auditor_key_option, opened_auditor_key
from proxy.cli.options import data_option, examples, json_option, running
from proxy.cli.printing import Exit, say, say_json
from proxy.errors import AdministratorError, ErrorCode
from proxy.keys.base import AuditorKey, KeyPurpose, KeyState
from proxy.keys.drill import answer_drill, answered_by, new_drill, read_drill
from proxy.keys.local_file import LocalKeyring
from proxy.private_files import new_private_file

new_file = click.Path(path_type=Path, dir_okay=False)
old_file = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.group(
    epilog=examples(
        "chat-proxy keys drill start canary.drill --data DIR               where the proxy runs",
        "chat-proxy keys drill open canary.drill --auditor-key auditor.key --answer canary.answer",
        "chat-proxy keys drill confirm canary.drill canary.answer --data DIR",
    )
)
def drill() -> None:
    """Seal a canary, have the auditor open it, and put the result on record."""


def _write_new(file: Path, text: str) -> None:
    with new_private_file(file) as opened:
        opened.write(text)


def _in_use(keyring: LocalKeyring) -> list[AuditorKey]:
    """Every auditor that anything is sealed to, of whatever tenant."""
    active = {
        key.kid
        for key in keyring.status()
        if key.purpose is KeyPurpose.AUDITOR and key.state is KeyState.ACTIVE
    }
    keys = keyring.public_keys(KeyPurpose.AUDITOR)
    return [AuditorKey(k.kid, k.public, k.development) for k in keys if k.kid in active]


@drill.command()
@data_option
@json_option
@click.argument("file", type=new_file)
@running
async def start(data: Path, as_json: bool, file: Path) -> None:
    """Seal a random canary to every auditor in use, into the new FILE. It is recorded.

    FILE holds nothing secret. Hand it to the auditors; each answers with `keys drill open`.
    """
    async with open_cellar(data) as cellar:
        made = new_drill(
            cellar.keyring.log_id,
            _in_use(cellar.keyring),
            now=cellar.clock.now(),
            randomness=secrets.token_bytes,
        )
        for canary in made.canaries:
            clear = {"drill": made.name, "auditor": canary.auditor, "expects": canary.expects}
            await cellar.record(EventKind.KEY_DRILL, {"phase": "sealed", **clear}, SYSTEM_TENANT)
        _write_new(file, made.text())
    if as_json:
        auditors = [canary.auditor for canary in made.canaries]
        say_json({"drill": made.name, "auditors": auditors, "file": str(file)})
        return
    say(f"{file}: {made.name}, for {len(made.canaries)} auditor keys")
    for canary in made.canaries:
        say(f"  {canary.auditor}")


@drill.command("open")
@auditor_key_option
@click.option("--answer", required=True, type=new_file, help="Where the answer goes: a new file.")
@click.argument("file", type=old_file)
def open_canary(auditor_key: Path, answer: Path, file: Path) -> None:
    """Open the canary of FILE with the auditor's key, and write what stood in it.

    Runs where the auditor's key is; needs no data folder and no network. The answer tells only that
    the key works.
    """
    secret = opened_auditor_key(auditor_key)
    _write_new(answer, answer_drill(read_drill(file.read_text()), secret.seed))
    say(
        f"{answer}: opened with auditor key {secret.kid}. Give it back to the proxy's administrator."
    )


@drill.command()
@data_option
@json_option
@click.argument("file", type=old_file)
@click.argument("answer", type=old_file)
@click.pass_context
def confirm(ctx: click.Context, data: Path, as_json: bool, file: Path, answer: Path) -> None:
    """Check the ANSWER to the drill in FILE, put the result on record, note the day.

    Exit code 1 when it is wrong: then treat the auditor's key as lost (keys/README.md).
    """
    made = read_drill(file.read_text())
    if made.log_id != open_keyring(data).log_id:
        raise AdministratorError(ErrorCode.INVALID_KEYRING, "This drill is of another log.")
    kid, right = answered_by(made, answer.read_text())
    _note(data, made.name, kid, right=right)
    if as_json:
        say_json({"drill": made.name, "auditor": kid, "opened": right})
    elif right:
        say(f"auditor key {kid} opens the log; on record.")
    else:
        say(f"the answer of auditor key {kid} is WRONG; on record.")
    if not right:
        ctx.exit(Exit.FOUND)


@running
async def _note(data: Path, name: str, kid: str, *, right: bool) -> None:
    async with open_cellar(data) as cellar:
        phase = "opened" if right else "failed"
        clear = {"phase": phase, "drill": name, "auditor": kid}
        await cellar.record(EventKind.KEY_DRILL, dict(clear), SYSTEM_TENANT)
        if right:
            now = cellar.clock.now()
            cellar.keyring.changed(lambda document: document.drilled(kid, now=now))
