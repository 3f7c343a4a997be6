import pytest

from proxy.dialects.base import KeyHeader
from proxy.dialects.registry import address_of, dialect_for, fallback_dialect, models_address
from proxy.errors import CallerError


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
        "/v1/files",
        "/openai/deployments/gpt/files",
        "/openai/deployments/a b/chat/completions",
        "/openai/deployments/../chat/completions",
        "/openai/deployments/jane@example.com/embeddings",
        "/openai/v1/moderations",
        "/V1/CHAT/COMPLETIONS",
    ],
)
def test_any_other_path_has_no_dialect(path: str) -> None:
    """What nobody can read is refused, never passed through."""
    assert dialect_for(path) is None


@pytest.mark.parametrize(
    ("path", "query", "asked", "model"),
    [
        (
            "/openai/deployments/gpt-4o/chat/completions",
            "api-version=2024-10-21&user=jane",
            "/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21",
            "gpt-4o",
        ),
        ("/openai/deployments/emb/embeddings", "", "/openai/deployments/emb/embeddings", "emb"),
        (
            "/openai/v1/responses",
            "api-version=preview",
            "/openai/v1/responses?api-version=preview",
            None,
        ),
        ("/openai/responses", "", "/openai/responses", None),
    ],
)
def test_azures_paths_go_on_with_their_version_and_nothing_else(
    path: str, query: str, asked: str, model: str | None
) -> None:
    address = address_of(path, query)
    assert address is not None
    assert (address.path, address.model) == (asked, model)
    assert address.key_header is KeyHeader.API_KEY


@pytest.mark.parametrize("version", ["jane@example.com", "2024-10-21&api-version=2024-10-21", "1"])
def test_a_version_that_is_none_is_refused(version: str) -> None:
    with pytest.raises(CallerError):
        address_of("/openai/v1/chat/completions", f"api-version={version}")


def test_the_models_are_asked_for_where_the_client_asks() -> None:
    assert models_address("/v1/models", "x=1") == ("/v1/models", KeyHeader.BEARER)
    asked = models_address("/openai/models", "api-version=2024-10-21")
    assert asked == ("/openai/models?api-version=2024-10-21", KeyHeader.API_KEY)
