"""The shipped model is believed only if its files are those of its manifest."""

import json
import shutil
from pathlib import Path

import pytest

from proxy.errors import AdministratorError, ErrorCode
from proxy.privacy.model.shipped import FOLDER, LEXICON, MANIFEST, WEIGHTS, load_model


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "model"))


def refuses(folder: Path, named: str) -> None:
    with pytest.raises(AdministratorError) as refused:
        load_model(folder)
    assert refused.value.code is ErrorCode.INVALID_POLICY
    assert named in refused.value.message


@pytest.mark.parametrize("name", [WEIGHTS, LEXICON])
def test_a_changed_file_is_refused_by_name(copy: Path, name: str) -> None:
    data = bytearray((copy / name).read_bytes())
    data[len(data) // 2] ^= 1
    (copy / name).write_bytes(bytes(data))
    refuses(copy, name)


@pytest.mark.parametrize("name", [WEIGHTS, LEXICON, MANIFEST])
def test_a_missing_file_is_refused_by_name(copy: Path, name: str) -> None:
    (copy / name).unlink()
    refuses(copy, name)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"sha256": {}}', '{"sha256": null}'])
def test_a_broken_manifest_is_refused(copy: Path, text: str) -> None:
    (copy / MANIFEST).write_text(text)
    refuses(copy, MANIFEST)


def test_the_manifest_says_what_the_model_was_made_from_and_under_which_licences() -> None:
    manifest = json.loads((FOLDER / MANIFEST).read_text())
    assert manifest["version"]
    assert isinstance(manifest["seed"], int)
    assert all(manifest["made_from"].values())


def test_the_model_is_a_few_megabytes() -> None:
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < 8_000_000
