"""One spelling for comparison: accents, case, width and spacing taken away."""

import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i", "’": "'"})


@lru_cache(maxsize=1024)  # one form, and one file, say the same words several times
def fold(text: str) -> str:
    """Fold a text for search and for unique names: « HÉLÈNE  Œuvre » becomes `helene oeuvre`."""
    if text.isascii():  # most texts, and nothing of them decomposes
        return " ".join(text.lower().split())
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    kept = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(kept.casefold().split())
