"""Log lines of a serving proxy: one JSON object a line, static event names and identifiers only.

Nothing but listed fields is written, and never a message's arguments or a traceback: they may
hold text of a customer. Of a library's line not even the message is written, since it may be put
together from anything (asyncio shows the text of an exception that nobody fetched): its place in
the library's source tells as much.
"""

import json
import logging
from datetime import UTC, datetime

from proxy.clock import iso

_OURS = "proxy"
_FIELDS = ("turn", "code", "error", "task", "why", "detail")


class IdentifierLines(logging.Formatter):
    """Writes the event's name and the listed extra fields."""

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON. ``record.args`` and exception texts are left out on purpose."""
        line: dict[str, object] = {
            "at": iso(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
        }
        if record.name.partition(".")[0] == _OURS and isinstance(record.msg, str):
            line["event"] = record.msg
            line |= {name: str(getattr(record, name)) for name in _FIELDS if hasattr(record, name)}
        else:
            line["event"] = "library_message"
            line["where"] = f"{record.module}:{record.lineno}"
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=True)


def set_up_logging() -> None:
    """Send our own lines, and warnings of others, to standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(IdentifierLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("proxy").setLevel(logging.INFO)
    # Libraries write texts of requests into their lines at these levels.
    for name in ("presidio-analyzer", "presidio-anonymizer", "httpx", "httpcore", "aiohttp"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
