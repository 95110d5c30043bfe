"""Domain refusals on their way to the screen: field errors, or a notice. Codes travel, not sentences."""

from dataclasses import dataclass, field

from reflex.state import BaseState

from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.web.session import notify


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: `key` is a key of the catalogue."""

    key: str = ""
    params: dict[str, str] = field(default_factory=dict)


def shown(error: KitError) -> FieldError:
    """Turn a refusal into words' key and parameters."""
    return FieldError(f"errors.{error.code}", {name: str(v) for name, v in error.params.items()})


def fields(error: KitError) -> dict[str, FieldError]:
    """Give each wrong field its error; `form` when the refusal is about no field."""
    if isinstance(error, InvalidInput):
        return {name: shown(wrong) for name, wrong in error.errors.items()}
    return {error.field or "form": shown(error)}


async def refuse(state: BaseState, error: KitError) -> None:
    """Show a refusal that belongs to no field as a notice."""
    words = shown(error)
    await notify(state, "danger", words.key, **words.params)
