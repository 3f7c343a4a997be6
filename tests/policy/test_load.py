"""Loading a policy from its files: form errors, files and the version."""

import contextlib
import hashlib
import os
import pickle
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.dialects.base import Allowed
from proxy.policy.base import ContentLevel, FailureAction, OpenHours, RetentionClass
from proxy.policy.document import MAX_BYTES
from proxy.policy.load import load_policy
from proxy.policy.problems import PolicyError
from proxy.privacy.base import CanonicalForm, EntityRule, Operator
from proxy.topics.base import CustomerText, Severity
from tests.growth import LINEAR, growth
from tests.policy.files import PACK, POLICY, changed, place_of, write


def problems_of(path: Path) -> list[str]:
    with pytest.raises(PolicyError) as caught:
        load_policy(path)
    return [str(problem).removeprefix(f"{path.parent}/") for problem in caught.value.problems]


def test_a_valid_policy_becomes_the_rules_of_every_room(tmp_path: Path) -> None:
    policy = load_policy(
        write(
            tmp_path,
            changed(
                POLICY,
                "include: [pack.yaml]",
                "include: [pack.yaml]\n  customer_text: [{after: 'Q:', before: 'C:'}]",
            ),
        )
    )

    assert policy.name == "test"
    assert policy.detection.entities["CREDIT_CARD"] == EntityRule(
        "CREDIT_CARD", "CARD", Operator.LAST_FOUR, CanonicalForm.DIGITS, 0.4, in_tools=False
    )
    assert policy.detection.recognizers == (
        {
            "name": "Order number",
            "supported_entity": "ORDER_NUMBER",
            "supported_language": "en",
            "patterns": [{"name": "prefix", "regex": r"\bORD-\d{5}\b", "score": 0.8}],
        },
    )
    assert policy.detection.languages == ("en", "de")
    assert policy.detection.time_limit == 5.0
    assert policy.detection.public_values == {"Acme Outfitters"}
    assert policy.restoration.tool_names is None
    assert [topic.name for topic in policy.topics.topics] == ["danger", "legal_threat", "human"]
    assert policy.topics.customer_text == (CustomerText("Q:", "C:"),)
    legal = policy.handoff.topics["legal_threat"]
    assert legal.hours == OpenHours("Europe/Berlin", frozenset({0, 4}), 9 * 60, 17 * 60 + 30)
    assert legal.severity is Severity.URGENT
    assert legal.longest_wait == timedelta(hours=4)
    assert policy.handoff.topics["danger"].hours is None
    assert policy.retention[RetentionClass.AUDIT_HEADER] == timedelta(days=396)
    assert set(policy.retention) == set(RetentionClass)
    assert policy.content is ContentLevel.PROTECTED
    assert policy.on_detection_failure is FailureAction.BLOCK
    assert policy.placeholder_hint is None
    assert policy.allowed == Allowed()
    assert policy.detection.version == policy.topics.version == policy.version


def test_rules_for_worker_processes_travel(tmp_path: Path) -> None:
    """Detection and topics are decided in other processes, which get the rules pickled."""
    policy = load_policy(write(tmp_path))

    assert pickle.loads(pickle.dumps((policy.detection, policy.topics))) == (  # noqa: S301
        policy.detection,
        policy.topics,
    )


@pytest.mark.parametrize(
    ("old", "new", "place", "expected"),
    [
        ("name: test", "nmae: test", "nmae", "`nmae` is no key. Did you mean `name`?"),
        ("on_failure: block", "on_failre: block", "on_failre", "`on_failre` is no key under `detection`. Did you mean `on_failure`?"),
        ("form: email", "thresold: 0.5", "thresold", "`thresold` is no key under `entities.EMAIL_ADDRESS`. Did you mean `threshold`?"),
        ("score: 0.8}", "score: 0.8, flags: i}", "flags", "`flags` is no key under `recognizers.own.0.patterns.0`. The keys here are: name, regex, score."),
        ("  on_failure: block\n", "", "detection:", "The key `on_failure` is missing under `detection`. Add it; docs/policy.md says what it means."),
        ("media: {images: false, audio: false, files: false, pdf_text: false}\n", "", "version", "The key `media` is missing. Add it; docs/policy.md says what it means."),
        ("  audit_content: 90 days\n", "", "retention", "The key `audit_content` is missing under `retention`. Add it; docs/policy.md says what it means."),
        ("on_failure: block", "on_failure: forward", "forward", "This is none of the words allowed here. Use 'hold' or 'block'."),
        ("on_failure: block", "on_failure: {}", "{}", "This is none of the words allowed here. Use 'hold' or 'block'."),
        ("content: protected", "content: clear", "clear", "This is none of the words allowed here. Use 'none', 'protected' or 'full'."),
        ("case: 30 days", "case: 13 months", "13 months", "This is no span of time that we read. Fix: months differ in length; write `396 days` to be sure of 13 months."),
        ("images: false", "images: no", "no,", "This must be true or false. Write `true` or `false`, without quotes."),
        ("images: false", "images: 0", "0, audio", "This must be true or false. Write `true` or `false`, without quotes."),
        ("[Acme Outfitters]", "[123456]", "123456", "This must be text. Put it in quotes."),
        ("score: 0.8", "score: '0.8'", "'0.8'", "This must be a number. Write digits, like `0.4`, without quotes."),
        ("tools: all", "tools: some", "some", "This is neither `all` nor a list of names. Write `all`, or `[name, name]`."),
        ("tools: all", "tools: all\n  link_hosts: ['*.shop.example']", "'*.shop", "This is no host name. Write one exact host in small letters, like `click.shop.example`: no scheme, port, path or *."),
        ("label: EMAIL", "label: E-MAIL", "E-MAIL", "This label cannot stand in a placeholder. Use 2 to 12 capital letters A to Z, like `EMAIL`."),
        ("  EMAIL_ADDRESS: {", "  email: {", "email: {", "This is no name of an entity type. Use capitals, digits and _, like `EMAIL_ADDRESS`."),
        ("operator: last_four", "operator: hide", "hide", "This is none of the words allowed here. Use 'placeholder', 'last_four' or 'remove'."),
        ("[pack.yaml]", "[../pack.yaml]", "../pack", "This is no file name in the policy's own folder. Name a file beside the policy, without `/` and without `..`."),
        ("[pack.yaml]", "[/etc/passwd]", "/etc", "This is no file name in the policy's own folder. Name a file beside the policy, without `/` and without `..`."),
        ("[pack.yaml]", "[pack.yml]", "pack.yml", "The file `FOLDER/pack.yml` cannot be read: No such file or directory. Check its name and its permissions."),
        ("audit: {content: protected}", "audit: protected", "protected", "This must hold `key: value` lines. Indent them below this key."),
        ("languages: [en, de]", "languages: en", "en\n  on_unc", "This must be a list. Write `[one, two]`, or lines that start with `- `."),
        ("languages: [en, de]", "languages: []", "[]\n  on_unc", "This list is empty. Add at least one entry."),
        ("      examples: [ORD-12345]\n", "", "name: Order number", "The key `examples` is missing under `recognizers.own.0`. Add it; docs/policy.md says what it means."),
        ("score: 0.8", "score: 1.5", "1.5", "The value should be less than or equal to 1. docs/policy.md says what is allowed."),
        ("name: test", "name: " + "x" * 61, "x" * 61, "String should have at most 60 characters. docs/policy.md says what is allowed."),
        ("name: test", 'name: "\\e[31m"', '"\\e[31m"', "This name holds a character that cannot be printed. Use letters, digits and blanks."),
        ("version: 1", "version: 2", "2\nname", "This version of the file is not known here. Write `version: 1`."),
        ("version: 1", "version: true", "true\nname", "This version of the file is not known here. Write `version: 1`."),
    ],
)  # fmt: skip
def test_an_error_of_form_is_reported_where_it_stands(
    tmp_path: Path, old: str, new: str, place: str, expected: str
) -> None:
    text = changed(POLICY, old, new)
    expected = expected.replace("FOLDER", str(tmp_path))

    found = problems_of(write(tmp_path, text))

    assert found == [f"policy.yaml:{place_of(text, place)}: {expected}"]


@pytest.mark.parametrize(
    ("old", "new", "place", "expected"),
    [
        ('opens: "09:00"', 'opens: "9:00"', '"9:00"', "This is no time of day. Write hours and minutes, like `09:30`."),
        ("days: [mon, fri]", "days: [mon, fry]", "fry", "This is none of the words allowed here. Use 'mon', 'tue', 'wed', 'thu', 'fri', 'sat' or 'sun'."),
        ("hours: {zone: Europe", "hours: {zone: a, zon: Europe", "zon: ", "`zon` is no key under `topics.1.hours`. Did you mean `zone`?"),
        ("name: legal_threat", "name: Legal Threat", "Legal Threat", "This is no name of a topic. Use small letters, digits and _, like `legal_threat`."),
        ("severity: urgent", "severity: high", "high", "This is none of the words allowed here. Use 'danger', 'urgent', 'normal' or 'low'."),
    ],
)  # fmt: skip
def test_an_error_of_form_in_a_pack_is_reported_there(
    tmp_path: Path, old: str, new: str, place: str, expected: str
) -> None:
    pack = changed(PACK, old, new)

    assert problems_of(write(tmp_path, pack=pack)) == [
        f"pack.yaml:{place_of(pack, place)}: {expected}"
    ]


def test_all_errors_are_reported_at_once(tmp_path: Path) -> None:
    policy = changed(POLICY, "label: EMAIL", "label: email")
    policy = changed(
        policy, "in_tools: false, operator: remove}\n  PIN", "operator: remove}\n  PIN"
    )
    policy = changed(policy, "case: 30 days", "case: soon")

    places = [place_of(policy, needle) for needle in ("email, in_tools", "CARD_CODE:", "soon")]

    found = problems_of(write(tmp_path, policy))

    assert [problem.split(": ")[0] for problem in found] == [
        f"policy.yaml:{each}" for each in places
    ]


def test_a_value_of_the_file_is_never_repeated_in_an_error_of_form(tmp_path: Path) -> None:
    path = write(tmp_path, changed(POLICY, "[Acme Outfitters]", "[4242424242424242]"))

    assert "4242" not in "".join(problems_of(path))


def test_every_cut_of_a_valid_file_is_refused(tmp_path: Path) -> None:
    """A file that is half copied never becomes a policy with its last rules missing."""
    write(tmp_path)
    for name, text in (("policy.yaml", POLICY), ("pack.yaml", PACK)):
        whole = text.rstrip("\n").encode()
        ends_of_lines = [index for index, byte in enumerate(whole) if byte == ord("\n")]
        for length in (*ends_of_lines, *range(0, len(whole), 31)):
            (tmp_path / name).write_bytes(whole[:length])
            with pytest.raises(PolicyError):
                load_policy(tmp_path / "policy.yaml")
        (tmp_path / name).write_text(text)
    load_policy(tmp_path / "policy.yaml")


LINES = POLICY.splitlines(keepends=True)


@settings(deadline=None)
@given(st.data())
def test_any_edit_makes_a_policy_or_a_policy_error(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Lost, doubled, swapped, indented and garbled lines never crash the loader."""
    lines = list(LINES)
    for _ in range(data.draw(st.integers(1, 3))):
        here = data.draw(st.integers(0, len(lines) - 1))
        there = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["lose", "double", "swap", "indent", "garble", "value"])):
            case "lose":
                lines[here] = ""
            case "double":
                lines.insert(there, lines[here])
            case "swap":
                lines[here], lines[there] = lines[there], lines[here]
            case "indent":
                lines[here] = " " * data.draw(st.integers(0, 6)) + lines[here].lstrip()
            case "garble":
                lines[here] = data.draw(st.text(max_size=20)) + "\n"
            case _:
                junk = data.draw(
                    st.sampled_from(["[]", "{}", "null", "true", "-1", "''", "[[1]]", "all"])
                )
                lines[here] = f"{lines[here].partition(':')[0]}: {junk}\n"
    path = write(tmp_path_factory.mktemp("edited"), "".join(lines))

    with contextlib.suppress(PolicyError):
        load_policy(path)


def test_the_version_is_what_the_documented_shell_command_prints(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        changed(POLICY, "values: [Acme Outfitters]", "csv: public.csv"),
        public_csv="value\nAcme\n",
    )

    printed = subprocess.run(
        ["/bin/sh", "-c", "for f in policy.yaml pack.yaml public.csv; do sha256sum < $f; done | sha256sum"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )  # fmt: skip

    assert load_policy(path).version == printed.stdout.split()[0]


@pytest.mark.parametrize("name", ["policy.yaml", "pack.yaml", "public.csv"])
def test_one_more_byte_in_any_file_is_another_version(tmp_path: Path, name: str) -> None:
    policy = changed(POLICY, "values: [Acme Outfitters]", "csv: public.csv")
    path = write(tmp_path, policy, public_csv="value\nAcme\n")
    before = load_policy(path).version

    file = tmp_path / name
    file.write_bytes(file.read_bytes() + b"\n")

    assert load_policy(path).version != before
    assert len(before) == hashlib.sha256().digest_size * 2


def test_a_link_out_of_the_folder_is_refused_and_one_inside_is_followed(tmp_path: Path) -> None:
    """Kubernetes mounts a ConfigMap as links inside the folder."""
    folder = tmp_path / "policies"
    folder.mkdir()
    path = write(folder)
    data = folder / "..data"
    data.mkdir()
    (folder / "pack.yaml").replace(data / "pack.yaml")
    (folder / "pack.yaml").symlink_to("..data/pack.yaml")
    load_policy(path)

    (tmp_path / "outside.yaml").write_text(PACK)
    (folder / "pack.yaml").unlink()
    (folder / "pack.yaml").symlink_to("../outside.yaml")

    assert "leads out of the policy's folder" in problems_of(path)[0]


def test_what_is_no_plain_file_is_refused_without_being_opened(tmp_path: Path) -> None:
    path = write(tmp_path)
    (tmp_path / "pack.yaml").unlink()
    os.mkfifo(tmp_path / "pack.yaml")

    assert "is not a plain file" in problems_of(path)[0]

    (tmp_path / "pack.yaml").unlink()
    (tmp_path / "pack.yaml").symlink_to("pack.yaml")
    assert "cannot be read" in problems_of(path)[0]


def test_a_missing_policy_is_a_problem_and_not_a_crash(tmp_path: Path) -> None:
    assert "No such file or directory" in problems_of(tmp_path / "none.yaml")[0]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"Acme\n", "public.csv:1:1: The first line is not `value`."),
        (b"", "public.csv:1:1: The file has no rows."),
        (b"value\n", "public.csv:1:1: The file has no rows."),
        (b"value\nAcme, Inc.\n", "public.csv:2:1: This row has more than one column."),
        (b'value\n"Acme\n', "public.csv:2:1: This line is not CSV."),
        (b"value\nM\xfcller\n", "public.csv:2:1: The file is not UTF-8 from here on."),
        (b"value\n" + b"x" * MAX_BYTES, "public.csv:1:1: The file is larger than 2 MiB."),
        (b"value\n" + b"ab\n" * 100_001, "public.csv:100002:1: More than 100,000 rows."),
    ],
)
def test_a_broken_csv_file_is_refused(tmp_path: Path, content: bytes, expected: str) -> None:
    policy = changed(POLICY, "values: [Acme Outfitters]", "csv: public.csv")
    path = write(tmp_path, policy)
    (tmp_path / "public.csv").write_bytes(content)

    assert any(problem.startswith(expected) for problem in problems_of(path))


def test_the_csv_file_and_the_list_are_one(tmp_path: Path) -> None:
    policy = changed(
        POLICY, "values: [Acme Outfitters]", "values: [Acme Outfitters]\n  csv: public.csv"
    )
    path = write(
        tmp_path, policy, public_csv='\ufeffvalue\r\n"Rose, Finch & Co"\r\nhelp@shop.example\r\n'
    )

    detection = load_policy(path).detection

    assert detection.public_values == {"Acme Outfitters", "Rose, Finch & Co"}
    assert detection.exact_public_values == {"help@shop.example"}


def test_loading_costs_in_proportion_to_the_size_of_the_policy(tmp_path: Path) -> None:
    """Up to nearly 50,000 public values and 1,000 phrases."""

    def sized(size: int) -> Path:
        folder = tmp_path / str(size)
        folder.mkdir()
        policy = changed(POLICY, "values: [Acme Outfitters]", "csv: public.csv")
        phrases = ", ".join(f"'\\bphrase number {n}\\b'" for n in range(size))
        pack = changed(
            PACK,
            "phrases: {en: ['\\bmy lawyer\\b']}",
            f"phrases: {{en: ['\\bmy lawyer\\b', {phrases}]}}",
        )
        rows = "".join(f"Brand {n:x} of things\n" for n in range(50 * size))
        return write(folder, policy, pack, public_csv=f"value\n{rows}")

    assert growth(sized, load_policy, 62) < LINEAR
