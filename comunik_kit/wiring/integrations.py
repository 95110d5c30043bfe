"""The doors for other systems."""

from typing import Any

from comunik_kit.integrations.by_hand import ActivityByHand
from comunik_kit.integrations.posting import ActivityPosting
from comunik_kit.integrations.service import ApiKeys
from comunik_kit.wiring.ground import Ground


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    keys = ApiKeys(db=on.db, clock=on.clock, keyring=on.keyring)
    announce = on.fanout.announce
    return {
        "api_keys": keys,
        "activity_posting": ActivityPosting(db=on.db, clock=on.clock, keys=keys, announce=announce),
        "activity_by_hand": ActivityByHand(db=on.db, clock=on.clock, announce=announce),
    }
