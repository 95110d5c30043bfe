"""Two workspaces on one installation: every event and route of one is tried with the ids of the other (ACL-03)."""

import asyncio
import json
from collections.abc import Iterator

import httpx
import pytest
from socketio.exceptions import ConnectionError as NoSocket

from comunik_kit.http.app import routes
from comunik_kit.integrations.inputs import NewKey, SourceForm
from comunik_kit.oidc.inputs import ProviderForm
from tests.integrations.test_mapping import MAPPING
from tests.support.cast import ORIGIN
from tests.web import installation
from tests.web.installation import COOKIE, Installation, Line
from tests.web.test_matrix import ASKED_BY, FIRST_STEPS, HANDLERS, MOVES_AWAY, OF_OTHERS, made, say_honestly
from tests.workspaces.houses import OTHER_PASSWORD, Houses, opened

pytestmark = pytest.mark.browser
THERE = "voisine.localhost"


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation.running(tmp_path_factory.mktemp("two")) as running:
        yield running


@pytest.fixture(scope="module")
def houses(here: Installation) -> Houses:
    return opened(here.cast, domain=THERE, email="paul@example.org", name="Paul Voisin")


def host_of(here: Installation, name: str) -> str:
    return f"{name}:{here.app.url.rpartition(':')[2]}"


def neighbour(here: Installation, houses: Houses) -> str:
    """Sign the other workspace's administrator in; the cookie."""
    place = here.cast.kit.hosts.at(THERE)
    signed = here.cast.kit.sign_in.sign_in(
        email="paul@example.org", password=OTHER_PASSWORD, origin=ORIGIN, at=place
    )
    assert here.cast.actor(signed.secret).workspace_id == houses.other_id
    return signed.secret


def at(here: Installation, name: str, secret: str, *, page: str = "") -> Line:
    """Open a socket at a host with a cookie, from a page there unless told otherwise."""
    host = host_of(here, name)
    return Line(here.app.url, {COOKIE: secret}, origin=page or f"http://{host}", host=host)


def ours(here: Installation) -> dict[str, list[str]]:
    """Write every row of the first workspace down."""
    return {
        table: [row for row in rows if here.cast.workspace_id in row] for table, rows in here.rows().items()
    }


def test_no_event_of_one_reaches_or_tells_anything_of_the_other(here: Installation, houses: Houses) -> None:
    """ACL-03: an administrator there says every event with the ids of here, as an administrator here would."""
    things, secret = made(here, "admin"), neighbour(here, houses)
    things["@profile"]["full_name"], things["@change"]["full_name"] = "Paul Bis", "Volé d’ailleurs"

    async def scene() -> str:
        async with at(here, THERE, secret) as line:
            for name in (*FIRST_STEPS, *ASKED_BY.values(), *HANDLERS):
                if name != MOVES_AWAY:
                    await say_honestly(line, name, things)
            return await line.settled()

    before = ours(here)
    heard = asyncio.run(scene())
    assert ours(here) == before
    told = heard.replace("paul@example.org", "").replace("Tarawa", "")  # a time zone
    assert [
        told[max(0, told.find(text) - 200) :][:300] for text in (*OF_OTHERS, "Ateliers") if text in told
    ] == []
    assert "Maison Voisine" in heard, "or nothing was answered at all"


def named_here(here: Installation) -> dict[str, str]:
    """Give what stands in the addresses: what there is in the first workspace wherever something can be."""
    kit, letters = here.cast.kit, here.cast.letters()
    form = SourceForm.parse("PBX", json.dumps(MAPPING))
    provider = {"name": "SSO", "issuer": "https://sso.example", "client_id": "kit", "client_secret": "s3cret"}
    return {
        "photo_id": "0" * 32,
        "user_id": here.ids["newcomer"],
        "message_id": letters[-1].id,
        "name": "0" * 32,
        "import_id": "0" * 32,
        "template": "invitation",
        "language": "fr",
        "secret": here.cast.link(letters[0].subject_id),
        "token": "x" * 65,
        "kind": "logo",
        "key_id": kit.api_keys.create(here.cast.admin, new=NewKey.parse({"name": "Standard"})),
        "source_id": kit.webhook_sources.create(here.cast.admin, form=form),
        "provider_id": kit.oidc_providers.save(
            here.cast.admin, form=ProviderForm.parse({**provider, "is_on": "on"}, local=True)
        ),
    }


def test_no_route_of_one_answers_for_the_other(here: Installation, houses: Houses) -> None:
    """ACL-03: whatever id stands in the address, it is as unknown as one that nobody has."""
    secret, named = neighbour(here, houses), named_here(here)
    before = ours(here)
    with httpx.Client(base_url=here.app.url, follow_redirects=False) as client:
        client.headers["Host"] = host_of(here, THERE)
        client.headers["Cookie"] = f"{COOKIE}={secret}"
        client.headers["Sec-Fetch-Site"] = "same-origin"
        asked = [
            route.path.format(**{name: named[name] for name in route.param_convertors})
            for route in routes(lambda: here.cast.kit)
        ]
        answers = [(path, client.request(method, path)) for path in asked for method in ("GET", "POST")]
    assert ours(here) == before
    told = [(path, text) for path, answer in answers for text in OF_OTHERS if text in answer.text]
    assert told == []
    assert {answer.status_code for _, answer in answers} <= {200, 303, 400, 401, 403, 404, 405, 415, 422}


@pytest.mark.parametrize("name", [THERE, "evil.example", f"{THERE}.evil.example"])
def test_a_session_of_here_is_nobodys_at_another_host(here: Installation, houses: Houses, name: str) -> None:
    """WEB-01, SES-02: a cookie carried over by hand opens nothing, and a foreign host not even a socket."""
    assert houses.other_id

    async def scene() -> str:
        async with at(here, name, here.secrets["admin"]) as line:
            await say_honestly(line, "users_state.load", {})
            return await line.settled()

    if name != THERE:
        with pytest.raises(NoSocket):
            asyncio.run(scene())
        return
    heard = asyncio.run(scene())
    assert [text for text in OF_OTHERS if text in heard] == []
    assert "/login" in heard


def test_a_page_of_one_host_opens_no_socket_at_the_other(here: Installation, houses: Houses) -> None:
    """WEB-01: both are pages of ours, each of its own workspace."""
    secret = neighbour(here, houses)

    async def opens() -> None:
        async with at(here, THERE, secret, page=here.app.url):
            pass

    with pytest.raises(NoSocket):
        asyncio.run(opens())
