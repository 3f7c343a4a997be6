"""A stranger checks a bundle with one file, Python and cryptography: nothing of the running system."""

import ast
import json
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from proxy.audit.prove import prove
from proxy.audit.readme import README
from proxy.audit.verifier import main
from proxy.audit.verifier_file import MODULES, verifier_bytes, write_verifier
from tests.audit.made import members, rebuilt

ROOT = Path(__file__).parents[2]
NEEDED = ("cryptography", "cffi", "_cffi_backend", "pycparser")


@pytest.fixture(scope="module")
def stranger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the verifier and a copy of cryptography alone: a machine without the proxy."""
    folder = tmp_path_factory.mktemp("stranger")
    site = Path(sysconfig.get_path("purelib"))
    for path in site.iterdir():
        if path.name.split(".")[0].split("-")[0] in NEEDED:
            (folder / "lib").mkdir(exist_ok=True)
            (folder / "lib" / path.name).symlink_to(path)
    write_verifier(folder / "verifier.pyz")
    return folder


def run(stranger: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    """``-I -S``: no site-packages, no environment, no current folder; no socket may be opened."""
    script = (
        f"import sys; sys.path.insert(0, {str(stranger / 'lib')!r})\n"
        "import socket\n"
        "def refuse(*a, **k): raise OSError('no network')\n"
        "socket.socket = socket.create_connection = socket.getaddrinfo = refuse\n"
        "import runpy\n"
        f"sys.argv = ['verifier.pyz', *{[str(word) for word in words]!r}]\n"
        "try:\n"
        f"    runpy.run_path({str(stranger / 'verifier.pyz')!r}, run_name='__main__')\n"
        "finally:\n"
        "    loaded = {name.split('.')[0] for name in sys.modules}\n"
        "    theirs = loaded - set(sys.stdlib_module_names)\n"
        "    sys.stderr.write('loaded: ' + ' '.join(sorted(theirs)))\n"
    )
    return subprocess.run(
        [sys.executable, "-I", "-S", "-c", script],
        capture_output=True,
        text=True,
        check=False,
        cwd=stranger,
        timeout=60,
    )


def test_it_verifies_a_bundle_and_loads_nothing_else(stranger: Path, bundle: Path) -> None:
    done = run(stranger, "verify", bundle, "--json")

    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["ok"], told["records"], told["findings"]) == (True, 26, [])
    loaded = set(done.stderr.rpartition("loaded: ")[2].split())
    assert loaded - {"_cffi_backend", "_openssl", "__main__"} <= {"cryptography", "proxy"}


def test_it_names_what_is_wrong(stranger: Path, bundle: Path) -> None:
    parts = members(bundle)
    name = next(n for n in parts if n.endswith("/log"))
    broken = rebuilt(bundle, parts | {name: parts[name].replace(b"turn_3", b"turn_8", 1)})
    done = run(stranger, "verify", broken)

    assert done.returncode == 1
    assert "changed_header" in done.stdout


def test_its_modules_are_exactly_what_it_imports() -> None:
    seen, queue = set[str](), ["proxy.audit.verifier"]
    while queue:
        module = queue.pop()
        path = ROOT / (module.replace(".", "/") + ".py")
        if module in seen or not path.exists():
            continue
        seen.add(module)
        queue += [
            node.module
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("proxy.")
        ]

    assert seen == set(MODULES)


def test_the_same_version_gives_the_same_bytes_and_never_overwrites(tmp_path: Path) -> None:
    write_verifier(tmp_path / "verifier.pyz")

    assert (tmp_path / "verifier.pyz").read_bytes() == verifier_bytes()
    with pytest.raises(FileExistsError):
        write_verifier(tmp_path / "verifier.pyz")


def test_its_exit_codes_are_those_of_the_big_command(
    bundle: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    kid = json.loads(members(bundle)["keys.json"])["enrolment"][0]["kid"]
    stream = next(n for n in members(bundle) if n.endswith("/log")).split("/")[1]
    proof = tmp_path / "proof.json"
    proof.write_bytes(prove(bundle, stream, 1))

    assert main(["verify", str(bundle), "--pin", kid]) == 0
    assert main(["verify", str(bundle), "--pin", "f" * 32]) == 1
    assert main(["verify", str(tmp_path / "nothing")]) == 3
    assert main(["verify", str(bundle), "--checkpoint", str(tmp_path / "nothing")]) == 3
    assert main(["proof", str(proof), "--pin", kid]) == 0
    assert main(["proof", str(proof), "--pin", "f" * 32]) == 1
    assert main(["proof", str(proof), "--json"]) == 0
    assert "not one you trust" in capsys.readouterr().err
    another = tmp_path / "another.json"
    another.write_bytes(prove(bundle, stream, 5))
    assert main(["proof", str(proof), str(another), "--json"]) == 0
    (conversation,) = json.loads(capsys.readouterr().out)["conversations"]
    assert (conversation["records"], conversation["missing_before"]) == ([1, 5], [5])
    assert main(["proof", str(another), str(proof)]) == 0
    assert "just before 5." in capsys.readouterr().out
    with pytest.raises(SystemExit) as wrong:
        main(["dance"])
    assert wrong.value.code == 2


def test_every_bundle_says_how_it_is_checked_and_other_instructions_are_found(bundle: Path) -> None:
    parts = members(bundle)
    assert parts["README.txt"].decode() == README
    for verb in ("verify BUNDLE --pin", "audit verifier verifier.pyz", "proof FILE"):
        assert verb in README
    lied = {**parts, "README.txt": parts["README.txt"].replace(b"Exit code 0", b"Exit code 1")}
    target = rebuilt(bundle, lied, "lied.zip")

    assert main(["verify", str(target)]) == 1
    shutil.copyfile(bundle, bundle.with_name("same.zip"))
    assert main(["verify", str(bundle.with_name("same.zip"))]) == 0
