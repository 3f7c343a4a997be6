"""What a person says of findings in ordinary messages."""

from pathlib import Path

import pytest

from evaluation.labelled import DataError, LabelledSet, OrdinaryMessage
from evaluation.marks import Marks, listed_findings, read_marks, write_findings
from evaluation.measure import measure
from tests.evaluation.sets import rooms_that_find

SET = LabelledSet(
    "talk", ordinary=(OrdinaryMessage("text dave"), OrdinaryMessage("the oliver lamp"))
)
ROOMS = rooms_that_find("dave", "oliver")


def test_a_marked_finding_is_no_false_alarm_any_more(tmp_path: Path) -> None:
    file = tmp_path / "findings.jsonl"
    write_findings(listed_findings((SET,), ROOMS, Marks()), file)
    first, second = file.read_text().splitlines()
    assert '"found": "dave"' in first
    assert '"found": "oliver"' in second
    file.write_text(first.replace('"personal": null', '"personal": true') + f"\n{second}\n")
    alarms = measure(SET, ROOMS, marks=read_marks(file)).alarms
    assert (alarms.with_finding, alarms.truly) == (2, 1)
    assert (alarms.words.words, alarms.words.untouched) == (4, 3)


def test_marks_outlive_a_new_list(tmp_path: Path) -> None:
    file = tmp_path / "findings.jsonl"
    write_findings(listed_findings((SET,), ROOMS, Marks()), file)
    file.write_text(file.read_text().replace("null", "true", 1))
    again = list(listed_findings((SET,), ROOMS, read_marks(file)))
    assert [each.personal for each in again] == [True, None]


def test_a_file_of_something_else_is_refused_without_its_words(tmp_path: Path) -> None:
    file = tmp_path / "other.jsonl"
    file.write_text('{"text": "dave"}\n')
    with pytest.raises(DataError) as caught:
        read_marks(file)
    assert "dave" not in str(caught.value)
