"""The auditor's two files are read strictly: whole, unchanged, and of the right half."""

from datetime import UTC, datetime

import pytest

from proxy.errors import AdministratorError
from proxy.keys import new_auditor_pair, read_auditor_public, read_auditor_secret
from proxy.keys.envelope import Unwrapper, wrap

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECRET_TEXT, PUBLIC_TEXT = new_auditor_pair(now=NOW)


def test_what_is_sealed_to_the_public_file_is_opened_by_the_secret_file() -> None:
    secret, public = read_auditor_secret(SECRET_TEXT), read_auditor_public(PUBLIC_TEXT)
    wrapped = wrap(public.key.public, b"d" * 32, purpose="p", context="c")

    assert Unwrapper(secret.seed).unwrap(wrapped, size=32, purpose="p", context="c") == b"d" * 32
    assert secret.kid == public.key.kid
    assert secret.created == public.created == "2026-03-01T12:00:00.000Z"


@pytest.mark.parametrize("development", [True, False])
def test_a_development_pair_says_so_in_both_files(*, development: bool) -> None:
    secret, public = new_auditor_pair(now=NOW, development=development)

    assert read_auditor_secret(secret).development is development
    assert read_auditor_public(public).key.development is development


def test_the_mark_cannot_be_turned_off_without_being_a_lie_of_the_whole_file() -> None:
    """The mark is not signed: it is a reminder, not a lock. Both halves must be edited to lose it."""
    _, public = new_auditor_pair(now=NOW, development=True)
    lie = public.replace("development: yes", "development: no")

    assert read_auditor_public(lie).key.development is False
    with pytest.raises(AdministratorError):
        read_auditor_public(public.replace("development: yes", "development: maybe"))


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_line_ends_of_other_systems_are_read(line_end: str) -> None:
    text = PUBLIC_TEXT.replace("\n", line_end)

    assert read_auditor_public(text).key == read_auditor_public(PUBLIC_TEXT).key


def test_halves_are_not_mixed_up() -> None:
    with pytest.raises(AdministratorError, match="public"):
        read_auditor_public(SECRET_TEXT)
    with pytest.raises(AdministratorError, match="secret"):
        read_auditor_secret(PUBLIC_TEXT)


def test_every_changed_character_of_the_key_or_its_id_is_noticed() -> None:
    start = SECRET_TEXT.index("key-id")
    for position in [*range(start, start + 38), *range(SECRET_TEXT.index("\n\n") + 2, 200)]:
        changed = "A" if SECRET_TEXT[position] != "A" else "B"
        broken = SECRET_TEXT[:position] + changed + SECRET_TEXT[position + 1 :]
        with pytest.raises(AdministratorError):
            read_auditor_secret(broken)


@pytest.mark.parametrize(
    "text", ["", "\n", "x" * 5000, SECRET_TEXT[:-10], SECRET_TEXT + "more\n", " " + SECRET_TEXT]
)
def test_what_is_not_exactly_such_a_file_is_refused(text: str) -> None:
    with pytest.raises(AdministratorError):
        read_auditor_secret(text)


def test_no_secret_is_printed_or_stands_in_an_error() -> None:
    secret = read_auditor_secret(SECRET_TEXT)
    body = SECRET_TEXT.split("\n")[7]

    assert body not in repr(secret)
    assert secret.seed.hex() not in repr(secret)
    with pytest.raises(AdministratorError) as refused:
        read_auditor_secret(SECRET_TEXT.replace(body, "!" + body[1:]))
    assert body[1:] not in str(refused.value)
