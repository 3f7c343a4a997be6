import pytest

from proxy.dialects.registry import dialect_for, fallback_dialect


def test_the_path_of_chat_completions_is_served() -> None:
    dialect = dialect_for("/v1/chat/completions")

    assert dialect is not None
    assert dialect.name == "openai_chat"
    assert fallback_dialect() is dialect


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "/v1/chat/completions/",
        "/v1/chat/completions/abc",
        "/v1/embeddings",
        "/V1/CHAT/COMPLETIONS",
    ],
)
def test_any_other_path_has_no_dialect(path: str) -> None:
    """What nobody can read is refused, never passed through."""
    assert dialect_for(path) is None
