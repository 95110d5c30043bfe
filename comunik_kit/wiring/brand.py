"""The brand: its form, its pictures, and trying it out."""

from typing import Any

from comunik_kit.branding.pictures import BrandPictures
from comunik_kit.branding.service import Branding
from comunik_kit.branding.trials import BrandTrials
from comunik_kit.wiring.ground import Ground
from comunik_kit.wiring.post import own_address


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    pictures = BrandPictures(db=on.db, clock=on.clock, folder=on.settings.data_dir / "brand")
    trials = BrandTrials(
        db=on.db, clock=on.clock, renderer=on.renderer, recipient=own_address, nudge=on.worker.nudge
    )
    return {
        "branding": Branding(db=on.db, clock=on.clock, pictures=pictures),
        "brand_pictures": pictures,
        "brand_trials": trials,
    }
