"""Words, dates and numbers as Vars: they follow the reader's language in the browser, without a round trip.

`t("users.title")` compiles to a call of a generated JavaScript module that carries the catalogues of `locale/`.
The language lives in the browser (cookie `kit_lang`, else the browser's own wish, else the workspace's), so that the
pages one sees before signing in speak at once; `account_language` lets the account's language win when the state
arrives.
"""

import json
from pathlib import Path
from typing import Any, Literal, Unpack

import reflex as rx
from reflex.plugins import Plugin, PreCompileContext
from reflex.utils.imports import ImportVar
from reflex.vars import VarData
from reflex.vars.function import FunctionStringVar

from comunik_kit.locale import LANGUAGES, catalogue

__all__ = [
    "FIRST_PAINT",
    "KitScripts",
    "account_language",
    "ago",
    "arrival",
    "duration",
    "first_error",
    "number",
    "sentence",
    "sparkline_points",
    "t",
    "translate",
    "when",
]

When = Literal["date", "datetime", "day", "time", "relative"]

_SOURCES = Path(__file__).parent / "js"
_LANG = rx.Var(_js_expr="kitLang")

# Runs before the first paint: readers of another language than the drawn one do not see the page flash by, the narrow
# side menu does not unfold and fold again, and who has chosen no theme gets the workspace's (`kit_given` tells that
# from a choice). `kit-wait` hides the body; css/kit.css ends it after two seconds in any case.
FIRST_PAINT = """(function (html) {
  var cookie = (document.cookie.match(/(?:^|; )kit_lang=([a-z]+)/) || [])[1];
  var wishes = (cookie ? [cookie] : []).concat(navigator.languages || [navigator.language]);
  var langs = wishes.map(function (wish) { return String(wish).slice(0, 2); });
  var known = langs.filter(function (lang) { return lang === "fr" || lang === "en"; });
  var said = {};
  try { said = JSON.parse(document.querySelector('meta[name="kit-brand"]').content); } catch (undressed) {}
  html.lang = known[0] || said.language || "fr";
  if (html.lang !== (html.dataset.drawn || "fr")) html.classList.add("kit-wait");
  try {
    if (localStorage.getItem("kit_menu") === "narrow") html.dataset.menu = "narrow";
    var theme = localStorage.getItem("theme"), given = localStorage.getItem("kit_given") || "system";
    if (said.theme && (!theme || theme === given) && said.theme !== theme) localStorage.setItem("theme", said.theme);
    if (said.theme) localStorage.setItem("kit_given", said.theme);
    theme = localStorage.getItem("theme");
    if (theme === "light" || theme === "dark") {
      html.classList.remove("light", "dark");
      html.classList.add(theme);
      html.style.colorScheme = theme;
    }
  } catch (refused) {}
})(document.documentElement);"""


def _function(module: str, name: str) -> FunctionStringVar[Any]:
    return FunctionStringVar.create(
        name, _var_data=VarData(imports={f"$/utils/kit/{module}": [ImportVar(tag=name)]})
    )


def _spoken(name: str) -> FunctionStringVar[Any]:
    imports = {"$/utils/kit/i18n": [ImportVar(tag=name), ImportVar(tag="useLang")]}
    return FunctionStringVar.create(
        name, _var_data=VarData(imports=imports, hooks={"const kitLang = useLang()": None})
    )


def t(key: Any, **params: Any) -> rx.Var[str]:
    """The words for a key in the reader's language; parameters may be Vars, `count` chooses the plural."""
    return _spoken("t").call(_LANG, key, rx.Var.create(params)).to(str)


def translate(key: Any, params: Any) -> rx.Var[str]:
    """As `t`, for a key and a dict of parameters that both come from a state."""
    return _spoken("t").call(_LANG, key, params).to(str)


def sentence(key: Any, texts: Any, words: Any) -> rx.Var[str]:
    """As `translate`, with lists of keys that are said first (`audit.telling.Told`)."""
    return _spoken("sentence").call(_LANG, key, texts, words).to(str)


def when(moment: Any, style: When = "date", zone: str | rx.Var[str] = "") -> rx.Var[str]:
    """A moment (ISO text or datetime Var) in the reader's words; empty for none. `zone` is an IANA name."""
    return _spoken("when").call(_LANG, moment, style, zone).to(str)


def number(value: Any) -> rx.Var[str]:
    """A number grouped as the reader's language does."""
    return _spoken("number").call(_LANG, value).to(str)


def duration(seconds: Any) -> rx.Var[str]:
    """A length of time in one unit, such as « 3 h »; empty for a negative one."""
    imports = {
        "$/utils/kit/i18n": [ImportVar(tag="useLang")],
        "$/utils/kit/duration": [ImportVar(tag="duration")],
    }
    hooks: dict[str, VarData | None] = {"const kitLang = useLang()": None}
    said = FunctionStringVar.create("duration", _var_data=VarData(imports=imports, hooks=hooks))
    return said.call(_LANG, seconds).to(str)


def sparkline_points(values: Any, width: int, height: int) -> rx.Var[str]:
    """The `points` of an SVG polyline for a list of numbers."""
    return _function("figures", "sparkline").call(values, width, height).to(str)


class AccountLanguage(rx.Component):
    """Nothing to see: hands the account's language to the browser once it is known."""

    library = "$/utils/kit/i18n"
    tag = "AccountLanguage"

    lang: rx.Var[str]
    ready: rx.Var[bool]


class Ago(rx.Component):
    """How long ago a moment was, or how long until then, kept up to date; its date in the tooltip."""

    library = "$/utils/kit/ago"
    tag = "Ago"

    moment: rx.Var[str]


class Arrival(rx.Component):
    """Nothing to see: moves the focus to the h1 after a navigation inside the app."""

    library = "$/utils/kit/arrival"
    tag = "Arrival"


class FirstError(rx.Component):
    """Nothing to see: leads to what is wrong in a form that was refused."""

    library = "$/utils/kit/first_error"
    tag = "FirstError"


account_language = AccountLanguage.create
ago = Ago.create
arrival = Arrival.create
first_error = FirstError.create


class KitScripts(Plugin):
    """Writes the JavaScript modules that the Vars above call, with the catalogues in them."""

    def pre_compile(self, **context: Unpack[PreCompileContext]) -> None:
        """Add one task: Reflex writes what it returns below the web folder."""
        context["add_save_task"](generated_modules)


def generated_modules() -> list[tuple[str, str]]:
    """Path and text of every generated module: our sources as they are, and one catalogue per language."""
    sources = [
        (f"utils/kit/{path.name}", path.read_text(encoding="utf-8")) for path in sorted(_SOURCES.glob("*.js"))
    ]
    words = [(f"utils/kit/i18n_{lang}.js", f"export default {_literal(lang)};\n") for lang in LANGUAGES]
    return sources + words


def _literal(lang: str) -> str:
    return json.dumps(dict(catalogue(lang)), ensure_ascii=False, separators=(",", ":"))
