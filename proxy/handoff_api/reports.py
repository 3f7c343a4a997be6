"""What callers get, as types: numbers, policies tried out, and the audit log's clear side."""

from collections.abc import Sequence
from datetime import date, datetime

from pydantic import Field

from proxy.audit.findings import Finding
from proxy.audit.record import Header
from proxy.audit.verify import Report
from proxy.console.log_browser import Found
from proxy.console.looks_digest import LooksOf
from proxy.console.segments import visible
from proxy.gateway.trial import Trial
from proxy.handoff import statistics
from proxy.handoff.base import CaseState
from proxy.handoff.margin import Candidate, Verdict
from proxy.handoff_api.answers import Answer
from proxy.policy.problems import Problem
from proxy.topics.base import Severity


class Waits(Answer):
    """How long something took, in seconds."""

    count: int
    median: float | None
    nine_in_ten: float | None = Field(description="So long or shorter in nine of ten cases.")

    @classmethod
    def of(cls, waits: statistics.Waits) -> "Waits":
        """As data."""
        return cls(count=waits.count, median=waits.median, nine_in_ten=waits.nine_in_ten)


class Figures(Answer):
    """The numbers of one topic, or of all."""

    cases: int
    held_turns: int
    claimed: Waits = Field(description="From opening to the first claim.")
    answered: Waits = Field(description="From opening to the first words of a person.")
    in_time: int
    late: int
    outcomes: dict[CaseState, int]
    ratings: dict[str, int] = Field(description="How many customers gave 1, 2, 3, 4, 5.")
    rating: float | None = Field(description="The mean.")

    @classmethod
    def of(cls, figures: statistics.Figures) -> "Figures":
        """As data."""
        return cls(
            cases=figures.cases,
            held_turns=figures.held_turns,
            claimed=Waits.of(figures.claimed),
            answered=Waits.of(figures.answered),
            in_time=figures.in_time,
            late=figures.late,
            outcomes={state: figures.outcomes.get(state, 0) for state in CaseState},
            ratings={str(stars): figures.ratings.get(stars, 0) for stars in range(1, 6)},
            rating=figures.rating,
        )


class Overview(Answer):
    """The queue in numbers; no text, no customer."""

    since: datetime
    until: datetime
    total: Figures
    by_topic: dict[str, Figures] = Field(description="Most held turns first.")
    by_day: dict[date, int] = Field(description="Cases opened on each day (UTC).")
    waiting_now: int
    claimed_now: int

    @classmethod
    def of(cls, found: statistics.Overview) -> "Overview":
        """As data."""
        return cls(
            since=found.since,
            until=found.until,
            total=Figures.of(found.total),
            by_topic={topic: Figures.of(each) for topic, each in found.by_topic.items()},
            by_day=dict(found.by_day),
            waiting_now=found.waiting_now,
            claimed_now=found.claimed_now,
        )


class PersonsLooks(Answer):
    """What one person has looked at."""

    agent: str
    pages: int = Field(description="How often a case was opened.")
    cases: int = Field(description="How many different cases that were.")
    values: int = Field(description="Single values that were asked for.")


class LookDigest(Answer):
    """Who looked at how much, most values first."""

    since: datetime
    until: datetime
    people: list[PersonsLooks]

    @classmethod
    def of(cls, found: Sequence[LooksOf], since: datetime, until: datetime) -> "LookDigest":
        """As data."""
        people = [
            PersonsLooks(agent=one.agent, pages=one.pages, cases=one.cases, values=one.values)
            for one in found
        ]
        return cls(since=since, until=until, people=people)


class PolicyNames(Answer):
    """Policies that can be tried."""

    policies: list[str]
    in_force: str = Field(description="Version of the policy in force.")


class TriedTopic(Answer):
    """What the message is about."""

    topic: str
    severity: Severity
    score: float
    rule: str


class TriedFinding(Answer):
    """Personal data in the tried message."""

    type: str
    rule: str
    score: float
    text: str
    start: int
    end: int


class TriedValue(Answer):
    """A placeholder, and where its value would come back."""

    placeholder: str
    type: str
    in_chat: str | None = Field(description="What the customer would read; null: never.")
    in_tools: bool


class PolicyProblem(Answer):
    """Why the policy does not load."""

    file: str
    line: int
    column: int
    message: str
    fix: str


class Tried(Answer):
    """What would happen to a message under a policy. Nothing was sent or kept."""

    decision: str | None = Field(
        description="forwarded, held, returned or blocked; null: the policy does not load."
    )
    topic: TriedTopic | None
    language: str | None
    findings: list[TriedFinding]
    sent: str | None = Field(description="What the provider would read.")
    values: list[TriedValue]
    restored: str | None = Field(description="The tried answer as the customer would read it.")
    problems: list[PolicyProblem]

    @classmethod
    def of(cls, trial: Trial) -> "Tried":
        """As data."""
        hit = trial.topic
        return cls(
            decision=trial.decision,
            topic=TriedTopic(topic=hit.topic, severity=hit.severity, score=hit.score, rule=hit.rule)
            if hit
            else None,
            language=trial.language,
            findings=[
                TriedFinding(
                    type=f.entity_type,
                    rule=f.rule,
                    score=f.score,
                    text=f.text,
                    start=f.start,
                    end=f.end,
                )
                for f in trial.findings
            ],
            sent=trial.sent,
            values=[
                TriedValue(
                    placeholder=v.placeholder,
                    type=v.entity_type,
                    in_chat=v.in_chat,
                    in_tools=v.in_tools,
                )
                for v in trial.values
            ],
            restored=trial.restored,
            problems=[],
        )

    @classmethod
    def broken(cls, problems: Sequence[Problem]) -> "Tried":
        """The policy does not load."""
        return cls(
            decision=None,
            topic=None,
            language=None,
            findings=[],
            sent=None,
            values=[],
            restored=None,
            problems=[
                PolicyProblem(
                    file=p.file, line=p.line, column=p.column, message=p.message, fix=p.fix
                )
                for p in problems
            ],
        )


class CandidateAnswer(Answer):
    """A judged message, from which a test of the policy may be made."""

    reference: str
    language: str
    verdict: Verdict
    why: str
    topic: str | None = Field(description="What the rules saw in it.")
    rule: str | None
    text: str = Field(description="The customer's words, values replaced by their labels.")

    @classmethod
    def of(cls, candidate: Candidate, text: str) -> "CandidateAnswer":
        """As data; ``text`` as it may leave the house."""
        seen = candidate.sighting
        return cls(
            reference=candidate.reference,
            language=candidate.language,
            verdict=candidate.judgement.verdict,
            why=visible(candidate.judgement.why),
            topic=seen.topic if seen else None,
            rule=seen.rule if seen else None,
            text=visible(text),
        )


class Candidates(Answer):
    """All judged messages, oldest case first."""

    candidates: list[CandidateAnswer]


class HeaderAnswer(Answer):
    """The clear side of one record."""

    stream: str
    record: int
    kind: str
    at: str
    tenant: str
    conversation: str | None
    clear: dict[str, str | int | bool | None]

    @classmethod
    def of(cls, header: Header) -> "HeaderAnswer":
        """As data."""
        return cls(
            stream=header.stream,
            record=header.seq,
            kind=header.kind,
            at=header.at,
            tenant=header.tenant,
            conversation=header.conversation,
            clear=dict(header.clear),
        )


class Headers(Answer):
    """Headers of the audit log, newest first. Nothing is verified here."""

    headers: list[HeaderAnswer]
    total: int = Field(description="How many there are, shown or not.")
    decisions: dict[str, int]
    unreadable: int = Field(description="Streams or headers that could not be read: verify.")
    outside: str | None = Field(description="When a checkpoint last left the house, in the period.")
    copies_configured: bool = Field(description="Checkpoints are copied outside by themselves.")
    copies_overdue: bool

    @classmethod
    def of(cls, found: Found, *, configured: bool, overdue: bool) -> "Headers":
        """As data."""
        return cls(
            headers=[HeaderAnswer.of(header) for header in found.headers],
            total=found.total,
            decisions=dict(found.decisions),
            unreadable=found.unreadable,
            outside=found.outside.at if found.outside else None,
            copies_configured=configured,
            copies_overdue=overdue,
        )


class FindingAnswer(Answer):
    """One thing that a verification found."""

    kind: str
    is_error: bool
    detail: str
    stream: str | None
    record: int | None
    footer: int | None

    @classmethod
    def of(cls, finding: Finding) -> "FindingAnswer":
        """As data."""
        return cls(
            kind=finding.kind.value,
            is_error=finding.is_error,
            detail=finding.detail,
            stream=finding.stream,
            record=finding.record,
            footer=finding.footer,
        )


class Verification(Answer):
    """What a verification of the whole log found."""

    ok: bool
    findings: list[FindingAnswer]
    log_id: str | None
    streams: int
    records: int
    footers: int
    contents: int
    erased: int
    development: bool = Field(description="The auditor's key was made on this machine.")

    @classmethod
    def of(cls, report: Report) -> "Verification":
        """As data."""
        return cls(
            ok=report.ok,
            findings=[FindingAnswer.of(finding) for finding in report.findings],
            log_id=report.log_id,
            streams=report.streams,
            records=report.records,
            footers=report.footers,
            contents=report.contents,
            erased=report.erased,
            development=report.development,
        )
