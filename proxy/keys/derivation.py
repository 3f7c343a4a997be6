"""Keys made from keys: HKDF with SHA-256 (RFC 5869), the purpose always inside."""

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

KEY_BYTES = 32


def expand(key: bytes, *context: str) -> bytes:
    """HKDF-Expand of a uniformly random key; the context's lines are joined by newlines."""
    return HKDFExpand(SHA256(), KEY_BYTES, "\n".join(context).encode()).derive(key)


def tenant_key(root: bytes, purpose: str, tenant: str) -> bytes:
    """32 bytes for one purpose of one tenant. Lengths are written out, so no two pairs meet."""
    info = f"chat-proxy/tenant/v1\n{len(purpose)}:{purpose}\n{len(tenant)}:{tenant}"
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=info.encode()).derive(root)
