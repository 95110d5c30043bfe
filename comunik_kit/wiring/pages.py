"""What pages ask: the frame, the home page, the list's offers, and everything about one person."""

from typing import Any

from comunik_kit.modules.arranging import WorkspaceModules
from comunik_kit.modules.frame import Frame
from comunik_kit.modules.home import Home
from comunik_kit.modules.lately import PersonalActivity
from comunik_kit.modules.news import FirstDays
from comunik_kit.modules.own_home import OwnHomes
from comunik_kit.modules.previewing import HomePreviews
from comunik_kit.modules.rights import PersonalRights
from comunik_kit.modules.switching import PersonalModules
from comunik_kit.modules.team import TeamBoard
from comunik_kit.subscriptions.service import Subscriptions
from comunik_kit.users.journal import PersonalJournal
from comunik_kit.users.offers import ListOffers
from comunik_kit.users.saved_views import SavedViews
from comunik_kit.wiring.ground import Ground


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    return {
        "frame": Frame(db=on.db, public_url=on.settings.public_url),
        "home": Home(db=on.db, clock=on.clock),
        "own_homes": OwnHomes(db=on.db),
        "first_days": FirstDays(db=on.db, clock=on.clock),
        "team_board": TeamBoard(db=on.db, clock=on.clock),
        "saved_views": SavedViews(db=on.db, clock=on.clock),
        "list_offers": ListOffers(db=on.db),
        "personal_modules": PersonalModules(db=on.db, clock=on.clock, announce=on.fanout.announce),
        "subscriptions": Subscriptions(db=on.db, clock=on.clock, announce=on.fanout.announce),
        "workspace_modules": WorkspaceModules(db=on.db, clock=on.clock, announce=on.fanout.announce),
        "home_previews": HomePreviews(db=on.db, clock=on.clock),
        "personal_rights": PersonalRights(db=on.db),
        "personal_activity": PersonalActivity(db=on.db),
        "personal_journal": PersonalJournal(db=on.db),
    }
