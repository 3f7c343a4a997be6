"""The command ``make train``: the shipped model from a seed. ``--report`` only prints the figures."""

import hashlib
import itertools
import json
from importlib.metadata import version
from pathlib import Path

import click

from proxy.privacy.model.features import FeatureReader
from proxy.privacy.model.lexicon import Lexicon
from proxy.privacy.model.shipped import FOLDER, LEXICON, MANIFEST, WEIGHTS, load_model
from training.generate import generate, read_sources
from training.report import report
from training.train import train

VERSION = "1"
SEED = 20_240_601
MESSAGES = 75_000
HELD_OUT = 2_000
MADE_FROM = {
    "templates, hand lists": "this project",
    "Faker": "MIT",
    "symspellpy frequency dictionary": "MIT; Google Books Ngram data CC BY 3.0; SCOWL",
}


@click.command()
@click.option("--folder", type=click.Path(path_type=Path), default=FOLDER, help="Where to write.")
@click.option("--messages", default=MESSAGES, show_default=True, help="How many to learn from.")
@click.option("--seed", default=SEED, show_default=True)
def main(folder: Path, messages: int, seed: int) -> None:
    """Generate messages, train, write weights, word list and manifest, and report."""
    folder.mkdir(parents=True, exist_ok=True)
    click.echo("Reading the lists ...", err=True)
    sources = read_sources(seed)
    (folder / LEXICON).write_bytes(sources.vocabulary.lines())
    reader = FeatureReader(Lexicon(folder / LEXICON))
    stream = generate(sources, seed)
    click.echo(f"Learning from {messages} messages (some minutes) ...", err=True)
    train(itertools.islice(stream, messages), reader, folder / WEIGHTS)
    _write_manifest(folder, messages, seed)
    for line in report(itertools.islice(stream, HELD_OUT), load_model(folder)):
        click.echo(line)


def _write_manifest(folder: Path, messages: int, seed: int) -> None:
    digests = {
        name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
        for name in (WEIGHTS, LEXICON)
    }
    manifest = {
        "version": VERSION,
        "seed": seed,
        "messages": messages,
        "made_with": {name: version(name) for name in ("python-crfsuite", "Faker", "symspellpy")},
        "made_from": MADE_FROM,
        "sha256": digests,
    }
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
