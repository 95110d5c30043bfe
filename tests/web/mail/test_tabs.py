"""The address says which tab is open; each fills itself, and nothing of the others is read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import reflex as rx

from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.delivery import Delivery
from comunik_kit.mail.sending_views import BlockedPage, TroublePage
from comunik_kit.mail.views import MailPage
from comunik_kit.web import live
from comunik_kit.web.mail.blocked_state import BlockedState
from comunik_kit.web.mail.preview_state import PreviewState
from comunik_kit.web.mail.sending_state import SendingState
from comunik_kit.web.mail.state import TABS, MailState
from comunik_kit.web.mail.trouble_state import TroubleState
from tests.support.deliveries import hand_over, report
from tests.support.events import Tab
from tests.support.statements import counted
from tests.support.waiting import soon
from tests.web.mail.conftest import Office

pytestmark = pytest.mark.anyio
PAGE = "/settings/mail"


@asynccontextmanager
async def at(office: Office, tab_name: str, secret: str = "") -> AsyncIterator[Tab]:
    """Open a tab of the page, and wait until it has loaded and listens."""
    async with office.tab(secret) as tab:
        await tab.open(f"{PAGE}?tab={tab_name}")
        await soon(lambda: is_loaded(tab), of="the page")
        tab.heard.deltas.clear()
        yield tab


async def is_loaded(tab: Tab) -> bool:
    return (await tab.state(rx.State)).is_hydrated and (await tab.state(SendingState)).loaded


def fill_all(office: Office) -> None:
    office.fill(2)
    office.fill(3, state="failed", last_error="rejected: 550 no")
    office.block("ana@exemple.fr")


async def filled(tab: Tab) -> list[str]:
    shown = {
        "messages": (await tab.state(MailState)).page != MailPage(),
        "trouble": (await tab.state(TroubleState)).page != TroublePage(),
        "blocked": (await tab.state(BlockedState)).page != BlockedPage(),
        "templates": (await tab.state(PreviewState)).subject != "",
    }
    return [each for each, is_full in shown.items() if is_full]


@pytest.mark.parametrize("name", TABS)
async def test_a_tab_of_the_address_fills_itself_and_no_other(office: Office, name: str) -> None:
    fill_all(office)
    async with at(office, name) as tab:

        async def is_filled() -> bool:
            return name == "sending" or name in await filled(tab)

        await soon(is_filled, of="the tab")
        assert (await tab.state(MailState)).tab == name
        assert await filled(tab) == [name] * (name != "sending")
        sending = (await tab.state(SendingState)).sending
        assert (sending.queued, sending.troubled, sending.blocked) == (2, 3, 1)
        assert tab.heard.failures == []


@pytest.mark.parametrize("wrong", ["", "nothing", "SENDING", "trouble%00", "a" * 3000])
async def test_an_unknown_tab_is_the_first(office: Office, wrong: str) -> None:
    """INP-01."""
    async with at(office, wrong) as tab:
        assert (await tab.state(MailState)).tab == "sending"
        assert tab.heard.failures == []


@pytest.mark.parametrize("name", TABS)
async def test_who_may_not_read_mail_sees_none_of_it(office: Office, name: str) -> None:
    """ACL-01, ACL-08: a supervisor knows the address of every tab."""
    fill_all(office)
    secret = office.other()
    async with office.tab(secret) as tab:
        told = [
            await tab.fire(handler, path=f"{PAGE}?tab={name}")
            for handler in (
                MailState.load,
                SendingState.load_sending,
                TroubleState.load_trouble,
                BlockedState.load_blocked,
                PreviewState.load_preview,
            )
        ]
        assert (await tab.state(SendingState)).loaded is False
    heard = "".join(each.text for each in told)
    assert [text for text in ("exemple.fr", "Personne", "550") if text in heard] == []


async def test_the_list_of_messages_shows_the_delivery_line_and_moves_by_itself(office: Office) -> None:
    (message,) = office.fill()
    async with at(office, "messages") as tab:
        assert (await tab.state(MailState)).page.rows[0].state == "queued"
        await asyncio.to_thread(hand_over, office.cast.kit, message)
        await asyncio.to_thread(report, office.cast.kit, message, Delivery.BOUNCED, "550 5.1.1 no such user")

        async def is_bounced() -> bool:
            return (await tab.state(MailState)).page.rows[0].state == "bounced"

        await soon(is_bounced, of="the bounce")
        row = (await tab.state(MailState)).page.rows[0]
        assert row.detail == "550 5.1.1 no such user"
        assert row.since != ""
        assert tab.heard.failures == []


async def test_what_another_admin_does_is_on_every_tab(office: Office) -> None:
    (failed,) = office.fill(state="failed", last_error="rejected: 550 no")
    blocked = office.block("ana@exemple.fr")
    kit, admin = office.cast.kit, office.cast.admin
    async with at(office, "trouble") as tab, at(office, "blocked") as other:
        await asyncio.to_thread(kit.dead_letters.drop, admin, message_id=failed)
        await asyncio.to_thread(kit.blocked_addresses.unblock, admin, block_id=blocked)
        await asyncio.to_thread(kit.mail_control.pause, admin)

        async def is_in_step() -> bool:
            return (
                (await tab.state(TroubleState)).page.total == 0
                and (await other.state(BlockedState)).page.total == 0
                and (await tab.state(SendingState)).sending.pause.by == "Olga Martin"
                and (await other.state(SendingState)).sending.pause.by == "Olga Martin"
            )

        await soon(is_in_step, of="the other admin's acts")


async def test_a_queue_that_is_not_empty_is_read_again_by_itself(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its end comes nearer also while nobody announces anything."""
    monkeypatch.setattr(live, "MOVING", 0.2)
    office.fill(5)
    async with at(office, "sending") as tab:
        office.fill(2)

        async def has_grown() -> bool:
            return (await tab.state(SendingState)).sending.queued == 7

        await soon(has_grown, of="the next look")


async def test_an_empty_queue_asks_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that is left open costs nothing."""
    monkeypatch.setattr(live, "MOVING", 0.1)
    async with at(office, "sending"):
        await asyncio.sleep(1.0)  # the first look, which finds the queue empty
        with counted(office.cast.kit.db) as asked:
            await asyncio.sleep(0.8)
        assert asked == []


async def test_a_reader_who_loses_the_right_is_told_nothing_more(office: Office) -> None:
    """SES-03: the right is asked for again before anything is read."""
    secret = office.reader()
    async with at(office, "messages", secret) as tab:
        reader = office.cast.actor(secret)
        await asyncio.to_thread(office.cast.demote, reader.user_id, "agent")
        office.fill(3)
        office.cast.kit.fanout.announce(office.cast.workspace_id, Topic.MAIL)
        await asyncio.sleep(1.2)  # as long as a true change would need
        assert "exemple.fr" not in tab.heard.text
