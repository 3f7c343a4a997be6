"""Erasing one case, or one conversation with its cases and its audit content, because somebody asks.

    1  find       the cases that are meant, and the audit conversations they belong to
    2  record     the intent, one for each case, with the reason
    3  delete     the case with its messages; until no byte is left on disk
    4  record     the receipt
    5  audit      the content of those conversations' records, with its own intent and receipt

Interrupted it leaves an intent without a receipt, which the verifier reports; run it again then.
Erasing what is already gone is no error: the receipt says that nothing was there.
"""

import secrets
from typing import Final

from proxy.audit.base import new_name
from proxy.audit.events import AuditEvent, EventKind, Scalar
from proxy.ids import CaseId, ConversationId, Randomness, TenantId
from proxy.retention.base import AuditRecorder, CaseEraser, ContentEraser, ErasureReceipt

_SETTLE_ATTEMPTS: Final = 3


async def erase(
    tenant: TenantId,
    target: CaseId | ConversationId,
    *,
    cases: CaseEraser,
    contents: ContentEraser | None,
    audit: AuditRecorder,
    why: str,
    by: str,
    randomness: Randomness = secrets.token_bytes,
) -> ErasureReceipt:
    """Really delete a case, or all that is kept of an audit conversation.

    ``contents`` None leaves the audit log's content as it is. ``why`` and ``by`` are sealed. Raises
    ServiceError if a step cannot be recorded or done; what was done before stays done.
    """
    found = await cases.cases_of(tenant, target)
    count, settled = 0, True
    for case_id in found:
        clear: dict[str, Scalar] = {
            "erasure": new_name("erasure_", randomness),
            "scope": "case",
            "case": case_id,
        }
        sealed = {"reason": why, "by": by}
        await audit.record(AuditEvent(EventKind.ERASURE_INTENT, tenant, clear=clear, sealed=sealed))
        count += await cases.delete(tenant, [case_id])
        settled = await _settled(cases) and settled
        await audit.record(
            AuditEvent(EventKind.ERASURE_DONE, tenant, clear={**clear, "settled": settled})
        )
    conversations = set(found.values())
    if target.startswith("conv_"):
        conversations.add(ConversationId(target))
    records = 0
    if contents is not None:
        for conversation in sorted(conversations):
            records += await contents.erase_conversation(conversation, why=why, by=by)
    return ErasureReceipt(count, records, tuple(sorted(conversations)), settled)


async def _settled(cases: CaseEraser) -> bool:
    for _ in range(_SETTLE_ATTEMPTS):
        if await cases.settle():
            return True
    return False
