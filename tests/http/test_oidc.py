"""Out to a provider and back: what the browser carries, and which of it is believed (AUT-13)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from starlette.testclient import TestClient

from comunik_kit.locale import say
from tests.access.second import switched_on
from tests.http.browser import browser_on
from tests.oidc.acts import provided
from tests.support.cast import ORIGIN, Cast
from tests.support.clock import MovedClock
from tests.support.oidc import SECRET, Issuer
from tests.workspaces.houses import opened

BACK = "/sign-in/oidc/callback"


def out(browser: TestClient, issuer: Issuer, provider: str, **form: str) -> dict[str, str]:
    """Press the button and say yes at the provider; what the browser is to bring back."""
    answer = browser.post(f"/sign-in/oidc/{provider}", data=form)
    assert answer.status_code == 200, answer.text
    return issuer.authorise(answer.json()["location"])


def refused(browser: TestClient, said: dict[str, str]) -> str:
    """Come back; why one is not in."""
    answer = browser.get(BACK, params=said)
    assert answer.status_code == 303
    assert "kit_session" not in browser.cookies
    page = urlsplit(answer.headers["location"])
    assert page.path == "/login"
    return parse_qs(page.query)["error"][0]


def test_a_browser_goes_out_and_comes_back_in(cast: Cast, browser: TestClient, issuer: Issuer) -> None:
    """SES-02: the cookie that ties both is HttpOnly, Lax and short, and gone afterwards; no secret is in an address."""
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    gone = browser.post(f"/sign-in/oidc/{provider}", data={"next": "/users?tab=all"})
    cookie = gone.headers["set-cookie"]
    assert cookie.startswith("kit_provider=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {
        "HttpOnly",
        "Max-Age=600",
        "Path=/",
        "SameSite=lax",
    }
    assert SECRET not in gone.text
    assert browser.cookies["kit_provider"] not in gone.text

    back = browser.get(BACK, params=issuer.authorise(gone.json()["location"]))
    assert (back.status_code, back.headers["location"]) == (303, "/users?tab=all")
    assert back.headers["cache-control"] == "no-store"
    assert back.headers["referrer-policy"] == "no-referrer"
    assert cast.actor(browser.cookies["kit_session"]).name == "Ana Lopez"
    assert "kit_provider" not in browser.cookies


def test_another_browsers_answer_opens_nothing_and_takes_nothing_away(
    cast: Cast, browser: TestClient, issuer: Issuer
) -> None:
    """Login CSRF: a link with somebody else's state, in a browser without a cookie and in one with its own."""
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    theirs = out(browser, issuer, provider)
    victim = browser_on(cast.kit)
    assert refused(victim, theirs) == "oidc_flow_over"
    own = out(victim, issuer, provider)
    assert refused(victim, theirs) == "oidc_flow_over"
    assert victim.get(BACK, params=own).headers["location"] == "/"
    assert browser.get(BACK, params=theirs).headers["location"] == "/"


def test_an_answer_is_good_once_and_for_ten_minutes(
    cast: Cast, browser: TestClient, issuer: Issuer, clock: MovedClock
) -> None:
    """Replay, also with the cookie kept by hand."""
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    said = out(browser, issuer, provider)
    kept = browser.cookies["kit_provider"]
    assert browser.get(BACK, params=said).headers["location"] == "/"
    again = browser_on(cast.kit)
    again.cookies.set("kit_provider", kept)
    assert refused(again, said) == "oidc_flow_over"
    late = out(again, issuer, provider)
    clock.move(minutes=10)
    assert refused(again, late) == "oidc_flow_over"
    assert issuer.asked.count("POST /token") == 1


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", BACK, "/login"],
)
def test_nobody_is_led_outside_afterwards(
    cast: Cast, browser: TestClient, issuer: Issuer, wanted: str
) -> None:
    """An open redirect would make our sign-in a bait."""
    cast.join("Ana Lopez", "agent")
    said = out(browser, issuer, provided(cast, issuer), next=wanted)
    assert browser.get(BACK, params=said).headers["location"] == "/"


def test_the_wrong_method_is_refused_in_words_and_uses_nothing_up(
    cast: Cast, browser: TestClient, issuer: Issuer
) -> None:
    """A HEAD of a scanner, a POST of a form: neither comes back from a provider."""
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    said = out(browser, issuer, provider)
    for method in ("HEAD", "POST", "PUT", "DELETE"):
        answer = browser.request(method, BACK, params=said)
        assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    asked = browser.get(f"/sign-in/oidc/{provider}")
    assert (asked.status_code, asked.headers["allow"]) == (405, "POST")
    assert browser.get(BACK, params=said).headers["location"] == "/"


def test_leaving_is_for_our_own_pages_with_their_script(cast: Cast, issuer: Issuer) -> None:
    """WEB-03: another site sends nobody out; a form without script may not leave our pages (`form-action`)."""
    path = f"/sign-in/oidc/{provided(cast, issuer)}"
    foreign = browser_on(cast.kit).post(path, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    plain = browser_on(cast.kit, script=False).post(path)
    assert (plain.status_code, plain.headers["location"]) == (303, "/login?error=oidc_needs_script")
    assert issuer.asked == []


@pytest.mark.parametrize("name", ["0" * 32, "x", "callback%00", "a" * 300])
def test_a_provider_that_is_none_leads_nowhere(browser: TestClient, name: str) -> None:
    assert browser.post(f"/sign-in/oidc/{name}").status_code == 404
    assert "kit_provider" not in browser.cookies


def test_what_the_provider_refuses_is_said_in_words(cast: Cast, browser: TestClient, issuer: Issuer) -> None:
    """The code of the words alone is in the address: nothing that the provider wrote."""
    said = out(browser, issuer, provided(cast, issuer))
    denied = {"error": "access_denied", "error_description": "<b>x</b>", "state": said["state"]}
    answer = browser.get(BACK, params=denied)
    assert answer.headers["location"] == "/login?error=oidc_denied"


def test_a_provider_that_does_not_answer_is_said_to_be_so(
    cast: Cast, browser: TestClient, issuer: Issuer
) -> None:
    provider = provided(cast, issuer)
    issuer.answers["/.well-known/openid-configuration"] = (503, "text/html", b"down")
    answer = browser.post(f"/sign-in/oidc/{provider}")
    assert answer.json() == {"errors": {"form": say("fr", "errors.oidc_unavailable")}}
    assert "kit_provider" not in browser.cookies


def test_who_has_a_second_factor_gives_it_next(cast: Cast, browser: TestClient, issuer: Issuer) -> None:
    """MFA-07: there is no session before."""
    ana, _ = cast.join("Ana Lopez", "agent")
    switched_on(cast, ana)
    said = out(browser, issuer, provided(cast, issuer), next="/calls")
    answer = browser.get(BACK, params=said)
    assert answer.headers["location"] == "/login/factor?next=%2Fcalls"
    assert "kit_session" not in browser.cookies
    assert "kit_pending" in browser.cookies


def test_the_session_that_the_browser_had_ends(cast: Cast, browser: TestClient, issuer: Issuer) -> None:
    """SES-01."""
    cast.join("Ana Lopez", "agent")
    browser.cookies.set("kit_session", cast.admin_secret, domain="localhost.local", path="/")
    said = out(browser, issuer, provided(cast, issuer))
    browser.get(BACK, params=said)
    assert cast.kit.sessions.actor(cast.admin_secret, origin=ORIGIN) is None


def test_starts_and_returns_are_counted_by_address(cast: Cast, issuer: Issuer) -> None:
    """AUT-07: known or not; another address is not kept waiting."""
    provider = provided(cast, issuer)
    browser = browser_on(cast.kit)
    for _ in range(30):
        assert browser.post(f"/sign-in/oidc/{provider}").status_code == 200
        assert refused(browser, {"state": "x", "code": "y"}) == "oidc_flow_over"
    waits = browser.post(f"/sign-in/oidc/{provider}")
    assert (waits.status_code, waits.headers["retry-after"]) == (429, "300")
    assert refused(browser, {"state": "x", "code": "y"}) == "too_many_attempts"
    assert browser_on(cast.kit, peer="198.51.100.9").post(f"/sign-in/oidc/{provider}").status_code == 200


def test_the_provider_of_one_workspace_leads_nowhere_at_anothers_host(
    cast: Cast, browser: TestClient, issuer: Issuer
) -> None:
    """ACL-03: neither out nor back."""
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    opened(cast)
    there = {"Host": "voisine.localhost:3000"}
    assert browser.post(f"/sign-in/oidc/{provider}", headers=there).status_code == 404
    said = out(browser, issuer, provider)
    kept = {**there, "Cookie": f"kit_provider={browser.cookies['kit_provider']}"}
    answer = browser_on(cast.kit).get(BACK, params=said, headers=kept)
    assert answer.headers["location"].endswith("/login?error=oidc_flow_over")
    assert browser.get(BACK, params=said).headers["location"] == "/"


def form_of(issuer: Issuer, /, **changes: str) -> dict[str, str]:
    return {
        "provider": "",
        "version": "",
        "name": "Exemple SSO",
        "issuer": issuer.issuer,
        "client_id": "kit-client",
        "client_secret": SECRET,
        "domains": "example.org",
        "newcomer_role": "",
        "newcomer_team": "",
        "is_on": "on",
        **changes,
    }


def test_a_provider_is_set_up_by_a_form_that_no_event_sees(
    cast: Cast, browser: TestClient, issuer: Issuer, clock: MovedClock
) -> None:
    """SES-08: with a fresh proof; faults are said under their fields; a stranger hears nothing of them."""
    path, form = "/auth/sign-in-provider", form_of(issuer)
    stranger = browser.post(path, data=form)
    assert stranger.status_code == 401
    browser.cookies.set("kit_session", cast.admin_secret, domain="localhost.local", path="/")
    wrong = browser.post(path, data=form_of(issuer, issuer="http://10.0.0.1", name=""))
    assert set(wrong.json()["errors"]) == {"issuer", "name"}
    clock.move(minutes=15)
    assert browser.post(path, data=form).status_code == 403
    assert cast.kit.oidc_providers.book(cast.admin).providers == []
    clock.move(minutes=-15)
    saved = browser.post(path, data=form)
    assert saved.json() == {"done": "provider"}
    assert SECRET not in saved.text
    assert [each.name for each in cast.kit.oidc_providers.book(cast.admin).providers] == ["Exemple SSO"]
