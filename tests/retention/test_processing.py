"""The record of processing activities says what the policy says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from proxy.policy.base import ContentLevel, RetentionClass
from proxy.policy.load import load_policy
from proxy.policy.source import shipped_policy
from proxy.retention.processing import FACTS, OPEN, processing_record, retention_table

POLICY = load_policy(shipped_policy("default"))
STRICT = load_policy(shipped_policy("pci-strict"))


def test_every_class_has_its_time_and_a_changed_policy_changes_the_table() -> None:
    table = {row.name: row.how_long for row in retention_table(POLICY)}
    assert table.keys() == {kind.value for kind in RetentionClass}
    assert table["case"] == "30 days"
    ages = {**POLICY.retention, RetentionClass.CASE: timedelta(hours=5)}
    changed = {row.name: row.how_long for row in retention_table(replace(POLICY, retention=ages))}
    assert changed["case"] == "5 hours"


def test_links_live_as_long_as_the_longest_of_what_they_lead_to() -> None:
    for policy in (POLICY, STRICT):
        ages = policy.retention
        assert ages[RetentionClass.CUSTOMER_LINK] == max(
            ages[RetentionClass.CASE],
            ages[RetentionClass.AUDIT_CONTENT],
            ages[RetentionClass.SEALED_MAP],
        )


def test_what_only_the_controller_knows_is_open_until_it_is_stated() -> None:
    record = processing_record(POLICY, {})
    assert set(record.open) == set(FACTS)
    stated = processing_record(POLICY, {"controller": "Shop Ltd", "provider": "Models Inc"})
    assert stated.facts["controller"] == "Shop Ltd"
    assert stated.facts["legal_basis"] == OPEN
    assert "controller" not in stated.open
    assert "Models Inc" in stated.recipients[0]
    with pytest.raises(KeyError):
        processing_record(POLICY, {"controler": "typo"})


def test_the_record_follows_the_policy() -> None:
    record = processing_record(POLICY, {}, upstream="api.example.com")
    assert record.policy_version == POLICY.version
    assert record.categories.keys() == POLICY.detection.entities.keys()
    assert set(record.special) == {rule.name for rule in POLICY.topics.topics}
    assert "api.example.com" in record.recipients[0]
    assert not any("unread" in one for one in record.recipients)
    open_media = replace(POLICY, allowed=replace(POLICY.allowed, images=True, stored_files=True))
    recipients = " ".join(processing_record(open_media, {}).recipients)
    assert "images, unread" in recipients
    assert "files that were uploaded" in recipients
    for level in ContentLevel:
        measures = processing_record(replace(POLICY, content=level), {}).measures
        assert sum("audit log keeps" in measure for measure in measures) == 1
