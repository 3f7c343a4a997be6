"""Names in customers' words: known ones, marked ones, and the rest."""

from pathlib import Path

from evaluation.labelled import Conversation, KnownValue, LabelledSet, Said
from evaluation.marks import Marks, listed_findings, read_marks, write_findings
from evaluation.measure import measure
from evaluation.report import table
from tests.evaluation.sets import rooms_that_find

ROOMS = rooms_that_find("crystal", "drew", "mumbai", entity_type="PERSON")
SAID = (
    Said("user", "hi drew, im crystal"),
    Said("assistant", "ok"),
    Said("user", "mumbai 1"),
)
SET = LabelledSet("chats", (Conversation(SAID, (KnownValue("NAME", "crystal"),)),))


def test_a_name_is_right_where_it_is_known_or_marked(tmp_path: Path) -> None:
    file = tmp_path / "findings.jsonl"
    write_findings(listed_findings((SET,), ROOMS, Marks()), file)
    drew, mumbai = file.read_text().splitlines()
    assert ('"found": "drew"' in drew, '"found": "mumbai"' in mumbai) == (True, True)
    names = measure(SET, ROOMS).leaks.names
    assert (names.known, names.marked, names.found) == (1, 0, 3)

    file.write_text(drew.replace('"personal": null', '"personal": true') + f"\n{mumbai}\n")
    figures = measure(SET, ROOMS, marks=read_marks(file))
    assert (figures.leaks.names.known, figures.leaks.names.marked) == (1, 1)
    printed = "\n".join(table(figures))
    assert "of known values 1 of 3 (33.3%)" in printed
    assert "marked as personal by hand          2 of 3 (66.7%)" in printed


def test_the_same_words_in_another_turn_are_not_marked(tmp_path: Path) -> None:
    file = tmp_path / "findings.jsonl"
    write_findings(listed_findings((SET,), ROOMS, Marks()), file)
    text = file.read_text().replace('null, "turn": 0', 'true, "turn": 1')
    assert "true" in text
    file.write_text(text)
    assert measure(SET, ROOMS, marks=read_marks(file)).leaks.names.marked == 0
