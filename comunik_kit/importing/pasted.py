"""People out of pasted text: mail headers, lists of Outlook and Gmail, one address a line. Nothing in it can raise."""

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from itertools import islice
from typing import TextIO

from comunik_kit.importing import columns, texts
from comunik_kit.importing.pairing import Person, Said, paired
from comunik_kit.importing.texts import SEPARATORS

_LOOKED_AT = 5
_PAIR = 2
# Every repetition has an end, and what is only looked for at one begins there, so that no text takes longer than its
# length asks for.
_LABEL = re.compile(
    r"\A\s*(?:à|a|de|to|from|cc|cci|bcc|copie|destinataires?|reply-to|répondre à)\s*:\s*", re.IGNORECASE
)
_NUMBER = re.compile(r"\A\s*\d{1,4}[.)]\s")
_JOINT = re.compile(r"\A[\s,;]*(?:et|and|&)\s")
_CALLED = re.compile(
    r"(?:\A|[\s,;(–-])(?:e-?mail|mail|courriel|adresse(?: e-?mail| mail| électronique)?)\s{0,3}:[\s<'\"]{0,9}\Z",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.){0,300})"'
    r"|<\s*(?:mailto:)?(?P<angle>[^<>@\s]{0,128}@[^<>\s]{0,254})\s*>"
    r'|(?:mailto:)?(?P<bare>[^\s,;<>"()\[\]@:]{1,128}@[^\s,;<>"()\[\]]{1,254})'
)
# Directions of writing, which mail programs put around what is copied; nobody sees them.
_UNSEEN = "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"
_QUOTES = "'\u2018\u2019"
_BESIDE = ' \t:()[]<>"|-–•*·\u00a0' + _QUOTES + _UNSEEN
_AROUND = ",;" + _BESIDE
_COMMENT = re.compile(r"\s*\(([^()@]{1,200})\)")
_BETWEEN_NAMES = re.compile(r"[._\-+]+")


def is_table(text: TextIO) -> bool:
    """Tell a table that was pasted out of a spreadsheet, or its text, from a list of addresses."""
    lines = (_LABEL.sub("", line) for line in islice(texts.one_by_one(text), _LOOKED_AT * 4))
    first = [line for line in lines if line.strip()][:_LOOKED_AT]
    if not first:
        return False
    if columns.names_an_address(first[0].split(texts.separator_of(first[0]))):
        return True
    cells = [cell for cell in first[0].strip().split("\t") if cell.strip()]
    if len(cells) > 1 and not all("@" in cell for cell in cells):
        return True
    return any(_is_even(first, separator) for separator in SEPARATORS)


def _is_even(lines: list[str], separator: str) -> bool:
    """Tell whether every line has as many cells, one of them a bare address."""
    rows = [line.strip().split(separator) for line in lines]
    bare = all(sum(map(texts.is_address, row)) == 1 == "".join(row).count("@") for row in rows)
    return bare and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1


def entries(text: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Give name and address of everybody, counted from 1; what is neither comes as a name without an address."""
    people = paired(_said(line) for line in texts.one_by_one(text))
    for number, (name, address) in enumerate(people, start=1):
        yield number, [name or name_in(address), address]


def _said(line: str) -> Said:
    """Read a line. What stands above « To: » is the line of a mail's head before it, and nobody's name."""
    label = _LABEL.match(line)
    text = line[label.end() :] if label else _NUMBER.sub("", line)
    people = _people(text)
    if len(people) > 1 or not people:
        return Said(people)
    [(name, address)] = people
    if not address:  # « Subject: Kick-off » is no name either
        return Said(people, name="" if ":" in text else name)
    return Said(people, address="" if name or label else address)


def _people(line: str) -> list[Person]:
    """Take a line apart: the words before an address are its name."""
    found: list[Person] = []
    at, quoted = 0, ""
    for token in _TOKEN.finditer(line):
        before = line[at : token.start()]
        at = token.end()
        if token["quoted"] is not None:
            quoted = _unquoted(token["quoted"])
            continue
        address = (token["angle"] or token["bare"]).strip(_QUOTES + _UNSEEN).rstrip("." + _QUOTES)
        if found and not quoted and _is_repeated(found[-1][1], before, address):
            continue  # « 'marie@exemple.fr' <marie@exemple.fr> »
        before = _CALLED.sub("", _JOINT.sub("", before) if found else before)
        strays, name = _name_before(before)
        found += [(stray, "") for stray in strays]
        said = _COMMENT.match(line, at) if not (quoted or name) else None
        if said:
            at, name = said.end(), said[1].strip(_AROUND)
        found.append((_worded(quoted or name), address))
        quoted = ""
    rest = (line[at:] if not quoted else f"{quoted} {line[at:]}").strip(_AROUND + "\r\n")
    return [*found, (rest, "")] if rest else found


def _is_repeated(last: str, between: str, address: str) -> bool:
    return last.casefold() == address.casefold() and not between.strip(_BESIDE)


def _worded(name: str) -> str:
    """Give a name in people's words; an address in the place of a name is none."""
    return "" if texts.is_address(name) else _in_order(_decoded(name))


def _decoded(name: str) -> str:
    """Read what mail programs make of accents (`=?utf-8?Q?H=C3=A9l=C3=A8ne?=`)."""
    if "=?" not in name:
        return name
    try:
        meant = " ".join(str(make_header(decode_header(name))).split())
    except (HeaderParseError, LookupError, ValueError):
        return name
    return meant if meant.isprintable() else name


def _unquoted(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text).strip(_AROUND)


def _name_before(text: str) -> tuple[list[str], str]:
    """Give what stands before an address: strays that are nobody's name, and the name itself."""
    *strays, last = [piece.strip(_AROUND) for piece in text.split(";")]
    if not last and strays:
        last = strays.pop()  # « Marie Dupont; marie@exemple.fr »
    parts = [part.strip(_AROUND) for part in last.split(",")]
    parts = [part for part in parts if part]
    return [each for each in [*strays, *parts[:-_PAIR]] if each], ", ".join(parts[-_PAIR:])


def _in_order(name: str) -> str:
    """Turn « Dupont, Marie » round."""
    family, comma, first = name.partition(",")
    if comma and "," not in first and first.strip() and family.strip():
        return f"{first.strip()} {family.strip()}"
    return name.strip(_AROUND)


def name_in(address: str) -> str:
    """Guess a name from an address: `marie.dupont@…` is « Marie Dupont »."""
    local = address.partition("@")[0]
    words = [word.strip("0123456789") for word in _BETWEEN_NAMES.split(local)]
    return " ".join(word[:1].upper() + word[1:] for word in words if word) or local
