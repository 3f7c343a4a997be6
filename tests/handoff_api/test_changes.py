"""What human agents do, one by one: what it does, who may, at which version."""

from datetime import UTC, datetime, timedelta

import pytest

from proxy.handoff.base import MessageKind
from tests.handoff_api.site import SHOP, Api

MINE = "I want to talk to a person"
SOON = (datetime.now(UTC) + timedelta(days=2)).isoformat()
CHANGES: dict[str, object] = {
    "claim": None,
    "release": None,
    "reply": {"text": "hello"},
    "notes": {"text": "hello"},
    "transfer": {"queue": "legal"},
    "return": {"summary": "hello"},
    "resolve": {},
    "follow-up": {"text": "call", "due": SOON},
    "follow-up/done": {},
    "judgements": {"verdict": "rightly_held"},
}
OWNERS = {"release", "reply", "transfer", "return", "resolve"}


async def test_the_whole_way_of_a_case(api: Api) -> None:
    case, ada = await api.held(MINE), api.caller("Ada")
    claimed = (await ada.post(f"/cases/{case}/claim")).json()
    assert (claimed["state"], claimed["owner"], claimed["version"]) == ("claimed", "Ada", 2)
    replied = await ada.post(f"/cases/{case}/reply", {"text": "Here I am."})
    assert replied.json()["answered_at"] is not None
    assert replied.headers["etag"] == '"3"'
    done = await ada.post(f"/cases/{case}/return", {"summary": "All is well."}, If_Match='"3"')
    assert (done.json()["state"], done.json()["owner"]) == ("returned", None)
    said = await texts(api, case)
    assert said == [MINE, "Here I am.", "All is well."]


async def texts(api: Api, case: str) -> list[str]:
    opened = await api.queue.show(SHOP, case, "a test")
    return [message.text for message in opened.messages]


async def test_a_case_is_resolved_with_or_without_last_words(api: Api) -> None:
    ada = api.caller("Ada")
    for body, words in (({"closing": "Good-bye."}, ["Good-bye."]), ({}, [])):
        case = await api.held(MINE)
        await ada.post(f"/cases/{case}/claim")
        done = await ada.post(f"/cases/{case}/resolve", body, If_Match="*")
        assert done.json()["state"] == "resolved"
        assert (await texts(api, case))[1:] == words


@pytest.mark.parametrize("verb", sorted(CHANGES))
async def test_no_change_is_made_to_another_version_than_the_one_that_was_seen(
    api: Api, verb: str
) -> None:
    case, ada = await api.held(MINE), api.caller("Ada")
    if verb != "claim":
        await ada.post(f"/cases/{case}/claim")
    await ada.post(f"/cases/{case}/notes", {"text": "meanwhile"})
    now = (await ada.get(f"/cases/{case}")).json()
    for stale in ('"1"', '"999"'):
        refused = await ada.post(f"/cases/{case}/{verb}", CHANGES[verb], If_Match=stale)
        assert refused.status_code == 412, refused.text
        assert refused.json()["error"]["code"] == "outdated_version"
        assert refused.json()["error"]["version"] == now["version"]
        assert refused.headers["etag"] == f'"{now["version"]}"'
    assert (await ada.get(f"/cases/{case}")).json() == now
    seen = f'"{now["version"]}"'
    made = await ada.post(f"/cases/{case}/{verb}", CHANGES[verb], If_Match=seen)
    assert made.status_code == 200, made.text
    assert made.json()["version"] == now["version"] + 1


async def test_closing_needs_the_version_that_was_seen(api: Api) -> None:
    case, ada = await api.held(MINE), api.caller("Ada")
    await ada.post(f"/cases/{case}/claim")
    for verb in ("return", "resolve"):
        refused = await ada.post(f"/cases/{case}/{verb}", CHANGES[verb])
        assert refused.status_code == 428
        assert refused.json()["error"]["code"] == "version_required"
    for wrong in ("2.0", "W/2", '"x"', '"2", "3"', ""):
        refused = await ada.post(f"/cases/{case}/return", CHANGES["return"], If_Match=wrong)
        assert refused.status_code == 400, wrong


@pytest.mark.parametrize("verb", sorted(OWNERS))
async def test_only_the_owner_writes_and_closes(api: Api, verb: str) -> None:
    case = await api.held(MINE)
    await api.caller("Ada").post(f"/cases/{case}/claim")
    before = (await api.caller("Ada").get(f"/cases/{case}")).json()
    refused = await api.caller("Bob").post(f"/cases/{case}/{verb}", CHANGES[verb], If_Match="*")
    assert refused.status_code == 403
    assert (await api.caller("Ada").get(f"/cases/{case}")).json() == before
    supervised = await api.caller("Eve").post(f"/cases/{case}/{verb}", CHANGES[verb], If_Match="*")
    assert supervised.status_code == (200 if verb in {"release", "transfer"} else 403)


async def test_two_never_claim_the_same_case(api: Api) -> None:
    case = await api.held(MINE)
    assert (await api.caller("Ada").post(f"/cases/{case}/claim")).status_code == 200
    refused = await api.caller("Bob").post(f"/cases/{case}/claim")
    assert refused.status_code == 409
    assert refused.json()["error"]["code"] == "conflict"


async def test_a_closed_case_allows_no_reply(api: Api) -> None:
    case, ada = await api.held(MINE), api.caller("Ada")
    await ada.post(f"/cases/{case}/claim")
    await ada.post(f"/cases/{case}/resolve", {}, If_Match="*")
    assert (await ada.post(f"/cases/{case}/reply", {"text": "x"})).status_code == 409


async def test_the_next_case_is_the_most_urgent_of_the_own_queues(api: Api) -> None:
    human, injury = await api.held(MINE), await api.held(MINE, topic="product_injury")
    assert (await api.caller("Bob").post("/queue/next", {})).json()["id"] == human
    assert (await api.caller("Ada").post("/queue/next", {"queue": "safety"})).json()["id"] == injury
    assert (await api.caller("Ada").post("/queue/next", {})).status_code == 404


async def test_a_transfer_takes_the_history_and_a_note_along(api: Api) -> None:
    case, ada = await api.held(MINE), api.caller("Ada")
    unknown = await ada.post(f"/cases/{case}/transfer", {"queue": "nowhere"})
    assert (unknown.status_code, unknown.json()["error"]["param"]) == (404, "queue")
    moved = await ada.post(f"/cases/{case}/transfer", {"queue": "legal", "note": "a contract"})
    assert moved.json()["queue"] == "legal"
    conversation = (await ada.get(f"/cases/{case}/conversation")).json()
    assert [note["text"] for note in conversation["notes"]] == ["a contract"]
    assert (await api.caller("Bob").get(f"/cases/{case}")).status_code == 404


async def test_notes_and_follow_ups_are_for_colleagues(api: Api) -> None:
    case, bob = await api.held(MINE), api.caller("Bob")
    await bob.post(f"/cases/{case}/notes", {"text": "asked the warehouse"})
    planned = await bob.post(f"/cases/{case}/follow-up", {"text": "call", "due": SOON})
    assert planned.json()["follow_up_at"] is not None
    assert [one["id"] for one in (await bob.get("/follow-ups")).json()["cases"]] == [case]
    done = await bob.post(f"/cases/{case}/follow-up/done", {"text": "reached"})
    assert done.json()["follow_up_at"] is None
    conversation = (await bob.get(f"/cases/{case}/conversation")).json()
    assert [note["text"] for note in conversation["notes"]] == [
        "asked the warehouse",
        "call",
        "reached",
    ]
    assert await texts(api, case) == [MINE]


@pytest.mark.parametrize("due", [-1, 367, 3_000_000])
async def test_a_follow_up_lies_in_the_future_and_within_a_year(api: Api, due: int) -> None:
    case, ada = await api.held(MINE), api.caller("Ada")
    late = datetime.max.replace(tzinfo=UTC)
    moment = late if due == 3_000_000 else datetime.now(UTC) + timedelta(days=due)
    sent = {"text": "call", "due": moment.isoformat()}
    assert (await ada.post(f"/cases/{case}/follow-up", sent)).status_code == 409
    assert (await ada.get("/follow-ups")).json()["cases"] == []


async def test_judgements_become_candidates_without_the_customers_values(api: Api) -> None:
    case, ada = await api.held("I am Crystal Minh, crystal@example.com"), api.caller("Ada")
    sent = {"verdict": "wrongly_held", "why": "a costume"}
    assert (await ada.post(f"/cases/{case}/judgements", sent)).status_code == 200
    conversation = (await ada.get(f"/cases/{case}/conversation")).json()
    assert [one["verdict"] for one in conversation["judgements"]] == ["wrongly_held"]
    assert [one["topic"] for one in conversation["sightings"]] == ["human"]
    missing = await ada.post(f"/cases/{case}/judgements", {**sent, "message": 99})
    assert missing.status_code == 404
    sam = api.caller("Sam")
    (candidate,) = (await sam.get("/candidates")).json()["candidates"]
    assert (candidate["verdict"], candidate["topic"]) == ("wrongly_held", "human")
    assert "crystal" not in candidate["text"].lower()
    file = await sam.get("/candidates/file")
    assert file.headers["content-type"].startswith("application/yaml")
    assert "counter_examples" in file.text
    assert "crystal" not in file.text.lower()


async def test_a_person_behind_a_help_desk_owns_the_case_and_stands_on_record(api: Api) -> None:
    case, desk = await api.held(MINE), api.caller("Desk")
    claimed = await desk.post(f"/cases/{case}/claim", On_Behalf_Of="Zo%C3%AB")
    assert claimed.json()["owner"] == "Zoë"
    sent = {"text": "Hello from me."}
    assert (await desk.post(f"/cases/{case}/reply", sent, On_Behalf_Of="Yan")).status_code == 403
    assert (await desk.post(f"/cases/{case}/reply", sent, On_Behalf_Of="Zo%C3%AB")).is_success
    opened = await api.queue.show(SHOP, case, "a test")
    assert [m.name for m in opened.messages if m.kind is MessageKind.WORDS][-1] == "Zoë"
    headers = (await api.caller("Ann").get("/audit/headers?kind=case_changed")).json()["headers"]
    newest = headers[0]["clear"]
    assert newest["agent"] == "Zo\\xeb"
    clients = {one.name: one.client_id for one in await api.cellar.clients.list(SHOP)}
    assert newest["client"] == clients["Desk"]
