"""The report that an auditor looks at: one HTML page without scripts or anything from elsewhere, or JSON.

Everything in it was counted from the bundle and checked by the verifier; whatever stands in a record is
escaped, so that no text of a log can become part of the page. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from proxy.audit.charts import bars, legend, stacked_bars
from proxy.audit.figures import Figures, Period, figure_facts
from proxy.audit.verify import Report
from proxy.audit.words import counted, report_facts

_DECISIONS: Final = ("forwarded", "held", "returned", "blocked")
_MOST_ROWS: Final = 200

_STYLE: Final = """
:root{color-scheme:light dark}
body{font:15px/1.45 system-ui,sans-serif;max-width:900px;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2.2rem;border-bottom:1px solid #8886}
table{border-collapse:collapse;width:100%;font-size:13px}
th,td{text-align:left;padding:.25rem .6rem .25rem 0;border-bottom:1px solid #8884;vertical-align:top}
td.n{text-align:right;font-variant-numeric:tabular-nums}
svg text{font:11px system-ui,sans-serif;fill:currentColor}
.key{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 .9em}
.good{color:#2c7a3d}.bad{color:#b3261e}.note{color:#888}
code{font-size:12px;word-break:break-all}
"""

_LIMITS: Final = (
    "A tail that was cut off after the last checkpoint kept elsewhere can go unseen.",
    "A proxy that was broken into can write false records from then on, or forward without writing.",
    "So compare the number of forwarded turns with the provider's own usage records.",
    "Times come from the host's clock; the order comes from numbers.",
    "Content that is erased here may stand in a backup or in an older export.",
)


@dataclass(frozen=True, slots=True)
class Made:
    """What a report is made of."""

    bundle: str
    period: Period
    figures: Figures
    verified: Report
    made_at: str


def report_json(made: Made) -> dict[str, object]:
    """The report for scripts: ``verified`` and ``figures``, field by field."""
    return {
        "v": "audit-report/v1",
        "bundle": made.bundle,
        "made_at": made.made_at,
        "since": made.period.since,
        "until": made.period.until,
        "verified": report_facts(made.verified),
        "figures": figure_facts(made.figures),
        "not_proven": list(_LIMITS),
    }


def report_html(made: Made) -> str:
    """The report for people."""
    figures = made.figures
    parts = [
        _heading(made),
        _verdict(made.verified),
        _volume(figures),
        _section("Decisions", bars(_largest(figures.decisions))),
        _section("How forwarded turns ended", _ended(figures)),
        _section("Types of personal data", _sealed(figures.entity_types)),
        _section("Topics of held turns", _sealed(figures.topics)),
        _section("Policies in force", _policies(figures)),
        _section("Gaps: times in which nothing was signed", _gaps(figures)),
        _section("What is still there", _retention(figures)),
        _section("What people did with the proxy and its log", _acts(figures)),
        _section("What this does not prove", _list(_LIMITS)),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
        " style-src 'unsafe-inline'\">"
        f"<title>Audit report</title><style>{_STYLE}</style></head><body>"
        + "\n".join(parts)
        + "</body></html>\n"
    )


def _heading(made: Made) -> str:
    since = made.period.since or made.figures.first or "the beginning"
    until = made.period.until or made.figures.last or "the end"
    size = f"{counted(made.figures.records, 'record')} in {counted(made.figures.streams, 'stream')}"
    return (
        f"<h1>Audit report</h1><p>{escape(since)} to {escape(until)} · {size} ·"
        f" from <code>{escape(made.bundle)}</code> · made {escape(made.made_at)}</p>"
    )


def _verdict(report: Report) -> str:
    if report.ok:
        text = '<p class="good"><strong>Verified.</strong> No record was changed, dropped, added,'
        text += " swapped or reordered.</p>"
    else:
        text = f'<p class="bad"><strong>Not in order:</strong> {len(report.errors)} findings.</p>'
        text += _list(str(finding) for finding in report.errors[:_MOST_ROWS])
    text += _list(f"Continues the checkpoint of {at}." for at in report.continues)
    if report.development:
        text += "<p>The auditor key is a DEVELOPMENT key: made on the proxy's own machine.</p>"
    notices = sorted({finding.kind.value for finding in report.notices})
    if notices:
        text += f'<p class="note">Notices: {escape(", ".join(notices))}</p>'
    rows = [("log", report.log_id or "unknown"), ("checkpoint", report.checkpoint_at or "none")]
    rows += [("enrolment key", kid) for kid in report.enrolment]
    rows += [("auditor key", kid) for kid in report.auditors]
    return _section("Is the log in order?", text + _table((), rows))


def _section(title: str, body: str) -> str:
    return f"<section><h2>{escape(title)}</h2>{body or '<p>None.</p>'}</section>"


def _volume(figures: Figures) -> str:
    days = {day: figures.days[day].decisions for day in sorted(figures.days)}
    protected = sum(day.protected for day in figures.days.values())
    turns = sum(figures.decisions.values())
    told = f"<p>{turns:,} turns, {protected:,} values replaced by placeholders. {legend(_DECISIONS)}</p>"
    return _section("Turns by day", told + stacked_bars(days, _DECISIONS))


def _ended(figures: Figures) -> str:
    told = bars(_largest(figures.outcomes)) if figures.outcomes else ""
    if figures.unclosed_turns:
        told += (
            f"<p>{figures.unclosed_turns:,} forwarded turns have no closing record: the proxy ended in"
            " the middle of the answer. Treat them as sent.</p>"
        )
    return told


def _sealed(counts: Mapping[str, int] | None) -> str:
    if counts is None:
        return '<p class="note">Sealed: give the auditor\'s key to count it.</p>'
    return bars(_largest(counts)) if counts else ""


def _largest(counts: Mapping[str, int]) -> dict[str, int]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return dict(ordered[:_MOST_ROWS])


def _policies(figures: Figures) -> str:
    loaded = [
        (
            act.at,
            str(act.clear.get("policy")),
            f"{figures.policies[str(act.clear.get('policy'))]:,}",
        )
        for act in figures.acts
        if act.kind == "policy_loaded"
    ]
    if loaded:
        return _table(("loaded at", "version", "turns decided by it"), loaded[-_MOST_ROWS:])
    rows = [(version, f"{number:,}") for version, number in _largest(figures.policies).items()]
    return _table(("version", "turns"), rows) if rows else ""


def _gaps(figures: Figures) -> str:
    rows = [
        (gap.since, gap.until, f"{gap.seconds:,}", gap.stream or "no process wrote")
        for gap in figures.gaps[:_MOST_ROWS]
    ]
    more = len(figures.gaps) - len(rows) + figures.more_gaps
    told = _table(("from", "to", "seconds", "stream"), rows) if rows else ""
    return told + (f"<p>{more:,} more.</p>" if more else "")


def _retention(figures: Figures) -> str:
    return _table(
        (),
        [
            ("sealed contents", f"{figures.contents:,}"),
            ("erased (their headers stay)", f"{figures.erased:,}"),
            ("oldest content", figures.oldest_content or "none"),
        ],
    )


def _acts(figures: Figures) -> str:
    rows = [
        (act.at, act.kind, act.tenant, ", ".join(f"{k}={v}" for k, v in sorted(act.clear.items())))
        for act in figures.acts[-_MOST_ROWS:]
    ]
    more = len(figures.acts) - len(rows) + figures.more_acts
    told = _table(("at", "what", "tenant", "details"), rows) if rows else ""
    return told + (f"<p>{more:,} more: chat-proxy audit search.</p>" if more else "")


def _list(items: Iterable[str]) -> str:
    inner = "".join(f"<li>{escape(item)}</li>" for item in items)
    return f"<ul>{inner}</ul>" if inner else ""


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(name)}</th>" for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table>{f'<tr>{head}</tr>' if head else ''}{body}</table>"
