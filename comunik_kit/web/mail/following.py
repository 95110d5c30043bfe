"""Keeping « E-mails » in step with what the workers and the carriers do, whichever tab is open."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.inputs import TroubleFilter
from comunik_kit.mail.sending_views import BlockedPage, Sending, TroublePage
from comunik_kit.mail.views import MailPage
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.changing import change_only
from comunik_kit.web.guard import needs
from comunik_kit.web.live import Part, follow
from comunik_kit.web.mail.blocked_state import BlockedState
from comunik_kit.web.mail.sending_state import SendingState
from comunik_kit.web.mail.state import MailState
from comunik_kit.web.mail.trouble_state import TroubleState
from comunik_kit.wiring import kit


class MailFollowState(rx.State):
    """Nothing but the handler."""

    @rx.event(background=True, supersedes=True)
    @needs(Permission.MAIL_READ)
    async def follow(self) -> list[Any]:
        """Keep the open tab in step."""
        return await follow(self, THE_TAB, Topic.MAIL)


@dataclass(frozen=True, slots=True)
class _Shown:
    """Which list is on the screen, where in it, and which part of it is asked for; and the figures above it.

    The figures are here so that a reading from before one's own act never takes the place of what the act showed.
    """

    tab: str
    sending: Sending
    cursor: str = ""
    wanted: str = ""
    at_work: bool = False
    page: object = None


@dataclass(frozen=True, slots=True)
class _News:
    """What is read anew: the figures above every tab, and the page of the open one."""

    sending: Sending
    messages: MailPage | None = None
    trouble: TroublePage | None = None
    blocked: BlockedPage | None = None


async def _shown(state: MailFollowState) -> _Shown | None:
    figures = await state.get_state(SendingState)
    if not figures.loaded:
        return None
    mail, sending = await state.get_state(MailState), figures.sending
    if mail.tab == "trouble":
        trouble = await state.get_state(TroubleState)
        at_work = bool(trouble.progress.act)
        return _Shown(mail.tab, sending, trouble._cursor, trouble.kind, at_work, trouble.page)
    if mail.tab == "blocked":
        blocked = await state.get_state(BlockedState)
        return _Shown(mail.tab, sending, blocked._cursor, blocked.search, page=blocked.page)
    if mail.tab == "messages":
        return _Shown(mail.tab, sending, mail._cursor, page=mail.page)
    return _Shown(mail.tab, sending)


def _read(actor: Actor, shown: _Shown) -> _News:
    sending = kit().mail_control.sending(actor)
    if shown.tab == "messages":
        return _News(sending, messages=kit().mailbox.page(actor, shown.cursor))
    if shown.tab == "trouble" and not shown.at_work:
        wanted = TroubleFilter.parse(shown.wanted)
        return _News(sending, trouble=kit().dead_letters.page(actor, wanted, shown.cursor))
    if shown.tab == "blocked":
        found = kit().blocked_addresses.page(actor, search=shown.wanted, cursor=shown.cursor)
        return _News(sending, blocked=found)
    return _News(sending)


async def _place(state: MailFollowState, news: _News) -> None:
    change_only(await state.get_state(SendingState), sending=news.sending)
    pages = ((MailState, news.messages), (TroubleState, news.trouble), (BlockedState, news.blocked))
    for kind, page in pages:
        if page is not None:
            change_only(await state.get_state(kind), page=page)


def _moves(news: _News) -> bool:
    """A queue that is not empty shortens, and its end comes nearer, also while nobody says so."""
    return news.sending.queued > 0


THE_TAB = Part(permission=Permission.MAIL_READ, shown=_shown, read=_read, place=_place, moves=_moves)
