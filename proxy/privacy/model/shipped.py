"""The shipped weights and word list, checked against their manifest before they are believed.

``manifest.json`` names the version, the seed, what the model was made from, and the SHA-256 of each
file. A file that is missing, cut short or changed would find less without anybody noticing; so it
is an error at start.
"""

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from proxy.errors import AdministratorError, ErrorCode
from proxy.privacy.model.crf import NameModel
from proxy.privacy.model.lexicon import Lexicon

FOLDER = Path(__file__).parent / "data"
MANIFEST = "manifest.json"
WEIGHTS = "weights.crf"
LEXICON = "lexicon.txt"


def load_model(folder: Path) -> NameModel:
    """The model in a folder. Raises ``AdministratorError`` when its files are not those of the manifest."""
    return NameModel(_checked(folder, WEIGHTS), _checked(folder, LEXICON))


def _checked(folder: Path, name: str) -> Path:
    """A file of a model, after a look at its bytes."""
    try:
        found = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    except OSError:
        raise _broken(f"{name} cannot be read") from None
    if found != _digests(folder)[name]:
        raise _broken(f"{name} is not the file that {MANIFEST} names")
    return folder / name


@lru_cache(maxsize=1)
def shipped_model() -> NameModel:
    """The model that comes with the product, loaded once per process."""
    return load_model(FOLDER)


@lru_cache(maxsize=1)
def shipped_lexicon() -> Lexicon:
    """The word list that comes with the product. Raises ``AdministratorError`` when it is damaged."""
    return Lexicon(_checked(FOLDER, LEXICON))


def _digests(folder: Path) -> dict[str, str]:
    """File name → SHA-256, for both files of a model."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {name: str(manifest["sha256"][name]) for name in (WEIGHTS, LEXICON)}
    except (OSError, ValueError, LookupError, TypeError):
        raise _broken(f"{MANIFEST} cannot be read") from None


def _broken(problem: str) -> AdministratorError:
    return AdministratorError(
        ErrorCode.INVALID_POLICY,
        f"The name model that comes with the product is damaged: {problem}. Install the package again, "
        "or take NameModelRecognizer out of the policy's `recognizers.predefined`.",
    )
