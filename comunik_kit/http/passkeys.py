"""Passkeys by HTTP: the question that a page's script hands to the browser, and the browser's answer (MFA-09, MFA-10).

A script alone can ask for them, so both travel as JSON.
"""

from starlette.responses import JSONResponse, Response

from comunik_kit.access.passkey_inputs import KeyAnswer, key_name
from comunik_kit.access.views import KeyQuestion, SignedIn
from comunik_kit.http import cookies
from comunik_kit.http.answers import Answer, accepted
from comunik_kit.http.doors import let_in, require_actor
from comunik_kit.http.visit import Visit
from comunik_kit.kernel.secrets import random_secret

_HEADERS = {"Cache-Control": "no-store"}


def ask_to_register(visit: Visit, _body: object) -> Response:
    """Answer `/auth/passkey/register/options`."""
    return _asked(visit.kit.passkeys.begin(require_actor(visit), at=visit.place))


def register(visit: Visit, body: object) -> Response:
    """Keep a new passkey under the name that its owner gave it."""
    actor, answer = require_actor(visit), KeyAnswer.parse(body)
    visit.kit.passkeys.register(actor, at=visit.place, answer=answer, name=key_name(answer.name))
    return accepted(visit, Answer(data={"done": "passkey"}))


def ask_at_the_door(visit: Visit, _body: object) -> Response:
    """Answer `/auth/passkey/login/options`: the question is the same for everybody."""
    browser = visit.ceremony or random_secret()
    question = visit.kit.passkey_sign_in.begin(browser, at=visit.place, origin=visit.origin)
    response = _asked(question)
    cookies.set_ceremony(response, visit.kit.settings, browser)
    return response


def sign_in(visit: Visit, body: object) -> Response:
    """Open a session with a passkey alone; whatever session the browser had ends (SES-01)."""
    answer = KeyAnswer.parse(body)
    started = visit.kit.passkey_sign_in.finish(
        visit.ceremony, answer=answer, at=visit.place, origin=visit.origin
    )
    visit.kit.sessions.end(visit.session, origin=visit.origin)
    return accepted(visit, let_in(SignedIn(started), answer.wanted))


def ask_for_factor(visit: Visit, _body: object) -> Response:
    """Answer `/auth/passkey/factor/options`: one of the person's own, once the password was right."""
    return _asked(visit.kit.passkey_sign_in.ask(visit.pending, at=visit.place, origin=visit.origin))


def give_factor(visit: Visit, body: object) -> Response:
    """Give a passkey as the second step."""
    answer = KeyAnswer.parse(body)
    signed = visit.kit.second_step.finish_with_key(
        visit.pending, answer=answer, at=visit.place, origin=visit.origin
    )
    return accepted(visit, let_in(signed, answer.wanted))


def _asked(question: KeyQuestion) -> Response:
    return JSONResponse({"ceremony": question.ceremony, "options": question.options}, headers=_HEADERS)


DOORS = {
    "/auth/passkey/register/options": ask_to_register,
    "/auth/passkey/register": register,
    "/auth/passkey/login/options": ask_at_the_door,
    "/auth/passkey/login": sign_in,
    "/auth/passkey/factor/options": ask_for_factor,
    "/auth/passkey/factor": give_factor,
}
