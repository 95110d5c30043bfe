"""Activity to work on, and the services that do it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.modules.acting import Aim, ModuleActs
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.modules.asking import ItemFilter
from comunik_kit.modules.exporting import ModuleExports
from comunik_kit.modules.item_views import ItemPage, ItemView
from comunik_kit.modules.items import ModuleItems
from comunik_kit.modules.registry import module_named

if TYPE_CHECKING:
    from tests.modules.conftest import Cast


@dataclass
class Board:
    """The services of the modules over one database."""

    db: Database
    clock: Clock
    items: ModuleItems
    acts: ModuleActs
    exports: ModuleExports

    @classmethod
    def over(cls, db: Database, clock: Clock) -> "Board":
        """Make them."""
        return cls(
            db,
            clock,
            ModuleItems(db=db, clock=clock),
            ModuleActs(db=db, clock=clock),
            ModuleExports(db=db, clock=clock),
        )

    def write(
        self, cast: "Cast", title: str, *, ago: timedelta = timedelta(hours=1), **values: object
    ) -> str:
        """Write something down, a missed call by default; answer its id."""
        given = {"module": "calls", "kind": "missed", "status": "missed"} | values
        with self.db.write() as s:
            new = NewActivity(title=title, occurred_at=self.clock.now() - ago, **given)  # pyright: ignore[reportArgumentType]
            return post(s, cast.workspace_id, new, self.clock.now())

    def page(
        self, actor: Actor, module: str = "calls", *, after: str = "", before: str = "", **asked: str
    ) -> ItemPage:
        """Read a page of a list as its address asks for it."""
        return self.items.page(actor, module, asked_of(module, **asked), after=after, before=before)

    def titles(self, actor: Actor, module: str = "calls", **asked: str) -> list[str]:
        """List what a page shows."""
        return [row.title for row in self.page(actor, module, **asked).rows]

    def item(self, actor: Actor, item_id: str, module: str = "calls") -> ItemView:
        """Read one."""
        return self.items.item(actor, module, item_id)

    def aim(self, actor: Actor, item_id: str, module: str = "calls") -> Aim:
        """Aim at it as somebody sees it."""
        return Aim(module, item_id, self.item(actor, item_id, module).version)


def asked_of(module: str, **asked: str) -> ItemFilter:
    """Read a filter; `since` and `until` stand for `from` and `to`."""
    entry = module_named(module)
    assert entry is not None
    names = {"since": "from", "until": "to"}
    return ItemFilter.parse(entry, {names.get(name, name): value for name, value in asked.items()})
