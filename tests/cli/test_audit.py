"""Verbs for compliance teams: exported, verified by anybody, opened by the auditor only."""

import asyncio
import hashlib
import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import Result

from proxy.audit.words import counted
from proxy.cellar import open_cellar
from proxy.keys.auditor import new_auditor_pair
from tests.audit.made import event, joined, lines, members, rebuilt
from tests.cli.conftest import Folder, Run


@pytest.fixture
def bundle(folder: Folder) -> Path:
    file = folder.data.parent / "log.bundle"
    assert folder("audit", "export", file).exit_code == 0
    return file


def test_an_export_says_what_is_in_it_and_gives_the_checkpoint(folder: Folder) -> None:
    file = folder.data.parent / "log.bundle"
    done = folder("audit", "export", file)
    assert done.exit_code == 0
    assert "DEVELOPMENT" in done.stdout
    assert "Checkpoint" in done.stdout
    facts = folder.json("audit", "export", folder.data.parent / "second")
    assert facts["development"] is True
    assert facts["records"] > 0


def test_an_export_never_overwrites(folder: Folder, bundle: Path) -> None:
    before = bundle.read_bytes()
    done = folder("audit", "export", bundle)
    assert done.exit_code == 3
    assert bundle.read_bytes() == before


def test_a_whole_bundle_verifies_without_any_secret(run: Run, bundle: Path) -> None:
    done = run("audit", "verify", bundle)
    assert done.exit_code == 0
    assert "verified" in done.stdout
    facts = json.loads(run("audit", "verify", bundle, "--json").stdout)
    assert facts["ok"] is True
    assert facts["findings"] == []
    assert facts["records"] > 0


def broken(bundle: Path) -> Path:
    """A bundle whose middle was overwritten."""
    data = bytearray(bundle.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 8] = bytes(8)
    out = bundle.with_name("broken.bundle")
    out.write_bytes(bytes(data))
    return out


def test_a_changed_bundle_is_exit_1_or_3_and_never_0(run: Run, bundle: Path) -> None:
    done = run("audit", "verify", broken(bundle))
    assert done.exit_code in (1, 3)
    assert "Traceback" not in done.output


def test_what_was_found_is_named(run: Run, bundle: Path) -> None:
    """A pin that is not in the bundle: the keys are somebody else's."""
    done = run("audit", "verify", bundle, "--pin", "kid_of_somebody_else")
    assert done.exit_code == 1
    assert "NOT IN ORDER" in done.stdout
    assert "finding:" in done.stdout
    facts = json.loads(run("audit", "verify", bundle, "--pin", "other", "--json").stdout)
    assert facts["ok"] is False
    assert facts["findings"][0]["kind"]


@pytest.mark.parametrize("content", [b"no bundle", b"\xff\xfe", b""])
def test_what_is_no_bundle_and_no_checkpoint_is_said_in_a_line(
    run: Run, bundle: Path, content: bytes
) -> None:
    file = bundle.with_name("other")
    file.write_bytes(content)
    for words in (["verify", file], ["verify", bundle, "--checkpoint", file]):
        done = run("audit", *words)
        assert done.exit_code in (1, 3)
        assert "Traceback" not in done.output


def test_the_auditor_opens_what_stands_in_it(folder: Folder, bundle: Path) -> None:
    done = folder.run("audit", "open", bundle, "--auditor-key", folder.auditor_key)
    assert "=None" not in done.stdout
    assert "policy= " not in done.stdout
    assert done.exit_code == 0
    assert "client_added" in done.stdout
    assert "DEVELOPMENT" in done.stdout
    lines = folder.run(
        "audit", "open", bundle, "--auditor-key", folder.auditor_key, "--json"
    ).stdout.splitlines()
    assert {"kind", "clear", "content", "state"} <= set(json.loads(lines[0]))


def test_another_auditor_opens_nothing_sealed(run: Run, bundle: Path) -> None:
    secret, _ = new_auditor_pair(now=datetime(2026, 3, 2, tzinfo=UTC))
    key = bundle.with_name("other.key")
    key.write_text(secret)
    done = run("audit", "open", bundle, "--auditor-key", key, "--json")
    assert "Traceback" not in done.output
    assert all(not json.loads(line)["content"] for line in done.stdout.splitlines())


@pytest.mark.parametrize("content", [b"no key", b"\xff\xfe", b""])
def test_a_file_that_is_no_key_is_said_in_a_line(run: Run, bundle: Path, content: bytes) -> None:
    key = bundle.with_name("other.key")
    key.write_bytes(content)
    done = run("audit", "open", bundle, "--auditor-key", key)
    assert (done.exit_code, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1


def test_a_missing_file_is_wrong_usage(run: Run, tmp_path: Path) -> None:
    assert run("audit", "verify", tmp_path / "none").exit_code == 2
    assert run("audit", "open", tmp_path / "none", "--auditor-key", "x").exit_code == 2


def test_a_checkpoint_can_be_kept_in_a_file_and_holds_for_a_later_export(
    folder: Folder, tmp_path: Path
) -> None:
    note, later = tmp_path / "note", tmp_path / "later.bundle"
    done = folder("audit", "export", tmp_path / "first.bundle", "--checkpoint-out", note)
    assert done.exit_code == 0
    assert folder("audit", "export", later).exit_code == 0
    assert folder.run("audit", "verify", later, "--checkpoint", note).exit_code == 0
    again = folder("audit", "export", tmp_path / "third.bundle", "--checkpoint-out", note)
    assert again.exit_code == 3


def test_what_is_opened_can_be_one_conversation(folder: Folder, bundle: Path) -> None:
    words = ("audit", "open", bundle, "--auditor-key", folder.auditor_key, "--json")
    every = [json.loads(line) for line in folder.run(*words).stdout.splitlines()]
    assert every
    assert folder.run(*words, "--conversation", "c_none").stdout == ""


def test_an_unpinned_bundle_says_how_to_pin(run: Run, bundle: Path) -> None:
    said = run("audit", "verify", bundle).stdout
    assert f"audit verify {bundle} --pin " in said


def test_a_record_is_found_proven_and_checked(folder: Folder, bundle: Path) -> None:
    found = folder.run("audit", "search", bundle, "--kind", "client_added", "--json")
    record = json.loads(found.stdout.splitlines()[0])
    place, proof = f"{record['stream']}/{record['seq']}", bundle.with_name("proof.json")
    note = bundle.with_name("kept.note")
    assert (
        folder("audit", "export", bundle.with_name("b2"), "--checkpoint-out", note).exit_code == 0
    )
    key = ("--auditor-key", folder.auditor_key)
    made = folder.run("audit", "prove", bundle, place, proof, "--since", note, *key)
    pin = folder.json("keys", "show")["keys"][0]["id"]

    assert made.exit_code == 3, "an older bundle cannot show growth from a newer checkpoint"
    newer = bundle.with_name("b3")
    assert folder("audit", "export", newer).exit_code == 0
    assert folder.run("audit", "prove", newer, place, proof, "--since", note, *key).exit_code == 0
    facts = json.loads(folder.run("audit", "check-proof", proof, "--pin", pin, "--json").stdout)
    assert (facts["kind"], facts["seq"]) == ("client_added", record["seq"])
    assert facts["since"] < facts["checkpoint_at"]
    assert "proven" in folder.run("audit", "check-proof", proof).stdout
    assert folder.run("audit", "check-proof", proof, "--pin", "f" * 32).exit_code == 1
    assert folder.run("audit", "prove", bundle, "somewhere", proof).exit_code == 2


def test_a_search_names_conversations_and_words_need_the_key(folder: Folder, bundle: Path) -> None:
    text = folder.run("audit", "search", bundle, "--clear", "role=client").stdout
    assert "client_added" in text
    assert folder.run("audit", "search", bundle, "--conversations").stdout == ""
    assert folder.run("audit", "search", bundle, "--words", "x").exit_code == 2
    assert folder.run("audit", "search", bundle, "--clear", "role").exit_code == 2
    key = ("--auditor-key", folder.auditor_key)
    assert "no record" in folder.run("audit", "search", bundle, "--words", "x y z", *key).stdout


def test_figures_and_a_report_are_made(folder: Folder, bundle: Path) -> None:
    told = folder.run("audit", "stats", bundle)
    facts = json.loads(folder.run("audit", "stats", bundle, "--json").stdout)
    assert "key_created" in told.stdout
    assert facts["kinds"]["client_added"] == 1
    page, data = bundle.with_name("report.html"), bundle.with_name("report.json")
    key = ("--auditor-key", folder.auditor_key)
    assert folder.run("audit", "report", bundle, page, *key).exit_code == 0
    assert folder.run("audit", "report", bundle, data, "--json", *key).exit_code == 0
    assert "Verified." in page.read_text()
    assert json.loads(data.read_text())["verified"]["ok"] is True
    assert folder.run("audit", "report", bundle, page).exit_code == 3, "never written over"
    assert folder.run("audit", "report", broken(bundle), bundle.with_name("r2")).exit_code in (1, 3)


def test_a_look_at_the_log_is_on_record_before_anything_is_shown(
    folder: Folder, bundle: Path
) -> None:
    key = ("--auditor-key", folder.auditor_key)
    look = ("--record-in", folder.data)
    assert folder.run("audit", "open", bundle, *key, *look).exit_code == 0
    assert folder.run("audit", "stats", bundle, *look).exit_code == 0
    later = bundle.with_name("later")
    assert folder("audit", "export", later).exit_code == 0
    found = folder.run("audit", "search", later, "--kind", "log_read", "--json").stdout
    assert sorted(json.loads(line)["clear"]["verb"] for line in found.splitlines()) == [
        "open",
        "stats",
    ]


def test_the_verifier_is_written_for_a_stranger(run: Run, bundle: Path, tmp_path: Path) -> None:
    out = tmp_path / "verifier.pyz"
    told = run("audit", "verifier", out)
    assert told.exit_code == 0
    assert hashlib.sha256(out.read_bytes()).hexdigest() in told.stdout
    assert run("audit", "verifier", out).exit_code == 3


def test_what_is_written_about_the_log_is_its_writers_alone(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0)
    try:
        bundle, note = tmp_path / "log.bundle", tmp_path / "earlier.note"
        assert folder("audit", "export", bundle, "--checkpoint-out", note).exit_code == 0
        report, sheet = tmp_path / "report.html", tmp_path / "sheet.json"
        assert folder.run("audit", "report", bundle, report).exit_code == 0
        words = ["audit", "sample", bundle, sheet, "--auditor-key", folder.auditor_key]
        assert folder.run(*words).exit_code == 0
        proof = tmp_path / "proof.json"
        first = next(n.split("/")[1] for n in members(bundle) if n.endswith("/log"))
        assert folder.run("audit", "prove", bundle, f"{first}/0", proof).exit_code == 0
    finally:
        os.umask(before)
    written = (bundle, note, report, sheet, proof)
    assert {file.stat().st_mode & 0o777 for file in written} == {0o600}


def test_nothing_is_said_of_progress_where_nobody_watches(
    folder: Folder, bundle: Path, tmp_path: Path
) -> None:
    key = ["--auditor-key", folder.auditor_key]
    for words in (
        ["verify", bundle],
        ["report", bundle, tmp_path / "r.html"],
        ["stats", bundle],
        ["search", bundle, "--kind", "turn_opened"],
        ["open", bundle, *key],
    ):
        assert folder.run("audit", *words).stderr == ""


@pytest.mark.parametrize("verb", ["verify", "stats", "open", "search"])
def test_on_a_terminal_a_bar_shows_how_far_it_is(
    folder: Folder, bundle: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    shown: list[dict[str, Any]] = []
    bar = click.progressbar

    def noted(**how: Any) -> Any:
        shown.append(how)
        return bar(**how)

    monkeypatch.setattr(click, "progressbar", noted)
    monkeypatch.setattr("proxy.cli.audit_reading._watched", lambda _: True)
    key = [] if verb == "verify" else ["--auditor-key", folder.auditor_key]
    assert folder.run("audit", verb, bundle, *key).exit_code == 0
    assert [how["hidden"] for how in shown] == [verb in {"open", "search"}]
    assert shown[0]["length"] >= bundle.stat().st_size


def test_one_is_not_many(folder: Folder, bundle: Path) -> None:
    said = folder.run("audit", "verify", bundle).stdout
    assert " in 1 stream;" in said or " streams;" in said
    assert counted(1, "stream") == "1 stream"
    assert counted(1200, "record") == "1,200 records"
    assert counted(0, "case") == "0 cases"


def test_opening_a_view_from_which_a_record_was_taken_is_exit_1(
    folder: Folder, tmp_path: Path
) -> None:
    async def turns() -> None:
        async with open_cellar(folder.data) as cellar:
            for number in range(3):
                await cellar.log.record(event(number))

    asyncio.run(turns())
    bundle = tmp_path / "log.bundle"
    folder("audit", "export", bundle)
    parts = members(bundle)
    name = next(n for n in parts if n.endswith("/log") and b"turn_opened" in parts[n])
    kept = [line for line in lines(parts[name]) if b'"protected":1' not in line]
    cut = rebuilt(bundle, {**parts, name: joined(kept)}, "cut.bundle")

    words = ["--auditor-key", folder.auditor_key, "--conversation", "conv_a"]
    assert folder.run("audit", "open", bundle, *words).exit_code == 0
    done = folder.run("audit", "open", cut, *words)
    assert (done.exit_code, "missing or was moved" in done.stderr) == (1, True)
    assert "[not behind the record that it names]" in done.stdout
    assert "follows" in json.loads(
        folder.run("audit", "search", cut, "--kind", "turn_opened", "--json").stdout.split("\n")[0]
    )


def test_a_search_for_words_says_where_no_values_are_kept(folder: Folder, tmp_path: Path) -> None:
    async def turns(number: int, **sealed: object) -> None:
        async with open_cellar(folder.data) as cellar:
            await cellar.log.record(event(number, f"conv_{number}", **sealed))

    def searched(*words: str) -> Result:
        bundle = tmp_path / f"{len(list(tmp_path.iterdir()))}.bundle"
        folder("audit", "export", bundle)
        key = ["--auditor-key", folder.auditor_key]
        return folder.run("audit", "search", bundle, *key, *words, "--conversations")

    asyncio.run(turns(1, sent="hi, I am [PERSON_7K3M9Q]"))
    nobody = searched("--words", "Crystal")
    assert (nobody.exit_code, nobody.stdout) == (0, "")
    assert "content level `protected`" in nobody.stderr
    assert "retention erase --customer" in nobody.stderr
    assert searched("--words", "[person_7k3m9q]").stdout == "conv_1\n"
    assert searched("--kind", "turn_opened").stderr == ""

    asyncio.run(turns(2, values={"[PERSON_7K3M9Q]": "Crystal"}))
    found = searched("--words", "crystal")
    assert (found.stdout, found.stderr) == ("conv_2\n", "")
