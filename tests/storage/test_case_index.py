"""Cases by id alone, in both databases."""

from dataclasses import replace

from proxy.ids import CaseId, TenantId
from proxy.storage import Database, SqlCaseStore
from proxy.storage.case_index import SqlCaseIndex
from tests.storage.test_case_store import CHANGED, case


async def test_the_index_knows_whose_a_case_is_and_its_version(database: Database) -> None:
    store, index = SqlCaseStore(database), SqlCaseIndex(database)
    one = await store.insert(case("case_one", conversation_digest=b"1" * 32), [])
    await store.insert(case("case_two", tenant=TenantId("other")), [])
    await store.update(replace(one, version=2), seen_version=1, event=CHANGED)
    assert await index.tenant_of(CaseId("case_two")) == "other"
    assert await index.tenant_of(CaseId("case_no")) is None
    ids = [CaseId(name) for name in ("case_one", "case_two", "case_no")]
    assert await index.versions(ids) == {"case_one": 2, "case_two": 1}
    assert await index.versions([]) == {}
