"""The specification names what the code writes and finds."""

from pathlib import Path

import pytest

from proxy.audit.events import EventKind
from proxy.audit.findings import FindingKind
from proxy.audit.footer import _FOOTER_FIELDS, _STREAM_FIELDS
from proxy.audit.record import _FIELDS, _LINK
from proxy.keys.base import KeyPurpose, KeyState

DOCS = Path(__file__).parents[2] / "docs" / "spec"
AUDIT, KEYRING = (DOCS / "audit-log.md").read_text(), (DOCS / "keyring.md").read_text()


@pytest.mark.parametrize("name", sorted([*EventKind, *FindingKind]))
def test_every_kind_of_event_and_finding_is_specified(name: str) -> None:
    assert f"`{name}`" in AUDIT


@pytest.mark.parametrize("name", sorted(_FIELDS | {_LINK} | _FOOTER_FIELDS | _STREAM_FIELDS))
def test_every_field_is_specified(name: str) -> None:
    assert f"`{name}`" in AUDIT or f'"{name}"' in AUDIT


@pytest.mark.parametrize("name", sorted([*KeyPurpose, *KeyState]))
def test_every_purpose_and_state_of_a_key_is_specified(name: str) -> None:
    assert f"`{name}`" in KEYRING
