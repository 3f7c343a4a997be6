"""The tree is RFC 6962's: its published roots, its proofs, and no proof that was touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree, verify_consistency, verify_inclusion

from proxy.audit.tree import (
    EMPTY_ROOT,
    Tree,
    check_consistency,
    check_inclusion,
    consistency_proof,
    consistency_ranges,
    inclusion_proof,
    inclusion_ranges,
    leaf_hash,
    root_of,
    roots_of,
)
from proxy.errors import VerificationError

# The leaves and roots that the reference implementations of RFC 6962 test themselves with.
LEAVES = [
    leaf_hash(bytes.fromhex(data))
    for data in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

sizes = st.integers(min_value=1, max_value=70)


def leaves_of(size: int) -> list[bytes]:
    return [leaf_hash(bytes([number])) for number in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_published_ones(size: int) -> None:
    assert root_of(LEAVES[:size]).hex() == ROOTS[size]
    assert EMPTY_ROOT.hex() == ROOTS[0]


def test_a_growing_tree_has_the_root_of_each_size_and_its_copy_is_independent() -> None:
    tree = Tree()
    for size, leaf in enumerate(LEAVES, start=1):
        twin = tree.copy()
        tree.add(leaf)
        assert (tree.size, tree.root().hex()) == (size, ROOTS[size])
        assert twin.root().hex() == ROOTS[size - 1]


def test_proofs_are_the_published_ones() -> None:
    """RFC 6962 section 2.1.3, on the seven-leaf example in terms of node hashes."""
    seven = LEAVES[:7]
    assert inclusion_proof(seven, 0) == [seven[1], root_of(seven[2:4]), root_of(seven[4:])]
    assert inclusion_proof(seven, 3) == [seven[2], root_of(seven[:2]), root_of(seven[4:])]
    assert inclusion_proof(seven, 6) == [root_of(seven[4:6]), root_of(seven[:4])]
    assert consistency_proof(seven, 3) == [
        seven[2], seven[3], root_of(seven[:2]), root_of(seven[4:]),
    ]  # fmt: skip
    assert consistency_proof(seven, 4) == [root_of(seven[4:])]


@given(sizes, st.data())
def test_every_leaf_is_proven_and_only_at_its_place(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(-1, size))
    proof, root = inclusion_proof(leaves, index), root_of(leaves)

    check_inclusion(leaves[index], index, size, proof, root)
    if other != index:
        with pytest.raises(VerificationError):
            check_inclusion(leaves[index], other, size, proof, root)
    with pytest.raises(VerificationError):
        check_inclusion(leaf_hash(b"other"), index, size, proof, root)


@given(sizes, st.data())
def test_growth_is_proven_and_only_for_the_true_older_root(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    older = data.draw(st.integers(1, size))
    proof = consistency_proof(leaves, older)
    old_root, root = root_of(leaves[:older]), root_of(leaves)

    check_consistency(older, old_root, size, root, proof)
    for wrong in ((older, root_of([]), root), (older, old_root, root_of([]))):
        with pytest.raises(VerificationError):
            check_consistency(wrong[0], wrong[1], size, wrong[2], proof)


def mutations(proof: list[bytes]) -> list[list[bytes]]:
    """What the reference test data do to proofs: flip, drop, add, swap, repeat."""
    flipped = [
        [*proof[:i], bytes([step[0] ^ 1]) + step[1:], *proof[i + 1 :]]
        for i, step in enumerate(proof)
    ]
    dropped = [proof[:i] + proof[i + 1 :] for i in range(len(proof))]
    swapped = [[*proof[:i], proof[i + 1], proof[i], *proof[i + 2 :]] for i in range(len(proof) - 1)]
    return [*flipped, *dropped, *swapped, [*proof, b"\0" * 32], [b"\0" * 32, *proof]]


@given(sizes, st.data())
def test_no_mutated_inclusion_proof_holds(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    index = data.draw(st.integers(0, size - 1))
    root = root_of(leaves)
    for proof in mutations(inclusion_proof(leaves, index)):
        with pytest.raises(VerificationError):
            check_inclusion(leaves[index], index, size, proof, root)


@given(sizes, st.data())
def test_no_mutated_consistency_proof_holds(size: int, data: st.DataObject) -> None:
    leaves = leaves_of(size)
    older = data.draw(st.integers(1, size))
    old_root, root = root_of(leaves[:older]), root_of(leaves)
    for proof in mutations(consistency_proof(leaves, older)):
        with pytest.raises(VerificationError):
            check_consistency(older, old_root, size, root, proof)


@pytest.mark.parametrize("changed", [-1, 0, 1, 2, 4, 9, 16])
def test_a_wrong_size_does_not_hold(changed: int) -> None:
    """Some proofs fit two sizes (2 in 7 and in 8): the size is vouched for by the footer."""
    proof = inclusion_proof(LEAVES, 2)
    with pytest.raises(VerificationError):
        check_inclusion(LEAVES[2], 2, changed, proof, root_of(LEAVES))
    with pytest.raises(VerificationError):
        check_consistency(
            3, root_of(LEAVES[:3]), changed, root_of(LEAVES), consistency_proof(LEAVES, 3)
        )


def test_a_proof_is_made_only_for_what_is_there() -> None:
    with pytest.raises(IndexError):
        inclusion_proof(LEAVES, 8)
    for older in (0, 9):
        with pytest.raises(IndexError):
            consistency_proof(LEAVES, older)


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 8, 13, 64, 65, 100])
def test_an_independent_implementation_agrees(size: int) -> None:
    """pymerkle, as an oracle: roots of every size, inclusion of every leaf, growth from every size."""
    entries = [f"entry {number}".encode() for number in range(size)]
    oracle = InmemoryTree(algorithm="sha256")
    for entry in entries:
        oracle.append_entry(entry)
    leaves = [leaf_hash(entry) for entry in entries]

    for part in range(1, size + 1):
        assert oracle.get_root(part) == root_of(leaves[:part])
        ours = consistency_proof(leaves, part)
        check_consistency(part, oracle.get_root(part), size, oracle.get_root(), ours)
        theirs = oracle.prove_consistency(part, size)
        verify_consistency(root_of(leaves[:part]), root_of(leaves), theirs)
    for index in range(size):
        mine = inclusion_proof(leaves, index)
        check_inclusion(leaves[index], index, size, mine, oracle.get_root())
        proof = oracle.prove_inclusion(index + 1, size)
        verify_inclusion(leaves[index], root_of(leaves), proof)
        assert sorted([leaves[index], *mine]) == sorted(proof.path)


def test_proofs_of_a_large_tree_take_one_pass_over_an_iterator() -> None:
    size, index, older = 20_000, 12_345, 9_999
    leaves = [leaf_hash(number.to_bytes(4, "big")) for number in range(size)]
    root = root_of(leaves)

    path = roots_of(iter(leaves), inclusion_ranges(index, size))
    check_inclusion(leaves[index], index, size, path, root)
    growth = roots_of(iter(leaves), consistency_ranges(older, size))
    check_consistency(older, root_of(leaves[:older]), size, root, growth)
    assert len(path) <= 15
