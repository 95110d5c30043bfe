"""The short tour of a first visit: which stop is shown, and that it is over for good."""

from collections.abc import Sequence

import reflex as rx

from comunik_kit.web.policy import signed_in
from comunik_kit.web.session import call, require_actor
from comunik_kit.wiring import kit


class TourState(rx.State):
    """`stops` are those of this person's own page, in order; none while nobody is shown round."""

    stops: list[str] = []
    place: int = 0

    @rx.event
    @signed_in
    async def go(self, forward: bool) -> None:
        """Go a stop on or back; after the last the tour is over."""
        if not self.stops:
            return
        place = self.place + (1 if forward is True else -1)
        if place >= len(self.stops):
            await self._end()
        else:
            self.place = max(0, place)

    @rx.event
    @signed_in
    async def leave(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Leave it; it does not come back by itself."""
        if open is not True and self.stops:
            await self._end()

    def _begin(self, stops: Sequence[str]) -> None:
        self.place, self.stops = 0, list(stops)

    async def _end(self) -> None:
        await call(kit().first_days.end_tour, require_actor())
        self._begin(())
