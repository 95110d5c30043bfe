"""One of everything that a workspace can have, so that its ids can be tried by those whom they are no business of."""

import io
import json
import uuid
from collections.abc import Mapping
from typing import Any

import httpx

from comunik_kit.bulk.inputs import NewJob
from comunik_kit.importing.inputs import Manner
from comunik_kit.integrations.inputs import NewKey, SourceForm
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail.inputs import NewBlock
from comunik_kit.mail.tables import MailState
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.notices.rules import Kind
from comunik_kit.notices.writing import News, show
from comunik_kit.oidc.inputs import ProviderForm
from comunik_kit.oidc.tables import OidcIdentity
from comunik_kit.subscriptions.inputs import TierForm
from comunik_kit.users.addresses import ListAddress
from comunik_kit.users.export_files import Sheet
from comunik_kit.users.filters import EVERYBODY
from comunik_kit.users.saved_views import ViewForm
from comunik_kit.users.tables import User
from comunik_kit.users.team_inputs import TeamForm
from tests.access.keys import registered
from tests.branding.conftest import picture
from tests.integrations.test_mapping import MAPPING
from tests.support.cast import Cast
from tests.support.waiting import eventually
from tests.web.installation import COOKIE, Installation

LIST = "Nom complet;E-mail\nAna Neuve;ana@exemple.fr\n=2+5;mal\n"
ACTIVITY = (
    "module,kind,at\ncalls,missed,2026-03-02T09:30:00+01:00\ncalls,unheard-of,2026-03-02T09:30:00+01:00\n"
)
PROVIDER = {"name": "SSO", "issuer": "https://sso.example", "client_id": "kit", "client_secret": "s3cret"}


def belongings(here: Installation) -> dict[str, str]:
    """Make one of each, Olga's where it is a person's; their ids by what they are."""
    cast = here.cast
    made = {
        "role": cast.roles["user"],
        "session": cast.admin.session_id,
        **_of_the_workspace(cast),
        **_of_olga(cast),
        **_of_other_systems(cast),
        "job": _job(cast),
        "import": _import(cast),
        "activity_file": _activity_file(here),
    }
    eventually(lambda: all(each.state != MailState.QUEUED for each in cast.letters()), of="mail leaving")
    return made


def _of_the_workspace(cast: Cast) -> dict[str, str]:
    kit, admin = cast.kit, cast.admin
    kit.blocked_addresses.block(admin, new=NewBlock.parse({"email": "bloquee@example.org", "note": ""}))
    return {
        "tier": kit.subscriptions.create(admin, form=TierForm.parse({"name": "Essai", "seats": ""})),
        "team": kit.teams.create(admin, form=TeamForm.parse({"name": "Ventes"}, kit.teams.modules)),
        "block": kit.blocked_addresses.page(admin).rows[0].id,
        "photo": kit.photos.store(admin, picture((64, 64))),
        "picture": kit.brand_pictures.store(admin, picture(), kind="logo"),
    }


def _of_olga(cast: Cast) -> dict[str, str]:
    kit, admin = cast.kit, cast.admin
    registered(cast)
    view = ViewForm.parse({"name": "Tout le monde", "shared": "on"})
    sheet = Sheet(kit.people_exports.begin(admin, EVERYBODY), "fr")
    return {
        "view": kit.saved_views.save(admin, form=view, address=ListAddress()),
        "passkey": kit.passkeys.of(admin)[0].id,
        "export": kit.prepared_exports.prepare(admin, sheet),
        **_told(cast),
    }


def _told(cast: Cast) -> dict[str, str]:
    """Write a missed call down, and tell Olga of it."""
    nina, now = cast.create("Nina Donne"), cast.kit.clock.now()
    with cast.kit.db.write() as s:
        call = NewActivity("calls", "missed", "Garage Tarvel", now, status="missed")
        item = post(s, cast.workspace_id, call, now)
        news = News(Kind.ASSIGNED, nina, "Nina Donne", item, "calls", "Garage Tarvel")
        show(s, now, news, s.get_one(User, cast.admin.user_id))
    return {"item": item, "notice": cast.kit.notices.page(cast.admin).rows[0].id}


def _of_other_systems(cast: Cast) -> dict[str, str]:
    kit, admin = cast.kit, cast.admin
    form = ProviderForm.parse({**PROVIDER, "is_on": "on"}, local=True)
    provider_id, now = kit.oidc_providers.save(admin, form=form), kit.clock.now()
    identity = OidcIdentity(
        id=new_id(now),
        workspace_id=cast.workspace_id,
        provider_id=provider_id,
        user_id=admin.user_id,
        subject="olga-1",
        created_at=now,
        last_used_at=now,
    )
    with kit.db.write() as s:
        s.add(identity)
        s.flush()
        identity_id = identity.id
    return {
        "key": kit.api_keys.create(admin, new=NewKey.parse({"name": "Standard"})),
        "source": kit.webhook_sources.create(admin, form=SourceForm.parse("PBX", json.dumps(MAPPING))),
        "provider": provider_id,
        "identity": identity_id,
    }


def _job(cast: Cast) -> str:
    """Suspend somebody by a job, and wait until it is done: it could be taken back."""
    jobs, form = cast.kit.bulk_jobs, {"act": "suspend", "request_key": str(uuid.uuid4())}
    new = NewJob.parse(form, ids=[cast.create("Jules Tardieu", email="jules@example.org")])
    job_id = jobs.start(cast.admin, new=new).id
    eventually(lambda: jobs.look(cast.admin, job_id=job_id).state == "finished", of="the job")
    return job_id


def _import(cast: Cast) -> str:
    """Have a list judged in which one line is refused."""
    imports = cast.kit.imports
    import_id = imports.receive(cast.admin, io.BytesIO(LIST.encode()), name="a.csv")
    view = imports.view(cast.admin, import_id)
    places = {name: int(place) for name, place in view.places.items() if place}
    imports.judge(cast.admin, import_id=import_id, manner=Manner(places, view.role_id, view.tier_id))
    eventually(lambda: imports.view(cast.admin, import_id).state == "judged", of="the verdicts")
    return import_id


def _activity_file(here: Installation) -> str:
    """Hand a file of activity in; what came of it is kept in the app's own process."""
    headers = {"Cookie": f"{COOKIE}={here.secrets['admin']}", "Sec-Fetch-Site": "same-origin"}
    files = {"file": ("activity.csv", ACTIVITY)}
    answer = httpx.post(f"{here.app.url}/activities/import", files=files, headers=headers)
    return answer.json()["import"]


def standing_for(ids: Mapping[str, str]) -> dict[str, Any]:
    """Give what `@name` stands for in the table of handlers: the ids, and the forms and pages that they are in."""
    return {f"@{name}": row_id for name, row_id in ids.items()} | {
        "@import_form": {"import": ids["import"]},
        "@activity_file_form": {"import": ids["activity_file"]},
        "@seen_as": {"role_id": ids["role"], "tier_id": ids["tier"], "department": "Ventes"},
        "@import_page": f"/users/import?id={ids['import']}",
        "@job_page": f"/users/jobs?job={ids['job']}",
        "@item_page": f"/calls/{ids['item']}",
        "@record": f"/users/{ids['newcomer']}",
        "@invited_record": f"/users/{ids['invited']}",
    }
