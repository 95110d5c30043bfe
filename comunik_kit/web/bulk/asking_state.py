"""The question before an act on many, and its answer."""

import uuid
from collections.abc import Mapping
from typing import Any

import reflex as rx

from comunik_kit.bulk.errors import NobodyMeant
from comunik_kit.bulk.inputs import ActName, NewJob
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.subscriptions.inputs import Movers
from comunik_kit.subscriptions.views import Loss
from comunik_kit.users.views import Choices
from comunik_kit.web.bulk.selection_state import Chosen, SelectionState
from comunik_kit.web.bulk.watch_state import JobsWatchState
from comunik_kit.web.guard import needs, signed_in
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import FieldError, fields, refuse
from comunik_kit.web.session import call, require_actor
from comunik_kit.web.users.arguments import entries, words
from comunik_kit.wiring import kit

TYPED = frozenset({ActName.REVOKE})
"""What nothing takes back: the number is typed before it is done."""
_CHOOSING = frozenset({ActName.ROLE, ActName.DEPARTMENT, ActName.COMPANY, ActName.TIER})
_CHOICES = ("role_id", "department", "company", "tier_id")


class AskingState(rx.State):
    """Which act is asked about, for how many, and what may be given."""

    act: str = ""
    number: int = 0
    choices: Choices = Choices()
    errors: dict[str, FieldError] = {}
    losses: list[Loss] = []
    _key: str = ""

    @rx.event
    @needs(Permission.USERS_READ)
    async def ask(self, act: str) -> None:
        """Open the question; nothing is done yet."""
        try:
            wanted = next((each for each in ActName if each == act), None)
            chosen = await (await self.get_state(SelectionState))._chosen()
            if wanted is None or not chosen.number:
                raise NobodyMeant
            if wanted in _CHOOSING:
                self.choices = await call(kit().users.choices, require_actor())
            first = self.choices.tiers[0].id if wanted is ActName.TIER and self.choices.tiers else ""
            self.losses = await _losses(chosen, first) if first else []
        except KitError as error:
            await refuse(self, error)
            return
        self.act, self.number, self.errors = wanted.value, chosen.number, {}
        self._key = str(uuid.uuid4())

    @rx.event
    @needs(Permission.USERS_UPDATE)
    async def choose_tier(self, tier_id: str) -> None:
        """Say who would lose what by the chosen subscription."""
        if self.act != ActName.TIER:
            return
        self.losses, self.errors = [], {}
        try:
            chosen = await (await self.get_state(SelectionState))._chosen()
            self.losses = await _losses(chosen, words(tier_id, 32))
        except KitError as error:
            self.errors = fields(error)

    @rx.event
    @signed_in
    def leave(self, open: bool) -> None:  # noqa: A002 - the dialog's word
        """Close the question."""
        if open is not True:
            self.act = ""

    @rx.event
    @needs(Permission.USERS_READ)
    @asks_for_proof
    async def begin(self, form: dict[str, Any]) -> None:
        """Begin the act that was asked about; from here on it goes on by itself."""
        if not self.act:
            return
        selection = await self.get_state(SelectionState)
        try:
            if self._is_mistyped(form):
                self.errors = {"number": FieldError("bulk.type.wrong", {"number": str(self.number)})}
                return
            asked = {"act": self.act, "request_key": self._key} | _given(self.act, form)
            await call(_start, require_actor(), asked, await selection._chosen())
        except KitError as error:
            self.errors = fields(error)
            if self.errors.keys() & set(_CHOICES):
                return
            await refuse(self, error)
        self.act = ""
        selection.clear()
        await (await self.get_state(JobsWatchState))._look()

    def _is_mistyped(self, form: Mapping[str, Any]) -> bool:
        typed = words(entries(form).get("number", ""))
        return self.act in TYPED and "".join(filter(str.isdigit, typed)) != str(self.number)


def _given(act: str, form: Mapping[str, Any]) -> dict[str, object]:
    """Take what belongs to the act; the number that was typed does not."""
    own = {
        ActName.ROLE: "role_id",
        ActName.TIER: "tier_id",
        ActName.DEPARTMENT: "department",
        ActName.COMPANY: "company",
    }
    name = next((field for each, field in own.items() if each == act), "")
    return {name: entries(form).get(name, "")} if name else {}


async def _losses(chosen: Chosen, tier_id: str) -> list[Loss]:
    movers = Movers(chosen.ids, chosen.matching, are_many=True)
    return await call(kit().subscriptions.move_preview, require_actor(), people=movers, tier_id=tier_id)


def _start(actor: Actor, asked: Mapping[str, object], chosen: Chosen) -> None:
    new = NewJob.parse(asked, ids=chosen.ids, matching=chosen.matching)
    kit().bulk_jobs.start(actor, new=new)
