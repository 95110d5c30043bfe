"""What an event brings along: Reflex calls a handler with anything, whatever types it declares (INP-01)."""

import inspect
import types
from collections.abc import Mapping
from typing import Any, Union, get_args, get_origin, get_type_hints

from reflex.event import EventHandler

# The browser sends a form as its ordered names and values, under this key.
ENTRIES = "__reflex_form_data__"
_PLAIN = (str, bool, int, float, types.NoneType)


def fits(handler: EventHandler, payload: object) -> bool:
    """Tell whether the payload has just the arguments that the handler declares, each of its type."""
    declared = dict(list(inspect.signature(handler.fn).parameters.items())[1:])
    if not isinstance(payload, Mapping) or not payload.keys() <= declared.keys():
        return False
    required = {name for name, argument in declared.items() if argument.default is inspect.Parameter.empty}
    hints = handler._type_hints or get_type_hints(handler.fn)
    return required <= payload.keys() and all(is_a(hints.get(name, Any), v) for name, v in payload.items())


def is_a(hint: Any, value: object) -> bool:
    """Tell whether a value is of a type; a dictionary may be a form, which holds plain values alone."""
    if hint is Any:
        return True
    kind = get_origin(hint) or hint
    if kind in (Union, types.UnionType):
        return any(is_a(one, value) for one in get_args(hint))
    if kind is dict:
        return isinstance(value, Mapping) and _is_form(value)
    return isinstance(value, kind)


def _is_form(value: Mapping[str, object]) -> bool:
    if ENTRIES not in value:
        return all(isinstance(held, _PLAIN) for held in value.values())
    entries = value[ENTRIES]
    return len(value) == 1 and isinstance(entries, list) and all(map(_is_entry, entries))


def _is_entry(entry: object) -> bool:
    return (
        isinstance(entry, list)
        and [type(part) for part in entry[:1]] == [str]
        and len(entry) == len(("name", "value"))
        and isinstance(entry[1], _PLAIN)
    )
