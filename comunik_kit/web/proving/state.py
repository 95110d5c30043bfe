"""The acts that matter most ask for the password once more, and then go on by themselves (SES-08)."""

import functools
import inspect
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any, Concatenate, ParamSpec

import reflex as rx
from reflex.event import Event

from comunik_kit.kernel.errors import ProofNeeded
from comunik_kit.web.policy import signed_in_without_factor
from comunik_kit.web.session import call, require_actor
from comunik_kit.wiring import kit

Given = ParamSpec("Given")
Act = Callable[Concatenate[Any, Given], Any]


class ProvingState(rx.State):
    """Whether the password is asked for, and what goes on once it was given."""

    asks: bool = False
    has_password: bool = True
    _put_off: tuple[str, dict[str, Any]] = ("", {})

    @rx.event
    @signed_in_without_factor
    def leave_proof(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question; what was asked for does not happen."""
        if open is not True:
            self.asks, self._put_off = False, ("", {})

    @rx.event
    @signed_in_without_factor
    def go_on(self) -> Event | None:
        """Do what was put off. It is an event like any other: the guard looks at it again."""
        (name, payload), self._put_off = self._put_off, ("", {})
        if not self.asks or not require_actor().is_recent:
            return None
        self.asks = False
        return Event(name=name, payload=payload) if name else None


def asks_for_proof(handler: Act[Given]) -> Act[Given]:
    """Have a handler put off, and the password asked for, when its service wants a fresh proof: the lowest marker.

    The service says so by `actor.require_recent()`, in a transaction that ends with it.
    """

    @functools.wraps(handler)
    async def once(self: Any, /, *args: Given.args, **given: Given.kwargs) -> Any:
        try:
            return await handler(self, *args, **given)
        except ProofNeeded:
            return await _put_off(self, handler.__name__, given)

    @functools.wraps(handler)
    async def by_steps(self: Any, /, *args: Given.args, **given: Given.kwargs) -> AsyncIterator[Any]:
        try:
            async for step in handler(self, *args, **given):
                yield step
        except ProofNeeded:
            await _put_off(self, handler.__name__, given)

    return by_steps if inspect.isasyncgenfunction(handler) else once


async def _put_off(state: Any, name: str, given: Mapping[str, Any]) -> None:
    """Ask for the password, and remember the event; what it brought along is what the guard let through."""
    proving = await state.get_state(ProvingState)
    proving.has_password = await call(kit().proving.has_password, require_actor())
    proving.asks, proving._put_off = True, (f"{type(state).get_full_name()}.{name}", dict(given))
