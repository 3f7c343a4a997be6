import pytest

from proxy.topics import Classifier
from tests.topics.tables import shipped_rules


@pytest.fixture(scope="session")
def shipped() -> Classifier:
    """The classifier of the default policy."""
    return Classifier(shipped_rules())
