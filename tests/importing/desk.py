"""The desk at which somebody imports, step after step; the work is done when the test says so."""

import io
from dataclasses import replace

import pytest
from sqlalchemy import update
from sqlmodel import col, select

from comunik_kit.importing.inputs import LinesQuery, Manner, Sending
from comunik_kit.importing.views import ImportView, LineView
from comunik_kit.importing.working import Hold, Work
from comunik_kit.kernel.actor import Actor
from comunik_kit.users.tables import User
from comunik_kit.workspaces.tables import Domain, Tier
from tests.support.cast import Cast


class Desk:
    """Imports as an admin, or as whoever is named."""

    def __init__(self, cast: Cast) -> None:
        """Take a workspace; work begins when the test does it."""
        self.cast, self.kit, self.imports = cast, cast.kit, cast.kit.imports
        self.kit.import_work._breath = 0.0

    def bring(
        self, text: str | bytes, *, by: Actor | None = None, is_pasted: bool = False, name: str = "a.csv"
    ) -> str:
        """Send a file; answer its import."""
        raw = text.encode() if isinstance(text, str) else text
        return self.imports.receive(by or self.cast.admin, io.BytesIO(raw), name=name, is_pasted=is_pasted)

    def manner(self, import_id: str, **changes: object) -> Manner:
        """Take the columns as they were guessed."""
        view = self.view(import_id)
        places = {field: int(place) for field, place in view.places.items() if place}
        return replace(Manner(places, view.role_id, view.tier_id), **changes)

    def judge(
        self, text: str | bytes, *, by: Actor | None = None, is_pasted: bool = False, **changes: object
    ) -> str:
        """Send a file and have it judged."""
        import_id = self.bring(text, by=by, is_pasted=is_pasted)
        self.judge_again(import_id, by=by, **changes)
        return import_id

    def judge_again(self, import_id: str, *, by: Actor | None = None, **changes: object) -> None:
        """Have a list judged in another manner."""
        manner = self.manner(import_id, **changes)
        self.imports.judge(by or self.cast.admin, import_id=import_id, manner=manner)
        self.work(import_id)

    def write(self, import_id: str, *, by: Actor | None = None, sending: Sending = Sending()) -> ImportView:  # noqa: B008  - frozen
        """Have the good lines written."""
        self.imports.write(by or self.cast.admin, import_id=import_id, sending=sending)
        self.work(import_id)
        return self.view(import_id)

    def undo(self, import_id: str, *, by: Actor | None = None) -> ImportView:
        """Take it back."""
        self.imports.undo(by or self.cast.admin, import_id=import_id)
        self.work(import_id)
        return self.view(import_id)

    def work(self, import_id: str) -> None:
        """Do what an import waits for."""
        self.kit.import_work.do(import_id)

    def view(self, import_id: str) -> ImportView:
        """Look at an import."""
        return self.imports.view(self.cast.admin, import_id)

    def lines(self, import_id: str) -> list[LineView]:
        """Look at its lines."""
        return self.imports.lines(self.cast.admin, import_id, LinesQuery(size=1_000)).rows

    def verdicts(self, import_id: str) -> list[str]:
        """List what is said of its lines."""
        return [line.verdict for line in self.lines(import_id)]

    def counts(self, import_id: str) -> dict[str, int]:
        """Count its lines by what is said of them."""
        return {each.verdict: each.count for each in self.view(import_id).counts}

    def people(self) -> list[str]:
        """List the addresses of everybody who is here."""
        with self.kit.db.read() as s:
            here = select(User.email).where(col(User.deleted_at).is_(None)).order_by(col(User.email))
            return list(s.exec(here))

    def give_seats(self, seats: int) -> None:
        """Limit the only subscription."""
        with self.kit.db.write() as s:
            s.execute(update(Tier).values(seats=seats))

    def lose_domain(self) -> None:
        """Leave the workspace without a domain."""
        with self.kit.db.write() as s:
            for domain in s.exec(select(Domain)):
                s.delete(domain)

    def stop_after_the_first_chunk(self, import_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
        """Have « Arrêter » pressed once, when the first chunk of work on an import is done."""
        pressed: list[str] = []

        def may_go_on(_self: Work, _hold: Hold) -> bool:
            if not pressed:
                pressed.append(import_id)
                self.imports.stop(self.cast.admin, import_id=import_id)
            return True

        monkeypatch.setattr(Work, "_may_go_on", may_go_on)
