"""Delivery status notifications in the shapes that mail servers give them, written after their documentation."""

from textwrap import dedent

CODE = "0123456789abcdef0123456789abcdef01234567"
MESSAGE_ID = f"<{CODE}@exemple.fr>"
TO = f"bounces+{CODE}@exemple.fr"
POSTFIX_DIAGNOSTIC = "host mx.exemple.org[192.0.2.9] said: 550 5.1.1 <ana@exemple.org>: User unknown"


def message(head: str, *parts: str, boundary: str = "b1", kind: str = "multipart/report") -> bytes:
    """Put a message together: its header lines, then each part with its own."""
    lines = dedent(head).strip().splitlines()
    lines += [
        "MIME-Version: 1.0",
        f'Content-Type: {kind}; report-type=delivery-status; boundary="{boundary}"',
    ]
    body = "".join(f"--{boundary}\n{dedent(part).strip()}\n\n" for part in parts)
    text = "\n".join(lines) + f"\n\nThis is a MIME-encapsulated message.\n\n{body}--{boundary}--\n"
    return text.replace("\n", "\r\n").encode("utf-8", "surrogateescape")


def plain(text: str = "I'm sorry to have to inform you that your message could not be delivered.") -> str:
    return f"Content-Type: text/plain; charset=us-ascii\n\n{text}"


def status(*blocks: str, kind: str = "message/delivery-status") -> str:
    return f"Content-Type: {kind}\n\n" + "\n\n".join(dedent(block).strip() for block in blocks)


RETURNED_HEADERS = f"Content-Type: text/rfc822-headers\n\nMessage-ID: {MESSAGE_ID}\nSubject: Invitation"
RETURNED_MESSAGE = (
    f"Content-Type: message/rfc822\n\nMessage-ID: {MESSAGE_ID}\nSubject: Invitation\n\nBonjour Ana,"
)


def failed(action: str = "failed", code: str = "5.1.1", said: str = "smtp; 550 5.1.1 User unknown") -> str:
    return f"""\
    Final-Recipient: rfc822; ana@exemple.org
    Action: {action}
    Status: {code}
    Diagnostic-Code: {said}
    """


MTA = "Reporting-MTA: dns; mx.exemple.fr"
FROM_DAEMON = f"From: MAILER-DAEMON@mx.exemple.fr\nTo: {TO}\nDate: Mon, 2 Mar 2026 09:30:00 +0100"


def about(block: str, returned: str = RETURNED_HEADERS) -> bytes:
    """Write the usual shape about one recipient."""
    return message(FROM_DAEMON, plain(), status(MTA, block), returned)


POSTFIX = message(
    f"""\
    Return-Path: <>
    Date: Mon,  2 Mar 2026 09:30:00 +0100 (CET)
    From: MAILER-DAEMON@mx.exemple.fr (Mail Delivery System)
    Subject: Undelivered Mail Returned to Sender
    To: {TO}
    Auto-Submitted: auto-replied
    """,
    "Content-Description: Notification\n" + plain(),
    "Content-Description: Delivery report\n"
    + status(
        f"""\
        Reporting-MTA: dns; mx.exemple.fr
        Original-Envelope-Id: {CODE}@exemple.fr
        X-Postfix-Queue-ID: 16D4F2A0C1
        X-Postfix-Sender: rfc822; {TO}
        Arrival-Date: Mon,  2 Mar 2026 09:29:58 +0100 (CET)
        """,
        """\
        Final-Recipient: rfc822; ana@exemple.org
        Original-Recipient: rfc822;ana@exemple.org
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx.exemple.org
        Diagnostic-Code: smtp; 550 5.1.1 <ana@exemple.org>: Recipient address
            rejected: User unknown in virtual mailbox table
        """,
    ),
    "Content-Description: Undelivered Message Headers\n" + RETURNED_HEADERS,
)
POSTFIX_DELAYED = message(
    FROM_DAEMON + "\nSubject: Delayed Mail (still being retried)",
    plain(),
    status(
        MTA,
        """\
        Final-Recipient: rfc822; ana@exemple.org
        Action: delayed
        Status: 4.4.1
        Diagnostic-Code: X-Postfix; connect to mx.exemple.org[192.0.2.9]:25: Connection timed out
        Will-Retry-Until: Sat,  7 Mar 2026 09:29:58 +0100 (CET)
        """,
    ),
    RETURNED_HEADERS,
)
POSTFIX_EXPIRED = about(
    failed(code="4.4.1", said="X-Postfix; connect to mx.exemple.org[192.0.2.9]:25: Connection timed out")
)
POSTFIX_NO_DOMAIN = about(
    failed(code="5.4.4", said="X-Postfix; Host or domain name not found. Name service error for exemple.org"),
    RETURNED_MESSAGE,
)
POSTFIX_DELIVERED = message(
    FROM_DAEMON + "\nSubject: Successful Mail Delivery Report",
    plain("Your message was successfully delivered to the destination(s) listed below."),
    status(MTA, failed("delivered", "2.0.0", "X-Postfix; delivery via dovecot: 250 2.0.0 Saved")),
    RETURNED_HEADERS,
)
POSTFIX_RELAYED = about(failed("relayed", "2.0.0", "smtp; 250 2.0.0 OK: queued as 4RZ"))
EXIM = message(
    f"""\
    X-Failed-Recipients: ana@exemple.org
    Auto-Submitted: auto-replied
    From: Mail Delivery System <Mailer-Daemon@mx.exemple.fr>
    To: {TO}
    References: {MESSAGE_ID}
    Subject: Mail delivery failed: returning message to sender
    Date: Mon, 02 Mar 2026 09:30:00 +0100
    """,
    plain("A message that you sent could not be delivered to one or more of its recipients."),
    status(
        MTA,
        """\
        Action: failed
        Final-Recipient: rfc822;ana@exemple.org
        Status: 5.0.0
        Remote-MTA: dns; mx.exemple.org
        Diagnostic-Code: smtp; 550 Unknown user
        """,
    ),
    RETURNED_MESSAGE,
    boundary="1772442000-eximdsn-1804289383",
)
EXIM_DELAYED = message(
    FROM_DAEMON,
    plain("Message has been delayed"),
    status(MTA, "Action: delayed\nFinal-Recipient: rfc822;ana@exemple.org\nStatus: 4.0.0"),
    RETURNED_HEADERS,
)
OFFICE_365 = message(
    f"""\
    From: "Microsoft Outlook" <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@exemple.org>
    To: <{TO}>
    Date: Mon, 2 Mar 2026 08:30:00 +0000
    Content-Language: en-US
    X-MS-Exchange-Message-Is-Ndr:
    In-Reply-To: {MESSAGE_ID}
    Subject: Undeliverable: Invitation
    Auto-Submitted: auto-replied
    """,
    'Content-Type: multipart/alternative; differences=Content-Type;\n\tboundary="inner"\n\n'
    "--inner\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nWW91ciBtZXNzYWdl\n"
    "--inner--",
    status(
        """\
        Reporting-MTA: dns;PR3P192MB0714.EURP192.PROD.OUTLOOK.COM
        Received-From-MTA: dns;mx.exemple.fr
        Arrival-Date: Mon, 2 Mar 2026 08:29:58 +0000
        """,
        """\
        Final-Recipient: rfc822;ana@exemple.org
        Action: failed
        Status: 5.1.10
        Diagnostic-Code: smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient
         ana@exemple.org not found by SMTP address lookup
        """,
    ),
    RETURNED_MESSAGE,
    boundary="_000_PR3P192MB0714_",
)
EXCHANGE_ONLINE_EDGE = about(
    failed(
        code="5.4.1",
        said="smtp;550 5.4.1 Recipient address rejected: Access denied. [AM0EUR02FT016.eop-EUR02.prod]",
    ),
    RETURNED_MESSAGE,
)
EXCHANGE_FULL = about(
    failed(code="5.2.2", said="smtp;554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:Quota"),
    RETURNED_MESSAGE,
)
GMAIL = message(
    f"""\
    From: Mail Delivery Subsystem <mailer-daemon@googlemail.com>
    To: {TO}
    Auto-Submitted: auto-replied
    Subject: Delivery Status Notification (Failure)
    References: {MESSAGE_ID}
    X-Failed-Recipients: ana@exemple.org
    Date: Mon, 02 Mar 2026 00:30:00 -0800 (PST)
    """,
    'Content-Type: multipart/related; boundary="rel"\n\n--rel\nContent-Type: text/plain; charset="UTF-8"\n\n'
    "** Address not found **\n--rel--",
    status(
        """\
        Reporting-MTA: dns; googlemail.com
        Arrival-Date: Mon, 02 Mar 2026 00:29:58 -0800 (PST)
        X-Original-Message-ID: <0123456789abcdef0123456789abcdef01234567@exemple.fr>
        """,
        """\
        Final-Recipient: rfc822; ana@exemple.org
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; aspmx.l.google.com. (192.0.2.26, the server for the domain exemple.org.)
        Diagnostic-Code: smtp; 550-5.1.1 The email account that you tried to reach does not exist. Please try
         550-5.1.1 double-checking the recipient's email address. For more information, go to
         550 5.1.1  https://support.google.com/mail/?p=NoSuchUser - gsmtp
        Last-Attempt-Date: Mon, 02 Mar 2026 00:30:00 -0800 (PST)
        """,
    ),
    RETURNED_MESSAGE,
    boundary="000000000000c1f2d6064c8ff2b1",
)
GMAIL_FULL = about(
    failed(code="5.2.2", said="smtp; 552-5.2.2 The recipient's inbox is out of storage space."),
    RETURNED_MESSAGE,
)
GMAIL_POLICY = about(
    failed(code="5.7.26", said="smtp; 550-5.7.26 This mail has been blocked because it is unauthenticated."),
    RETURNED_MESSAGE,
)
OVH = message(
    f"""\
    From: MAILER-DAEMON@mo512.mail-out.ovh.net (Mail Delivery System)
    To: {TO}
    Subject: Undelivered Mail Returned to Sender
    Date: Mon,  2 Mar 2026 09:30:00 +0100 (CET)
    X-Ovh-Tracer-Id: 7493989780087655167
    """,
    plain("This is the mail system at host mo512.mail-out.ovh.net."),
    status(
        "Reporting-MTA: dns; mo512.mail-out.ovh.net\nX-Postfix-Queue-ID: 4RZabc",
        """\
        Final-Recipient: rfc822; ana@exemple.org
        Original-Recipient: rfc822;ana@exemple.org
        Action: failed
        Status: 5.1.1
        Remote-MTA: dns; mx1.mail.ovh.net
        Diagnostic-Code: smtp; 550 5.1.1 <ana@exemple.org>: Recipient address rejected: User unknown
        """,
    ),
    RETURNED_HEADERS,
)
OUTLOOK_COM = about(
    failed(
        code="5.5.0",
        said="smtp; 550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).",
    )
)
IN_A_WRAPPER = message(
    FROM_DAEMON,
    plain("Scanned by the gateway."),
    POSTFIX.decode().replace("\r\n", "\n").partition("MIME-Version: 1.0\n")[2],
    boundary="gateway",
    kind="multipart/mixed",
)
INTERNATIONAL = message(
    FROM_DAEMON,
    plain(),
    status(
        MTA,
        "Final-Recipient: utf-8; ana@exémple.org\nAction: failed\nStatus: 5.1.1",
        kind="message/global-delivery-status",
    ),
    RETURNED_HEADERS.replace("text/rfc822-headers", "message/global-headers"),
)
IN_BASE64 = message(
    FROM_DAEMON,
    plain(),
    "Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n"
    "UmVwb3J0aW5nLU1UQTogZG5zOyBteC5leGVtcGxlLmZyCgpGaW5hbC1SZWNpcGllbnQ6IHJmYzgy\n"
    "MjsgYW5hQGV4ZW1wbGUub3JnCkFjdGlvbjogZmFpbGVkClN0YXR1czogNS4xLjEK",
    RETURNED_HEADERS,
)

# What no report of ours is.
OUT_OF_OFFICE = (
    f"From: ana@exemple.org\r\nTo: {TO}\r\nSubject: Absence\r\nAuto-Submitted: auto-replied\r\n"
    f"In-Reply-To: {MESSAGE_ID}\r\nContent-Type: text/plain\r\n\r\nJe suis absente.\r\n"
).encode()
READ_RECEIPT = message(
    FROM_DAEMON,
    plain(),
    "Content-Type: message/disposition-notification\n\nFinal-Recipient: rfc822; ana@exemple.org\n"
    "Disposition: manual-action/MDN-sent-manually; displayed",
)
FORWARDED = (
    f"From: ana@exemple.org\r\nTo: {TO}\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=f\r\n\r\n"
    "--f\r\nContent-Type: message/rfc822\r\n\r\n"
).encode() + POSTFIX
