"""Pure decisions on modules."""

from collections.abc import Iterable

from comunik_kit.modules.registry import MODULES


def modules_on(tier: Iterable[str], permissions: Iterable[str], switched_off: Iterable[str]) -> list[str]:
    """Name a person's modules in the menu's order: on in the tier, readable by the role, not switched off."""
    on, held = set(tier) - set(switched_off), set(permissions)
    return [entry.key.value for entry in MODULES if entry.key.value in on and entry.reading in held]
