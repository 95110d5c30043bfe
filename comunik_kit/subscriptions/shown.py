"""A subscription as a line of the page, with the meter of its seats."""

from collections.abc import Mapping

from comunik_kit.subscriptions.rules import version_of
from comunik_kit.subscriptions.views import UNLIMITED, TierLine
from comunik_kit.users.tables import UserStatus
from comunik_kit.workspaces.tables import Tier


def line(tier: Tier, people: Mapping[str, int], *, place: int, of: int, is_default: bool) -> TierLine:
    """Add up who takes the seats, and what part of them."""
    taken = sum(people.values())
    active, invited = people.get(UserStatus.ACTIVE, 0), people.get(UserStatus.INVITED, 0)
    others = taken - active - invited
    whole = max(taken, 1) if tier.seats is None else max(tier.seats, taken)
    return TierLine(
        id=tier.id,
        name=tier.name,
        price=tier.price,
        seats=UNLIMITED if tier.seats is None else tier.seats,
        left=UNLIMITED if tier.seats is None else max(0, tier.seats - taken),
        taken=taken,
        active=active,
        invited=invited,
        others=others,
        active_share=_share(active, whole, tier),
        invited_share=_share(invited, whole, tier),
        others_share=_share(others, whole, tier),
        modules=list(tier.modules),
        is_default=is_default,
        is_first=place == 0,
        is_last=place == of - 1,
        version=version_of(tier),
    )


def _share(people: int, whole: int, tier: Tier) -> int:
    """Give a part in percent; without a limit there is nothing to be a part of."""
    return 0 if tier.seats is None else people * 100 // whole
