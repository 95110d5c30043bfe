"""An import from beginning to end, for who waits for it."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from heapq import merge
from typing import Any, BinaryIO, Self

from comunik_kit.importing.inputs import LONGEST_DELAY, LinesQuery, Manner, Sending, Typos
from comunik_kit.importing.repository import AT_WORK
from comunik_kit.importing.returning import reason
from comunik_kit.importing.service import Imports
from comunik_kit.importing.views import ImportView, LineView
from comunik_kit.importing.working import Work
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError

_AT_ONCE = 500
_PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class How:
    """What the options say."""

    dry_run: bool
    pasted: bool
    makes_departments: bool
    sending: Sending

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """Read them."""
        delay = max(0, min(int(options["delay"]), LONGEST_DELAY))
        sending = Sending(invites=not options["create_only"], delay=delay)
        return cls(options["dry_run"], options["pasted"], options["make_departments"], sending)


def imported(
    imports: Imports, work: Work, actor: Actor, file: BinaryIO, *, name: str, how: How
) -> dict[str, Any]:
    """Bring a file in; the counts, and what is said of each line that became nobody.

    Raises what `Imports` does, and `InvalidInput` for a file without a column of addresses; nothing of it is kept then.
    """
    import_id = imports.receive(actor, file, name=name, is_pasted=how.pasted)
    try:
        imports.judge(actor, import_id=import_id, manner=_manner(imports.view(actor, import_id), how))
    except KitError:  # no column of addresses: nobody comes back to this list to say which it is
        imports.drop(actor, import_id=import_id)
        raise
    view = _settled(imports, work, actor, import_id)
    good = view.ready
    if good and not how.dry_run:
        imports.write(actor, import_id=import_id, sending=how.sending)
        view = _settled(imports, work, actor, import_id)
    told = {
        "lines": view.total,
        "new": good,
        "written": view.written,
        "counts": {each.verdict: each.count for each in view.counts},
        "refused": list(_refused(imports, actor, view)),
    }
    if view.state == "judged":
        imports.drop(actor, import_id=import_id)
    return told


def _settled(imports: Imports, work: Work, actor: Actor, import_id: str) -> ImportView:
    """Work on an import here; wait where a process beside this one has taken it up first."""
    while (view := imports.view(actor, import_id)).state in AT_WORK:
        if not work.do(import_id):
            time.sleep(_PAUSE)
    return view


def _manner(view: ImportView, how: How) -> Manner:
    places = {field: int(place) for field, place in view.places.items() if place}
    chosen = {f"column_{field}": str(place) for field, place in places.items()}
    form = {**chosen, "role_id": view.role_id, "tier_id": view.tier_id, "typos": Typos.HOLD.value}
    return Manner.parse({**form, "departments": "on" if how.makes_departments else ""})


def _refused(imports: Imports, actor: Actor, view: ImportView) -> Iterator[dict[str, Any]]:
    """Give the lines that became nobody in the order of the file, whatever is wrong with each."""
    kinds = (each.verdict for each in view.counts if not each.good)
    for line in merge(*(_lines(imports, actor, view.id, kind) for kind in kinds), key=lambda each: each.line):
        yield {**asdict(line), "reason": reason("en", line.verdict, line.detail, line.proposal)}


def _lines(imports: Imports, actor: Actor, import_id: str, kind: str) -> Iterator[LineView]:
    after, more = 0, True
    while more:
        page = imports.lines(actor, import_id, LinesQuery(kind, after, _AT_ONCE))
        yield from page.rows
        after, more = page.after, page.after > 0
