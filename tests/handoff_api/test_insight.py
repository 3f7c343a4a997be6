"""Numbers for everybody, policies for engineers, the log's clear side for auditors."""

from pathlib import Path

from proxy.audit.base import SYSTEM_TENANT
from proxy.audit.events import EventKind
from proxy.audit.verify import verify_bundle
from tests.handoff_api.site import SHOP, Api
from tests.handoff_api.test_cases import spot_of

MINE = "I am Crystal Minh and my e-mail is crystal@example.com"


async def test_the_figures_count_cases_and_hold_no_text(api: Api) -> None:
    case = await api.held(MINE)
    await api.held(MINE, topic="product_injury")
    await api.caller("Ada").post(f"/cases/{case}/claim")
    await api.caller("Ada").post(f"/cases/{case}/reply", {"text": "hello"})
    answer = await api.caller("Ann").get("/statistics?days=1")
    found = answer.json()
    assert (found["total"]["cases"], found["waiting_now"], found["claimed_now"]) == (2, 1, 1)
    assert set(found["by_topic"]) == {"human", "product_injury"}
    assert found["by_topic"]["human"]["answered"]["count"] == 1
    assert "rystal" not in answer.text
    assert (await api.caller("Other").get("/statistics")).json()["total"]["cases"] == 0


async def test_who_could_answer_is_told_in_numbers_for_each_queue(api: Api) -> None:
    answer = await api.caller("Ann").get("/staff")
    found = {each["queue"]: each for each in answer.json()["queues"]}
    assert set(found) == set(api.policy.handoff.queues)
    assert found["general"]["keys"] == found["safety"]["keys"] + 1, "Bob works in general alone"
    assert not found["safety"]["nobody"]
    assert "Bob" not in answer.text


async def test_how_webhooks_fare_is_told_without_address_or_payload(api: Api) -> None:
    url = "https://desk.example.com/hooks/4711?key=abc"
    made = await api.cellar.endpoints().add(SHOP, url, by="test")
    await api.held(MINE)
    answer = await api.caller("Eve").get("/webhooks")
    (found,) = answer.json()["endpoints"]
    assert (found["endpoint"], found["host"]) == (
        made.endpoint.endpoint_id,
        "https://desk.example.com",
    )
    assert found["waiting"] == {"case.opened": 1}
    assert "4711" not in answer.text
    assert (await api.caller("Other").get("/webhooks")).json() == {"endpoints": []}
    for name in ("Ada", "Ann"):
        assert (await api.caller(name).get("/webhooks")).status_code == 403


async def test_a_supervisor_learns_who_looked_at_how_much_and_at_no_case(api: Api) -> None:
    case, ada = await api.held(MINE), api.caller("Ada")
    spot = await spot_of(ada, case, "EMAIL_ADDRESS")
    assert (await ada.post(f"/cases/{case}/looks", {"spot": spot})).status_code == 200
    await api.caller("Eve").get(f"/cases/{case}/conversation")
    await api.cellar.record(EventKind.POLICY_LOADED, {"policy": "p"})  # its commit is the last
    answer = await api.caller("Eve").get("/statistics/looks?days=1")
    first, eve = answer.json()["people"]
    assert (first["agent"], first["cases"], first["values"]) == ("Ada", 1, 1)
    assert (eve["agent"], eve["pages"], eve["values"]) == ("Eve", 1, 0)
    assert case not in answer.text
    assert (await api.caller("Other").get("/statistics/looks")).json()["people"] == []


async def test_the_playground_says_what_would_happen_and_keeps_nothing(api: Api) -> None:
    sam = api.caller("Sam")
    names = (await sam.get("/policies")).json()
    assert names["in_force"] == api.policy.version
    assert "default (shipped)" in names["policies"]
    sent = {"text": MINE, "answer": "Thank you, [EMAIL]."}
    tried = (await sam.post("/playground", sent)).json()
    assert tried["decision"] == "forwarded"
    assert "crystal@example.com" not in tried["sent"]
    assert "crystal@example.com" in tried["restored"]
    assert {one["type"] for one in tried["findings"]} == {"PERSON", "EMAIL_ADDRESS"}
    held = (await sam.post("/playground", {"text": "I want to talk to a human agent"})).json()
    assert (held["decision"], held["topic"]["topic"], held["sent"]) == ("held", "human", None)
    unknown = await sam.post("/playground", {"text": "x", "policy": "../../etc/passwd"})
    assert unknown.status_code == 404
    for name in ("Ada", "Ann", "Eve"):
        assert (await api.caller(name).post("/playground", sent)).status_code == 403


async def test_headers_are_of_the_own_tenant_and_hold_no_content(api: Api) -> None:
    case = await api.held(MINE)
    await api.caller("Ada").get(f"/cases/{case}/conversation")
    answer = await api.caller("Ann").get("/audit/headers?hours=1")
    found = answer.json()
    kinds = [header["kind"] for header in found["headers"]]
    assert {"case_opened", "case_read", "client_added"} <= set(kinds)
    assert {header["tenant"] for header in found["headers"]} <= {SHOP, SYSTEM_TENANT}
    assert found["headers"] == sorted(
        found["headers"], key=lambda h: (h["at"], h["stream"], h["record"]), reverse=True
    )
    assert "rystal" not in answer.text
    one = (await api.caller("Ann").get("/audit/headers?kind=case_read&limit=1")).json()
    assert [header["kind"] for header in one["headers"]] == ["case_read"]


async def test_verifying_and_exporting_are_on_record_first(api: Api, tmp_path: Path) -> None:
    await api.held(MINE)
    ann = api.caller("Ann")
    assert (await ann.post("/audit/verify")).json()["ok"]
    exported = await ann.post("/audit/export")
    assert exported.headers["content-type"] == "application/zip"
    bundle = tmp_path / "bundle.zip"
    bundle.write_bytes(exported.content)
    assert verify_bundle(bundle).ok
    headers = (await ann.get("/audit/headers?kind=log_exported")).json()
    who = [str(header["clear"]["by"]) for header in headers["headers"]]
    assert [by.rpartition(" ")[0] for by in who] == ["api: export", "api: verify"]
    assert headers["outside"] is not None
    assert not list(api.cellar.data.glob("export-*"))
    await api.cellar.log.close()
    assert (await ann.post("/audit/export")).status_code == 503
