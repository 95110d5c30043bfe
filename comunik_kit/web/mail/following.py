"""Keeping « E-mails » in step with what the workers and the carriers do, whichever tab is open."""

from dataclasses import dataclass
from typing import Any

import reflex as rx

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.inputs import TroubleFilter
from comunik_kit.mail.sending_views import Sending, TroublePage
from comunik_kit.mail.views import MailPage
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.guard import needs
from comunik_kit.web.live import Part, follow
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
    tab: str
    cursor: str = ""
    kind: str = ""
    at_work: bool = False


@dataclass(frozen=True, slots=True)
class _News:
    """What is read anew: the figures above every tab, and the page of the open one."""

    sending: Sending
    messages: MailPage | None = None
    trouble: TroublePage | None = None


async def _shown(state: MailFollowState) -> _Shown | None:
    if not (await state.get_state(SendingState)).loaded:
        return None
    mail = await state.get_state(MailState)
    if mail.tab == "trouble":
        trouble = await state.get_state(TroubleState)
        return _Shown(mail.tab, trouble._cursor, trouble.kind, bool(trouble.progress.act))
    return _Shown(mail.tab, mail._cursor if mail.tab == "messages" else "")


def _read(actor: Actor, shown: _Shown) -> _News:
    sending = kit().mail_control.sending(actor)
    if shown.tab == "messages":
        return _News(sending, messages=kit().mailbox.page(actor, shown.cursor))
    if shown.tab == "trouble" and not shown.at_work:
        wanted = TroubleFilter.parse(shown.kind)
        return _News(sending, trouble=kit().dead_letters.page(actor, wanted, shown.cursor))
    return _News(sending)


async def _place(state: MailFollowState, news: _News) -> None:
    """Change only what differs."""
    sending = await state.get_state(SendingState)
    if news.sending != sending.sending:
        sending.sending = news.sending
    if news.messages is not None:
        mail = await state.get_state(MailState)
        if news.messages != mail.page:
            mail.page = news.messages
    if news.trouble is not None:
        trouble = await state.get_state(TroubleState)
        if news.trouble != trouble.page:
            trouble.page = news.trouble


THE_TAB = Part(permission=Permission.MAIL_READ, shown=_shown, read=_read, place=_place)
