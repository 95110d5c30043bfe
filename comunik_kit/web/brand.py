"""The brand in the browser: what the page was dressed in on its way (http/dressing.py), and every change since."""

from typing import Any

import reflex as rx
from reflex.utils.imports import ImportVar
from reflex.vars import VarData
from reflex.vars.function import FunctionStringVar

__all__ = ["brand_name", "legal_line", "page_title", "wear"]


def _worn(name: str) -> rx.Var[str]:
    """Read a value of the face that the page wears; it follows a change without a reload."""
    imports = {"$/utils/kit/brand": [ImportVar(tag="useFace")]}
    hooks: dict[str, VarData | None] = {"const kitFace = useFace()": None}
    return rx.Var(_js_expr=f"kitFace.{name}", _var_type=str, _var_data=VarData(imports=imports, hooks=hooks))


def brand_name() -> rx.Var[str]:
    """The workspace's brand, in the prerendered page too."""
    return _worn("name")


def legal_line() -> rx.Var[str]:
    """The workspace's legal line; empty for none."""
    return _worn("legal")


def page_title(title: Any) -> rx.Var[str]:
    """The title of a page's tab: its own name, then the brand."""
    imports = {"$/utils/kit/brand": [ImportVar(tag="titled")]}
    titled: Any = FunctionStringVar.create("titled", _var_data=VarData(imports=imports))
    return titled.call(title, brand_name()).to(str)


class Wear(rx.Component):
    """Nothing to see: puts a face on the whole page, once the server has said it."""

    library = "$/utils/kit/brand"
    tag = "Wear"

    face: rx.Var[Any]


wear = Wear.create
