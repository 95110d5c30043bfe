"""A provider on loopback, at the test's own time."""

from collections.abc import Iterator

import pytest

from tests.oidc.acts import ANA
from tests.support.clock import MovedClock
from tests.support.oidc import Issuer, issuing


@pytest.fixture
def issuer(clock: MovedClock) -> Iterator[Issuer]:
    """Lend a provider that knows Ana."""
    with issuing(clock) as opened:
        opened.person = dict(ANA)
        yield opened
