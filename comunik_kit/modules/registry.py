"""The modules that there are: one for each folder in `kinds`."""

import pkgutil
from collections.abc import Iterable
from importlib import import_module

from comunik_kit.modules import kinds
from comunik_kit.modules.definition import Module
from comunik_kit.modules.details import Detail, Number

__all__ = ["DETAILS", "MODULES", "NUMBERS", "WIDGETS", "Module", "module_named", "modules_named"]


def _found() -> list[Module]:
    folders = (each.name for each in pkgutil.iter_modules(kinds.__path__) if each.ispkg)
    return [import_module(f"{kinds.__name__}.{name}.definition").MODULE for name in folders]


MODULES = tuple(sorted(_found(), key=lambda module: module.place))
_BY_KEY = {module.key: module for module in MODULES}
WIDGETS = tuple(sorted((module for module in MODULES if module.widget), key=lambda module: module.widget))
DETAILS: dict[str, Detail] = {name: each for module in MODULES for name, each in module.details.items()}
"""Every detail by its name; one name means the same in every module."""
NUMBERS = frozenset(name for name, detail in DETAILS.items() if isinstance(detail, Number))
"""Those that a table writes as text."""


def module_named(key: str) -> Module | None:
    """Find a module by its name; None for a name that is none."""
    return _BY_KEY.get(key)


def modules_named(keys: Iterable[str]) -> list[Module]:
    """Find modules by their names, in the order of these; a name that is none is left out."""
    return [_BY_KEY[key] for key in keys if key in _BY_KEY]
