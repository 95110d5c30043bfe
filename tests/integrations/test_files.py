"""Files of activity that are refused as a whole: at whatever line that shows, nothing of them is there (INP-07)."""

import io
from collections.abc import Callable, Iterable

import pytest
from sqlalchemy import func, select

from comunik_kit.importing import limits
from comunik_kit.importing.errors import LineTooLong, TooManyColumns, TooManyRows
from comunik_kit.kernel.errors import KitError
from comunik_kit.modules.inputs import MOST_ROWS
from comunik_kit.modules.tables import Activity
from tests.importing.files import spreadsheet
from tests.support.cast import Cast

HEAD = ("module", "kind", "at", "title")
GOOD = [("calls", "received", "2026-01-05T10:00:00Z", f"Appel {n}") for n in range(MOST_ROWS + 500)]
WIDE = ("x",) * 101
ENDLESS = ('"' + "x" * 70_000,)


def table(rows: Iterable[tuple[str, ...]]) -> bytes:
    """Write a CSV as it is, quotation marks included."""
    return "".join(";".join(row) + "\n" for row in rows).encode()


def activities(cast: Cast) -> int:
    with cast.kit.db.read() as s:
        return s.execute(select(func.count()).select_from(Activity)).scalar_one()


@pytest.mark.parametrize(
    ("file", "refused"),
    [
        pytest.param(table([HEAD, *GOOD, WIDE]), TooManyColumns, id="csv-wide"),
        pytest.param(spreadsheet([HEAD, *GOOD, WIDE]), TooManyColumns, id="xlsx-wide"),
        pytest.param(table([HEAD, *GOOD, ENDLESS]), LineTooLong, id="csv-endless"),
    ],
)
def test_a_file_refused_at_its_last_line_writes_nothing_and_comes_in_once_it_is_mended(
    cast: Cast, file: bytes, refused: type[KitError]
) -> None:
    """The lines before were there already, without a word, and were there twice after the file was sent again."""
    before = cast.dump()
    for hand_in in (bring_in, receive):
        with pytest.raises(refused):
            hand_in(cast, file)
    assert cast.dump() == before

    found = cast.kit.activity_by_hand.bring_in(cast.admin, file=io.BytesIO(table([HEAD, *GOOD])))
    assert (found.created, found.refused, activities(cast)) == (len(GOOD), 0, len(GOOD))


@pytest.mark.parametrize("write", [table, spreadsheet], ids=["csv", "xlsx"])
def test_a_file_of_too_many_lines_writes_none_of_them(
    cast: Cast, write: Callable[[Iterable[tuple[str, ...]]], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", len(GOOD) - 1)
    before = cast.dump()
    with pytest.raises(TooManyRows):
        bring_in(cast, write([HEAD, *GOOD]))
    assert cast.dump() == before


def test_a_spreadsheet_that_is_good_to_its_end_comes_in_whole(cast: Cast) -> None:
    found = cast.kit.activity_by_hand.bring_in(
        cast.admin, file=io.BytesIO(spreadsheet([HEAD, *GOOD, ("calls",)]))
    )
    assert (found.created, found.duplicates, found.refused) == (len(GOOD), 0, 1)
    assert [each.line for each in found.lines] == [len(GOOD) + 2]
    assert activities(cast) == len(GOOD)


def bring_in(cast: Cast, file: bytes) -> object:
    return cast.kit.activity_by_hand.bring_in(cast.admin, file=io.BytesIO(file))


def receive(cast: Cast, file: bytes) -> object:
    return cast.kit.activity_by_hand.receive(cast.admin, file=io.BytesIO(file), name="calls.csv")
