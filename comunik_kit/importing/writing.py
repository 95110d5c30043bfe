"""People out of good lines, inside an open transaction: judged once more, then made by the rules of « Créer »."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from comunik_kit.importing import ground, judging, repository
from comunik_kit.importing.ground import House
from comunik_kit.importing.inputs import Manner
from comunik_kit.importing.judging import Judged
from comunik_kit.importing.limits import Line
from comunik_kit.importing.tables import Import
from comunik_kit.importing.verdicts import Verdict, counted
from comunik_kit.invitations import batches
from comunik_kit.invitations.batches import Issued
from comunik_kit.invitations.batches import Manner as Inviting
from comunik_kit.invitations.inputs import InvitationOptions
from comunik_kit.invitations.resending import Resending
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import RoleAboveYours
from comunik_kit.users.creation import Newcomer, UserCreation
from comunik_kit.users.errors import EmailTaken, NoSeatLeft
from comunik_kit.users.inputs import NewColleague
from comunik_kit.users.views import Created
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import domain_ready


@dataclass(frozen=True, slots=True)
class Pen:
    """What makes people and their invitations."""

    creation: UserCreation
    resending: Resending


def judge(
    s: Session, actor: Actor, import_id: str, lines: Sequence[Line], manner: Manner, house: House
) -> list[Judged]:
    """Judge a chunk of lines on one reading of what they name."""
    parsed = [judging.parsed(import_id, line, manner, house) for line in lines]
    keys = [each.email_key for each in parsed if each.email_key]
    departments = judging.departments_of(parsed)
    first = lines[0].number if lines else 0
    there = ground.found(s, actor.workspace_id, import_id, keys, departments, first)
    return judging.settled(parsed, there, house, manner)


def may_write(s: Session, actor: Actor, one: Import) -> bool:
    """Tell whether who started the import may still make what it makes, and there is still a domain for it."""
    invites = bool(one.params.get("invites"))
    if not domain_ready(workspaces.domain_of(s, one.workspace_id)):
        return False
    return actor.may(Permission.USERS_CREATE) and (not invites or actor.may(Permission.USERS_INVITE))


def write(s: Session, actor: Actor, one: Import, lines: Sequence[Line], pen: Pen, now: datetime) -> None:
    """Make people of lines that were good, and note what came of each; the import's counts follow."""
    # Held from here on, so that the seats counted are the seats there are.
    workspaces.lock_workspace(s, one.workspace_id)
    manner = Manner.of(one.params)
    judged = judge(s, actor, one.id, lines, manner, ground.house(s, actor))
    good = {each.line: each.new for each in judged if each.verdict is Verdict.NEW and each.new}
    made = _made(s, actor, one, pen, list(good.values()), now)
    outcomes = dict(zip(good, made, strict=True))
    user_ids = {line: outcome for line, outcome in outcomes.items() if isinstance(outcome, str)}
    settled = [_settled(each, outcomes.get(each.line)) for each in judged]
    repository.note(s, one.id, settled, user_ids)
    changes = Counter(each.verdict for each in settled)
    changes[Verdict.NEW] -= len(lines)
    one.counts = counted(one.counts, changes)
    one.written = one.counts.get(Verdict.WRITTEN.value, 0)


def _made(
    s: Session, actor: Actor, one: Import, pen: Pen, given: list[NewColleague], now: datetime
) -> list[str | KitError]:
    """Make people; for each their id, or what stood in the way."""
    if not one.params["invites"]:
        made = pen.creation.create_all(s, actor, given, now).outcomes
        return [each if isinstance(each, KitError) else _id_of(each) for each in made]
    options = InvitationOptions(held_until=datetime.fromisoformat(one.params["leaves_at"]))
    inviting = Inviting(options, pen.resending)
    issued = batches.create_and_invite(s, actor, pen.creation, given, inviting, now).outcomes
    return [each.user.id if isinstance(each, Issued) else each for each in issued]


def _id_of(made: Newcomer | Created) -> str:
    return made.id if isinstance(made, Newcomer) else made.user_id


def _settled(judged: Judged, outcome: str | KitError | None) -> Judged:
    if isinstance(outcome, str):
        return replace(judged, verdict=Verdict.WRITTEN)
    if isinstance(outcome, EmailTaken):
        return replace(judged, verdict=Verdict(str(outcome.params["status"])))
    if isinstance(outcome, NoSeatLeft):
        return replace(judged, verdict=Verdict.NO_SEAT)
    if isinstance(outcome, RoleAboveYours):
        return replace(judged, verdict=Verdict.ROLE_ABOVE)
    if outcome is not None or judged.verdict is Verdict.NEW:
        return replace(judged, verdict=Verdict.MALFORMED, detail=outcome.field or "" if outcome else "")
    return judged
