"""Resend's events: what each says of a message, and what is no event."""

from datetime import UTC, datetime
from typing import Any

import pytest

from comunik_kit.mail.delivery import RETURNED
from comunik_kit.mail.resend_events import UnreadableEvent, report_of
from tests.support import svix

AT = datetime(2026, 3, 2, 9, 0, 1, 126_000, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "kind", "detail"),
    [
        ("email.sent", "sent", ""),
        ("email.delivered", "delivered", ""),
        ("email.delivery_delayed", "delayed", ""),
        ("email.complained", "complained", ""),
        ("email.bounced", "bounced", "smtp; 550 5.1.1 User unknown"),
        ("email.opened", "opened", ""),
        ("email.clicked", "clicked", ""),
        ("email.failed", "failed", "reached_daily_quota"),
        ("email.suppressed", "suppressed", "It bounced before."),
    ],
)
def test_each_event_is_read(told: str, kind: str, detail: str) -> None:
    """Which message, what, when by the event's own word, and why in Resend's."""
    report = report_of("msg_1", svix.event(told, "56761188-7520-42d8-8898-ff6fc54ce618", AT))

    assert report is not None
    assert (report.id, report.source, report.kind, report.detail) == ("msg_1", "resend", kind, detail)
    assert report.provider_id == "56761188-7520-42d8-8898-ff6fc54ce618"
    assert (report.happened_at, report.to_email) == (AT, "ana@exemple.fr")


@pytest.mark.parametrize(
    "told", ["email.received", "email.scheduled", "domain.updated", "contact.created", "new.thing"]
)
def test_other_events_are_none_of_a_messages(told: str) -> None:
    assert report_of("msg_1", {"type": told, "created_at": "x", "data": None}) is None


@pytest.mark.parametrize(
    ("sort", "kind"),
    [
        ("Permanent", "bounced"),
        ("permanent", "bounced"),
        ("Transient", RETURNED),
        ("Temporary", RETURNED),
        ("Undetermined", RETURNED),
    ],
)
def test_only_a_permanent_bounce_is_one_for_good(sort: str, kind: str) -> None:
    report = report_of("msg_1", svix.bounced("id", AT, sort=sort, diagnosticCode="smtp; 452 4.2.2 full"))

    assert report is not None
    assert report.kind == kind
    assert report.detail == "smtp; 452 4.2.2 full – The recipient's server refused it."


def test_a_clicks_link_is_not_kept() -> None:
    """LOG-03: it is the invitation's secret."""
    report = report_of("msg_1", svix.event("email.clicked", "id", AT))

    assert svix.CLICKED_LINK.rpartition("/")[2] not in repr(report)
    assert "203.0.113.9" not in repr(report)


@pytest.mark.parametrize(
    ("moment", "read"),
    [
        ("2026-03-02T09:00:01.126Z", AT),
        ("2026-03-02T10:00:01.126+01:00", AT),
        ("2026-03-02 09:00:01.126000+00", AT),
        ("2026-03-02T09:00:01.126", AT),
    ],
)
def test_moments_are_read_as_resend_writes_them(moment: str, read: datetime) -> None:
    report = report_of("msg_1", svix.event("email.sent", "id", moment))

    assert report is not None
    assert report.happened_at == read


GOOD: dict[str, Any] = svix.event("email.bounced", "id", AT)
BROKEN = [
    None,
    [],
    "email.sent",
    7,
    {},
    {"type": None},
    {"type": ["email.sent"]},
    GOOD | {"data": None},
    GOOD | {"data": []},
    GOOD | {"data": {}},
    GOOD | {"data": {"email_id": 7}},
    GOOD | {"data": {"email_id": ""}},
    GOOD | {"data": {"email_id": "x" * 129}},
    GOOD | {"data": {"email_id": "\ud800"}},
    GOOD | {"data": {"email_id": "a\x00b"}},
    GOOD | {"created_at": None},
    GOOD | {"created_at": 1772442001},
    GOOD | {"created_at": "yesterday"},
    GOOD | {"created_at": "0001-01-01T00:00:00+14:00"},
    GOOD | {"created_at": ""},
]


@pytest.mark.parametrize("event", BROKEN, ids=repr)
def test_what_is_no_event_is_said_to_be_none(event: Any) -> None:
    with pytest.raises(UnreadableEvent):
        report_of("msg_1", event)


@pytest.mark.parametrize("name", ["", "a b", "é", "x" * 129, "a\x00"])
def test_an_event_without_a_proper_name_is_refused(name: str) -> None:
    with pytest.raises(UnreadableEvent):
        report_of(name, GOOD)


@pytest.mark.parametrize("part", [None, [], 7, "x", {"message": 7}, {"type": 7}, {}])
@pytest.mark.parametrize("told", ["bounce", "to", "failed"])
def test_odd_details_are_left_out(part: Any, told: str) -> None:
    """The event counts all the same; a bounce without a sort is what Resend's own words for it say: permanent."""
    report = report_of("msg_1", svix.event("email.bounced", "id", AT, **{told: part}))

    assert report is not None
    assert report.kind == "bounced"
