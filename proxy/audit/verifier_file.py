"""Packs the verifier into one file that runs where nothing of the proxy is installed.

A zip application (PEP 441): the modules that verifying needs, each as it stands here, with empty package
files in place of the doors. A test follows the imports and compares them with this list.
"""

import hashlib
import io
import zipfile
from importlib.resources import files
from pathlib import Path
from typing import Final

MODULES: Final = (
    "proxy.audit.base",
    "proxy.audit.bundle",
    "proxy.audit.canonical",
    "proxy.audit.chain",
    "proxy.audit.container",
    "proxy.audit.contents",
    "proxy.audit.conversation",
    "proxy.audit.data_keys",
    "proxy.audit.erasures",
    "proxy.audit.events",
    "proxy.audit.findings",
    "proxy.audit.footer",
    "proxy.audit.legal_holds",
    "proxy.audit.manifest",
    "proxy.audit.note",
    "proxy.audit.places",
    "proxy.audit.proof",
    "proxy.audit.readme",
    "proxy.audit.record",
    "proxy.audit.tree",
    "proxy.audit.verifier",
    "proxy.audit.verify",
    "proxy.audit.words",
    "proxy.clock",
    "proxy.errors",
    "proxy.ids",
    "proxy.keys.base",
    "proxy.keys.derivation",
    "proxy.keys.envelope",
    "proxy.keys.signatures",
)
"""Everything that the verifier imports, besides the standard library and cryptography."""

_MAIN: Final = "import sys\n\nfrom proxy.audit.verifier import main\n\nsys.exit(main())\n"
_SHEBANG: Final = b"#!/usr/bin/env python3\n"
_DATE: Final = (1980, 1, 1, 0, 0, 0)


def verifier_bytes() -> bytes:
    """The file's bytes: the same for the same version of the product."""
    packages = {"proxy", "proxy.audit", "proxy.keys"}
    members = {f"{name.replace('.', '/')}/__init__.py": "" for name in sorted(packages)}
    for module in MODULES:
        package, _, name = module.rpartition(".")
        members[f"{module.replace('.', '/')}.py"] = (files(package) / f"{name}.py").read_text(
            "utf-8"
        )
    members["__main__.py"] = _MAIN
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for name, text in members.items():
            archive.writestr(zipfile.ZipInfo(name, _DATE), text.encode())
    return _SHEBANG + packed.getvalue()


def write_verifier(path: Path) -> str:
    """Write the verifier to a new file; gives its SHA-256, to be compared. Raises OSError."""
    data = verifier_bytes()
    with path.open("xb") as file:
        file.write(data)
    path.chmod(0o755)
    return hashlib.sha256(data).hexdigest()
