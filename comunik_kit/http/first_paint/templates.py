"""The drawings' templates: whatever goes in is escaped (INP-05)."""

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from comunik_kit.locale import number, say

_FOLDER = Path(__file__).parents[1] / "templates" / "first_paint"
_environment = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)


def drawn(name: str, language: str, **values: object) -> str:
    """Draw the template of a name in a language."""
    template = _environment.get_template(f"{name}.html")
    return template.render(say=partial(say, language), number=partial(number, language), **values)
