"""The link at the foot of news, and the mail provider's one click (RFC 8058)."""

import pytest
from starlette.testclient import TestClient

from comunik_kit.http.app import api
from comunik_kit.mail.outbox import SILENCE, Template
from tests.http.browser import browser_on, sign_in
from tests.support.cast import Cast
from tests.workspaces.houses import opened

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


def address(cast: Cast) -> str:
    """Have somebody accept Olga's invitation; the address under the news of it."""
    cast.join("Ana Lopez", "agent")
    letter = next(each for each in cast.letters() if each.template == Template.INVITATION_ACCEPTED)
    return f"/mail/unsubscribe/{cast.kit.keyring.link(SILENCE, letter.id, 1)}"


def provider(cast: Cast) -> TestClient:
    """Be the mail provider: no cookie, no origin, no language, no browser's headers."""
    return TestClient(api(lambda: cast.kit), base_url=cast.kit.settings.public_url, follow_redirects=False)


def test_opening_the_link_changes_nothing(cast: Cast) -> None:
    """TOK-08: a scanner opens it as often as it likes; the page asks, and names nobody."""
    path, reader = address(cast), browser_on(cast.kit, script=False)
    before = cast.dump()
    for method in ("GET", "HEAD", "GET"):
        page = reader.request(method, path)
        assert page.status_code == 200

    assert "Ne plus recevoir ces messages" in page.text
    assert '<form method="post">' in page.text
    assert not any(word in page.text for word in ("Olga", "Ana", "example.org"))
    assert cast.dump() == before


def test_one_click_of_the_provider_is_enough(cast: Cast) -> None:
    """RFC 8058: no session, no origin, no second step; and a second click is as good as one."""
    path = address(cast)
    for _ in range(2):
        answer = provider(cast).post(path, data=ONE_CLICK)
        assert (answer.status_code, "set-cookie" in answer.headers) == (200, False)
    cast.join("Bea Roux", "agent")

    assert cast.acts().count("mail_kind_silenced") == 1
    news = [each for each in cast.letters() if each.template == Template.INVITATION_ACCEPTED]
    assert len(news) == 1


def test_a_link_of_one_workspace_is_unknown_at_anothers_host(cast: Cast) -> None:
    """ACL-03: nothing is shown of whose message it was, and nothing is switched off."""
    path, reader = address(cast), browser_on(cast.kit, script=False)
    opened(cast)
    there, before = {"Host": "voisine.localhost:3000"}, cast.dump()
    unknown = reader.get("/mail/unsubscribe/nothing", headers=there)
    for answer in (reader.get(path, headers=there), provider(cast).post(path, data=ONE_CLICK, headers=there)):
        assert (answer.status_code, "Ateliers" in answer.text) == (404, False)
    assert reader.get(path, headers=there).text == unknown.text
    assert cast.dump() == before
    assert reader.get(path).status_code == 200


def test_the_page_says_what_is_done_and_the_profile_brings_it_back(cast: Cast) -> None:
    """From the reader's own browser, with or without a session."""
    path, reader = address(cast), browser_on(cast.kit, script=False)
    done = reader.post(path, data=ONE_CLICK)
    assert "C’est noté" in done.text
    assert "<form" not in done.text
    assert "C’est noté" in reader.get(path).text

    cast.kit.opt_outs.choose(cast.admin, template="invitation_accepted", wanted=True)
    assert "Ne plus recevoir ces messages" in reader.get(path).text


def test_the_page_may_do_nothing_but_post_its_one_form(cast: Cast) -> None:
    """WEB-02: no script, no frame, no referrer, nothing kept."""
    headers = provider(cast).get(address(cast)).headers

    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert (headers["referrer-policy"], headers["cache-control"]) == ("no-referrer", "no-store")


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE"])
def test_no_other_way_switches_anything_off(cast: Cast, method: str) -> None:
    """405, and which ways there are."""
    answer = browser_on(cast.kit).request(method, address(cast))
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET, HEAD, POST")
    assert "mail_kind_silenced" not in cast.acts()


@pytest.mark.parametrize("token", ["x", "A" * 65, "%00" * 65, "é" * 65, "x" * 5_000])
def test_an_invented_link_leads_nowhere_in_words(cast: Cast, token: str) -> None:
    """TOK-02: signed in or not, asked or posted."""
    reader = browser_on(cast.kit)
    sign_in(reader)
    for method in ("GET", "POST"):
        answer = reader.request(method, f"/mail/unsubscribe/{token}")
        assert answer.status_code == 404
        assert "Ce lien ne mène à rien" in answer.text
    assert "mail_kind_silenced" not in cast.acts()


def test_the_link_of_another_message_switches_nothing_off(cast: Cast) -> None:
    """LOG-05: an invitation has no such link, though one can be derived for it."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Bea Roux"))
    letter = cast.letters()[-1]
    for secret in (cast.kit.keyring.link(SILENCE, letter.id, 1), cast.link(invited.invitation_id)):
        assert provider(cast).post(f"/mail/unsubscribe/{secret}", data=ONE_CLICK).status_code == 404
    assert "mail_kind_silenced" not in cast.acts()
