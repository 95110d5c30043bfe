"""`POST /api/v1/activities`: other systems tell what happened. No cookie is looked at; the key is the proof."""

import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import partial

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response

from comunik_kit.http.endpoints import in_threads
from comunik_kit.http.errors import WrongMethod
from comunik_kit.http.forms import read_activities
from comunik_kit.http.problems import (
    JSON,
    PROBLEM,
    BadRequestName,
    MalformedJson,
    NoActivity,
    NothingTaken,
    TooManyActivities,
    body_of,
    faults,
    problem,
)
from comunik_kit.integrations.errors import KeyMissing
from comunik_kit.integrations.inputs import Once, read_json
from comunik_kit.integrations.posting import Answered
from comunik_kit.integrations.service import KeyHolder
from comunik_kit.integrations.signing import HEADER
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.modules.inputs import MOST_ROWS
from comunik_kit.modules.intake import Outcome, Taken
from comunik_kit.users.fields import is_id
from comunik_kit.wiring import Kit
from comunik_kit.workspaces.hosts import Place

LONGEST_NAME = 128
_CREATED, _OK = 201, 200
# Threads of the API's own: whatever it is sent, who signs in does not wait for it.
_threads = CapacityLimiter(2)

Endpoint = Callable[[Request], Awaitable[Response]]


def activities(provide: Callable[[], Kit]) -> Endpoint:
    """Make the route; each refusal comes before the next thing is read (INP-07)."""
    return _refusing(_taken, provide)


def _refusing(act: Callable[[Request, Kit], Awaitable[Response]], provide: Callable[[], Kit]) -> Endpoint:
    """Turn what is refused into problem details."""

    async def endpoint(request: Request) -> Response:
        try:
            return await act(request, provide())
        except WrongMethod as error:
            return problem(error, Allow="POST")
        except KitError as error:
            return problem(error)

    return endpoint


def hook(provide: Callable[[], Kit]) -> Endpoint:
    """Make the route of those who send their own JSON, signed: `POST /hooks/<id>`."""
    return _refusing(_received, provide)


async def _received(request: Request, kit: Kit) -> Response:
    if request.method != "POST":
        raise WrongMethod
    source_id, header = request.path_params["source_id"], request.headers.get(HEADER, "").strip()
    if not is_id(source_id):
        raise NotFound
    # At a host where their workspace is not met there is no such sender (ACL-03).
    place = await in_threads(_threads, kit.hosts.at, request.headers.get("host", ""))
    is_met = partial(kit.hosts.admits, place or Place())
    find = kit.webhook_sources.sender
    sender = await in_threads(_threads, find, source_id, header=header, is_met=is_met)
    body = await read_activities(request)
    receive = kit.webhook_sources.receive
    return _said(await in_threads(_threads, receive, sender, header=header, body=body, put=put))


async def _taken(request: Request, kit: Kit) -> Response:
    if request.method != "POST":
        raise WrongMethod
    holder = await in_threads(_threads, kit.activity_posting.holder, _key(request.headers))
    name = _name(request.headers)
    body = await read_activities(request)
    return await in_threads(_threads, _post, kit, holder, body, name)


def _key(headers: Mapping[str, str]) -> str:
    scheme, _, key = headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise KeyMissing
    return key.strip()


def _name(headers: Mapping[str, str]) -> str:
    """Read the idempotency key, which the draft of the standard writes in quotation marks."""
    said = headers.get("idempotency-key")
    if said is None:
        return ""
    quoted = len(said) > 1 and said[0] == said[-1] == '"'
    name = said[1:-1] if quoted else said
    if not 0 < len(name) <= LONGEST_NAME or not name.isascii() or not name.isprintable():
        raise BadRequestName(max=LONGEST_NAME)
    return name


def _post(kit: Kit, holder: KeyHolder, body: bytes, name: str) -> Response:
    rows = rows_in(body)
    once = Once(name, hashlib.sha256(body).hexdigest()) if name else None
    return _said(kit.activity_posting.post(holder, rows=rows, put=put, once=once))


def _said(answered: Answered) -> Response:
    headers = {"Cache-Control": "no-store"} | ({"Idempotent-Replayed": "true"} if answered.again else {})
    kind = JSON if answered.status in {_CREATED, _OK} else PROBLEM
    return Response(answered.body, answered.status, media_type=kind, headers=headers)


def rows_in(body: bytes) -> list[object]:
    """Read one object or a list of them; raises `MalformedJson`, `NoActivity`, `TooManyActivities`."""
    try:
        said = read_json(body.decode())
    except ValueError as error:
        raise MalformedJson from error
    rows = said if isinstance(said, list) else [said]
    if not rows:
        raise NoActivity
    if len(rows) > MOST_ROWS:
        raise TooManyActivities(max=MOST_ROWS)
    return rows


def put(outcomes: Sequence[Outcome]) -> Answered:
    """Say what came of each row: 201 when all is new, 200 when some of it is not, 422 when nothing is good."""
    counts = {taken: sum(each.taken is taken for each in outcomes) for taken in Taken}
    results = [_result(index, outcome) for index, outcome in enumerate(outcomes)]
    told = {
        "created": counts[Taken.CREATED],
        "duplicates": counts[Taken.DUPLICATE],
        "refused": counts[Taken.REFUSED],
        "results": results,
    }
    if counts[Taken.REFUSED] == len(outcomes):
        return Answered(NothingTaken.http_status, body_of(NothingTaken(), **told))
    whole = counts[Taken.CREATED] == len(outcomes)
    return Answered(_CREATED if whole else _OK, json.dumps(told, ensure_ascii=False, separators=(",", ":")))


def _result(index: int, outcome: Outcome) -> dict[str, object]:
    found: dict[str, object] = {"index": index, "status": outcome.taken.value}
    if outcome.taken is Taken.REFUSED:
        # What is wrong with the whole row is about no field of it.
        return found | {"errors": faults({("" if n == "form" else n): e for n, e in outcome.errors.items()})}
    return found | {"id": outcome.id}
