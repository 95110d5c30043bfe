"""People out of pasted text: mail headers, lists of Outlook and Gmail, one address a line. Nothing in it can raise."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import TextIO

from comunik_kit.importing import columns, texts
from comunik_kit.importing.texts import SEPARATORS, Lines

_LOOKED_AT = 5
_PAIR = 2
_LABEL = re.compile(r"\s*(?:à|a|de|to|from|cc|cci|bcc|copie|destinataires?)\s*:\s*", re.IGNORECASE)
# Every repetition has an end, so that no text takes longer than its length asks for.
_TOKEN = re.compile(
    r'"(?P<quoted>(?:[^"\\]|\\.){0,300})"'
    r"|<\s*(?:mailto:)?(?P<angle>[^<>@\s]{0,128}@[^<>\s]{0,254})\s*>"
    r'|(?:mailto:)?(?P<bare>[^\s,;<>"()\[\]@:]{1,128}@[^\s,;<>"()\[\]]{1,254})'
)
_AROUND = " \t,;:()[]<>'\"-–•*·\u00a0"
_COMMENT = re.compile(r"\s*\(([^()@]{1,200})\)")
_BETWEEN_NAMES = re.compile(r"[._\-+]+")


def is_table(text: TextIO) -> bool:
    """Tell a table that was pasted out of a spreadsheet, or its text, from a list of addresses."""
    first = [line for line in islice(Lines(text), _LOOKED_AT * 4) if line.strip()][:_LOOKED_AT]
    if not first:
        return False
    if "\t" in first[0].strip() or columns.names_an_address(first[0].split(texts.separator_of(first[0]))):
        return True
    return any(_is_even(first, separator) for separator in SEPARATORS)


def _is_even(lines: list[str], separator: str) -> bool:
    """Tell whether every line has as many cells, one of them a bare address."""
    rows = [line.strip().split(separator) for line in lines]
    bare = all(
        sum("@" in cell and "<" not in cell for cell in row) == 1 == "".join(row).count("@") for row in rows
    )
    return bare and len({len(row) for row in rows}) == 1 and len(rows[0]) > 1


def entries(text: TextIO) -> Iterator[tuple[int, list[str]]]:
    """Give name and address of everybody, counted from 1; what is neither comes as a name without an address."""
    number, waiting = 0, ""
    for line in Lines(text):
        found = _people(_LABEL.sub("", line, count=1) if _LABEL.match(line) else line)
        if waiting and not (found and found[0][1] and not found[0][0]):
            number += 1
            yield number, [waiting, ""]
        elif waiting:  # a name, and its address on the line below
            found[0] = (waiting, found[0][1])
        waiting = found.pop()[0] if len(found) == 1 and not found[0][1] else ""
        for name, address in found:
            number += 1
            yield number, [name or name_in(address), address]
    if waiting:
        yield number + 1, [waiting, ""]


def _people(line: str) -> list[tuple[str, str]]:
    """Take a line apart: the words before an address are its name."""
    found: list[tuple[str, str]] = []
    at, quoted = 0, ""
    for token in _TOKEN.finditer(line):
        before = line[at : token.start()]
        if token["quoted"] is not None:
            quoted, at = _unquoted(token["quoted"]), token.end()
            continue
        strays, name = _name_before(before)
        found += [(stray, "") for stray in strays]
        at = token.end()
        said = _COMMENT.match(line, at) if not (quoted or name) else None
        if said:
            at, name = said.end(), said[1].strip(_AROUND)
        found.append((_in_order(quoted or name), (token["angle"] or token["bare"]).rstrip(".'")))
        quoted = ""
    rest = (line[at:] if not quoted else f"{quoted} {line[at:]}").strip(_AROUND + "\r\n")
    return [*found, (rest, "")] if rest else found


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
