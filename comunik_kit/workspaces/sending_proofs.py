"""What others look at before they take our mail: SPF, DKIM and DMARC of the sending address."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.workspaces import records, rules
from comunik_kit.workspaces.errors import InvalidHost
from comunik_kit.workspaces.lookups import Answers, Kind, Outcome, Question, Resolvers, values_of
from comunik_kit.workspaces.views import RecordView, SenderView

RESEND = "resend"
RESEND_SPF = "v=spf1 include:amazonses.com ~all"
RESEND_RETURN = "send"  # Resend's bounces come back to a name of its own, and SPF is looked up there
# Where services keep their keys; of a server of one's own nobody can know the name it chose.
SELECTORS = ("default", "mail", "dkim", "s1", "s2", "k1", "selector1", "selector2", "google", "resend")
DMARC_START = "v=DMARC1; p=none"
_SEE, _MANAGE = "settings:read", "white_label:manage"
_NO_ANSWER = {Outcome.SILENT, Outcome.BROKEN}


class SendingProofs:
    """The check of the sending address."""

    def __init__(self, *, resolvers: Resolvers, address: str, channel: str) -> None:
        """Take who is asked, the address mail is sent from, and by which carrier."""
        self._resolvers, self._address, self._channel = resolvers, address, channel

    def address(self, actor: Actor) -> SenderView:
        """Show the address without asking anybody, to holders of either permission of the page."""
        if not (actor.may(_MANAGE) or actor.may(_SEE)):
            raise Forbidden
        domain = sending_domain(self._address)
        return SenderView(self._address, domain, is_local=not domain)

    def check(self, actor: Actor) -> SenderView:
        """Ask the name servers now."""
        domain = self.address(actor).domain
        if not domain:
            return self.address(actor)
        is_resend = self._channel == RESEND
        answers = self._resolvers.ask(questions(domain, is_resend=is_resend))
        return SenderView(self._address, domain, list(judge(domain, answers, is_resend=is_resend)))


def sending_domain(address: str) -> str:
    """Name the domain of an address; empty for one that never leaves this machine."""
    try:
        host = rules.parse_host(address.rpartition("@")[2])
    except InvalidHost:
        return ""
    return "" if rules.is_development(host) else host


def questions(domain: str, *, is_resend: bool) -> Iterator[Question]:
    """Give what there is to ask about a sending domain."""
    yield Question(_spf_name(domain, is_resend=is_resend), Kind.TXT)
    for name in _key_names(domain, is_resend=is_resend):
        yield Question(name, Kind.TXT)
    for name in records.ancestors(domain):
        yield Question(f"_dmarc.{name}", Kind.TXT)


def judge(domain: str, answers: Answers, *, is_resend: bool) -> Iterator[RecordView]:
    """Say of each of the three whether it is there and good, and what to create where it is not."""
    spf = _spf_name(domain, is_resend=is_resend)
    found = _starting(answers, spf, "v=spf1")
    expected = (RESEND_SPF,) if is_resend else ()
    yield _line("spf", spf, _spf(found, is_resend=is_resend), answers, found, expected)
    keys = _key_names(domain, is_resend=is_resend)
    holder = next((name for name in keys if _keys(answers, name)), "")
    cause = "ok" if holder else "missing" if is_resend else "unknown"
    line = _line("dkim", holder or keys[0], cause, answers, _keys(answers, holder))
    # None of the names that were tried is the one that is missing.
    yield replace(line, name=f"*._domainkey.{domain}") if line.cause == "unknown" else line
    name = next((n for n in _dmarc_names(domain) if _starting(answers, n, "v=dmarc1")), f"_dmarc.{domain}")
    policy = _starting(answers, name, "v=dmarc1")
    yield _line("dmarc", name, _dmarc(policy), answers, policy, (DMARC_START,))


def _spf_name(domain: str, *, is_resend: bool) -> str:
    return f"{RESEND_RETURN}.{domain}" if is_resend else domain


def _key_names(domain: str, *, is_resend: bool) -> list[str]:
    return [f"{one}._domainkey.{domain}" for one in ((RESEND,) if is_resend else SELECTORS)]


def _dmarc_names(domain: str) -> list[str]:
    return [f"_dmarc.{name}" for name in records.ancestors(domain)]


def _starting(answers: Answers, name: str, start: str) -> tuple[str, ...]:
    return tuple(value for value in values_of(answers, name, Kind.TXT) if value.lower().startswith(start))


def _keys(answers: Answers, name: str) -> tuple[str, ...]:
    """Give the public keys under a name; one whose `p=` is empty was taken back."""
    found = values_of(answers, name, Kind.TXT) if name else ()
    parts = ((value, value.replace(" ", "").split("p=", 1)) for value in found)
    return tuple(value for value, split in parts if len(split) > 1 and split[1].strip(";"))


def _spf(found: Sequence[str], *, is_resend: bool) -> str:
    if not found:
        return "missing"
    if len(found) > 1:
        return "twice"
    words = found[0].lower().split()
    if "+all" in words or "all" in words:
        return "open"
    return "not_allowed" if is_resend and "include:amazonses.com" not in words else "ok"


def _dmarc(found: Sequence[str]) -> str:
    if not found:
        return "missing"
    if len(found) > 1:
        return "twice"
    return "watching" if "p=none" in found[0].lower().replace(" ", "") else "ok"


def _line(
    record: str,
    name: str,
    cause: str,
    answers: Answers,
    found: Sequence[str],
    expected: tuple[str, ...] = (),
) -> RecordView:
    """Write a line; where nobody answered, nothing is said to be missing."""
    line = RecordView(record, name, name, Kind.TXT.value, list(expected), list(found), cause)
    given = answers.get(Question(name, Kind.TXT), ())
    is_silent = bool(given) and all(answer.outcome in _NO_ANSWER for answer in given)
    return replace(line, cause="silent") if is_silent and not found else line
