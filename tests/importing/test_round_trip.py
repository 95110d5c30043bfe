"""INP-03: what we export is what we import, whatever people are called, in both kinds of file and both languages."""

import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comunik_kit.importing import columns, judging
from comunik_kit.importing.ground import House, RoleHere
from comunik_kit.importing.inputs import Manner
from comunik_kit.importing.verdicts import Verdict
from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.kernel.folding import fold
from comunik_kit.users.export_files import Sheet
from comunik_kit.users.exporting import Export, ExportedPerson
from comunik_kit.users.fields import Fields
from tests.importing.files import lines

DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
AGENT, TIER = "a" * 32, "b" * 32
HOUSE = House(
    roles={name: RoleHere(AGENT, "Agent", is_grantable=True) for name in ("agent", AGENT)},
    tiers={fold("Équipe"): TIER, TIER: TIER},
    languages={"fr": "fr", "en": "en"},
    seats={},
)


def _taken(longest: int) -> st.SearchStrategy[str]:
    """Give names as the forms would keep them."""

    def kept(text: str) -> str:
        fields = Fields({"name": text}, frozenset({"name"}))
        found = fields.name("name", longest)
        try:
            fields.done()
        except InvalidInput:
            return ""
        return found

    beginnings = st.sampled_from(["", "=", "+", "-", "@", "'", "''", '"', ";", "|", "%"])
    return st.tuples(beginnings, st.text(max_size=30)).map(lambda pair: kept("".join(pair)))


PEOPLE = st.builds(
    ExportedPerson,
    id=st.just("c" * 32),
    full_name=_taken(120).map(lambda name: name or "Zoé"),
    email=st.from_regex(r"[a-z]{1,8}[.+]?[a-z0-9]{1,8}@[a-z]{2,8}\.(fr|org)", fullmatch=True),
    phone=st.sampled_from(["", "+33612345678", "+4915123456789"]),
    role_key=st.just("agent"),
    role_name=st.just("Agent"),
    department=_taken(80),
    company=_taken(120),
    tier=st.just("Équipe"),
    language=st.sampled_from(["fr", "en"]),
    status=st.sampled_from(["created", "invited", "active", "suspended"]),
    created_at=st.just(NOW),
    invited_at=st.sampled_from([None, NOW]),
    activated_at=st.none(),
    last_seen_at=st.none(),
)


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(people=st.lists(PEOPLE, min_size=1, max_size=5))
def test_an_export_is_read_back_as_it_was(people: list[ExportedPerson], language: str, ending: str) -> None:
    sheet = Sheet(Export(len(people), iter([people]), ZoneInfo("Europe/Paris"), DAY, language), language)
    found = lines(_file(sheet, ending))
    layout = columns.layout(found[:20])
    assert layout.has_head
    manner = Manner(layout.places, AGENT, TIER)
    for line, person in zip(found[1:], people, strict=True):
        judged = judging.parsed("d" * 32, line, manner, HOUSE)
        assert judged.verdict in {Verdict.NEW, Verdict.TYPO}
        assert judged.new
        new = judged.new
        assert (new.full_name, new.email.display, new.phone) == (person.full_name, person.email, person.phone)
        assert (new.department, new.company) == (person.department, person.company)
        assert (new.language, new.role_id, new.tier_id) == (person.language, AGENT, TIER)


def _file(sheet: Sheet, ending: str) -> bytes:
    if ending == "csv":
        return b"".join(sheet.csv())
    with tempfile.TemporaryDirectory() as folder:
        sheet.xlsx(Path(folder) / "a.xlsx")
        return (Path(folder) / "a.xlsx").read_bytes()
