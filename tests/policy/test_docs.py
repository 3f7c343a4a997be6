"""The policy's documentation is complete."""

import re
from pathlib import Path
from typing import get_args

from pydantic import BaseModel

from proxy.policy.finders import REQUIRED_RECOGNIZERS, entities_found_by
from proxy.policy.lint_entities import REQUIRED, RESERVED_LABELS
from proxy.policy.pack import PolicyFile, TopicPack
from proxy.policy.validate import known_keys
from proxy.privacy.placeholders import LINK, LOOK_ALIKE
from proxy.privacy.recognizers import OWN_NAMES

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "policy.md").read_text(encoding="utf-8")


def models_in(annotation: object) -> set[type[BaseModel]]:
    """Every model class that a type mentions, and those below them."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        below = (models_in(field.annotation) for field in annotation.model_fields.values())
        return {annotation}.union(*below)
    return set[type[BaseModel]]().union(*(models_in(each) for each in get_args(annotation)))


def documented_keys() -> set[str]:
    """What stands in the first column of a table, so that it can be looked up."""
    first_columns = re.findall(r"^\| (`[^|]+`) \|", PAGE, re.MULTILINE)
    return {key for column in first_columns for key in re.findall(r"`(\w+)`", column)}


def keys_of_files() -> set[str]:
    models = models_in(PolicyFile) | models_in(TopicPack)
    assert len(models) > 18
    return {key for model in models for key in model.model_fields}


def test_every_key_of_the_policy_file_and_of_packs_is_documented() -> None:
    assert keys_of_files() - documented_keys() == set()


def test_no_key_is_documented_that_does_not_exist() -> None:
    assert documented_keys() - keys_of_files() - set(OWN_NAMES) == set()


def test_every_recogniser_is_documented_with_what_it_finds() -> None:
    for name in OWN_NAMES:
        row = re.search(rf"^\| `{name}` \| ([^|]+) \|", PAGE, re.MULTILINE)
        assert row is not None, name
        if not row[1].startswith("every type"):
            assert frozenset(re.findall(r"`(\w+)`", row[1])) == entities_found_by(name), name


def test_what_no_policy_can_weaken_is_documented_on_both_pages() -> None:
    specification = (DOCS / "spec" / "policy-file.md").read_text(encoding="utf-8")
    for word in (*REQUIRED, *RESERVED_LABELS, *REQUIRED_RECOGNIZERS):
        assert f"`{word}`" in PAGE
        assert f"`{word}`" in specification


def test_reserved_labels_are_those_that_the_product_uses() -> None:
    assert set(RESERVED_LABELS) == {LINK.label, LOOK_ALIKE.label}


def test_the_specification_lists_the_sections() -> None:
    specification = (DOCS / "spec" / "policy-file.md").read_text(encoding="utf-8")
    for key in known_keys(PolicyFile, ()):
        assert f"`{key}`" in specification
