"""Which column of a table is which: by its name in French or English, or by what it holds."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from comunik_kit.importing.limits import Line
from comunik_kit.kernel.folding import fold

FIELDS = (
    "full_name",
    "first_name",
    "last_name",
    "email",
    "phone",
    "role",
    "department",
    "company",
    "tier",
    "language",
    "status",
)
"""What a column may be; « status » is what our own files say of a person, and decides nothing."""

LIST = {"full_name": 0, "email": 1}
"""The columns of a list of addresses."""

_WORDS = {
    "full_name": "nom complet|nom et prenom|prenom et nom|nom prenom|prenom nom|full name|name|display name",
    "first_name": "prenom|prenoms|first name|firstname|given name|forename",
    "last_name": "nom|nom de famille|last name|lastname|surname|family name|patronyme",
    "email": "e-mail|email|mail|courriel|mel|adresse e-mail|adresse email|adresse mail|adresse electronique|"
    "e-mail address|email address|e-mail 1 - value|adresse de messagerie|e-mail professionnel|work email|login|"
    "adresse @|adresse@|e-mail @|mail @|mail@",
    "phone": "mobile|telephone|tel|tel.|portable|telephone mobile|telephone portable|numero de telephone|gsm|"
    "phone|mobile phone|phone number|cell|phone 1 - value|numero",
    "role": "role|fonction|profil|droits|job role|access",
    "department": "departement|service|equipe|department|team|direction|organization department|unite",
    "company": "entreprise|societe|client|company|organisation|organization|organization name|entreprise cliente",
    "tier": "abonnement|offre|forfait|formule|tier|plan|subscription|licence|license",
    "language": "langue|language|lang|locale",
    "status": "statut|etat|status|state|acces",
}
# What may hold a name, and as well what somebody signs in with: where no other column is one.
_VAGUE = frozenset(
    ["collaborateur", "collegue", "employe", "employee", "contact", "personne", "utilisateur", "user"]
)
_BY_NAME = {word: field for field, words in _WORDS.items() for word in words.split("|")}
_MARKS = str.maketrans({"_": " ", "*": " ", ":": " ", "\u2011": "-", "\u2013": "-"})


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns' names as the file has them, and where each field stands; without a head line every line counts."""

    heads: list[str]
    places: dict[str, int]
    has_head: bool


def layout(first: Sequence[Line]) -> Layout:
    """Guess from the first lines."""
    width = max((len(line.cells) for line in first), default=0)
    head = first[0].cells if first else []
    named = by_name(head)
    addresses = any(map(_may_be_address, head))
    has_head = not addresses and (
        bool(named) or any("@" in cell for line in first[1:] for cell in line.cells)
    )
    if not has_head:
        return Layout([""] * width, _by_content(first, {}), has_head=False)
    heads = [*head, *[""] * (width - len(head))]
    return Layout(heads, _by_content(first[1:], named), has_head=True)


def by_name(heads: Iterable[str]) -> dict[str, int]:
    """Find the fields whose columns are called as people call them; the first of two stays."""
    places: dict[str, int] = {}
    vague: list[int] = []
    for place, head in enumerate(heads):
        word = _word(head)
        if word in _BY_NAME:
            places.setdefault(_BY_NAME[word], place)
        elif word in _VAGUE:
            vague.append(place)
    if vague and not {"last_name", "full_name"} & places.keys():
        places["full_name"] = vague[0]
    if "last_name" in places and not {"first_name", "full_name"} & places.keys():
        places["full_name"] = places.pop("last_name")  # « Nom » alone is the whole name
    if "full_name" in places:
        places.pop("first_name", None)
        places.pop("last_name", None)
    return places


def _word(head: str) -> str:
    return " ".join(fold(head.translate(_MARKS)).split())


def _may_be_address(cell: str) -> bool:
    """Tell an address, or what is left of one, from « Adresse @ »."""
    words = cell.split()
    return _word(cell) not in _BY_NAME and any(
        "@" in word and (word != "@" or len(words) == 1) for word in words
    )


def names_an_address(heads: Iterable[str]) -> bool:
    """Tell whether one of these is what people call a column of addresses."""
    return "email" in by_name(head.strip().strip('"') for head in heads)


def known(places: Mapping[str, object], width: int) -> dict[str, int]:
    """Keep what a person chose if it can be: a field we know, a column that is there, each column once."""
    kept: dict[str, int] = {}
    for field in FIELDS:
        place = places.get(field)
        if isinstance(place, int) and 0 <= place < width and place not in kept.values():
            kept[field] = place
    return kept


def _by_content(lines: Sequence[Line], places: dict[str, int]) -> dict[str, int]:
    """Add what the cells themselves tell: addresses, and the first column of words beside them for the name."""
    found = dict(places)
    width = max((len(line.cells) for line in lines), default=0)
    columns = [[line.cells[n] for line in lines if n < len(line.cells)] for n in range(width)]
    free = [n for n in range(width) if n not in found.values()]
    if "email" not in found:
        best = max(free, key=lambda n: sum("@" in cell for cell in columns[n]), default=None)
        if best is not None and any("@" in cell for cell in columns[best]):
            found["email"] = best
    if not {"full_name", "first_name", "last_name"} & found.keys() and not places:
        worded = [n for n in free if n != found.get("email") and _are_words(columns[n])]
        found |= {"full_name": worded[0]} if worded else {}
    return found


def _are_words(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell]
    return bool(filled) and all(any(c.isalpha() for c in cell) and "@" not in cell for cell in filled)
