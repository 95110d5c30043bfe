"""Words that somebody wrote are never markup, and never the beginning of an address (WEB-03)."""

import ast
import re
from collections.abc import Iterator

from tests.architecture import source

# What would read words as markup or as a program, wherever it is called or named.
_MARKUP = re.compile(
    r"\brx\.(html|markdown|raw|code_block)\b|dangerouslySetInnerHTML|dangerously_set_inner_html|inner_?html\b"
    r"|outerHTML|insertAdjacentHTML|document\.write|createContextualFragment|DOMParser|\bnew Function\b|\beval\("
    r"|\bMarkup\(|\bcall_script\(|\brun_script\(",
    re.IGNORECASE,
)
# Room for the server's drawing: a comment that holds no word of anybody (docs/decisions/0022).
_ROOM = '"dangerouslySetInnerHTML": {"__html": slot(name)}'
_SAFE = re.compile(r"\{\{[^}]*\|\s*safe\b[^}]*\}\}|autoescape=False", re.IGNORECASE)
# What is trusted in a template is ours: a style sheet, a drawing, a script; plain text has no markup to escape into.
_TRUSTED = {
    "comunik_kit/http/templates/api.html: {{ style | safe }}",
    "comunik_kit/http/templates/card.html: {{ style|safe }}",
    "comunik_kit/http/templates/card.html: {{ qr|safe }}",
    "comunik_kit/http/templates/card.html: {{ script|safe }}",
    "comunik_kit/mail/rendering.py: autoescape=False",
}
_ADDRESSES = {"href", "src", "srcDoc", "form_action"}
# Addresses that do not begin with a text of ours where they stand, and why nobody's words begin them.
_ELSEWHERE = {
    "audit/filters.py: each.href": "written by the state, `/settings/audit?…`",
    "bulk/progress.py: _address(job)": "`/users/jobs?job=…`, or the list",
    "components/buttons.py: each.href": "of a part of a segmented button: its pages are looked at",
    "components/lists.py: item.href": "of a tab: its pages are looked at",
    "components/menu.py: item.href": "of an entry: its pages are looked at",
    "components/people.py: rx.cond(photo_url, photo_url, rx.Var('undefined'))": "`/photos/…`, written by the service",
    "layout.py: entry.href": "of the menu's own list",
    "layout.py: space.address": "of another workspace: its proven host, written by the service",
    "module/page.py: leading(status)": "written by the state, of the module's own address",
    "narrowing.py: chip.href": "written by the state, of the page's own address",
    "notices/page.py: each.path": "`/<module>/<id>`, written by the service",
    "profile/page.py: href": "of a pair in a list of ours",
    "users/page.py: _address(tab)": "`/users?tab=…`",
    "users/row_menu.py: _edit(user_id)": "`/users/<id>?edit=1`",
    "white_label/brand_preview.py: BrandState.mail_html": "a message that was rendered, in a frame without rights",
}


def _begins(node: ast.expr) -> str:
    """Give the text of ours that an address begins with; empty when there is none."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.Call(args=[first, *_]) if ast.unparse(node.func) == "rx.Var.create":
            return _begins(first)
        case (
            ast.JoinedStr(values=[first, *_])
            | ast.BinOp(left=first)
            | ast.FormattedValue(value=first)
            | ast.Call(func=ast.Attribute(value=first, attr="to"))
        ):
            return _begins(first)
        case _:
            return "/" if _is_ours(node) else ""


def _is_ours(node: ast.expr) -> bool:
    """Tell whether it is a constant, or where our routes are."""
    is_constant = isinstance(node, ast.Name) and node.id.strip("_").isupper()
    return is_constant or ast.unparse(node) == "kit().settings.api_url"


def _known(function: ast.AST) -> Iterator[tuple[str, ast.expr]]:
    """Give what the names in a function stand for: what was assigned, and of a parameter a text of ours.

    Who calls the function hands an address over by a name that is looked at there.
    """
    for node in ast.walk(function):
        if isinstance(node, ast.arg):
            yield node.arg, ast.Constant("/")
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            yield node.targets[0].id, node.value


def _addresses(function: ast.AST) -> Iterator[ast.expr]:
    names = dict(_known(function))
    for node in ast.walk(function):
        values: list[ast.expr] = []
        if isinstance(node, ast.Call):
            values = [each.value for each in node.keywords if each.arg in _ADDRESSES]
        elif isinstance(node, ast.Dict):
            pairs = zip(node.keys, node.values, strict=True)
            values = [v for k, v in pairs if isinstance(k, ast.Constant) and k.value in _ADDRESSES]
        for value in values:
            yield names.get(value.id, value) if isinstance(value, ast.Name) else value


def test_nothing_reads_words_as_markup() -> None:
    """WEB-03: neither a component, nor a script, nor a template."""
    shipped = [(n, t) for n, t in source.texts() if n.startswith(("comunik_kit/", "assets/"))]
    assert len(shipped) > 300
    rooms = [name for name, text in shipped for _ in range(text.count(_ROOM))]
    assert rooms == ["comunik_kit/web/components/signals.py"]
    read = [
        f"{name}: {found[0]}" for name, text in shipped for found in _MARKUP.finditer(text.replace(_ROOM, ""))
    ]
    assert read == []
    trusted = {f"{name}: {found[0]}" for name, text in shipped for found in _SAFE.finditer(text)}
    assert trusted == _TRUSTED


def test_an_address_begins_with_a_text_of_ours() -> None:
    """WEB-03: so that no word can make it `javascript:` or lead elsewhere."""
    pages = [(n, t) for n, t in source.python() if n.startswith("comunik_kit/web/")]
    found = [
        f"{name.removeprefix('comunik_kit/web/')}: {ast.unparse(value)}"
        for name, text in pages
        for function in ast.walk(ast.parse(text))
        if isinstance(function, ast.FunctionDef)
        for value in _addresses(function)
        if not _begins(value).startswith(("/", "#"))
    ]
    assert sorted(set(found)) == sorted(_ELSEWHERE)
