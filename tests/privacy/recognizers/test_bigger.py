"""A bigger model that a policy names: found where it is installed, clearly refused where it is not."""

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pytest
import spacy

from proxy.errors import AdministratorError, ErrorCode
from proxy.privacy.base import BiggerModel, ModelKind, TextToRead
from proxy.privacy.detect import Detector
from proxy.privacy.normalize import Reading
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


class _Pipeline:
    """A token classification pipeline as transformers makes it, with what its documentation says it gives."""

    def __init__(self, *, fast: bool) -> None:
        self.tokenizer = SimpleNamespace(is_fast=fast)

    def __call__(self, text: str) -> list[dict[str, Any]]:
        start = text.index("Ottilie")
        person = {"entity_group": "PER", "score": np.float32(0.91), "word": "Ottilie"}
        thing = {"entity_group": "MISC", "score": np.float32(0.99), "word": "sofa"}
        return [{**person, "start": start, "end": start + 7}, {**thing, "start": 0, "end": 3}]


def _stand_in(monkeypatch: pytest.MonkeyPatch, name: str, **members: Any) -> None:
    """A package that is installed, as far as the recogniser can tell."""
    module = ModuleType(name)
    vars(module).update(members)
    monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: object())


def test_a_transformer_finds_whole_words_and_is_never_fetched(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    asked: dict[str, Any] = {}

    def pipeline(task: str, **options: Any) -> _Pipeline:
        asked.update(options, task=task)
        return _Pipeline(fast=True)

    _stand_in(monkeypatch, "transformers", pipeline=pipeline)
    finder = BiggerModelRecognizer(BiggerModel(ModelKind.TRANSFORMERS, str(tmp_path)))
    assert found(finder, "the sofa of Ottilie is late") == [("PERSON", "Ottilie")]
    assert asked["task"] == "token-classification"
    assert asked["model"] == asked["tokenizer"] == str(tmp_path)
    assert asked["aggregation_strategy"] == "first"
    assert asked["stride"]
    assert asked["model_kwargs"] == {"local_files_only": True}


def test_a_transformer_without_positions_is_refused_with_what_to_take_instead(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _stand_in(monkeypatch, "transformers", pipeline=lambda _, **__: _Pipeline(fast=False))
    with pytest.raises(AdministratorError) as refused:
        BiggerModelRecognizer(BiggerModel(ModelKind.TRANSFORMERS, str(tmp_path)))
    assert "tokenizer.json" in refused.value.message


class _Gliner:
    """A GLiNER model as its documentation describes it."""

    @classmethod
    def from_pretrained(cls, source: str, *, local_files_only: bool) -> "_Gliner":
        assert Path(source).is_dir()
        assert local_files_only
        return cls()

    def predict_entities(
        self, text: str, labels: list[str], *, threshold: float = 0.5
    ) -> list[dict[str, Any]]:
        assert labels == ["person", "street address"]
        assert threshold < 0.5
        at, street = text.index("Ottilie"), text.index("12 Elm")
        return [
            {"start": at, "end": at + 7, "text": "Ottilie", "label": "person", "score": 0.42},
            {"start": street, "end": street + 6, "text": "12 Elm", "label": "street address", "score": 0.9},
        ]  # fmt: skip


def test_gliner_is_asked_for_people_and_streets_and_keeps_its_own_scores(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _stand_in(monkeypatch, "gliner", GLiNER=_Gliner)
    finder = BiggerModelRecognizer(BiggerModel(ModelKind.GLINER, str(tmp_path)))
    text = "Ottilie of 12 Elm"
    assert found(finder, text) == [("PERSON", "Ottilie"), ("STREET_ADDRESS", "12 Elm")]
    assert {hit.score for hit in finder.find(Reading.of(TextToRead(text)))} == {0.42, 0.79}
