"""« Adresses bloquées »: seen, searched, added by hand, written to again."""

import pytest

from comunik_kit.web.mail.blocked_state import BlockedState
from comunik_kit.web.session import SessionState
from comunik_kit.web.users.acts import Named
from tests.web.mail.conftest import Office

pytestmark = pytest.mark.anyio
PAGE = "/settings/mail?tab=blocked"


def blocked(office: Office) -> list[str]:
    page = office.cast.kit.blocked_addresses.page(office.cast.admin)
    return sorted(row.email for row in page.rows)


async def test_an_address_says_why_since_when_and_from_which_message(office: Office) -> None:
    (message,) = office.fill()
    office.block("ana@exemple.fr", reason="complained", message_id=message)
    async with office.tab(office.reader()) as tab:
        await tab.fire(BlockedState.load_blocked, path=PAGE)
        page = (await tab.state(BlockedState)).page
        row = page.rows[0]
        assert (row.email, row.reason, row.message_id) == ("ana@exemple.fr", "complained", message)
        assert (bool(row.since), page.may_manage) == (True, False)


async def test_a_search_finds_part_of_an_address(office: Office) -> None:
    for name in ("ana", "ben", "joana"):
        office.block(f"{name}@exemple.fr")
    async with office.tab() as tab:
        await tab.fire(BlockedState.load_blocked, path=PAGE)
        await tab.fire(BlockedState.look_for, path=PAGE, text="ANA")
        page = (await tab.state(BlockedState)).page
        assert sorted(row.email for row in page.rows) == ["ana@exemple.fr", "joana@exemple.fr"]
        await tab.fire(BlockedState.look_for, path=PAGE, text="%")
        assert (await tab.state(BlockedState)).page.total == 0


async def test_unblocking_asks_first(office: Office) -> None:
    block_id = office.block("ana@exemple.fr")
    async with office.tab() as tab:
        await tab.fire(BlockedState.load_blocked, path=PAGE)
        await tab.fire(BlockedState.unblock, path=PAGE)  # nobody was asked about
        assert blocked(office) == ["ana@exemple.fr"]
        await tab.fire(BlockedState.ask_unblock, path=PAGE, block_id=block_id)
        assert (await tab.state(BlockedState)).asked.id == block_id
        await tab.fire(BlockedState.leave, path=PAGE, open=False)
        assert ((await tab.state(BlockedState)).asked, blocked(office)) == (Named(), ["ana@exemple.fr"])
        await tab.fire(BlockedState.ask_unblock, path=PAGE, block_id=block_id)
        await tab.fire(BlockedState.unblock, path=PAGE)
        assert ((await tab.state(BlockedState)).page.total, blocked(office)) == (0, [])
        assert (await tab.state(SessionState)).notice.key == "mail.told.unblocked"
    assert office.cast.acts()[-1] == "mail_address_unsuppressed"


async def test_an_address_is_added_by_hand_once(office: Office) -> None:
    form = {"email": " Ana@Exemple.fr ", "note": "a quitté l’entreprise"}
    async with office.tab() as tab:
        await tab.fire(BlockedState.load_blocked, path=PAGE)
        await tab.fire(BlockedState.block, path=PAGE, form=form)
        shown = await tab.state(BlockedState)
        assert [(row.reason, row.detail) for row in shown.page.rows] == [("manual", "a quitté l’entreprise")]
        await tab.fire(BlockedState.block, path=PAGE, form=form)
        assert (await tab.state(BlockedState)).errors["email"].key == "errors.mail_already_blocked"
    assert blocked(office) == ["ana@exemple.fr"]
    assert office.cast.acts().count("mail_address_suppressed") == 1


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"email": "", "note": ""}, "email"),
        ({"email": "pas une adresse", "note": ""}, "email"),
        ({"email": "ana@exemple.fr", "note": "x" * 201}, "note"),
        ({"email": 7}, "email"),
        ({}, "email"),
    ],
)
async def test_a_wrong_address_is_said_under_its_field(
    office: Office, form: dict[str, object], wrong: str
) -> None:
    """INP-01."""
    async with office.tab() as tab:
        await tab.fire(BlockedState.load_blocked, path=PAGE)
        told = await tab.fire(BlockedState.block, path=PAGE, form=form)
        assert (told.failures, set((await tab.state(BlockedState)).errors)) == ([], {wrong})
    assert blocked(office) == []


async def test_a_reader_and_a_stranger_change_nothing(office: Office) -> None:
    """ACL-01."""
    block_id = office.block("ana@exemple.fr")
    for secret in (office.reader(), office.other()):
        before = office.cast.acts()
        async with office.tab(secret) as tab:
            await tab.fire(BlockedState.load_blocked, path=PAGE)
            await tab.fire(BlockedState.ask_unblock, path=PAGE, block_id=block_id)
            await tab.fire(BlockedState.unblock, path=PAGE)
            await tab.fire(BlockedState.block, path=PAGE, form={"email": "ben@exemple.fr", "note": ""})
        assert (blocked(office), office.cast.acts()) == (["ana@exemple.fr"], before)
