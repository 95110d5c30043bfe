"""The notices after an act on a person: they say what really happened."""

from reflex.state import BaseState

from comunik_kit.invitations.views import Invited
from comunik_kit.web.session import notify

LOCAL_CHANNEL = "local"


async def tell_invited(state: BaseState, invited: Invited, act: str) -> None:
    """Say where the invitation is: on paper, planned, waiting for the domain, in the built-in outbox, or on its way.

    `act` heads the key of the words: `users.told.<act>.<where>`.
    """
    who = {"name": invited.full_name, "email": invited.email}
    if invited.by_card:
        where, link = "card", f"/users/{invited.user_id}"
    elif invited.send_at:
        where, link, who = "planned", "", who | {"at": invited.send_at}
    elif invited.waits_for_domain:
        where, link = "waiting", "/settings/white-label"
    elif invited.channel == LOCAL_CHANNEL:
        where, link = "local", "/settings/mail"
    else:
        where, link = "leaving", ""
    leads = {"link": link, "link_key": f"users.told.{where}.link"} if link else {}
    tone = "warning" if where == "waiting" else "success"
    await notify(state, tone, f"users.told.{act}.{where}", **leads, **who)
