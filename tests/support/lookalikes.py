"""How a host's own name may be written, and what only looks like it."""


def _a_label(text: str) -> str:
    """Write a label as name servers do."""
    return "xn--" + text.encode("punycode").decode()


_CYRILLIC = "\u0435"  # looks like an e
OWN = f"{_a_label('équipe')}.exemple.fr"
SERVED = (OWN, OWN.upper(), f"{OWN}:8443", f"{OWN}.", f"{OWN.title()}.:443")
REFUSED = (
    "équipe.exemple.fr",
    "ÉQUIPE.exemple.fr",
    "e\u0301quipe.exemple.fr",
    f"{_a_label('équip' + _CYRILLIC)}.exemple.fr",
    f"{_a_label('équipe')}.{_a_label(_CYRILLIC + 'xemple')}.fr",
    "equipe.exemple.fr",
    OWN.replace(".", "..", 1),
    f"{OWN}..",
    f".{OWN}",
    OWN.replace(".exemple", "."),
    f"{OWN}.evil.example",
    f"x.{OWN}",
    f"x{OWN}",
    f"x@{OWN}",
    f"{OWN}/",
    f"{OWN}:x:1",
    f"{OWN}:evil.example",
)
