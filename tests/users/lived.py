"""A life that leaves traces wherever the product keeps any: what forgetting somebody has to find."""

import io
from dataclasses import dataclass, replace

from PIL import Image
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.access.tables import AddressChange
from comunik_kit.invitations.inputs import AT_ONCE, NewAddress
from comunik_kit.kernel import email_address
from comunik_kit.kernel.actor import Actor
from comunik_kit.mail.inputs import NewBlock
from comunik_kit.mail.reports import RESEND, Report
from comunik_kit.modules.acting import Aim
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.users.addresses import ListAddress
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.users.saved_views import ViewForm
from tests.access.second import switched_on
from tests.importing.desk import Desk
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock

BORN, MARRIED = "Zoé Quatrevaux", "Zoé Cinqmars"
MISTYPED, FIRST, LAST = "zoe.une@example.org", "zoe.deux@example.org", "zoe.trois@example.org"
PHONE, WORDS, IP = "+33612345678", "Vivement lundi", "198.51.100.7"
TRACES = (BORN, MARRIED, MISTYPED, FIRST, LAST, "quatrevaux", "cinqmars", "612345678", WORDS, IP)
"""What their rows say of them at some time, and nobody else's."""


@dataclass(frozen=True)
class Life:
    """Somebody who came, was renamed and has had three addresses and two photos; and a colleague on whom they acted."""

    actor: Actor
    photos: tuple[str, str]
    bea: Actor


def photo(cast: Cast, colour: str = "red", by: Actor | None = None) -> str:
    """Send a picture, as Olga unless told otherwise."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 40), colour).save(picture, "PNG")
    return cast.kit.photos.store(by or cast.admin, picture.getvalue())


def change(cast: Cast, by: Actor, user_id: str, **changes: object) -> None:
    """Change a record by its form."""
    found = cast.kit.users.detail(cast.admin, user_id)
    kept = ("full_name", "phone", "role_id", "department", "company", "tier_id", "photo_id", "language")
    form = {name: getattr(found, name) for name in (*kept, "version")} | changes
    cast.kit.users.change(by, user_id=user_id, change=ChangeUser.parse(form))


def move_to(cast: Cast, user_id: str, email: str) -> None:
    """Give somebody another address, and confirm it."""
    cast.kit.address_changes.request_for(cast.admin, user_id=user_id, email=email)
    with cast.kit.db.read() as s:
        wanted = select(col(AddressChange.id)).where(col(AddressChange.user_id) == user_id)
        link = cast.kit.keyring.link("address", s.execute(wanted).scalar_one(), 1)
    cast.kit.address_changes.confirm(link, origin=replace(ORIGIN, ip=IP))


def block(cast: Cast, email: str) -> None:
    """Write to an address no more."""
    cast.kit.blocked_addresses.block(cast.admin, new=NewBlock(email_address.parse(email), ""))


def lived(cast: Cast, clock: MovedClock) -> Life:
    """Live it, and have it told: all that is written is read by an admin, too."""
    bea = cast.join("Bea Roy", "agent")[0]
    actor, first_photo = _came(cast)
    clock.move(days=7)
    assert cast.kit.digests.run_due() == 2
    last_photo = photo(cast, "blue")
    change(cast, cast.admin, actor.user_id, full_name=MARRIED, photo_id=last_photo)
    for email in (MISTYPED, FIRST, LAST):
        block(cast, email)
    move_to(cast, actor.user_id, LAST)
    actor = replace(actor, name=MARRIED)
    _acted(cast, actor, bea)
    _stood_in_lists(cast, actor)
    for letter in cast.letters():
        cast.kit.mailbox.read(cast.admin, letter.id)
    return Life(actor, (first_photo, last_photo), bea)


def _came(cast: Cast) -> tuple[Actor, str]:
    """Invite them at an address with a mistake, mend it, and bring them in with words and a photo."""
    sent = photo(cast)
    new = cast.new(BORN, email=MISTYPED, phone=PHONE, photo_id=sent, role_id=cast.roles["admin"])
    invited = cast.kit.invitations.create_and_invite(
        cast.admin, new=new, options=replace(AT_ONCE, words=WORDS)
    )
    address = NewAddress.parse({"email": FIRST})
    cast.kit.revisions.correct_address(cast.admin, user_id=invited.user_id, address=address)
    origin = replace(ORIGIN, ip=IP)
    secret = cast.kit.acceptance.accept(
        cast.link(invited.invitation_id, 2),
        invitation_id=invited.invitation_id,
        password=PASSWORD,
        confirmation=PASSWORD,
        origin=origin,
    ).secret
    actor = cast.kit.sessions.actor(secret, origin=origin)
    assert actor is not None
    cast.kit.recovery.request(email=FIRST, origin=origin)
    return actor, sent


def _acted(cast: Cast, actor: Actor, bea: Actor) -> None:
    """Do to a colleague all that she is told of under their name."""
    change(cast, actor, bea.user_id, role_id=cast.roles["manager"])
    cast.kit.address_changes.request_for(actor, user_id=bea.user_id, email="bea.roy@example.org")
    switched_on(cast, bea)
    cast.kit.factors.reset(actor, user_id=bea.user_id)
    cast.kit.invitations.create_and_invite(actor, new=cast.new("Ana Lopez"))
    now = cast.kit.clock.now()
    with cast.kit.db.write() as s:
        new = NewActivity(module="calls", kind="missed", status="missed", title="Dubois", occurred_at=now)
        call = post(s, cast.workspace_id, new, now)
    cast.kit.module_acts.give(actor, aim=Aim("calls", call, 1), owner_id=bea.user_id)


def _stood_in_lists(cast: Cast, actor: Actor) -> None:
    """Stand in files, in what a carrier reports, and in an act on many."""
    Desk(cast).judge(f"Nom;E-mail\n{MARRIED};{LAST}\n{BORN};{FIRST}\n")
    report = Report(
        "1", RESEND, "bounced", "of-nobody", cast.kit.clock.now(), to_email="Zoe.Deux@Example.org"
    )
    cast.kit.reports.take(report)
    asked = ListAddress.read("q=quatrevaux")
    cast.kit.saved_views.save(actor, form=ViewForm.parse({"name": "Les miens", "shared": ""}), address=asked)
