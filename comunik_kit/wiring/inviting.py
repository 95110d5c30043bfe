"""Invitations: sent, changed, accepted, asked for again, reminded of, looked back on."""

from typing import Any

from comunik_kit.invitations.acceptance import Acceptance
from comunik_kit.invitations.archive import Archive
from comunik_kit.invitations.cards import Cards
from comunik_kit.invitations.digest import Digests
from comunik_kit.invitations.issued import IssuedInvitations
from comunik_kit.invitations.leading import TeamInvitations
from comunik_kit.invitations.opening import OpenedLinks
from comunik_kit.invitations.reminders import Reminders
from comunik_kit.invitations.requesting import LinkRequests
from comunik_kit.invitations.resending import Resending
from comunik_kit.invitations.revising import Revisions
from comunik_kit.invitations.service import Invitations
from comunik_kit.invitations.telling import Telling
from comunik_kit.mail.chores import Chores
from comunik_kit.wiring import domain, importing, keeping, many, personal
from comunik_kit.wiring.ground import Ground


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    return {
        "invitations": _invitations(on),
        "revisions": _revisions(on),
        "team_invitations": _team_invitations(on),
        "acceptance": _acceptance(on),
        "link_requests": _link_requests(on),
        "cards": _cards(on),
        "opened_links": OpenedLinks(db=on.db, keyring=on.keyring, hosts=on.hosts),
        "archive": Archive(db=on.db, clock=on.clock),
        "issued_invitations": IssuedInvitations(db=on.db),
        **_by_themselves(on),
    }


def _by_themselves(on: Ground) -> dict[str, Any]:
    """Make what writes when its hour has come, without anybody asking."""
    reminders = Reminders(db=on.db, clock=on.clock, telling=_telling(on))
    digests = Digests(db=on.db, clock=on.clock, nudge=on.worker.nudge)
    chores = Chores(
        domain.proofs(on).run_due,
        reminders.run_due,
        digests.run_due,
        personal.erasure(on).run_due,
        importing.work(on).sweep,
        personal.sweeping(on).run_due,
        keeping.sealing(on).run_due,
        keeping.trimming(on).run_due,
        many.index_upkeep(on).run_due,
    )
    return {"reminders": reminders, "digests": digests, "chores": chores}


def _telling(on: Ground) -> Telling:
    return Telling(on.worker.nudge, on.fanout.announce)


def _invitations(on: Ground) -> Invitations:
    return Invitations(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        creation=on.creation,
        resending=Resending(throttle=on.throttle),
        public_url=on.settings.public_url,
        channel=on.sender.channel,
        telling=_telling(on),
    )


def _team_invitations(on: Ground) -> TeamInvitations:
    return TeamInvitations(
        db=on.db,
        clock=on.clock,
        creation=on.creation,
        resending=Resending(throttle=on.throttle),
        telling=_telling(on),
    )


def _revisions(on: Ground) -> Revisions:
    return Revisions(
        db=on.db,
        clock=on.clock,
        resending=Resending(throttle=on.throttle),
        telling=_telling(on),
    )


def _acceptance(on: Ground) -> Acceptance:
    return Acceptance(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        hasher=on.hasher,
        sessions=on.sessions,
        telling=_telling(on),
    )


def _link_requests(on: Ground) -> LinkRequests:
    return LinkRequests(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        throttle=on.throttle,
        telling=_telling(on),
    )


def _cards(on: Ground) -> Cards:
    return Cards(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        throttle=on.throttle,
        public_url=on.settings.public_url,
    )
