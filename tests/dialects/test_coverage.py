"""The page on coverage says what the tables say. That it is current is tested with the docs."""

from proxy.dialects.coverage import coverage_page
from proxy.dialects.registry import DIALECTS


def test_every_format_and_every_row_stands_in_it() -> None:
    page = coverage_page()
    for path, dialect in DIALECTS.items():
        assert f"## `{dialect.name}`: POST {path}" in page
        nests = [nest for nest in dialect.table.nests if nest]
        for rows in (dialect.table.request, dialect.table.answer, dialect.table.stream):
            for row in rows.rows:
                inner = any(nest in row.path for nest in nests)
                field = row.path.replace("|", "\\|")
                assert inner or f"| `{field}` |" in page, field
