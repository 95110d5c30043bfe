"""The state of an invitation and of its links, as tables."""

from datetime import UTC, datetime, timedelta

import pytest

from comunik_kit.invitations.rules import InvitationState, LinkStatus, state_of, status_of_link
from comunik_kit.invitations.tables import Invitation

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(seconds=1), NOW - timedelta(seconds=1)


def invitation(expires: datetime, accepted: datetime | None, revoked: datetime | None) -> Invitation:
    return Invitation(
        id="i",
        workspace_id="w",
        user_id="u",
        email="a@example.org",
        invited_by="o",
        created_at=EARLIER,
        issued_at=EARLIER,
        expires_at=expires,
        accepted_at=accepted,
        revoked_at=revoked,
    )


@pytest.mark.parametrize(
    ("expires", "accepted", "revoked", "state"),
    [
        (LATER, None, None, InvitationState.PENDING),
        (NOW, None, None, InvitationState.EXPIRED),
        (EARLIER, None, None, InvitationState.EXPIRED),
        (EARLIER, EARLIER, None, InvitationState.ACCEPTED),
        (LATER, None, EARLIER, InvitationState.REVOKED),
        (EARLIER, None, EARLIER, InvitationState.REVOKED),
        (LATER, EARLIER, EARLIER, InvitationState.REVOKED),
    ],
)
def test_the_state_follows_from_the_dates(
    expires: datetime, accepted: datetime | None, revoked: datetime | None, state: InvitationState
) -> None:
    assert state_of(invitation(expires, accepted, revoked), NOW) is state


@pytest.mark.parametrize(
    ("expires", "accepted", "revoked", "is_current", "status"),
    [
        (LATER, None, None, True, LinkStatus.OPEN),
        (LATER, None, None, False, LinkStatus.REPLACED),
        (EARLIER, None, None, True, LinkStatus.EXPIRED),
        (EARLIER, None, None, False, LinkStatus.REPLACED),
        (LATER, EARLIER, None, True, LinkStatus.ACCEPTED),
        (LATER, EARLIER, None, False, LinkStatus.ACCEPTED),
        (LATER, None, EARLIER, True, LinkStatus.REVOKED),
        (LATER, None, EARLIER, False, LinkStatus.REVOKED),
    ],
)
def test_a_link_says_why_it_is_dead(
    expires: datetime,
    accepted: datetime | None,
    revoked: datetime | None,
    is_current: bool,  # noqa: FBT001
    status: LinkStatus,
) -> None:
    found = status_of_link(invitation(expires, accepted, revoked), is_current=is_current, now=NOW)
    assert found is status
