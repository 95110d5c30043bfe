"""What people write on an activity: notes and tags, read strictly."""

import pytest

from comunik_kit.kernel.errors import InvalidInput
from tests.modules.board import Board
from tests.modules.conftest import Cast
from tests.modules.test_acting import happenings


def test_tags_are_kept_once_whatever_their_spelling(board: Board, cast: Cast) -> None:
    agnes = cast["Agnès"]
    item = board.write(cast, "Dubois", department_id=cast.departments["Support"])
    board.acts.tag(agnes, aim=board.aim(agnes, item), words=["Été", "ÉTÉ", " été ", "À  rappeler", ""])
    assert board.item(agnes, item).line.tags == ["À rappeler", "Été"]
    board.acts.tag(agnes, aim=board.aim(agnes, item), words=["ete", "à rappeler"])
    assert happenings(board) == 1, "the same tags are no change"
    board.acts.tag(agnes, aim=board.aim(agnes, item), words=["Été"])
    view = board.item(agnes, item)
    assert (view.line.tags, view.timeline[0].before, view.timeline[0].after) == (
        ["Été"],
        "À rappeler, Été",
        "Été",
    )


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["x" * 31], "too_long"),
        ([f"t{n}" for n in range(11)], "too_many_tags"),
        (["a\u202eb"], "unreadable_text"),
        ([7], "wrong_value"),
        ("text", "wrong_value"),
    ],
)
def test_tags_that_are_none_are_refused(board: Board, cast: Cast, words: list[str], code: str) -> None:
    """INP-02."""
    item = board.write(cast, "Dubois")
    with pytest.raises(InvalidInput) as refusal:
        board.acts.tag(cast["Solène"], aim=board.aim(cast["Solène"], item), words=words)
    assert refusal.value.errors["tag"].code == code
    assert board.item(cast["Solène"], item).line.tags == []


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "required"), (" \n ", "required"), ("x" * 2001, "too_long"), ("\0", "unreadable_text")],
)
def test_a_note_that_is_none_is_refused(board: Board, cast: Cast, text: str, code: str) -> None:
    """INP-02."""
    item = board.write(cast, "Dubois")
    with pytest.raises(InvalidInput) as refusal:
        board.acts.note(cast["Solène"], aim=board.aim(cast["Solène"], item), text=text)
    assert refusal.value.errors["note"].code == code
    assert happenings(board) == 0
