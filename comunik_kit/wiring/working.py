"""Work in the modules: their lists, what people do to an activity, and the way out as a file."""

from typing import Any

from comunik_kit.modules.acting import ModuleActs
from comunik_kit.modules.exporting import ModuleExports
from comunik_kit.modules.items import ModuleItems
from comunik_kit.wiring.ground import Ground


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    return {
        "module_items": ModuleItems(db=on.db, clock=on.clock),
        "module_acts": ModuleActs(
            db=on.db, clock=on.clock, announce=on.fanout.announce, nudge=on.worker.nudge
        ),
        "module_exports": ModuleExports(db=on.db, clock=on.clock),
    }
