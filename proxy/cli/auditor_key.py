"""Reading the auditor's secret file, and asking for its passphrase where it has one."""

from pathlib import Path

import click

from proxy.errors import ErrorCode, VerificationError
from proxy.keys.auditor import AuditorSecret, PassphraseNeededError, read_auditor_secret
from proxy.sensitive import Sensitive

auditor_key_option = click.option(
    "--auditor-key",
    required=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The auditor's secret file.",
)


def opened_auditor_key(file: Path) -> AuditorSecret:
    """The key in ``file``. Raises AdministratorError or VerificationError when it is none."""
    try:
        text = file.read_text()
    except UnicodeDecodeError:
        raise VerificationError(
            ErrorCode.VERIFICATION_FAILED, "The auditor's key file is not a text file."
        ) from None
    try:
        return read_auditor_secret(text)
    except PassphraseNeededError:
        asked = click.prompt(f"Passphrase of {file}", hide_input=True, err=True)
        return read_auditor_secret(text, Sensitive(asked))


def new_passphrase() -> Sensitive:
    """Ask for one, twice."""
    return Sensitive(
        click.prompt("New passphrase", hide_input=True, confirmation_prompt=True, err=True)
    )
