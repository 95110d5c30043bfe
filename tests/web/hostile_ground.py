"""One installation with something in every table, and the addresses at which all of it is shown (WEB-03)."""

from typing import Any

from sqlalchemy import update
from sqlmodel import col

from comunik_kit.importing.tables import ImportRow
from comunik_kit.importing.verdicts import Verdict
from comunik_kit.mail.tables import MailChannel, MailState, OutboxMessage
from comunik_kit.modules.acting import Aim
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.modules.registry import MODULES
from comunik_kit.oidc.tables import OidcProvider
from comunik_kit.roles.inputs import RoleForm
from comunik_kit.web.mail.state import TABS as MAIL_TABS
from comunik_kit.web.routes import PAGES
from comunik_kit.web.white_label.state import TABS as LABEL_TABS
from comunik_kit.workspaces.diagnosis import Cause, Diagnosis, Finding
from comunik_kit.workspaces.proof_views import kept
from comunik_kit.workspaces.tables import Domain, DomainState
from tests.access.asking import ask_for
from tests.access.second import awaited, finish, switched_on
from tests.support.cast import Cast
from tests.web.belongings import belongings
from tests.web.installation import Installation

HOST = "kit.exemple.fr"
FIRST_LINE = 2  # the head of the list is line 1
DETAILS: dict[str, dict[str, Any]] = {
    "calls": {"number": "+33 1 02 03 04 05", "duration": 5, "queue": "Accueil", "agent": "Ana"},
    "tickets": {"queue": "Dépannage", "priority": "high"},
    "leads": {"channel": "Site"},
    "discussions": {"channel": "Chat"},
    "offers": {"amount": "120.00", "currency": "EUR"},
}


def filled(here: Installation) -> None:
    """Fill every table in which words stand."""
    cast = here.cast
    here.ids.update(belongings(here))
    here.ids["carl"] = cast.create("Carl Mazet", company="Tarvel SA", department="Ventes")
    form = RoleForm.parse({"name": "Garde", "level": "supervisor", "users:read": "on"})
    guard = cast.kit.role_definitions.create(cast.admin, form=form)
    here.ids["guard"] = cast.create("Gil Garde", role_id=guard)
    ask_for(cast, here.ids["agent"], "anna@example.net")
    for module in MODULES:
        here.ids[f"item of {module.key}"] = _item(cast, module.key)
    _trust(cast)
    _trouble(cast)
    _answers(cast)


def _item(cast: Cast, key: str) -> str:
    """Write something down in a module, with all that may be said of it; then note and tag it."""
    kit, now = cast.kit, cast.kit.clock.now()
    module = next(each for each in MODULES if each.key == key)
    with kit.db.write() as s:
        new = NewActivity(key, module.kinds[0], "Essai", now, customer="Tarvel", details=DETAILS[key])
        item = post(s, cast.workspace_id, new, now)
    kit.module_acts.note(cast.admin, aim=Aim(key, item), text="À rappeler")
    for version, word in enumerate(("urgent", "vip"), 1):
        kit.module_acts.tag(cast.admin, aim=Aim(key, item, version), words=[word])
    return item


def _trust(cast: Cast) -> None:
    """Have somebody trust a browser, and wait for a second factor in another."""
    paul, _ = cast.join("Paul Confiant", "manager")
    app = switched_on(cast, paul)
    finish(cast, awaited(cast, email="paul@example.org"), app.codes[0], trust=True)
    awaited(cast, email="paul@example.org")


def _trouble(cast: Cast) -> None:
    """Have every carrier's answer shown: one message given up, one bounced, and mail held back."""
    kit = cast.kit
    kit.mail_control.pause(cast.admin)
    dead, bounced, *_ = (letter.id for letter in reversed(cast.letters()))
    returned = {"state": MailState.SENT.value, "channel": "smtp", "delivery": "bounced"}
    with kit.db.write() as s:
        row = update(OutboxMessage)
        given_up = {"state": MailState.DEAD.value, "last_error": "550", "delivery": "failed"}
        s.execute(row.where(col(OutboxMessage.id) == dead).values(given_up))
        s.execute(row.where(col(OutboxMessage.id) == bounced).values(returned))
        s.execute(update(MailChannel).values(pause_reason="credentials", pause_detail="535"))


def _answers(cast: Cast) -> None:
    """Have name servers say something else, a provider answer for a domain, and a typing mistake in a list."""
    found = Finding("txt", f"_kit-proof.{HOST}", "TXT", Cause.BROKEN, expected=("kit",), found=("v=spf1",))
    told = kept(Diagnosis((found,), "exemple.fr", ("ns.exemple.net",)))
    waiting = {"host": HOST, "state": DomainState.PENDING.value, "next_check_at": None, "last_check": told}
    with cast.kit.db.write() as s:
        s.execute(update(Domain).values(waiting))
        s.execute(update(OidcProvider).values(domains=["exemple.fr"]))
        s.execute(
            update(ImportRow).where(col(ImportRow.line) == FIRST_LINE).values(verdict=Verdict.TYPO.value)
        )


def addresses(here: Installation) -> dict[str, list[str]]:
    """Say who opens what: every page of the inside as Olga, an agent their home, and the doors as nobody."""
    links = [
        f"/{each.purpose}/{here.cast.kit.keyring.link(each.purpose, each.subject_id, each.version)}"
        for each in here.cast.letters()
        if each.purpose and (each.purpose != "invite" or each.recipient_id == here.ids["invited"])
    ]
    doors = [page.path for page in PAGES if not page.inside]
    return {
        "admin": [path for page in PAGES if page.inside for path in _of_page(here, page.path)],
        "agent": ["/"],
        "anonymous": [*doors, *sorted(set(links))],
    }


def _of_page(here: Installation, path: str) -> list[str]:
    """Give the addresses of a page: its tabs, and one of each of what it is about."""
    ids, module = here.ids, path.split("/")[1]
    people = ("invited", "agent", "admin", "guard", "carl")
    more = {
        "/users/[user_id]": [*(ids[who] for who in people), ids["agent"] + "?edit=1"],
        "/users": ["", "?tab=invited"],
        "/users/jobs": ["", f"?job={ids['job']}"],
        "/users/import": ["", f"?id={ids['import']}"],
        "/settings/mail": [f"?tab={tab}" for tab in MAIL_TABS],
        "/settings/white-label": [f"?tab={tab}" for tab in LABEL_TABS],
    }
    if "[item_id]" in path:
        return [path.replace("[item_id]", ids[f"item of {module}"])]
    return [path.replace("[user_id]", "") + each for each in more.get(path, [""])]
