"""Where the gateway takes its policy from."""

from pathlib import Path

import pytest

from proxy.errors import AdministratorError
from proxy.policy.problems import PolicyError
from proxy.policy.source import PolicySource, shipped_policy
from tests.policy.files import PACK, POLICY, changed, write


def test_without_a_valid_policy_there_is_no_source(tmp_path: Path) -> None:
    with pytest.raises(PolicyError):
        PolicySource(write(tmp_path, "version: 1\n...\n"))


def test_an_edited_or_broken_file_changes_nothing_until_the_next_start(tmp_path: Path) -> None:
    path = write(tmp_path)
    source = PolicySource(path)
    before = source.current()
    write(tmp_path, changed(POLICY, "name: test", "name: edited"))
    assert source.current() is before
    assert PolicySource(path).current().version != before.version

    write(tmp_path, pack=changed(PACK, "locks: true", "locks: yes"))
    assert source.current() is before
    with pytest.raises(PolicyError):
        PolicySource(path)


def test_only_shipped_policies_are_shipped() -> None:
    assert shipped_policy("default").is_file()
    assert shipped_policy("pci-strict").is_file()
    for name in ("topics", "../README", "none", ""):
        with pytest.raises(AdministratorError):
            shipped_policy(name)
