"""Templates to pages. Everything is escaped; nothing a customer wrote is ever markup."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.responses import HTMLResponse, Response

from proxy.clock import iso
from proxy.console.base import ANSWERING, TOLD_OF_WEBHOOKS, Visit
from proxy.console.door import ROOT, token
from proxy.console.segments import visible
from proxy.storage.users import UserRole

_TEMPLATES: Final = Path(__file__).parent / "templates"

_NAVIGATION: Final = (
    ("queue", "Queue", ANSWERING),
    ("overview", "Overview", frozenset(UserRole)),
    ("webhooks", "Webhooks", TOLD_OF_WEBHOOKS),
    ("playground", "Playground", frozenset({UserRole.SECURITY})),
    ("candidates", "Test candidates", frozenset({UserRole.SECURITY})),
    ("audit", "Audit log", frozenset({UserRole.AUDITOR})),
)

_DONE: Final[Mapping[str, str]] = {
    "resolved": "The case is closed.",
    "resolved_next": "The case is closed. This is the next one, and it is yours.",
    "resolved_last": "The case is closed. Nobody else is waiting at the moment.",
    "returned": "The conversation is back with the bot.",
    "returned_next": "The conversation is back with the bot. This is the next case, and it is yours.",
    "returned_last": "The conversation is back with the bot. Nobody else is waiting at the moment.",
    "transferred": "The case is now waiting for the other team.",
    "released": "The case is back in the queue.",
    "nothing": "Nobody is waiting at the moment.",
    "password": "Your password has been changed.",
    "verdict": "Thank you: your verdict is now a test candidate.",
    "followed": "The follow-up is noted.",
}
"""What a page says after a change; chosen by name, so that an address can put no words on a page."""


class Renderer:
    """Makes responses of templates."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.filters |= {
            "moment": _moment,
            "span": span_words,
            "title_words": title_words,
            "visible": visible,
            "number": lambda value: f"{value:,}".replace(",", "\u202f"),
        }

    def page(self, visit: Visit, template: str, *, status: int = 200, **context: Any) -> Response:
        """A page for this visitor."""
        user = visit.user if visit.is_in() else None
        links = [
            (f"{ROOT}/{path}", label, visit.request.url.path.startswith(f"{ROOT}/{path}"))
            for path, label, roles in _NAVIGATION
            if user is not None and not user.roles.isdisjoint(roles)
        ]
        html = self._environment.get_template(template).render(
            root=ROOT,
            token=token(visit.secret),
            user=user,
            links=links,
            done=_DONE.get(visit.request.query_params.get("done", "")),
            development=visit.rooms.development,
            now=visit.rooms.clock.now(),
            **context,
        )
        return HTMLResponse(html, status_code=status)

    def problem(self, status: int, message: str) -> str:
        """A page for an error. It knows nobody, so that it can be shown to anybody."""
        return self._environment.get_template("problem.html").render(
            root=ROOT,
            status=status,
            message=message,
            user=None,
            links=(),
            done=None,
            development=False,
        )


def _moment(value: datetime | None, form: str = "both") -> Markup:
    """A moment; the script shows it in the reader's own time zone.

    ``form``: "both" (how long ago), "at" (date and time), "clock" (the time, on its day), or
    "since", which says "since" where that is right.
    """
    if value is None:
        return Markup("–")
    plain = value.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    if form == "since":
        plain = f"since {plain}"
    return Markup('<time datetime="{}" data-form="{}">{}</time>').format(iso(value), form, plain)


def span_words(span: timedelta | float | None) -> str:
    """A span in at most two units: ``2 h 5 min``."""
    if span is None:
        return "–"
    seconds = int(span.total_seconds() if isinstance(span, timedelta) else span)
    minutes, hours, days = seconds // 60, seconds // 3600, seconds // 86400
    if abs(seconds) < 60:
        return f"{seconds} s"
    if minutes < 60:
        return f"{minutes} min"
    if hours < 48:
        return f"{hours} h {minutes % 60} min" if minutes % 60 else f"{hours} h"
    return f"{days} d {hours % 24} h" if hours % 24 else f"{days} d"


def title_words(name: str) -> str:
    """``legal_threat`` as people read it: ``Legal threat``."""
    words = name.replace("_", " ").strip()
    return words[:1].upper() + words[1:]
