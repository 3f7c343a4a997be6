import json
from pathlib import Path

import pytest

from evaluation.labelled import DataError, KnownValue, LabelledSpan, Match, Said, read_sets


def write(folder: Path, name: str, *rows: object) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text("\n".join(json.dumps(row) for row in rows))
    return file


def test_the_three_kinds_of_sets_are_read(tmp_path: Path) -> None:
    talk = {
        "id": "1",
        "source": "anywhere",
        "turns": [{"role": "user", "text": "Jo Finch"}],
        "pii": [{"type": "NAME", "value": "Jo Finch", "match": "text"}],
    }
    write(tmp_path / "chats", "conversations.jsonl", talk)
    span = {"start": 0, "end": 2, "type": "NAME"}
    write(tmp_path / "lines", "spans.jsonl", {"text": "Jo?", "spans": [span], "neutral": []})
    write(tmp_path / "talk", "labels.jsonl", {"text": "hello", "label": "greeting"})
    chats, lines, talks = read_sets(tmp_path)
    assert (chats.name, lines.name, talks.name) == ("chats", "lines", "talk")
    assert chats.conversations[0].turns == (Said("user", "Jo Finch"),)
    assert chats.conversations[0].pii == (KnownValue("NAME", "Jo Finch", Match.TEXT),)
    assert lines.texts[0].spans == (LabelledSpan(0, 2, "NAME"),)
    assert talks.ordinary[0].text == "hello"


def test_a_line_that_is_no_row_is_named_by_its_place_and_not_by_its_text(tmp_path: Path) -> None:
    good = {"turns": [{"role": "user", "text": "hi"}], "pii": []}
    bad = {"turns": [{"role": "clown", "text": "Jo Finch"}], "pii": []}
    file = write(tmp_path / "chats", "conversations.jsonl", good, bad)
    with pytest.raises(DataError, match=r"conversations\.jsonl:2: turns\.0\.role") as raised:
        read_sets(tmp_path)
    assert "clown" not in str(raised.value)
    assert "Finch" not in str(raised.value)
    file.write_text("Jo Finch")
    with pytest.raises(DataError, match="the line"):
        read_sets(tmp_path)


def test_a_folder_without_sets_is_said_to_have_none(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no folder"):
        read_sets(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"holds a conversations\.jsonl"):
        read_sets(tmp_path)


def test_no_repr_shows_what_was_said() -> None:
    assert "Finch" not in repr(Said("user", "Jo Finch"))
    assert "Finch" not in repr(KnownValue("NAME", "Jo Finch"))
