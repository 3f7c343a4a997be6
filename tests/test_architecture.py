"""The house keeps its shape: floors, sizes, and the few words that are not said twice."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "proxy"

BROAD_EXCEPTS = {
    "proxy/gateway/routes.py": "the outermost request boundary",
    "proxy/gateway/background.py": "the supervisor of background tasks",
}
"""The only places that may catch everything, and why. This list may only shrink."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def test_calls_go_down_the_floors_and_thinking_rooms_have_no_io() -> None:
    """The contracts stand in pyproject.toml; docs/architecture.md draws them."""
    linter = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"]
    done = subprocess.run(
        [*linter, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_there_is_no_module_state_that_functions_change() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.Global)
    ]
    assert found == []


def test_everything_is_caught_in_the_two_named_places_only() -> None:
    def broad(node: ast.AST) -> bool:
        if not isinstance(node, ast.ExceptHandler):
            return False
        kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
        names = {kind.id for kind in kinds if isinstance(kind, ast.Name)}
        return node.type is None or bool(names & {"Exception", "BaseException"})

    found = {name for name, tree in modules() for node in ast.walk(tree) if broad(node)}
    assert found == set(BROAD_EXCEPTS)


def test_files_and_functions_stay_short_enough_to_read() -> None:
    """At most 400 lines a file and 60 a function; tables of data are not functions."""
    long_files = [n for n, _ in modules() if len((ROOT / n).read_text().splitlines()) > 400]
    long_functions = [
        f"{name}:{node.name}"
        for name, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno > 60
    ]
    assert long_files == []
    assert long_functions == []


def test_thinking_rooms_have_no_coroutines() -> None:
    found = [
        f"{name}:{node.lineno}"
        for name, tree in modules()
        if name.split("/")[1] in {"dialects", "privacy", "topics", "policy", "keys"}
        for node in ast.walk(tree)
        if isinstance(node, ast.AsyncFunctionDef | ast.Await)
    ]
    assert found == []


def test_every_public_thing_says_what_it_promises() -> None:
    """Every module, public class and public function outside private names has a docstring."""
    found = [
        f"{name}:{getattr(node, 'name', 'module')}"
        for name, tree in modules()
        for node in [tree, *tree.body]
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and not getattr(node, "name", "").startswith("_")
        and not name.endswith("migrations/versions/__init__.py")
        and ast.get_docstring(node) is None
    ]
    assert found == []


def test_no_file_speaks_of_a_machine_or_an_index() -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "-z"],  # noqa: S607 - git is on the path wherever the tests run
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.split("\0")
    words = ("/" + "work/", "/" + "root/", "index" + "-url", "/simple" + "/")
    found = [
        name
        for name in tracked
        if name and (ROOT / name).is_file() and (ROOT / name).suffix not in {".png", ".zip"}
        for word in words
        if word in (ROOT / name).read_text(errors="ignore")
    ]
    assert found == []
