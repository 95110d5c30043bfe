"""Delivery status notifications as the great mail servers write them, and as nobody should."""

import time
import tracemalloc
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.mail import dsn, verp
from comunik_kit.mail.delivery import RETURNED
from tests.mail import notices

BOUNCED, DELAYED, DELIVERED = "bounced", "delayed", "delivered"
CORPUS = [
    ("Postfix, unknown user", notices.POSTFIX, BOUNCED, "User unknown in virtual mailbox table"),
    ("Postfix, delayed", notices.POSTFIX_DELAYED, DELAYED, "Connection timed out"),
    ("Postfix, given up", notices.POSTFIX_EXPIRED, RETURNED, "Connection timed out"),
    ("Postfix, no such domain", notices.POSTFIX_NO_DOMAIN, BOUNCED, "Host or domain name not found"),
    ("Postfix, delivered", notices.POSTFIX_DELIVERED, DELIVERED, "delivery via dovecot"),
    ("Postfix, relayed", notices.POSTFIX_RELAYED, DELIVERED, "queued as 4RZ"),
    ("Exim, unknown user", notices.EXIM, BOUNCED, "550 Unknown user"),
    ("Exim, delayed", notices.EXIM_DELAYED, DELAYED, "4.0.0"),
    ("Office 365, unknown user", notices.OFFICE_365, BOUNCED, "RESOLVER.ADR.RecipientNotFound"),
    ("Exchange Online, refused at the edge", notices.EXCHANGE_ONLINE_EDGE, BOUNCED, "Access denied"),
    ("Exchange, full", notices.EXCHANGE_FULL, RETURNED, "mailbox full"),
    ("Gmail, unknown user", notices.GMAIL, BOUNCED, "does not exist"),
    ("Gmail, full", notices.GMAIL_FULL, RETURNED, "out of storage space"),
    ("Gmail, our own fault", notices.GMAIL_POLICY, RETURNED, "unauthenticated"),
    ("OVH, unknown user", notices.OVH, BOUNCED, "User unknown"),
    ("Outlook.com, unknown user", notices.OUTLOOK_COM, BOUNCED, "mailbox unavailable"),
    ("wrapped by a gateway", notices.IN_A_WRAPPER, BOUNCED, "User unknown"),
    ("international", notices.INTERNATIONAL, BOUNCED, "5.1.1"),
    ("in base64", notices.IN_BASE64, BOUNCED, "5.1.1"),
]


@pytest.mark.parametrize(("raw", "kind", "reason"), [case[1:] for case in CORPUS], ids=[c[0] for c in CORPUS])
def test_each_servers_report_is_read(raw: bytes, kind: str, reason: str) -> None:
    """What happened, in the server's words, to whom; and which message it was, in two ways."""
    notice = dsn.parse(raw)

    assert notice is not None
    assert (notice.kind, notice.recipient.startswith("ana@ex")) == (kind, True)
    assert reason in notice.reason
    assert not notice.reason.startswith("smtp")
    assert verp.message_id_in(notice.message_id) == notices.MESSAGE_ID
    assert notices.TO in notice.addressed_to


def test_the_last_try_dates_it_or_else_the_letter() -> None:
    gmail, postfix = dsn.parse(notices.GMAIL), dsn.parse(notices.POSTFIX)
    half_past = datetime(2026, 3, 2, 8, 30, tzinfo=UTC)

    assert gmail is not None
    assert postfix is not None
    assert (gmail.at, postfix.at) == (half_past, half_past)
    assert postfix.envelope_id == notices.MESSAGE_ID.strip("<>")


def test_of_several_recipients_an_arrival_counts_most() -> None:
    """A list that was expanded: it came to somebody."""
    raw = notices.message(
        notices.FROM_DAEMON,
        notices.plain(),
        notices.status(
            notices.MTA, notices.failed(), notices.failed("delivered", "2.0.0", "smtp; 250 Saved")
        ),
        notices.RETURNED_HEADERS,
    )
    notice = dsn.parse(raw)

    assert notice is not None
    assert (notice.kind, notice.reason) == (DELIVERED, "250 Saved")


@pytest.mark.parametrize(
    ("code", "said", "kind"),
    [
        ("5.1.1", "", BOUNCED),
        ("5.0.0", "smtp; 550 no such user", BOUNCED),
        ("5.0.0", "smtp; 554 delivery error", RETURNED),
        ("5.0.0", "smtp; 550 5.7.1 blocked", RETURNED),
        ("5.0.0", "smtp; 550 5.1.1 no such user", BOUNCED),
        ("5.7.1", "smtp; 550 5.7.1 spam from 5.1.1.9", RETURNED),
        ("5.1.8", "smtp; 550 5.1.8 bad sender", RETURNED),
        ("5.3.4", "smtp; 552 too big", RETURNED),
        ("4.2.2", "smtp; 452 4.2.2 over quota", RETURNED),
        ("4.0.0", "smtp; 550 maybe", RETURNED),
        ("", "", RETURNED),
        ("nonsense", "X-Unix; 67", RETURNED),
    ],
)
def test_only_what_speaks_against_the_address_is_a_bounce_for_good(code: str, said: str, kind: str) -> None:
    """A full mailbox, a policy, a size, a time-out or no reason at all leave the address good."""
    raw = notices.message(
        notices.FROM_DAEMON,
        notices.plain(),
        notices.status(notices.MTA, notices.failed(code=code, said=said)),
        notices.RETURNED_HEADERS,
    )
    notice = dsn.parse(raw)

    assert notice is not None
    assert notice.kind == kind


NO_REPORTS = {
    "out of office": notices.OUT_OF_OFFICE,
    "a receipt of reading": notices.READ_RECEIPT,
    "a forwarded report": notices.FORWARDED,
    "nothing": b"",
    "no header": b"\r\n\r\nhello",
    "no blank line": b"Content-Type: multipart/report; boundary=b",
    "no boundary": notices.POSTFIX.replace(b'boundary="b1"', b"x=y"),
    "no status": notices.message(notices.FROM_DAEMON, notices.plain()),
    "an empty status": notices.message(notices.FROM_DAEMON, notices.status("")),
    "an unknown action": notices.message(
        notices.FROM_DAEMON, notices.status(notices.MTA, "Action: exploded")
    ),
    "too big": notices.POSTFIX + b"x" * dsn.MOST_BYTES,
    "broken base64": notices.IN_BASE64.replace(b"UmVwb3J0", b"UmV"),
}


@pytest.mark.parametrize("raw", NO_REPORTS.values(), ids=NO_REPORTS)
def test_anything_else_is_no_report(raw: bytes) -> None:
    assert dsn.parse(raw) is None


def _deep(levels: int) -> bytes:
    head = b"".join(
        b"Content-Type: multipart/report; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(levels)
    )
    return b"From: a\n" + head + b"Content-Type: message/delivery-status\n\nAction: failed\n"


HOSTILE = {
    "a thousand levels": _deep(1_000),
    "ten thousand levels": _deep(10_000),
    "a lying charset": notices.POSTFIX.replace(b"us-ascii", b"no-such-charset"),
    "a boundary in a charset that is none": notices.POSTFIX.replace(
        b'boundary="b1"', b"boundary*=no-such''b1"
    ),
    "a boundary of 5,000 digits": notices.POSTFIX.replace(
        b"boundary=", b"boundary*" + b"9" * 5_000 + b"*=b1; x="
    ),
    "half a megabyte of semicolons": b'Content-Type: multipart/report; x="' + b';"' * 250_000 + b"\n\n--b\n",
    "a megabyte of line ends": b"Content-Type: multipart/report; boundary=b\n" + b"\n" * 1_000_000,
    "a megabyte of boundaries": b"Content-Type: multipart/report; boundary=b\n\n" + b"--b\n" * 250_000,
    "a megabyte of header": b"X: y\n" * 200_000 + notices.POSTFIX[:1_000],
    "a megabyte of status": notices.message(
        notices.FROM_DAEMON, notices.status(*["Action: failed\nStatus: 5.1.1"] * 30_000)
    ),
    "a megabyte of spaces": b"Content-Type: multipart/report; boundary=b\n\n--b" + b" " * 1_000_000,
    "every byte": bytes(range(256)) * 4_000,
    "NUL and surrogates": notices.POSTFIX.replace(b"User unknown", b"\x00\xed\xa0\x80\xff"),
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_hostile_mail_is_read_in_little_time_and_memory_or_not_at_all(raw: bytes) -> None:
    """INP-02, REL-06: never an exception; time and memory in line with the size."""
    tracemalloc.start()
    before = time.process_time()
    try:
        dsn.parse(raw)
        spent, peak = time.process_time() - before, tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert spent < 5  # under tracing, on a shared machine; a quadratic reading takes minutes
    assert peak < 12 * 1024 * 1024


@given(st.binary(max_size=2_000), st.integers(0, len(notices.POSTFIX)), st.integers(0, 200))
def test_no_bytes_make_it_raise(noise: bytes, at: int, cut: int) -> None:
    """Noise alone, and noise in the middle of a good report."""
    dsn.parse(noise)
    dsn.parse(notices.POSTFIX[:at] + noise + notices.POSTFIX[at + cut :])


def test_the_same_report_by_another_way_has_the_same_name() -> None:
    again = b"Received: from elsewhere\r\n" + notices.POSTFIX
    names = {
        dsn.digest(notices.MESSAGE_ID, notice)
        for notice in map(dsn.parse, (notices.POSTFIX, again))
        if notice is not None
    }
    other = dsn.parse(notices.POSTFIX_DELAYED)

    assert other is not None
    assert len(names) == 1
    assert dsn.digest(notices.MESSAGE_ID, other) not in names


@pytest.mark.parametrize(
    ("address", "code"),
    [
        (notices.TO, notices.CODE),
        (notices.TO.upper(), notices.CODE),
        ("bounces@exemple.fr", ""),
        (f"bounces+{notices.CODE}@evil.example", ""),
        (f"other+{notices.CODE}@exemple.fr", ""),
        ("bounces+short@exemple.fr", ""),
        (f"{notices.CODE}@exemple.fr", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_from_our_own_address_alone(address: str, code: str) -> None:
    assert verp.code_in("bounces@exemple.fr", address) == code
    assert verp.takes("bounces@exemple.fr", address) == bool(code or address == "bounces@exemple.fr")


def test_without_a_bounce_address_no_address_is_ours() -> None:
    assert not verp.takes("", "")
    assert verp.code_in("", notices.TO) == ""


def test_the_return_path_carries_the_code() -> None:
    assert verp.return_path("bounces@exemple.fr", notices.MESSAGE_ID) == notices.TO
    assert len(verp.return_path(f"{'b' * 23}@exemple.fr", notices.MESSAGE_ID).partition("@")[0]) == 64
