"""Two workspaces on one installation: every event and route of one is tried with the ids of the other (ACL-03)."""

import asyncio
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

import httpx
import pytest
from socketio.exceptions import ConnectionError as NoSocket

from comunik_kit.http.app import routes
from comunik_kit.mail.outbox import SILENCE, Template
from tests.support.cast import ORIGIN
from tests.web.installation import COOKIE, Installation, Line
from tests.web.test_matrix import ASKED_BY, FIRST_STEPS, HANDLERS, MOVES_AWAY, OF_OTHERS, made, say_honestly
from tests.workspaces.houses import OTHER_PASSWORD, Houses, opened

pytestmark = pytest.mark.browser
THERE = "voisine.localhost"
NOBODY = "0" * 32
# What says where the page is, which Reflex sends when it likes; and what is drawn anew each time.
ADDRESS = re.compile(
    r"'(?:rx_router_\w+|user_id_rx_state_|item_id_rx_state_)': (?:\{(?:[^{}]|\{[^{}]*\})*\}|'[^']*')"
)
DRAWN = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|\b[0-9a-f]{8}\b|\d{4}-\d\d-\d\dT[\d:.+]+")
WORD = re.compile(r"[^\W\d][\w.@/-]*")
# What names something, and what is done to it afterwards.
AFTERWARDS = {
    "blocked_state.ask_unblock": "blocked_state.unblock",
    "api_state.ask_revocation": "api_state.revoke_key",
    "hooks_state.ask_source_end": "hooks_state.end_source",
    "providers_state.ask_provider_end": "providers_state.end_provider",
    "identities_state.ask_unlink": "identities_state.unlink_identity",
    "passkeys_state.ask_passkey": "passkeys_state.remove_passkey",
    "role_removal_state.ask_role_removal": "role_removal_state.delete_role",
    "team_removal_state.ask_team_removal": "team_removal_state.delete_team",
    "tier_removal_state.ask_tier_removal": "tier_removal_state.delete_tier",
    **{asked: act for act, asked in ASKED_BY.items()},
}
SAID = [
    each
    for name in HANDLERS
    for each in (name, *([AFTERWARDS[name]] if name in AFTERWARDS else []))
    if each != MOVES_AWAY and not each.endswith(".follow")
]


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
    things["@brand"] = things["@brand"] | {"logo": here.ids["picture"]}

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


def meant(name: str, things: Mapping[str, Any]) -> list[Any]:
    """Give what a handler is told, and from which page."""
    line = HANDLERS[name]
    return [things.get(str(each), each) for each in (*line.get("with", {}).values(), line.get("at", "/"))]


def made_up(here: Installation, things: Any) -> Any:
    """Give the same with ids that nobody has in the place of those of here."""
    text = json.dumps(things)
    for row_id in (*here.ids.values(), *here.cast.roles.values()):
        text = text.replace(row_id, NOBODY)
    return json.loads(text)


def told_in(here: Installation, heard: str) -> set[str]:
    """List the words of an answer, but for the page's address, the id that was asked for, and what is drawn anew."""
    for row_id in here.ids.values():
        heard = heard.replace(row_id, NOBODY)
    return set(WORD.findall(DRAWN.sub("", ADDRESS.sub("", heard))))


def test_an_id_of_the_other_is_answered_like_one_that_nobody_has(here: Installation, houses: Houses) -> None:
    """ACL-03: no event tells, by a word or by its silence, that something is there."""
    things, secret = made(here, "admin"), neighbour(here, houses)
    naming = [name for name in SAID if any(made_up(here, each) != each for each in meant(name, things))]

    async def answers(said: Mapping[str, Any]) -> dict[str, set[str]]:
        async with at(here, THERE, secret) as line:
            found = {}
            for name in naming:
                await say_honestly(line, name, said)
                found[name] = told_in(here, await line.settled())
            return found

    before = ours(here)
    foreign, unknown = asyncio.run(answers(things)), asyncio.run(answers(made_up(here, things)))
    assert ours(here) == before
    assert {name: words ^ unknown[name] for name, words in foreign.items() if words != unknown[name]} == {}
    assert sum("errors.not_found" in words for words in foreign.values()) > len(naming) / 3, (
        "or nothing was asked"
    )


def named_here(here: Installation) -> dict[str, str]:
    """Give what stands in the addresses: what there is in the first workspace."""
    letters, ids = here.cast.letters(), here.ids
    accepted = next(each for each in letters if each.template == Template.INVITATION_ACCEPTED)
    return {
        "photo_id": ids["photo"],
        "user_id": ids["newcomer"],
        "message_id": letters[-1].id,
        "/users/exports/{name}": ids["export"],
        "/brand/{name}": f"{ids['picture']}.png",
        "import_id": ids["import"],
        "template": "invitation",
        "language": "fr",
        "secret": here.cast.link(letters[0].subject_id),
        "token": here.cast.kit.keyring.link(SILENCE, accepted.id, 1),
        "kind": "logo",
        "key_id": ids["key"],
        "source_id": ids["source"],
        "provider_id": ids["provider"],
    }


def addresses(here: Installation, named: Mapping[str, str]) -> Iterator[str]:
    """Fill every address of every route."""
    for route in routes(lambda: here.cast.kit):
        given = {name: named.get(route.path, named.get(name, "")) for name in route.param_convertors}
        yield route.path.format(**given)


def test_no_route_of_one_answers_for_the_other(here: Installation, houses: Houses) -> None:
    """ACL-03: whatever id stands in the address, it is as unknown as one that nobody has."""
    secret, named = neighbour(here, houses), named_here(here)
    nobodys = made_up(here, named) | {"message_id": NOBODY, "token": "x" * 65}

    def answers(client: httpx.Client, given: Mapping[str, str]) -> list[tuple[str, int, str]]:
        asked = [
            client.request(method, path) for path in addresses(here, given) for method in ("GET", "POST")
        ]
        return [(str(each.request.url), each.status_code, each.text) for each in asked]

    before = ours(here)
    with httpx.Client(base_url=here.app.url, follow_redirects=False) as client:
        client.headers["Host"] = host_of(here, THERE)
        client.headers["Cookie"] = f"{COOKIE}={secret}"
        client.headers["Sec-Fetch-Site"] = "same-origin"
        found, unknown = answers(client, named), answers(client, nobodys)
    assert ours(here) == before
    assert [(path, text) for path, _, told in found for text in (*OF_OTHERS, "Tarvel") if text in told] == []
    assert {status for _, status, _ in found} <= {200, 303, 400, 401, 403, 404, 405, 415, 422}
    pairs = zip(found, unknown, strict=True)
    assert [(one, other) for one, other in pairs if one[0] != other[0] and one[1:] != other[1:]] == []


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
