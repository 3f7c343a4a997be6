"""Under a passphrase the private parts are unreadable without it, and say so kindly."""

import json
import secrets
from datetime import UTC, datetime
from pathlib import Path

import pytest

from proxy.errors import AdministratorError
from proxy.keys import (
    LocalKeyring,
    PassphraseNeededError,
    new_auditor_pair,
    read_auditor_public,
    read_auditor_secret,
)
from proxy.keys.local_file import FILE_NAME
from proxy.keys.passphrase import Cost, Lock
from proxy.sensitive import Sensitive

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
WORDS, OTHERS = Sensitive("correct horse battery"), Sensitive("wrong horse battery")
CHEAP = Cost(1, 64, 1)
PUBLIC = read_auditor_public(new_auditor_pair(now=NOW)[1])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    ring = LocalKeyring.create(tmp_path / "keys", PUBLIC, now=NOW)
    ring.with_passphrase(WORDS, cost=CHEAP)
    return tmp_path / "keys"


def test_no_private_part_stands_readable_in_the_file(folder: Path) -> None:
    ring = LocalKeyring.open(folder, passphrase=WORDS)
    text = (folder / FILE_NAME).read_text()

    found = [key.secret for key in ring.document.keys if key.secret]
    assert len(found) == 3
    assert not [secret for secret in found if secret.hex() in text]
    assert ring.protected


@pytest.mark.parametrize("given", [None, OTHERS])
def test_without_the_right_passphrase_it_does_not_open_and_says_what_to_do(
    folder: Path, given: Sensitive | None
) -> None:
    with pytest.raises(AdministratorError, match="passphrase") as error:
        LocalKeyring.open(folder, passphrase=given)
    assert "horse" not in error.value.message


def test_a_secret_moved_to_another_key_or_log_does_not_open(folder: Path) -> None:
    whole = json.loads((folder / FILE_NAME).read_text())
    swapped = json.loads(json.dumps(whole))
    first, second = swapped["keys"][0], swapped["keys"][1]
    first["secret"], second["secret"] = second["secret"], first["secret"]
    for changed in (swapped, whole | {"log": "log_other"}):
        (folder / FILE_NAME).write_text(json.dumps(changed))
        with pytest.raises(AdministratorError, match="passphrase"):
            LocalKeyring.open(folder, passphrase=WORDS)


@pytest.mark.parametrize(
    "change",
    [
        {"kibibytes": 1 << 30},
        {"passes": 10_000},
        {"lanes": 0},
        {"kdf": "md5"},
        {"salt": "00"},
        {"passes": "3"},
        {"more": 1},
    ],
)
def test_absurd_parameters_are_refused_before_memory_is_spent(
    folder: Path, change: dict[str, object]
) -> None:
    whole = json.loads((folder / FILE_NAME).read_text())
    whole["passphrase"] |= change
    (folder / FILE_NAME).write_text(json.dumps(whole))

    with pytest.raises(AdministratorError):
        LocalKeyring.open(folder, passphrase=WORDS)


def test_it_can_be_changed_and_taken_away(folder: Path) -> None:
    before = LocalKeyring.open(folder, passphrase=WORDS)
    before.with_passphrase(OTHERS, cost=CHEAP)
    with pytest.raises(AdministratorError):
        LocalKeyring.open(folder, passphrase=WORDS)
    LocalKeyring.open(folder, passphrase=OTHERS).with_passphrase(None)

    after = LocalKeyring.open(folder)
    assert after.document == before.document
    assert not after.protected


@pytest.mark.parametrize("text", ["", "short words", "x" * 2000])
def test_one_that_can_be_guessed_or_is_endless_is_refused(folder: Path, text: str) -> None:
    with pytest.raises(AdministratorError, match="12 to 1024"):
        LocalKeyring.open(folder, passphrase=WORDS).with_passphrase(Sensitive(text))


def test_the_real_cost_is_the_one_of_rfc_9106() -> None:
    lock = Lock.new(WORDS, randomness=secrets.token_bytes)

    assert (lock.cost.passes, lock.cost.kibibytes, lock.cost.lanes) == (3, 65536, 4)
    assert lock.open(lock.seal(b"s", "here", randomness=secrets.token_bytes), "here") == b"s"
    assert "horse" not in repr(lock)


def test_an_auditors_file_under_a_passphrase_opens_with_it_only() -> None:
    text, public = new_auditor_pair(now=NOW, passphrase=WORDS)
    plain = read_auditor_public(public)

    assert read_auditor_secret(text, WORDS).kid == plain.key.kid
    with pytest.raises(PassphraseNeededError):
        read_auditor_secret(text)
    with pytest.raises(AdministratorError):
        read_auditor_secret(text, OTHERS)
    for broken in (text.replace("argon2id", "argon2i"), text.replace(" 65536 ", " 65537 ")):
        with pytest.raises(AdministratorError):
            read_auditor_secret(broken, WORDS)


def test_an_older_keyring_is_read_and_written_anew(folder: Path) -> None:
    ring = LocalKeyring.open(folder, passphrase=WORDS).with_passphrase(None)
    whole = json.loads((folder / FILE_NAME).read_text())
    whole.pop("passphrase")
    whole["version"] = "chat-proxy-keyring/v1"
    for key in whole["keys"]:
        for newer in ("expires", "ended", "tenant", "drilled"):
            key.pop(newer)
    (folder / FILE_NAME).write_text(json.dumps(whole))

    older = LocalKeyring.open(folder)
    assert older.document == ring.document
    older.changed(lambda d: d.drilled(PUBLIC.key.kid, now=NOW))
    assert json.loads((folder / FILE_NAME).read_text())["version"] == "chat-proxy-keyring/v2"
