"""The language of a page: which one a request asks for, and the compiled page in that one.

Pages are compiled in all our languages at once (web/js/i18n.js): where they differ, both words stand there, marked.
"""

import re
from functools import cache

from starlette.requests import HTTPConnection

from comunik_kit.frontend import web_folder
from comunik_kit.http.cookies import LANGUAGE
from comunik_kit.locale import LANGUAGES
from comunik_kit.locale.negotiation import best_language

_MARKED = re.compile("⟦([^⟦¦⟧]*)¦([^⟦¦⟧]*)⟧")
_PLACES = {"fr": r"\1", "en": r"\2"}
_HTML = re.compile(r'<html\b([^>]*?)\slang="[a-z]{2}"')


def language_of(connection: HTTPConnection, otherwise: str = "") -> str:
    """Tell what a request is answered in: as was chosen here, as the browser asks, else `otherwise` or French."""
    chosen = connection.cookies.get(LANGUAGE, "")
    if chosen in LANGUAGES:
        return chosen
    default = otherwise if otherwise in LANGUAGES else LANGUAGES[0]
    return best_language(connection.headers.get("accept-language", ""), default)


def drawn_in(language: str, page: str) -> str:
    """Leave one language of a compiled page, and tell the scripts which."""
    page = _MARKED.sub(_PLACES[language], page).replace("</head>", f"{_fetched_at_once(language)}</head>", 1)
    return _HTML.sub(rf'<html\1 lang="{language}" data-drawn="{language}"', page, count=1)


@cache
def _fetched_at_once(language: str) -> str:
    """Have the words be fetched beside the scripts that ask for them; French ones are in these."""
    compiled = (web_folder() / "build" / "client" / "assets").glob(f"i18n_{language}-*.js")
    return "".join(f'<link rel="modulepreload" href="/assets/{file.name}">' for file in compiled)
