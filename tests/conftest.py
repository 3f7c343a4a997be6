"""One running proxy, one recording provider and one PostgreSQL database for all tests that need them.

Each test has a conversation of its own; the proxy and its provider are shared within a worker
process, because starting them costs seconds. Tests that harm a proxy start their own.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from openai import OpenAI

from proxy.offline import RecordingProvider, serve_in_thread
from tests.postgres import emptied, fresh_database
from tests.running import RunningProxy, serving

# How long an example or its making takes says what else the machine does.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def shared_provider() -> RecordingProvider:
    return RecordingProvider()


@pytest.fixture(scope="session")
def upstream(shared_provider: RecordingProvider) -> Iterator[str]:
    with serve_in_thread(shared_provider.app) as url:
        yield url


@pytest.fixture(scope="session")
def proxy(upstream: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProxy]:
    folder: Path = tmp_path_factory.mktemp("proxy")
    with serving(folder, upstream, env={"CHAT_PROXY_KEYRING_SECONDS": "0.5"}) as running:
        yield running


@pytest.fixture
def provider(shared_provider: RecordingProvider) -> RecordingProvider:
    """The shared provider with an empty record."""
    shared_provider.forget()
    return shared_provider


@pytest.fixture
def client(proxy: RunningProxy, provider: RecordingProvider) -> Iterator[OpenAI]:
    """The stock SDK: only base URL and key are changed."""
    with OpenAI(base_url=f"{proxy.url}/v1", api_key=proxy.client_key, max_retries=0) as sdk:
        yield sdk


@pytest.fixture(scope="session")
def postgres_of_the_process() -> Iterator[str]:
    """A PostgreSQL database with all tables, made once per test process."""
    with fresh_database() as url:
        yield url


@pytest.fixture
def postgres(postgres_of_the_process: str) -> str:
    """The URL of a PostgreSQL database with all tables and no rows."""
    return emptied(postgres_of_the_process)
