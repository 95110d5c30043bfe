"""Default deny (security row ACL-01): an event whose handler carries no marker of `policy.py` is refused.

The services check the permission again; this middleware is the outer of the two doors.
"""

import logging

import reflex as rx
from reflex.event import Event
from reflex.state import BaseState, StateUpdate
from reflex_base.registry import RegistrationContext

from comunik_kit.web import failures, session
from comunik_kit.web.payload import fits
from comunik_kit.web.policy import (
    MARKER,
    Policy,
    leads,
    needs,
    public,
    signed_in,
    signed_in_with_initial_password,
)

__all__ = ["MARKER", "Guard", "leads", "needs", "public", "signed_in", "signed_in_with_initial_password"]

logger = logging.getLogger(__name__)
FRAMEWORK_EVENTS = frozenset(
    {
        "hydrate",
        "hydrate_and_load",
        "on_load_internal",
        "set_is_hydrated",
        "handle_frontend_exception",
    }
)


def policy_of(event_name: str) -> Policy | None:
    """Find the marker of a registered handler; None means refused."""
    registered = RegistrationContext.get().event_handlers.get(event_name)
    if registered is None:
        return None
    if is_framework_event(event_name):
        return Policy(public=True)
    return getattr(registered.handler.fn, MARKER, None)


def is_framework_event(event_name: str) -> bool:
    """Tell whether the event is one of Reflex's own, which carry no business."""
    registered = RegistrationContext.get().event_handlers.get(event_name)
    if registered is None:
        return False
    own = registered.handler.fn.__module__ == "reflex.state"
    return own and event_name.rpartition(".")[2] in FRAMEWORK_EVENTS


def _is_honest(event: Event) -> bool:
    """Tell whether a page of ours could have sent this: no variable of ours lives in the browser (SES-02)."""
    handler = RegistrationContext.get().event_handlers[event.name].handler
    return fits(handler, event.payload) and not event.payload.get("vars")


class Guard(rx.Middleware):
    """Runs before every event: who acts, may they, and is the state still theirs."""

    async def preprocess(self, app: rx.App, state: BaseState, event: Event) -> StateUpdate | None:
        """Let the event through (None), or refuse it with what the page must do instead."""
        del app
        root = state._get_root_state()
        try:
            actor = await session.identify(root)
        except Exception as error:  # noqa: BLE001  - an event that says so would come here, and so for ever
            return StateUpdate(delta=await session.tell_blindly(root, failures.note(error)))
        # An event that another one sets off says no place: it comes from where the tab is.
        place = event.router_data or dict(root.router_data)
        delta = await session.bind(root, actor)
        policy = policy_of(event.name)
        if policy is not None and policy.allows(actor):
            if _is_honest(event):
                return None
            logger.warning("refused an event with foreign arguments: %s", event.name)
            return StateUpdate(delta=delta)
        logger.info("refused event %s", event.name)
        return StateUpdate(delta=delta, events=session.way_out(actor, place))
