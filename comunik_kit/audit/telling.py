"""What an entry says, as a sentence of the catalogue: its key, texts to fill in, and words that have keys of their own.

So the same sentence is spoken in the browser, in a file and at the console, each in its reader's language.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.tags import AuditTag
from comunik_kit.locale import DEFAULT_LANGUAGE, catalogue, say

_MOST = 200
_SHOWN_LISTS = 12

Details = Mapping[str, Any]
Texts = dict[str, str]
Words = dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence: `texts` are filled in as they are, `words` are keys to be said first, several of them in a row."""

    key: str
    texts: Texts = field(default_factory=dict)
    words: Words = field(default_factory=dict)

    def spoken(self, language: str) -> str:
        """Say it."""
        said = {name: ", ".join(say(language, key) for key in keys) for name, keys in self.words.items()}
        return say(language, self.key, **self.texts, **said)


@dataclass(frozen=True, slots=True)
class _More:
    """What the details add: a variant of the sentence, and what fills it."""

    variant: str = ""
    texts: Texts = field(default_factory=dict)
    words: Words = field(default_factory=dict)


def told(entry: AuditEntry) -> Told:
    """Tell an entry; one whose act has no sentence of its own is told in general words."""
    more = _MORE.get(entry.tag, _nothing_more)({**entry.details, "target_id": entry.target_id})
    texts, words = _people(entry)
    key = _key(entry, more.variant)
    words |= more.words if key.startswith(_own(entry)) else {"act": [f"journal.act.{entry.tag}"]}
    shown = {name: text[:_MOST] for name, text in (texts | more.texts).items() if name not in words}
    return Told(key, shown, words)


def _own(entry: AuditEntry) -> str:
    return f"journal.say.{entry.tag}"


def _key(entry: AuditEntry, variant: str) -> str:
    own, known = _own(entry), catalogue(DEFAULT_LANGUAGE)
    by_self = bool(entry.actor_id) and entry.actor_id == entry.target_id
    unknown = entry.target_kind == "user" and not entry.target_id
    wished = (variant, "self" if by_self else "", "unknown" if unknown else "")
    for each in (*(f"{own}.{wish}" for wish in wished if wish), own):
        if each in known:
            return each
    return "journal.say.other.about" if entry.target_name or entry.target_id else "journal.say.other"


def _people(entry: AuditEntry) -> tuple[Texts, Words]:
    """Name who acted and on whom: who is forgotten by the end of their id, and nobody by a word."""
    texts: Texts = {}
    words: Words = {}
    if entry.actor_name or entry.actor_id:
        texts["who"] = entry.actor_name or pseudonym(entry.actor_id)
    else:
        console = entry.details.get("origin") == "console"
        words["who"] = ["journal.who.console" if console else "journal.who.system"]
    if entry.target_name or entry.target_id:
        texts["whom"] = entry.target_name or pseudonym(entry.target_id)
    else:
        words["whom"] = ["journal.whom.nobody"]
    return texts, words


def pseudonym(user_id: str | None) -> str:
    """Name who is forgotten as the rest of the product does; nobody when there is no id."""
    return f"#{user_id[-6:]}" if user_id else ""


def _nothing_more(_details: Details) -> _More:
    return _More()


def _role(details: Details) -> _More:
    before, after = details.get("before"), details.get("after")
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return _More()
    texts: Texts = {}
    words: Words = {}
    for name, role in (("before", before), ("after", after)):
        if role.get("key"):
            words[name] = [f"roles.name.{role['key']}"]
        else:
            texts[name] = str(role.get("name", ""))
    return _More("from", texts, words)


def _role_updated(details: Details) -> _More:
    figures = {name: str(len(details.get(name) or ())) for name in ("gained", "lost")}
    before, after = (_part(details, name).get("name", "") for name in ("before", "after"))
    if before != after:
        return _More("renamed", figures | {"before": before, "after": after})
    return _More("rights", figures)


def _role_deleted(details: Details) -> _More:
    name = _part(details, "replacement").get("name", "")
    return (
        _More("moved", _count(details, "people") | {"after": name})
        if details.get("people") and name
        else _More()
    )


def _fields(details: Details) -> _More:
    known = catalogue(DEFAULT_LANGUAGE)
    named = [str(name) for name in details.get("fields") or ()][:_SHOWN_LISTS]
    keys = [f"journal.field.{name}" for name in named]
    words = {"fields": [key if key in known else name for key, name in zip(keys, named, strict=True)]}
    moves = [" → ".join(str(name) or "–" for name in names) for names in _part(details, "moves").values()]
    return _More("moved" if moves else "", {"moves": ", ".join(moves)} if moves else {}, words)


def _counted(name: str = "count", *, variant: str = "", from_count: int = 0) -> Callable[[Details], _More]:
    def more(details: Details) -> _More:
        is_more = isinstance(details.get(name), int) and details[name] >= from_count
        return _More(variant if is_more else "", _count(details, name))

    return more


def _count(details: Details, name: str) -> Texts:
    return {"count": str(details.get(name) or 0)}


def _created(details: Details) -> _More:
    return _More("demo", _count(details, "people")) if details.get("demo") else _More()


def _module(details: Details) -> _More:
    word = {"module": [f"app.module.{details.get('module', '')}"]}
    return _More("on" if details.get("on") else "off", words=word)


def _password(details: Details) -> _More:
    return _More("reset" if details.get("by") == "reset_link" else "")


def _by_provider(details: Details) -> _More:
    provider = str(details.get("provider") or "")
    return _More("oidc", {"provider": provider}) if provider else _More()


def _template(details: Details) -> _More:
    name = details.get("template") or details["target_id"]
    return _More(words={"template": [f"previews.template.{name}"]})


def _host(details: Details) -> _More:
    before, after = str(details.get("before") or ""), str(details.get("after") or "")
    return _More("from", {"before": before, "after": after}) if before and after else _More()


def _limits(details: Details) -> _More:
    texts: Texts = {}
    words: Words = {}
    for side in ("before", "after"):
        for short, name in (("rate", "rate"), ("quota", "daily_quota")):
            figure = _part(details, side).get(name)
            if figure is None:
                words[f"{short}_{side}"] = ["journal.none"]
            else:
                texts[f"{short}_{side}"] = f"{figure:g}" if isinstance(figure, float) else str(figure)
    return _More(texts=texts, words=words)


def _defaults(details: Details) -> _More:
    texts: Texts = {}
    words: Words = {}
    for side in ("before", "after"):
        part = _part(details, side)
        texts[f"days_{side}"] = str(part.get("days", ""))
        days = [str(day) for day in part.get("reminders") or ()]
        if days:
            texts[f"reminders_{side}"] = " + ".join(days)
        else:
            words[f"reminders_{side}"] = ["journal.never"]
    return _More(texts=texts, words=words)


def _job(details: Details) -> _More:
    act = {"act": [f"bulk.act.{details.get('act', '')}"]}
    return _More("undo" if details.get("undo_of") else "", _count(details, "people"), act)


def _kept(details: Details) -> _More:
    return _More(words={side: [f"journal.kept.{details.get(side) or 0}"] for side in ("before", "after")})


def _trimmed(details: Details) -> _More:
    return _More(texts=_count(details, "count") | {"months": str(details.get("months", ""))})


def _reminded(details: Details) -> _More:
    return _More(texts={"number": str(details.get("number") or 1)})


def _part(details: Details, name: str) -> dict[str, Any]:
    found = details.get(name)
    return found if isinstance(found, dict) else {}


_MORE: Final[Mapping[str, Callable[[Details], _More]]] = {
    AuditTag.SIGNED_IN: _by_provider,
    AuditTag.SIGN_IN_FAILED: _by_provider,
    AuditTag.IDENTITY_LINKED: _by_provider,
    AuditTag.IDENTITY_UNLINKED: _by_provider,
    AuditTag.ROLE_CHANGED: _role,
    AuditTag.ROLE_UPDATED: _role_updated,
    AuditTag.ROLE_DELETED: _role_deleted,
    AuditTag.USER_CREATED: _created,
    AuditTag.USER_UPDATED: _fields,
    AuditTag.USER_DELETED: _counted("revoked", variant="revoked", from_count=1),
    AuditTag.USER_SUSPENDED: _counted("revoked", variant="revoked", from_count=1),
    AuditTag.SESSIONS_ENDED: _counted(),
    AuditTag.PASSWORD_CHANGED: _password,
    AuditTag.MODULES_SWITCHED: _module,
    AuditTag.INVITATION_CHANGED: _fields,
    AuditTag.INVITATION_REMINDED: _reminded,
    AuditTag.INVITATION_DEFAULTS_CHANGED: _defaults,
    AuditTag.USERS_EXPORTED: _counted(),
    AuditTag.MAIL_RETRIED: _counted(variant="many", from_count=2),
    AuditTag.MAIL_DROPPED: _counted(variant="many", from_count=2),
    AuditTag.MAIL_LIMITS_CHANGED: _limits,
    AuditTag.MAIL_SAMPLE_SENT: _template,
    AuditTag.MAIL_SILENCED: _template,
    AuditTag.MAIL_WANTED: _template,
    AuditTag.IMPORT_READ: _counted("lines"),
    AuditTag.IMPORT_STARTED: _counted("lines"),
    AuditTag.IMPORT_UNDONE: _counted("people"),
    AuditTag.DOMAIN_CHANGED: _host,
    AuditTag.BULK_STARTED: _job,
    AuditTag.BULK_STOPPED: _job,
    AuditTag.JOURNAL_EXPORTED: _counted(),
    AuditTag.JOURNAL_KEPT: _kept,
    AuditTag.JOURNAL_TRIMMED: _trimmed,
}
