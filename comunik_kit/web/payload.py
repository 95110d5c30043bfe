"""What an event brings along: Reflex calls a handler with anything, whatever types it declares (INP-01)."""

import inspect
import types
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from reflex.event import EventHandler

# The browser sends a form as its ordered names and values, under this key.
ENTRIES = "__reflex_form_data__"
_PLAIN = (str, bool, int, float, types.NoneType)


def fits(handler: EventHandler, payload: object) -> bool:
    """Tell whether the payload has just the arguments that the handler declares, each of its type."""
    hints, required = _declared(handler.fn)
    if not isinstance(payload, Mapping) or not required <= payload.keys() <= hints.keys():
        return False
    return all(is_a(hints[name], value) for name, value in payload.items())


@cache
def _declared(function: Callable[..., Any]) -> tuple[dict[str, Any], frozenset[str]]:
    """Read once what is asked at every event: each argument after `self` with its type, and which must be there."""
    arguments = list(inspect.signature(function).parameters.values())[1:]
    hints = get_type_hints(function)
    required = (each.name for each in arguments if each.default is inspect.Parameter.empty)
    return {each.name: hints.get(each.name, Any) for each in arguments}, frozenset(required)


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
