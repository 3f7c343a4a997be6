"""The locks: who may read, sign and derive what. Nothing here can open the audit log.

``LocalKeyring`` keeps the proxy's own keys in a private folder; ``new_auditor_pair`` makes the
auditor's pair, of which the proxy gets the public file only; ``seal_case`` and ``open_case`` are
for the human queue. What each key can do and who loses what with it: keys/README.md.
"""

from proxy.keys.auditor import (
    AuditorPublic,
    AuditorSecret,
    PassphraseNeededError,
    new_auditor_pair,
    read_auditor_public,
    read_auditor_secret,
)
from proxy.keys.base import AuditorKey, CaseKey, Keyring, Signer
from proxy.keys.local_file import LocalKeyring
from proxy.keys.sealed import open_case, seal_case

__all__ = [
    "AuditorKey",
    "AuditorPublic",
    "AuditorSecret",
    "CaseKey",
    "Keyring",
    "LocalKeyring",
    "PassphraseNeededError",
    "Signer",
    "new_auditor_pair",
    "open_case",
    "read_auditor_public",
    "read_auditor_secret",
    "seal_case",
]
