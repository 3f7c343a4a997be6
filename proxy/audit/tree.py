"""The Merkle tree of RFC 6962, section 2.1: roots, inclusion proofs, consistency proofs.

A writer keeps only the roots of the complete subtrees on its right edge (``Tree``): adding a leaf
and naming the root cost O(log n), and memory does not grow with the log. A proof is a list of roots
over stretches of leaves: which stretches the RFC's recursion says beforehand, so one pass over the
leaves makes it. It is checked from the proof alone.
"""

import hashlib
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Final

from proxy.errors import ErrorCode, VerificationError

EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 || leaf)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Tree:
    """A tree that only grows. ``add`` takes leaf *hashes*."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []
        """Roots of complete subtrees, largest first: one for each set bit of ``size``."""

    def add(self, leaf: bytes) -> None:
        """Append one leaf hash."""
        carry, size = leaf, self.size
        while size & 1:
            carry = node_hash(self._edge.pop(), carry)
            size >>= 1
        self._edge.append(carry)
        self.size += 1

    def root(self) -> bytes:
        """The root over all leaves so far."""
        if not self._edge:
            return EMPTY_ROOT
        root = self._edge[-1]
        for left in reversed(self._edge[:-1]):
            root = node_hash(left, root)
        return root

    def copy(self) -> "Tree":
        """An independent tree with the same leaves."""
        twin = Tree()
        twin.size, twin._edge = self.size, list(self._edge)
        return twin


def root_of(leaves: Sequence[bytes]) -> bytes:
    """The root over these leaf hashes."""
    tree = Tree()
    for leaf in leaves:
        tree.add(leaf)
    return tree.root()


def _split(size: int) -> int:
    """The largest power of two smaller than ``size`` (size > 1)."""
    return int(1 << ((size - 1).bit_length() - 1))


Range = tuple[int, int]
"""A stretch of leaves: the first, and the one behind the last."""


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The subtrees whose roots are PATH(index, D[size]) of RFC 6962 section 2.1.1, in order."""
    if not 0 <= index < size:
        raise IndexError(index)
    start, end, path = 0, size, list[Range]()
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return path[::-1]


def consistency_ranges(older: int, size: int) -> list[Range]:
    """The subtrees whose roots are PROOF(older, D[size]) of RFC 6962 section 2.1.2, in order."""
    if not 0 < older <= size:
        raise IndexError(older)
    start, end, path = 0, size, list[Range]()
    while end != older:
        middle = start + _split(end - start)
        if older <= middle:
            path.append((middle, end))
            end = middle
        else:
            path.append((start, middle))
            start = middle
    return ([] if start == 0 else [(start, end)]) + path[::-1]


def roots_of(leaves: Iterable[bytes], ranges: Sequence[Range]) -> list[bytes]:
    """The roots over these stretches of leaf hashes, in one pass and little memory."""
    trees = [Tree() for _ in ranges]
    last = max((end for _, end in ranges), default=0)
    for number, leaf in enumerate(islice(leaves, last)):
        for tree, (start, end) in zip(trees, ranges, strict=True):
            if start <= number < end:
                tree.add(leaf)
    return [tree.root() for tree in trees]


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """That leaf ``index`` is one of these, for ``0 <= index < len(leaves)``."""
    return roots_of(leaves, inclusion_ranges(index, len(leaves)))


def consistency_proof(leaves: Sequence[bytes], older: int) -> list[bytes]:
    """That the tree of the first ``older`` leaves only grew, for ``0 < older <= len(leaves)``."""
    return roots_of(leaves, consistency_ranges(older, len(leaves)))


def _fail(what: str) -> VerificationError:
    return VerificationError(ErrorCode.VERIFICATION_FAILED, f"the {what} proof does not hold")


def check_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> None:
    """Raise VerificationError unless ``leaf`` is number ``index`` of the tree (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        raise _fail("inclusion")
    place, last, value = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise _fail("inclusion")
        if place & 1 or place == last:
            value = node_hash(step, value)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            value = node_hash(value, step)
        place, last = place >> 1, last >> 1
    if last != 0 or value != root:
        raise _fail("inclusion")


def check_consistency(
    older: int, old_root: bytes, size: int, root: bytes, proof: Sequence[bytes]
) -> None:
    """Raise VerificationError unless the tree of ``size`` begins with that of ``older`` leaves.

    RFC 9162 section 2.1.4.2; ``0 < older <= size``.
    """
    if not 0 < older <= size:
        raise _fail("consistency")
    if older == size:
        if proof or old_root != root:
            raise _fail("consistency")
        return
    steps = list(proof)
    if older & (older - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        raise _fail("consistency")
    place, last = older - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old_value = value = steps[0]
    for step in steps[1:]:
        if last == 0:
            raise _fail("consistency")
        if place & 1 or place == last:
            old_value, value = node_hash(step, old_value), node_hash(step, value)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            value = node_hash(value, step)
        place, last = place >> 1, last >> 1
    if last != 0 or old_value != old_root or value != root:
        raise _fail("consistency")
