"""A bigger model that a policy names: found where it is installed, clearly refused where it is not."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest
import spacy

from proxy.errors import AdministratorError, ErrorCode
from proxy.privacy.base import BiggerModel, ModelKind
from proxy.privacy.detect import Detector
from proxy.privacy.recognizers.bigger import BiggerModelRecognizer, what_is_missing
from tests.privacy.finding import RULES, found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A spaCy pipeline on disk that knows one person and one town."""
    nlp = spacy.blank("en")
    ruler = nlp.add_pipe("entity_ruler")
    patterns = [
        {"label": "PERSON", "pattern": "Ottilie Brannock"},
        {"label": "GPE", "pattern": "Hillpuram"},
        {"label": "MONEY", "pattern": "ten euros"},
    ]
    ruler.add_patterns(patterns)  # type: ignore[attr-defined]
    path = tmp_path_factory.mktemp("models") / "pipeline"
    nlp.to_disk(path)
    return str(path)


def test_a_spacy_folder_is_a_recogniser_and_its_other_labels_are_ignored(folder: str) -> None:
    finder = BiggerModelRecognizer(BiggerModel(ModelKind.SPACY, folder))
    text = "Ottilie Brannock of Hillpuram paid ten euros"
    assert found(finder, text) == [("PERSON", "Ottilie Brannock"), ("LOCATION", "Hillpuram")]


def test_positions_hold_in_texts_longer_than_a_model_can_take(folder: str) -> None:
    finder = BiggerModelRecognizer(BiggerModel(ModelKind.SPACY, folder))
    text = "the parcel is late. " * 300 + "Ottilie Brannock" + " and so on" * 300
    assert found(finder, text) == [("PERSON", "Ottilie Brannock")]
    assert found(finder, "x" * 5000) == []


def test_the_rules_add_it_to_the_recognisers(folder: str) -> None:
    rules = replace(
        RULES,
        predefined=("EmailRecognizer",),
        bigger_model=BiggerModel(ModelKind.SPACY, folder),
    )
    assert rules.bigger_model is not None
    with pytest.raises(AdministratorError):
        Detector(replace(rules, bigger_model=BiggerModel(ModelKind.SPACY, "en_core_web_no")))
    Detector(rules)


@pytest.mark.parametrize("kind", [ModelKind.TRANSFORMERS, ModelKind.GLINER])
def test_a_package_that_is_not_installed_is_named_with_the_command(
    kind: ModelKind, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    reason = what_is_missing(BiggerModel(kind, str(tmp_path)))
    assert reason is not None
    assert "pip install" in reason[1]
    with pytest.raises(AdministratorError) as refused:
        BiggerModelRecognizer(BiggerModel(kind, str(tmp_path)))
    assert refused.value.code is ErrorCode.INVALID_POLICY


@pytest.mark.parametrize("kind", list(ModelKind))
@pytest.mark.parametrize("source", ["some-team/some-model", "/nowhere/model", "en_core_web_no"])
def test_what_is_no_folder_is_refused_and_never_fetched(
    kind: ModelKind, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    installed = {"spacy", "transformers", "gliner"}
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: object() if name in installed else None
    )
    reason = what_is_missing(BiggerModel(kind, source))
    assert reason is not None
    assert "folder" in reason[0]


def test_a_folder_that_holds_no_model_is_refused_without_its_details(tmp_path: Path) -> None:
    with pytest.raises(AdministratorError) as refused:
        BiggerModelRecognizer(BiggerModel(ModelKind.SPACY, str(tmp_path)))
    assert "cannot be loaded" in refused.value.message
