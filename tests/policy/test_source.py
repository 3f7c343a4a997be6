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


def test_an_edited_file_counts_from_the_reload_on(tmp_path: Path) -> None:
    path = write(tmp_path)
    source = PolicySource(path)
    before = source.current()
    write(tmp_path, changed(POLICY, "name: test", "name: edited"))

    assert source.current() is before
    reload = source.reload()

    assert reload.changed
    assert reload.policy is source.current()
    assert source.current().name == "edited"
    assert source.current().version != before.version
    assert not reload.weaker


def test_a_broken_file_leaves_the_last_good_policy_in_force_and_says_why(tmp_path: Path) -> None:
    source = PolicySource(write(tmp_path))
    before = source.current()

    write(tmp_path, pack=changed(PACK, "locks: true", "locks: yes"))
    reload = source.reload()

    assert source.current() is before
    assert reload.policy is before
    assert not reload.changed
    assert [problem.message for problem in reload.problems] == ["This must be true or false."]
    assert source.problems == reload.problems

    (tmp_path / "policy.yaml").unlink()
    assert source.reload().problems
    assert source.current() is before

    write(tmp_path)
    assert source.reload() == source.reload()
    assert source.problems == ()


def test_a_file_that_did_not_change_changes_nothing(tmp_path: Path) -> None:
    source = PolicySource(write(tmp_path))
    before = source.current()

    assert not source.reload().changed
    assert source.current() is before


def test_a_weaker_policy_is_taken_and_named_as_such(tmp_path: Path) -> None:
    source = PolicySource(write(tmp_path))
    write(tmp_path, changed(POLICY, "images: false", "images: true"))

    assert source.reload().weaker == ("Media of kind images now pass unread.",)


def test_only_shipped_policies_are_shipped() -> None:
    assert shipped_policy("default").is_file()
    assert shipped_policy("pci-strict").is_file()
    for name in ("topics", "../README", "none", ""):
        with pytest.raises(AdministratorError):
            shipped_policy(name)
