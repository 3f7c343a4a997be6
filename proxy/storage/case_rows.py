"""Cases and their messages as rows of the tables, and back. Pure."""

from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping

from proxy.handoff.base import Author, CaseMessageRow, CaseRow, CaseState, MessageKind
from proxy.ids import CaseId, ConversationId, TenantId
from proxy.storage.moments import read_moment, read_span, stored_moment, stored_span
from proxy.topics.base import Severity


def case_values(case: CaseRow) -> dict[str, Any]:
    """The columns of a case."""
    return {
        "case_id": case.case_id,
        "tenant": case.tenant,
        "conversation": case.conversation,
        "reference": case.reference,
        "state": case.state.value,
        "version": case.version,
        "severity": case.severity.value,
        "locks": case.locks,
        "language": case.language,
        "opened_at": stored_moment(case.opened_at),
        "expires_at": stored_moment(case.expires_at),
        "changed_at": stored_moment(case.changed_at),
        "longest_wait": stored_span(case.longest_wait),
        "owner": case.owner,
        "delivered": case.delivered,
        "conversation_digest": case.conversation_digest,
        "opening_digest": case.opening_digest,
        "idempotency_digest": case.idempotency_digest,
        "sealed_topic": case.sealed_topic,
        "queue": case.queue,
        "claimed_at": _stored(case.claimed_at),
        "answered_at": _stored(case.answered_at),
        "follow_up_at": _stored(case.follow_up_at),
        "rating": case.rating,
    }


def _stored(moment: datetime | None) -> int | None:
    return stored_moment(moment) if moment is not None else None


def _read(stored: int | None) -> datetime | None:
    return read_moment(stored) if stored is not None else None


def read_case(row: RowMapping) -> CaseRow:
    """The case in a row of its table."""
    return CaseRow(
        case_id=CaseId(row["case_id"]),
        tenant=TenantId(row["tenant"]),
        conversation=ConversationId(row["conversation"]),
        reference=row["reference"],
        state=CaseState(row["state"]),
        version=row["version"],
        severity=Severity(row["severity"]),
        locks=row["locks"],
        language=row["language"],
        opened_at=read_moment(row["opened_at"]),
        expires_at=read_moment(row["expires_at"]),
        changed_at=read_moment(row["changed_at"]),
        owner=row["owner"],
        conversation_digest=_bytes(row["conversation_digest"]),
        opening_digest=bytes(row["opening_digest"]),
        idempotency_digest=_bytes(row["idempotency_digest"]),
        sealed_topic=bytes(row["sealed_topic"]),
        longest_wait=read_span(row["longest_wait"]),
        delivered=row["delivered"],
        queue=row["queue"],
        claimed_at=_read(row["claimed_at"]),
        answered_at=_read(row["answered_at"]),
        follow_up_at=_read(row["follow_up_at"]),
        rating=row["rating"],
    )


def message_values(message: CaseMessageRow, case_id: CaseId, number: int) -> dict[str, Any]:
    """The columns of a message that becomes number ``number`` of a case."""
    return {
        "case_id": case_id,
        "number": number,
        "author": message.author.value,
        "kind": message.kind.value,
        "name": message.name,
        "at": stored_moment(message.at),
        "digest": message.digest,
        "turn_digest": message.turn_digest,
        "sealed_text": message.sealed_text,
    }


def read_message(row: RowMapping) -> CaseMessageRow:
    """The message in a row of its table."""
    return CaseMessageRow(
        case_id=CaseId(row["case_id"]),
        number=row["number"],
        author=Author(row["author"]),
        name=row["name"],
        at=read_moment(row["at"]),
        sealed_text=bytes(row["sealed_text"]),
        digest=_bytes(row["digest"]),
        turn_digest=_bytes(row["turn_digest"]),
        kind=MessageKind(row["kind"]),
    )


def _bytes(value: bytes | None) -> bytes | None:
    return bytes(value) if value is not None else None
