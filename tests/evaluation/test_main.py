import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from evaluation.__main__ import main

ONLY = ("--only", "chats", "--only", "ordinary")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    chats = tmp_path / "sets" / "chats"
    chats.mkdir(parents=True)
    talk = {
        "turns": [
            {"role": "user", "text": "hello, my mail is jo.finch@example.com"},
            {"role": "assistant", "text": "go on"},
            {"role": "user", "text": "where is my lamp"},
        ],
        "pii": [
            {"type": "EMAIL", "value": "jo.finch@example.com", "match": "text"},
            # Somebody's name to the labels alone: no detector takes it for one.
            {"type": "NAME", "value": "lamp", "match": "text"},
        ],
    }
    (chats / "conversations.jsonl").write_text(json.dumps(talk))
    ordinary = tmp_path / "sets" / "ordinary"
    ordinary.mkdir()
    (ordinary / "labels.jsonl").write_text(json.dumps({"text": "where is my parcel"}))
    return tmp_path / "sets"


def test_without_a_folder_our_own_sets_are_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CHAT_PROXY_EVALUATION_DATA", raising=False)
    done = CliRunner().invoke(main, ["--only", "shop", "--in-process"])
    assert done.exit_code == 0, done.output
    assert "brands, prices and the like untouched" in done.stdout


def test_a_line_that_cannot_be_read_is_named(folder: Path) -> None:
    (folder / "ordinary" / "messages.txt").write_text("hello {{jo}}")
    done = CliRunner().invoke(main, [str(folder)])
    assert (done.exit_code, "messages.txt:1" in done.stderr) == (2, True)


def test_a_folder_or_set_that_is_not_there_is_named(folder: Path) -> None:
    done = CliRunner().invoke(main, [str(folder / "nowhere")])
    assert (done.exit_code, "nowhere" in done.stderr) == (2, True)
    done = CliRunner().invoke(main, [str(folder), "--only", "others"])
    assert (done.exit_code, "others" in done.stderr) == (2, True)


def test_the_shipped_policy_is_measured_and_the_counts_are_written(folder: Path) -> None:
    """One value of two leaks, at a running proxy too; the folder may come from the environment."""
    counts = folder / "figures.json"
    environment = {"CHAT_PROXY_EVALUATION_DATA": str(folder)}
    done = CliRunner().invoke(main, [*ONLY, "--json", str(counts)], env=environment)
    assert done.exit_code == 0, done.output
    assert "known values that left                     1 of 2 (50.0%)" in done.stdout
    assert "0 of 1 (0.0 per 1,000)" in done.stdout
    assert "running proxy: 2 arrived, 0 other than measured here, 0 held or refused" in done.stdout
    chats, ordinary = json.loads(counts.read_text())["sets"]
    assert chats["leaks"]["values"] == {"EMAIL": 1, "NAME": 1}
    assert chats["leaks"]["whole"] == {"NAME": 1}
    assert ordinary["alarms"]["messages"] == 1
    assert ordinary["alarms"]["with_finding"] == 0
    assert ordinary["alarms"]["words"] == {"words": 4, "untouched": 4, "taken_for": {}}
    assert "jo.finch" not in done.output


def test_a_single_set_can_be_measured(folder: Path) -> None:
    done = CliRunner().invoke(main, [str(folder), "--only", "ordinary", "--in-process"])
    assert done.exit_code == 0
    assert "chats" not in done.stdout


def test_a_policy_that_does_not_load_is_not_measured(folder: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(main, [str(folder), "--policy", str(tmp_path / "none.yaml")])
    assert done.exit_code == 1
