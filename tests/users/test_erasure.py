"""After thirty days nothing names a deleted person any more; before, they can ask for what is kept."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from PIL import Image
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from comunik_kit.access.sign_in import BadCredentials
from comunik_kit.invitations.inputs import AT_ONCE
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.mail.delivery import RETURNED
from comunik_kit.mail.reports import Fate, Report
from comunik_kit.roles.rules import PersonAboveYou
from comunik_kit.users.tables import User
from tests.access.acts import sign_in
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock
from tests.users.lived import TRACES, lived

NAME, EMAIL, PHONE, WORDS = "Zoé Quatrevaux", "zoe@example.org", "+33612345678", "Vivement lundi"
MARKS = tuple(trace.lower() for trace in TRACES)
LIVED = (NAME, EMAIL, "quatrevaux", "612345678", WORDS, "198.51.100.7")


@pytest.fixture
def zoe(cast: Cast) -> Actor:
    """Lend somebody who left traces everywhere: invited with a photo and words, came in, invited another."""
    picture = io.BytesIO()
    Image.new("RGB", (40, 40)).save(picture, "PNG")
    photo = cast.kit.photos.store(cast.admin, picture.getvalue())
    new = cast.new(NAME, email=EMAIL, phone=PHONE, photo_id=photo, role_id=cast.roles["manager"])
    options = replace(AT_ONCE, words=WORDS)
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=new, options=options)
    origin = replace(ORIGIN, ip="198.51.100.7")
    started = cast.kit.acceptance.accept(
        cast.link(invited.invitation_id),
        invitation_id=invited.invitation_id,
        password=PASSWORD,
        confirmation=PASSWORD,
        origin=origin,
    )
    actor = cast.kit.sessions.actor(started.secret, origin=origin)
    assert actor is not None
    cast.kit.invitations.create_and_invite(actor, new=cast.new("Ana Lopez"))
    cast.kit.recovery.request(email=EMAIL, origin=origin)
    return actor


def gone(cast: Cast, clock: MovedClock, zoe: Actor, days: float = 30) -> int:
    cast.kit.users.delete(cast.admin, user_id=zoe.user_id)
    clock.move(days=days)
    return cast.kit.erasure.run_due()


def test_after_thirty_days_nothing_in_the_database_names_them(
    cast: Cast, clock: MovedClock, zoe: Actor
) -> None:
    """ACL-10, GDPR article 17: every row of every table is searched, and the photo's file is gone."""
    photo = cast.person(zoe.user_id).photo_id
    assert photo is not None
    assert [trace for trace in LIVED if trace not in cast.dump()] == []
    acts = cast.acts()
    assert gone(cast, clock, zoe) == 1
    dump = cast.dump()
    assert [trace for trace in LIVED if trace in dump] == []
    assert cast.kit.photos.open(cast.workspace_id, photo) is None
    assert not list(cast.kit.settings.data_dir.glob("photos/*"))
    stored = cast.person(zoe.user_id)
    assert (stored.status, stored.full_name) == ("deleted", f"#{zoe.user_id[-6:]}")
    assert cast.acts() == [*acts, "user_deleted", "user_anonymised"]
    assert "Olga Martin" in dump
    assert "Ana Lopez" in dump


def test_whatever_they_did_and_whatever_they_were_called_nothing_names_them(
    cast: Cast, clock: MovedClock
) -> None:
    """ACL-10: former names, addresses and photos go as well, from what was written to others and to nobody too."""
    life = lived(cast, clock)
    told = cast.dump()
    assert [trace for trace in TRACES if trace not in told] == []
    assert all(cast.kit.photos.open(cast.workspace_id, each) for each in life.photos)
    assert gone(cast, clock, life.actor) == 1
    assert [line for line in cast.dump().splitlines() if any(trace in line.lower() for trace in MARKS)] == []
    assert not list(cast.kit.settings.data_dir.glob("photos/*"))
    assert all(name in cast.dump() for name in ("Olga Martin", "Ana Lopez", "Bea Roy", "Dubois"))


def test_what_they_gave_others_is_still_told_to_them(cast: Cast, clock: MovedClock) -> None:
    """The message stays, with the name that stands for who acted."""
    life = lived(cast, clock)
    gone(cast, clock, life.actor)
    stands = f"#{life.actor.user_id[-6:]}"
    told = {
        letter.template: letter.params.get("giver") or letter.params.get("asker")
        for letter in cast.letters()
        if letter.recipient_id == life.bea.user_id
    }
    acts = ("role_raised", "factor_off", "address_change", "assigned")
    assert {act: told[act] for act in acts} == dict.fromkeys(acts, stands)
    assert told["factor_on"] in {None, ""}


@pytest.mark.parametrize("kind", ["complained", RETURNED])
def test_a_carrier_that_tells_of_them_later_brings_nothing_back(
    cast: Cast, clock: MovedClock, zoe: Actor, kind: str
) -> None:
    """ACL-10: a complaint or a bounce may take days, and names the address."""
    with cast.kit.db.write() as s:
        letter = next(s.merge(each) for each in cast.letters() if each.recipient_id == zoe.user_id)
        letter.state, letter.channel, letter.provider_id = "sent", "resend", "re-1"
    gone(cast, clock, zoe)
    report = Report(
        id="ev-1",
        source="resend",
        kind=kind,
        provider_id="re-1",
        happened_at=clock.now(),
        to_email=EMAIL,
        detail=f"550 {EMAIL}",
    )
    assert cast.kit.reports.take(report) == Fate.APPLIED
    dump = cast.dump()
    assert [trace for trace in LIVED if trace in dump] == []


def test_until_then_nothing_is_lost(cast: Cast, clock: MovedClock, zoe: Actor) -> None:
    assert gone(cast, clock, zoe, days=29.9) == 0
    cast.kit.users.restore(cast.admin, user_id=zoe.user_id)
    clock.move(days=60)
    assert cast.kit.erasure.run_due() == 0
    assert cast.person(zoe.user_id).full_name == NAME
    assert sign_in(cast, email=EMAIL).user_id == zoe.user_id


def test_the_forgotten_can_neither_be_restored_nor_come_in(cast: Cast, clock: MovedClock, zoe: Actor) -> None:
    gone(cast, clock, zoe)
    with pytest.raises(NotFound):
        cast.kit.users.restore(cast.admin, user_id=zoe.user_id)
    with pytest.raises(BadCredentials):
        cast.kit.sign_in.sign_in(email=EMAIL, password=PASSWORD, origin=ORIGIN)
    assert cast.kit.deleted_people.page(cast.admin).rows == []


def test_a_second_round_has_nothing_to_do_and_waits_an_hour_to_look(
    cast: Cast, clock: MovedClock, zoe: Actor
) -> None:
    assert gone(cast, clock, zoe) == 1
    assert cast.kit.erasure.run() == 0
    ana = cast.create("Bea Roy")
    cast.kit.users.delete(cast.admin, user_id=ana)
    with cast.kit.db.write() as s:
        s.get_one(User, ana).deleted_at = clock.now() - timedelta(days=31)
    assert cast.kit.erasure.run_due() == 0
    clock.move(hours=1)
    assert cast.kit.erasure.run_due() == 1


def test_letters_to_the_forgotten_are_listed_and_have_nothing_left_to_read(
    cast: Cast, clock: MovedClock, zoe: Actor
) -> None:
    to_zoe = next(letter.id for letter in cast.letters() if letter.recipient_id == zoe.user_id)
    cast.kit.mailbox.read(cast.admin, to_zoe)
    gone(cast, clock, zoe)
    assert NAME not in str(cast.kit.mailbox.page(cast.admin))
    assert EMAIL not in cast.dump()
    for letter in cast.letters():
        if letter.recipient_id == zoe.user_id:
            with pytest.raises(NotFound):
                cast.kit.mailbox.read(cast.admin, letter.id)
        else:
            assert NAME not in str(cast.kit.mailbox.read(cast.admin, letter.id))


@pytest.mark.parametrize(
    "change",
    [
        "tag = 'x'",
        "actor_name = 'x'",
        "actor_name = '', tag = 'x'",
        "details = '{}'",
        "at = NULL",
        "ip = 'x'",
    ],
)
def test_the_journal_lets_names_be_emptied_and_nothing_else(cast: Cast, zoe: Actor, change: str) -> None:
    """LOG-02, decision 0007."""
    before = cast.dump()
    with pytest.raises(DBAPIError), cast.kit.db.write() as s:
        s.execute(text(f"UPDATE audit_entries SET {change} WHERE tag = 'user_created'"))  # noqa: S608
    assert cast.dump() == before
    with cast.kit.db.write() as s:
        s.execute(
            text("UPDATE audit_entries SET actor_name = '', target_name = '', ip = '', user_agent = ''")
        )
    assert zoe.name not in "".join(cast.acts())


def opened(content: bytes) -> dict[str, list[dict[str, object]]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        told = {name: archive.read(name) for name in archive.namelist() if name != "photo.webp"}
    return {name: json.loads(text) for name, text in told.items()}


def test_the_file_of_a_person_holds_their_data_and_nobody_elses(cast: Cast, zoe: Actor) -> None:
    """GDPR articles 15 and 20."""
    given = cast.kit.personal_data.file(cast.admin, user_id=zoe.user_id)
    told = opened(given.content)
    assert set(told) == {
        f"{part}.json"
        for part in (
            "account",
            "sessions",
            "identities",
            "invitations",
            "messages",
            "activity",
            "notifications",
            "journal",
        )
    }
    [account] = told["account.json"]
    assert (account["full_name"], account["email"], account["phone"]) == (NAME, EMAIL, PHONE)
    assert told["invitations.json"][0]["words"] == WORDS
    assert told["sessions.json"][0]["ip"] == "198.51.100.7"
    assert {"at", "act", "by", "about"} <= set(told["journal.json"][0])
    everything = json.dumps(told, ensure_ascii=False)
    assert [
        other for other in ("Olga", "olga@", "Ana Lopez", "ana@", "$2b$", ORIGIN.ip) if other in everything
    ] == []
    assert NAME not in given.name
    assert cast.acts()[-1] == "user_data_exported"


def test_who_may_have_the_file(cast: Cast, zoe: Actor) -> None:
    """ACL-03, ACL-06: an admin anybody's, everybody their own; each one is written down, a refusal is not."""
    ana, _ = cast.join("Bea Roy", "agent")
    assert opened(cast.kit.personal_data.file(ana, user_id=ana.user_id).content)["account.json"]
    acts = cast.acts()
    for actor, wanted in ((ana, zoe.user_id), (zoe, ana.user_id)):
        with pytest.raises(Forbidden):
            cast.kit.personal_data.file(actor, user_id=wanted)
    for missing in ("0" * 32, "x", ""):
        with pytest.raises(NotFound):
            cast.kit.personal_data.file(cast.admin, user_id=missing)
    lesser = replace(cast.admin, user_id=zoe.user_id, rank=40)
    with pytest.raises(PersonAboveYou):
        cast.kit.personal_data.file(lesser, user_id=cast.admin.user_id)
    assert cast.acts() == acts
