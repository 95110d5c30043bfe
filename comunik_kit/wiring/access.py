"""People and how they come in: records, sessions, passwords, addresses, the first set-up."""

from typing import Any

from comunik_kit.access.address_change import AddressChanges
from comunik_kit.access.console import Console
from comunik_kit.access.factors import Factors
from comunik_kit.access.first_setup import FirstSetup
from comunik_kit.access.installed import InstalledWorkspaces
from comunik_kit.access.link_sign_in import LinkSignIn
from comunik_kit.access.open_sessions import OpenSessions
from comunik_kit.access.passkey_sign_in import PasskeySignIn
from comunik_kit.access.passkeys import Passkeys
from comunik_kit.access.passwords import Passwords
from comunik_kit.access.proving import Proving
from comunik_kit.access.recovery import Recovery
from comunik_kit.access.sign_in import SignIn
from comunik_kit.access.sign_in_rules import SignInRules
from comunik_kit.modules.activity import move_of_team
from comunik_kit.modules.registry import MODULES
from comunik_kit.oidc.doors import ProviderDoors
from comunik_kit.roles.defining import RoleDefinitions
from comunik_kit.users.exporting import PeopleExports
from comunik_kit.users.gone import DeletedPeople
from comunik_kit.users.holders import RoleHolders
from comunik_kit.users.led import TeamsLed
from comunik_kit.users.named import PeopleNamed
from comunik_kit.users.photos import Photos
from comunik_kit.users.prepared import PreparedExports
from comunik_kit.users.profile import Profile
from comunik_kit.users.service import Users
from comunik_kit.users.teams import Teams
from comunik_kit.wiring.ground import Ground
from comunik_kit.workspaces.archive import WorkspaceArchive

# Their registry stands to the right of what makes a workspace.
_MODULES = tuple(module.key for module in MODULES)


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    return {
        "users": _users(on),
        "role_definitions": _role_definitions(on),
        **_teams(on),
        "people_named": PeopleNamed(db=on.db),
        "console": Console(db=on.db),
        "people_exports": PeopleExports(db=on.db, clock=on.clock),
        "prepared_exports": PreparedExports(clock=on.clock, folder=on.settings.data_dir / "exports"),
        "deleted_people": DeletedPeople(db=on.db, clock=on.clock),
        "photos": Photos(db=on.db, clock=on.clock, folder=on.settings.data_dir / "photos"),
        "profile": Profile(db=on.db, clock=on.clock, announce=on.fanout.announce),
        "sessions": on.sessions,
        "open_sessions": OpenSessions(db=on.db, clock=on.clock, announce=on.fanout.announce),
        "sign_in": _sign_in(on),
        "passwords": _passwords(on),
        "recovery": _recovery(on),
        "link_sign_in": _link_sign_in(on),
        "address_changes": _address_changes(on),
        **_of_the_second_factor(on),
        "first_setup": _first_setup(on),
        **_of_the_installation(on),
        "throttle": on.throttle,
    }


def _role_definitions(on: Ground) -> RoleDefinitions:
    return RoleDefinitions(
        db=on.db,
        clock=on.clock,
        holders=RoleHolders(),
        doors=ProviderDoors(),
        announce=on.fanout.announce,
    )


def _of_the_second_factor(on: Ground) -> dict[str, Any]:
    announce = on.fanout.announce
    return {
        "factors": Factors(
            db=on.db,
            clock=on.clock,
            keyring=on.keyring,
            throttle=on.throttle,
            announce=announce,
            nudge=on.worker.nudge,
        ),
        "second_step": on.second_step,
        "passkeys": Passkeys(
            db=on.db, clock=on.clock, keyring=on.keyring, announce=announce, nudge=on.worker.nudge
        ),
        "passkey_sign_in": PasskeySignIn(
            db=on.db,
            clock=on.clock,
            keyring=on.keyring,
            throttle=on.throttle,
            sessions=on.sessions,
            second_step=on.second_step,
            hosts=on.hosts,
        ),
        "sign_in_rules": SignInRules(db=on.db, clock=on.clock, announce=announce),
        "proving": Proving(db=on.db, clock=on.clock, hasher=on.hasher, throttle=on.throttle),
    }


def _of_the_installation(on: Ground) -> dict[str, Any]:
    data = on.settings.data_dir
    folders = {"photos": data / "photos", "brand_pictures": data / "brand"}
    return {
        "installed_workspaces": InstalledWorkspaces(
            db=on.db,
            clock=on.clock,
            keyring=on.keyring,
            hasher=on.hasher,
            public_url=on.settings.public_url,
            modules=_MODULES,
        ),
        "workspace_archive": WorkspaceArchive(db=on.db, clock=on.clock, folders=folders),
    }


def _teams(on: Ground) -> dict[str, Any]:
    modules = [*_MODULES]
    announce = on.fanout.announce
    teams = Teams(db=on.db, clock=on.clock, modules=modules, on_moved=move_of_team, announce=announce)
    return {"teams": teams, "teams_led": TeamsLed(db=on.db, clock=on.clock)}


def _users(on: Ground) -> Users:
    return Users(
        db=on.db,
        clock=on.clock,
        creation=on.creation,
        endings=on.endings,
        announce=on.fanout.announce,
    )


def _sign_in(on: Ground) -> SignIn:
    return SignIn(
        db=on.db,
        clock=on.clock,
        hasher=on.hasher,
        throttle=on.throttle,
        sessions=on.sessions,
        second_step=on.second_step,
        hosts=on.hosts,
    )


def _link_sign_in(on: Ground) -> LinkSignIn:
    return LinkSignIn(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        throttle=on.throttle,
        sessions=on.sessions,
        second_step=on.second_step,
        hosts=on.hosts,
        nudge=on.worker.nudge,
    )


def _passwords(on: Ground) -> Passwords:
    return Passwords(
        db=on.db,
        clock=on.clock,
        hasher=on.hasher,
        throttle=on.throttle,
        sessions=on.sessions,
        nudge=on.worker.nudge,
    )


def _recovery(on: Ground) -> Recovery:
    return Recovery(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        hasher=on.hasher,
        throttle=on.throttle,
        hosts=on.hosts,
        nudge=on.worker.nudge,
    )


def _address_changes(on: Ground) -> AddressChanges:
    return AddressChanges(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        hasher=on.hasher,
        throttle=on.throttle,
        nudge=on.worker.nudge,
        announce=on.fanout.announce,
    )


def _first_setup(on: Ground) -> FirstSetup:
    return FirstSetup(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        hasher=on.hasher,
        sessions=on.sessions,
        modules=_MODULES,
    )
