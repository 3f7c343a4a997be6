"""Reading: who sees which case, what is masked, what each look leaves on record, pages that hold still."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from proxy.audit.verify import verify_bundle
from proxy.clock import SetClock
from proxy.console.log_export import exported
from proxy.handoff.base import CaseState
from tests.handoff_api.site import OTHER_SHOP, PEOPLE, SHOP, Api, Caller

MINE = "I am Crystal Minh and my e-mail is crystal@example.com"
CARD = "my card is 4111 1111 1111 1111"
ANSWERING = {"Ada", "Bob", "Eve"}
READING = {
    "/me": set(PEOPLE),
    "/queue": ANSWERING,
    "/pulse": ANSWERING,
    "/cases": ANSWERING,
    "/follow-ups": ANSWERING,
    "/statistics": set(PEOPLE),
    "/statistics/looks": {"Eve"},
    "/policies": {"Sam"},
    "/candidates": {"Sam"},
    "/candidates/file": {"Sam"},
    "/audit/headers": {"Ann"},
}


def parts(conversation: dict[str, object]) -> list[dict[str, object]]:
    """The parts of all messages."""
    messages: list[dict[str, list[dict[str, object]]]] = conversation["messages"]  # type: ignore[assignment]
    return [part for message in messages for part in message["parts"]]


async def spot_of(caller: Caller, case: str, kind: str) -> str:
    """Where the first value of a type stands."""
    conversation = (await caller.get(f"/cases/{case}/conversation")).json()
    values = [part["value"] for part in parts(conversation) if part["value"]]
    return next(str(value["spot"]) for value in values if value["type"] == kind)  # type: ignore[index]


async def test_each_path_is_for_its_roles_alone(api: Api) -> None:
    case = await api.held(MINE)
    paths = {
        **READING,
        f"/cases/{case}": ANSWERING,
        f"/cases/{case}/conversation": ANSWERING,
        f"/cases/{case}/canned-answers": ANSWERING,
    }
    for name in PEOPLE:
        for path, allowed in paths.items():
            answer = await api.caller(name).get(path)
            assert answer.status_code == (200 if name in allowed else 403), (name, path)
            assert "crystal" not in answer.text.lower(), (name, path)


async def test_a_case_is_found_by_id_and_by_its_reference_as_customers_say_it(api: Api) -> None:
    case, ada = await api.held(MINE), api.caller("Ada")
    by_id = (await ada.get(f"/cases/{case}")).json()
    spoken = by_id["reference"].lower().replace("-", " ")
    assert (await ada.get(f"/cases/{spoken}")).json() == by_id


async def test_cases_of_others_and_made_up_ones_are_the_same_nothing(api: Api) -> None:
    mine = await api.held(MINE)
    hidden = await api.held(MINE, topic="product_injury")  # not in Bob's queue
    theirs = await api.held(MINE, tenant=OTHER_SHOP)
    reference = (await api.queue.row(OTHER_SHOP, theirs)).reference
    nothing = (await api.caller("Bob").get("/cases/case_aaaaaaaaaaaaaaaaaaaaaaaa")).text
    for case in (hidden, theirs, reference, "case_x", "R-00000-00000-00000-00000"):
        for path in ("", "/conversation", "/canned-answers"):
            answer = await api.caller("Bob").get(f"/cases/{case}{path}")
            assert (answer.status_code, answer.text) == (404, nothing), (case, path)
        for verb in ("claim", "release", "look-requests/1/approve"):
            answer = await api.caller("Bob").post(f"/cases/{case}/{verb}")
            assert (answer.status_code, answer.text) == (404, nothing), (case, verb)
    assert (await api.caller("Other").get(f"/cases/{mine}")).status_code == 404
    listed = (await api.caller("Bob").get("/cases")).json()["cases"]
    assert [one["id"] for one in listed] == [mine]


async def test_a_look_is_on_record_and_without_record_nothing_is_shown(api: Api) -> None:
    case, ada = await api.held(MINE), api.caller("Ada")
    before = await reads(api)
    assert (await ada.get(f"/cases/{case}")).status_code == 200
    assert (await ada.get("/queue")).status_code == 200
    assert await reads(api) == before
    answer = await ada.get(f"/cases/{case}/conversation")
    assert answer.headers["etag"] == '"1"'
    (read,) = (await reads(api))[len(before) :]
    assert (read["case"], read["event"], read["agent"]) == (case, "show", "Ada")
    assert str(read["client"]).startswith("client_")
    await api.cellar.log.close()
    answer = await ada.get(f"/cases/{case}/conversation")
    assert answer.status_code == 503
    assert "messages" not in answer.text


async def reads(api: Api) -> list[dict[str, object]]:
    headers = (await api.caller("Ann").get("/audit/headers?kind=case_read&limit=1000")).json()
    return [header["clear"] for header in reversed(headers["headers"])]


async def test_values_are_masked_until_asked_for_one_by_one(api: Api) -> None:
    case, ada = await api.held("bot:Your name, please?", MINE, CARD), api.caller("Ada")
    answer = await ada.get(f"/cases/{case}/conversation")
    for value in ("Crystal", "Minh", "crystal@example.com", "4111"):
        assert value not in answer.text
    assert "I am " in answer.text
    spot = await spot_of(ada, case, "EMAIL_ADDRESS")
    seen = await ada.post(f"/cases/{case}/looks", {"spot": spot})
    assert seen.json() == {"spot": spot, "type": "EMAIL_ADDRESS", "value": "crystal@example.com"}
    assert (await reads(api))[-1]["event"] == "see"
    assert (await ada.post(f"/cases/{case}/looks", {"spot": "1:0:4"})).status_code == 404
    masked = await ada.get(f"/cases/{case}/conversation")
    assert "crystal@example.com" not in masked.text


async def test_some_values_need_a_second_person_with_another_key(api: Api) -> None:
    case, ada = await api.held(CARD), api.caller("Ada")
    spot = await spot_of(ada, case, "CREDIT_CARD")
    assert (await ada.post(f"/cases/{case}/looks", {"spot": spot})).status_code == 403
    asked = await ada.post(f"/cases/{case}/look-requests", {"spot": spot, "why": "a refund"})
    assert asked.status_code == 200
    (wish,) = (await ada.get(f"/cases/{case}/conversation")).json()["look_requests"]
    assert (wish["agent"], wish["why"], wish["allowed_by"]) == ("Ada", "a refund", None)
    approve = f"/cases/{case}/look-requests/{wish['number']}/approve"
    assert (await ada.post(approve)).status_code == 403
    assert (await ada.post(f"/cases/{case}/looks", {"spot": spot})).status_code == 403
    assert (await api.caller("Bob").post(approve)).status_code == 200
    seen = await ada.post(f"/cases/{case}/looks", {"spot": spot})
    assert seen.json()["value"] == "4111 1111 1111 1111"
    assert (await api.caller("Eve").post(f"/cases/{case}/looks", {"spot": spot})).status_code == 403


async def test_a_card_in_two_messages_needs_two_people_like_a_card_in_one(api: Api) -> None:
    case = await api.held("my card is 4111 1111", "bot:And the rest?", "1111 1111 exp 12/29")
    ada = api.caller("Ada")
    answer = await ada.get(f"/cases/{case}/conversation")
    values = [part["value"] for part in parts(answer.json()) if part["value"]]
    cards = [value for value in values if value["type"] == "CREDIT_CARD"]  # type: ignore[index]
    assert [value["showing"] for value in cards] == ["by_two", "by_two"]  # type: ignore[index]
    assert "1111" not in answer.text
    for value in cards:
        sent = {"spot": value["spot"]}  # type: ignore[index]
        assert (await ada.post(f"/cases/{case}/looks", sent)).status_code == 403


async def test_nobody_is_asked_about_a_value_that_needs_no_second_person(api: Api) -> None:
    case, ada = await api.held(MINE), api.caller("Ada")
    wish = {"spot": await spot_of(ada, case, "EMAIL_ADDRESS"), "why": "a refund"}
    refused = await ada.post(f"/cases/{case}/look-requests", wish)
    assert (refused.status_code, refused.json()["error"]["param"]) == (409, "spot")
    assert "needs no second person" in refused.json()["error"]["message"]
    assert (await ada.get(f"/cases/{case}/conversation")).json()["look_requests"] == []


async def test_one_key_cannot_be_two_people(api: Api) -> None:
    case, desk = await api.held(CARD), api.caller("Desk")
    spot = await spot_of(desk, case, "CREDIT_CARD")
    sent = {"spot": spot, "why": "a refund"}
    assert (
        await desk.post(f"/cases/{case}/look-requests", sent, On_Behalf_Of="Zo%C3%AB")
    ).status_code == 200
    (wish,) = (await desk.get(f"/cases/{case}/conversation")).json()["look_requests"]
    assert wish["agent"] == "Zoë"
    approve = f"/cases/{case}/look-requests/{wish['number']}/approve"
    assert (await desk.post(approve, On_Behalf_Of="Yan")).status_code == 403
    assert (await api.caller("Eve").post(approve)).status_code == 200


async def test_where_detection_fails_whole_messages_are_masked(api: Api) -> None:
    case = await api.held("nothing recognised stands here")
    api.inspector.broken = True
    conversation = (await api.caller("Ada").get(f"/cases/{case}/conversation")).json()
    assert conversation["unread"]
    assert all(part["text"] is None for part in parts(conversation))


async def test_a_whole_masked_message_is_no_way_around_the_second_person(api: Api) -> None:
    case, ada = await api.held(CARD), api.caller("Ada")
    api.inspector.broken = True
    spot = await spot_of(ada, case, "UNREAD_TEXT")
    assert (await ada.post(f"/cases/{case}/looks", {"spot": spot})).status_code == 403


@pytest.mark.parametrize(
    "hostile",
    ["\u202e<tpircs>\u2066 hidden \u200b", "\ud800 \udfff", "\x00\x1b[31m", "A" * 1_000_000],
)
async def test_hostile_words_are_plain_data_without_tricks(api: Api, hostile: str) -> None:
    case = await api.held(hostile)
    answer = await api.caller("Ada").get(f"/cases/{case}/conversation")
    assert answer.status_code == 200
    assert len(answer.content) < 100_000
    shown = "".join(str(part["text"]) for part in parts(answer.json()))
    assert not set(shown) & set("\u202e\u2066\u200b\x00\x1b")


async def test_pages_miss_no_case_and_show_none_twice_while_cases_change(api: Api) -> None:
    made = [await api.held(f"number {at}") for at in range(7)]
    eve, seen = api.caller("Eve"), list[str]()
    cursor = ""
    for round_ in range(10):
        page = (await eve.get(f"/cases?limit=2{cursor}")).json()
        seen += [one["id"] for one in page["cases"]]
        await eve.post(f"/cases/{made[round_ % 7]}/claim")
        await eve.post(f"/cases/{made[round_ % 7]}/transfer", {"queue": "legal"})
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert seen == made


async def test_cases_are_chosen_by_state_queue_topic_and_owner(api: Api) -> None:
    human, injury = await api.held(MINE), await api.held(MINE, topic="product_injury")
    eve = api.caller("Eve")
    await eve.post(f"/cases/{human}/claim")

    async def ids(query: str) -> list[str]:
        return [one["id"] for one in (await eve.get(f"/cases?{query}")).json()["cases"]]

    assert await ids("state=claimed") == [human]
    assert await ids("state=claimed&state=waiting") == [human, injury]
    assert await ids("queue=safety") == [injury]
    assert await ids("topic=product_injury") == [injury]
    assert await ids("owner=Eve") == [human]
    assert await ids("owner=Ada") == []
    assert await ids("topic=product_injury&limit=1") == [injury]


async def test_the_queue_shows_the_most_urgent_first_and_how_full_each_is(api: Api) -> None:
    human, injury = await api.held(MINE), await api.held(MINE, topic="product_injury")
    view = (await api.caller("Ada").get("/queue?limit=1")).json()
    assert [one["id"] for one in view["cases"]] == [injury]
    assert view["total"] == 2
    assert {one["name"]: one["open"] for one in view["queues"]} == {
        "general": 1,
        "legal": 0,
        "safety": 1,
    }
    bob = (await api.caller("Bob").get("/queue")).json()
    assert [one["id"] for one in bob["cases"]] == [human]
    assert [one["name"] for one in bob["queues"]] == ["general"]


async def test_a_case_whose_time_ran_out_is_listed_as_it_is_now(api: Api) -> None:
    case = await api.held(MINE)
    row = await api.queue.row(SHOP, case)
    late = SetClock(row.expires_at + timedelta(seconds=1))
    api.rooms.desk._book = replace(api.cellar.casebook(), clock=late)
    listed = (await api.caller("Ada").get("/cases?state=expired")).json()["cases"]
    assert [(one["id"], one["state"]) for one in listed] == [(case, CaseState.EXPIRED)]
    assert (await api.caller("Ada").get("/cases?state=waiting")).json()["cases"] == []


async def test_canned_answers_come_in_the_customers_language(api: Api) -> None:
    case = await api.held("Ich will einen Menschen", language="de")
    drafts = (await api.caller("Ada").get(f"/cases/{case}/canned-answers")).json()
    assert {draft["language"] for draft in drafts["canned_answers"]} == {"de"}


async def test_the_log_that_the_api_writes_verifies(api: Api) -> None:
    case = await api.held(MINE)
    await api.caller("Ada").get(f"/cases/{case}/conversation")
    _, bundle = await asyncio.to_thread(exported, api.rooms.log, api.rooms.clock)
    assert verify_bundle(bundle).ok


async def test_the_pulse_is_another_one_after_any_change_and_the_same_without(api: Api) -> None:
    async def pulse() -> str:
        return str((await api.caller("Ada").get("/pulse")).json()["pulse"])

    seen = [await pulse()]
    case = await api.held(MINE)
    seen.append(await pulse())
    await api.caller("Ada").post(f"/cases/{case}/claim")
    seen.append(await pulse())
    await api.held(MINE, tenant=OTHER_SHOP)
    assert await pulse() == seen[-1]
    assert len(set(seen)) == 3
