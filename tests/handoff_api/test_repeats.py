"""Requests that are sent twice are done once: after each other, at once, by two processes, after a crash."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from proxy.clock import SetClock, SystemClock
from proxy.handoff.base import ANSWERS_KEPT
from proxy.handoff_api_wiring import forget_answers
from proxy.storage.answers import SqlAnswers
from tests.handoff_api.site import SHOP, Api, Caller, open_api, opened

MINE = "I want to talk to a person"


@pytest.fixture(params=["sqlite", "postgres"])
async def shared(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Api]:
    """The API over an embedded database, and over PostgreSQL."""
    postgres = request.param == "postgres"
    database = request.getfixturevalue("postgres") if postgres else None
    async with open_api(tmp_path, database=database) as api:
        yield api


async def words(api: Api, case: str) -> list[str]:
    """What was said after the customer's first message."""
    shown = await api.queue.show(SHOP, case, "a test")
    return [message.text for message in shown.messages[1:]]


async def claimed(api: Api) -> str:
    case = await api.held(MINE)
    assert (await api.caller("Ada").post(f"/cases/{case}/claim")).is_success
    return case


async def test_the_same_request_gets_the_same_answer_whatever_happened_since(api: Api) -> None:
    case, ada = await claimed(api), api.caller("Ada")
    first = await ada.post(f"/cases/{case}/reply", {"text": "once"}, Idempotency_Key="k")
    await ada.post(f"/cases/{case}/resolve", {}, If_Match="*")
    again = await ada.post(f"/cases/{case}/reply", {"text": "once"}, Idempotency_Key="k")
    assert (again.status_code, again.text) == (first.status_code, first.text)
    assert again.headers["etag"] == first.headers["etag"]
    assert await words(api, case) == ["once"]


async def test_blanks_and_order_of_fields_make_no_other_request(api: Api) -> None:
    case, ada = await claimed(api), api.caller("Ada")
    path, headers = f"/cases/{case}/transfer", {"idempotency-key": "k"}
    headers["content-type"] = "application/json"
    one = await ada.http.post(path, content='{"queue":"legal","note":"n"}', headers=headers)
    other = await ada.http.post(path, content='{ "note": "n", "queue": "legal" }', headers=headers)
    assert one.text == other.text


async def test_a_key_that_came_with_another_request_is_refused(api: Api) -> None:
    case, other, ada = await claimed(api), await claimed(api), api.caller("Ada")
    await ada.post(f"/cases/{case}/reply", {"text": "one"}, Idempotency_Key="k")
    for path, body in (
        (f"/cases/{case}/reply", {"text": "two"}),
        (f"/cases/{other}/reply", {"text": "one"}),
        (f"/cases/{case}/notes", {"text": "one"}),
        (f"/cases/{case}/looks", {"spot": "1:0:1"}),
    ):
        refused = await ada.post(path, body, Idempotency_Key="k")
        assert refused.status_code == 422, path
        assert refused.json()["error"]["code"] == "idempotency_key_reused"
    assert await words(api, case) == ["one"]
    assert await words(api, other) == []


async def test_keys_of_different_callers_have_nothing_to_do_with_each_other(api: Api) -> None:
    case = await claimed(api)
    for name in ("Ada", "Bob", "Eve"):
        done = await api.caller(name).post(
            f"/cases/{case}/notes", {"text": name}, Idempotency_Key="k"
        )
        assert done.is_success
    shown = await api.queue.show(SHOP, case, "a test")
    assert [note.text for note in shown.margin if note.name] == ["Ada", "Bob", "Eve"]


async def test_an_error_is_not_kept(api: Api) -> None:
    case, ada = await api.held(MINE), api.caller("Ada")
    refused = await ada.post(f"/cases/{case}/reply", {"text": "now"}, Idempotency_Key="k")
    assert refused.status_code == 409
    await ada.post(f"/cases/{case}/claim")
    done = await ada.post(f"/cases/{case}/reply", {"text": "now"}, Idempotency_Key="k")
    assert done.is_success
    assert await words(api, case) == ["now"]


async def test_a_retry_with_the_version_from_before_gets_its_answer(api: Api) -> None:
    case, ada = await claimed(api), api.caller("Ada")
    for version in ('"2"', '"2"', '"3"'):
        done = await ada.post(
            f"/cases/{case}/reply", {"text": "once"}, Idempotency_Key="k", If_Match=version
        )
        assert (done.status_code, done.json()["version"]) == (200, 3)
    assert await words(api, case) == ["once"]


async def test_what_changed_nothing_is_answered_alike_too(api: Api) -> None:
    case, ada = await claimed(api), api.caller("Ada")
    first = await ada.post(f"/cases/{case}/claim", Idempotency_Key="k")
    await ada.post(f"/cases/{case}/release")
    again = await ada.post(f"/cases/{case}/claim", Idempotency_Key="k")
    assert again.text == first.text
    assert (await ada.get(f"/cases/{case}")).json()["state"] == "waiting"


async def test_the_next_case_is_claimed_once(api: Api) -> None:
    for _ in range(3):
        await api.held(MINE)
    ada = api.caller("Ada")
    answers = {
        (await ada.post("/queue/next", {}, Idempotency_Key="k")).json()["id"] for _ in range(3)
    }
    assert len(answers) == 1
    assert (await ada.get("/queue")).json()["cases"][-1]["owner"] in {None, "Ada"}
    mine = (await ada.get("/cases?state=claimed")).json()["cases"]
    assert [one["id"] for one in mine] == list(answers)


async def test_equal_requests_at_once_at_two_proxies_do_the_thing_once(shared: Api) -> None:
    case = await claimed(shared)
    async with opened(shared.cellar.data) as second:
        second.keys = shared.keys
        callers = [api.caller("Ada") for api in (shared, second) for _ in range(4)]

        async def send(caller: Caller, key: str) -> httpx.Response:
            return await caller.post(f"/cases/{case}/reply", {"text": key}, Idempotency_Key=key)

        for key in ("a", "b", "c"):
            answers = await asyncio.gather(*(send(caller, key) for caller in callers))
            assert {answer.status_code for answer in answers} == {200}, [a.text for a in answers]
            assert len({answer.text for answer in answers}) == 1
    assert await words(shared, case) == ["a", "b", "c"]


async def test_of_many_changes_to_one_version_exactly_one_is_made(shared: Api) -> None:
    case = await claimed(shared)
    async with opened(shared.cellar.data) as second:
        second.keys = shared.keys
        for version in (2, 3, 4):
            sends = [
                api.caller("Ada").post(
                    f"/cases/{case}/reply",
                    {"text": f"{version}"},
                    If_Match=f'"{version}"',
                    Idempotency_Key=f"{version}-{at}",
                )
                for at, api in enumerate([shared, second] * 3)
            ]
            statuses = sorted(answer.status_code for answer in await asyncio.gather(*sends))
            assert statuses == [200, 412, 412, 412, 412, 412]
    assert await words(shared, case) == ["2", "3", "4"]


async def test_many_agents_taking_the_next_case_get_one_each(shared: Api) -> None:
    cases = {await shared.held(MINE) for _ in range(6)}
    async with opened(shared.cellar.data) as second:
        second.keys = shared.keys
        desk = [api.caller("Desk") for api in (shared, second)]
        taken = await asyncio.gather(
            *(
                desk[at % 2].post(
                    "/queue/next", {}, On_Behalf_Of=f"Person{at}", Idempotency_Key=f"k{at}"
                )
                for at in range(6)
            )
        )
    assert {answer.json()["id"] for answer in taken} == cases
    owners = {answer.json()["owner"] for answer in taken}
    assert owners == {f"Person{at}" for at in range(6)}


async def test_answers_are_sealed_forgotten_after_a_while_and_die_with_their_case(
    shared: Api,
) -> None:
    case, ada = await claimed(shared), shared.caller("Ada")
    await ada.post(f"/cases/{case}/reply", {"text": "once"}, Idempotency_Key="k")
    answers = SqlAnswers(shared.cellar.database)
    (client,) = [c for c in await shared.cellar.clients.list(SHOP) if c.name == "Ada"]
    digest = shared.rooms.digests(SHOP).api_key(client.client_id, "k")
    kept = await answers.find(SHOP, digest)
    assert kept is not None
    assert kept.sealed_answer is not None
    assert b"human" not in kept.sealed_answer
    assert case.encode() not in kept.sealed_answer

    await forget_answers(shared.cellar)
    assert await answers.find(SHOP, digest) is not None
    assert await answers.forget(kept.at + timedelta(seconds=1)) == 1
    assert await answers.find(SHOP, digest) is None

    await ada.post(f"/cases/{case}/notes", {"text": "x"}, Idempotency_Key="k")
    assert await answers.find(SHOP, digest) is not None
    assert await shared.cellar.cases.delete(SHOP, [kept.case_id]) == 1  # type: ignore[list-item]
    assert await answers.find(SHOP, digest) is None


async def test_a_key_is_a_new_one_after_its_time(tmp_path: Path) -> None:
    clock = SetClock(SystemClock().now())
    async with open_api(tmp_path, clock=clock) as api:
        case, ada = await claimed(api), api.caller("Ada")
        note = f"/cases/{case}/notes"
        await ada.post(note, {"text": "one"}, Idempotency_Key="k")
        clock.forward(ANSWERS_KEPT - timedelta(seconds=1))
        assert (await ada.post(note, {"text": "two"}, Idempotency_Key="k")).status_code == 422
        clock.forward(timedelta(seconds=2))
        assert (await ada.post(note, {"text": "two"}, Idempotency_Key="k")).status_code == 200


VICTIM = """
import asyncio, json, sys
from pathlib import Path
from tests.handoff_api.site import opened

async def main(data, key, case):
    async with opened(Path(data)) as api:
        api.keys["Ada"] = key
        ada = api.caller("Ada")
        print("ready", flush=True)
        for number in range(int(sys.argv[4]), 10_000):
            done = await ada.post(
                f"/cases/{case}/reply", {"text": str(number)}, Idempotency_Key=str(number)
            )
            print(number, done.status_code, flush=True)

asyncio.run(main(*sys.argv[1:4]))
"""


async def test_killed_at_any_moment_it_is_done_once_when_it_is_sent_again(tmp_path: Path) -> None:
    """Each process is killed in the middle of its work; the last number is sent again each time."""
    async with open_api(tmp_path) as api:
        case, key, data = await claimed(api), api.keys["Ada"], api.cellar.data
    number = 0
    for answers_before_kill in (1, 3, 6):
        number = await asyncio.to_thread(_killed, data, key, case, number, answers_before_kill)
    async with opened(data) as api:
        api.keys["Ada"] = key
        for again in range(number + 2):
            done = await api.caller("Ada").post(
                f"/cases/{case}/reply", {"text": str(again)}, Idempotency_Key=str(again)
            )
            assert done.is_success, done.text
        said = await words(api, case)
    assert said == [str(each) for each in range(number + 2)]


def _killed(data: Path, key: str, case: str, first: int, answers: int) -> int:
    """The number that was being sent when the process was killed."""
    victim = subprocess.Popen(
        [sys.executable, "-c", VICTIM, str(data), key, case, str(first)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    assert victim.stdout is not None
    with victim.stdout as lines:
        assert lines.readline() == "ready\n"
        for at in range(answers):
            assert lines.readline() == f"{first + at} 200\n"
        victim.send_signal(signal.SIGKILL)
        victim.wait()
    return first + answers
