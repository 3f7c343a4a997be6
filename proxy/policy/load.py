"""Loading a policy from its files.

In this order:

1. read the exact bytes of the policy file, and check its form;
2. read the topic packs and the CSV file that it names, all from the policy's own folder;
3. put the policy's changes into the pack's topics;
4. judge the whole (lint);
5. compile it into the rules of each room.

Each step reports all it finds before the next one starts. This is the only file of the room that
reads from disk.
"""

import csv
import hashlib
import io
from collections.abc import Sequence
from pathlib import Path as FilePath

from proxy.policy.base import Policy
from proxy.policy.changes import place_topics
from proxy.policy.compile import compile_policy
from proxy.policy.document import MAX_BYTES, Document, read_document
from proxy.policy.lint import lint
from proxy.policy.pack import PolicyFile, TopicPack
from proxy.policy.problems import PolicyError, Problem
from proxy.policy.sources import PublicEntry, Sources
from proxy.policy.validate import validate

MAX_CSV_ROWS = 100_000


def load_policy(path: FilePath) -> Policy:
    """The policy of that file, checked. Raises PolicyError with every problem found."""
    sources = read_sources(path)
    problems = lint(sources)
    if problems:
        raise PolicyError(problems)
    return compile_policy(sources)


def read_sources(path: FilePath) -> Sources:
    """The policy file and the files it names, checked for form only. Raises PolicyError."""
    folder = path.parent
    data = _read(path, folder, Problem(str(path), 1, 1, "", ""))
    document = read_document(str(path), data)
    model = validate(document, PolicyFile)
    problems: list[Problem] = []
    contents = [data]
    packs: list[tuple[Document, TopicPack]] = []
    for index, name in enumerate(model.topics.include):
        place = document.problem(("topics", "include", index), "", "")
        try:
            content = _read(folder / name, folder, place)
            contents.append(content)
            pack = read_document(str(folder / name), content)
            packs.append((pack, validate(pack, TopicPack)))
        except PolicyError as error:
            problems.extend(error.problems)
    public = _listed(document, model)
    if model.public.csv is not None:
        place = document.problem(("public", "csv"), "", "")
        try:
            content = _read(folder / model.public.csv, folder, place)
            contents.append(content)
            public += _read_csv(str(folder / model.public.csv), content)
        except PolicyError as error:
            problems.extend(error.problems)
    if problems:
        raise PolicyError(problems)
    topics, switched_off = place_topics(document, model, packs)
    return Sources(document, model, topics, public, version_of(contents), switched_off)


def version_of(contents: Sequence[bytes]) -> str:
    """The policy's version (docs/spec/policy-file.md): what these shell commands print.

    ``for f in POLICY PACK… CSV; do sha256sum < $f; done | sha256sum``
    """
    lines = (f"{hashlib.sha256(content).hexdigest()}  -\n" for content in contents)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _read(path: FilePath, folder: FilePath, place: Problem) -> bytes:
    """The bytes of a plain file in ``folder``; ``place`` is where the policy names it.

    A link is followed only inside the folder (that is how Kubernetes mounts a ConfigMap).
    """

    def refuse(message: str, fix: str) -> PolicyError:
        return PolicyError([Problem(place.file, place.line, place.column, message, fix)])

    try:
        real = path.resolve(strict=True)
        inside = real.is_relative_to(folder.resolve(strict=True))
        if inside and real.is_file():
            with real.open("rb") as file:
                return file.read(MAX_BYTES + 1)
    except (OSError, RuntimeError) as error:
        reason = getattr(error, "strerror", None) or "its links run in a circle"
        raise refuse(
            f"The file `{path}` cannot be read: {reason}.", "Check its name and its permissions."
        ) from None
    if not inside:
        raise refuse(
            f"The file `{path}` is a link that leads out of the policy's folder.",
            "Put a copy of the file beside the policy.",
        )
    raise refuse(f"`{path}` is not a plain file.", "Name a file.")


def _listed(document: Document, model: PolicyFile) -> tuple[PublicEntry, ...]:
    entries = []
    for index, text in enumerate(model.public.values):
        place = document.problem(("public", "values", index), "", "")
        entries.append(PublicEntry(text, place.file, place.line, place.column))
    return tuple(entries)


def _read_csv(file: str, data: bytes) -> tuple[PublicEntry, ...]:
    """The rows of a CSV file (RFC 4180) with the one column ``value``."""

    def refuse(line: int, message: str, fix: str) -> Problem:
        return Problem(file, line, 1, message, fix)

    if len(data) > MAX_BYTES:
        raise PolicyError([refuse(1, "The file is larger than 2 MiB.", "Shorten the list.")])
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise PolicyError(
            [refuse(line, "The file is not UTF-8 from here on.", "Save it as UTF-8.")]
        ) from None
    problems: list[Problem] = []
    entries: list[PublicEntry] = []
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for number, row in enumerate(reader):
            line = reader.line_num
            if number == 0 and row != ["value"]:
                problems.append(
                    refuse(line, "The first line is not `value`.", "Name the one column `value`.")
                )
            elif number > MAX_CSV_ROWS:
                problems.append(refuse(line, "More than 100,000 rows.", "Shorten the list."))
                break
            elif number and len(row) > 1:
                problems.append(
                    refuse(line, "This row has more than one column.", 'Put "quotes" around it.')
                )
            elif number and row:
                entries.append(PublicEntry(row[0], file, line, 1))
    except csv.Error:
        problems.append(
            refuse(reader.line_num, "This line is not CSV.", 'Double each " inside quotes.')
        )
    if not entries and not problems:
        problems.append(refuse(1, "The file has no rows.", "Add values, or remove `public.csv`."))
    if problems:
        raise PolicyError(problems)
    return tuple(entries)
