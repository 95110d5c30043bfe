"""The brand's pictures: whatever is sent, what is kept is our own (INP-05, INP-06)."""

import io
from pathlib import Path

import pytest
from PIL import Image

from comunik_kit.branding.drawing import drawn
from comunik_kit.branding.errors import TooManyPictures
from comunik_kit.branding.pictures import PICTURES_AN_HOUR
from comunik_kit.kernel.errors import Forbidden, InvalidInput, NotFound
from comunik_kit.users.errors import ImageTooBig, NotAnImage
from comunik_kit.workspaces.looks import KINDS
from tests.branding.conftest import brand_form, picture
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.users.test_photos import HOSTILE, png


def opened(raw: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(raw))
    image.load()
    return image


def files(cast: Cast) -> set[str]:
    folder: Path = cast.kit.settings.data_dir / "brand"
    return {path.name for path in folder.iterdir() if path.suffix != ".json"} if folder.exists() else set()


@pytest.mark.parametrize(
    ("kind", "sent", "size", "file_format"),
    [
        ("logo", (400, 100), (400, 100), "PNG"),
        ("logo", (100, 2000), (26, 512), "PNG"),
        ("logo_dark", (4000, 200), (1600, 80), "PNG"),
        ("cover", (3200, 2400), (1600, 1200), "WEBP"),
        ("cover", (30, 40), (30, 40), "WEBP"),
        ("icon", (64, 32), (512, 512), "PNG"),
    ],
)
def test_a_picture_is_drawn_anew_in_the_size_of_its_kind(
    kind: str, sent: tuple[int, int], size: tuple[int, int], file_format: str
) -> None:
    """INP-05."""
    drawing = drawn(picture(sent), kind)
    first = opened(next(iter(drawing.files.values())))
    assert ((drawing.width, drawing.height), first.size, first.format) == (size, size, file_format)


def test_an_icon_has_the_sizes_that_tabs_and_phones_ask_for() -> None:
    drawing = drawn(picture((300, 300), color=(0, 0, 0, 0), mode="RGBA"), "icon")
    sizes = {ending: opened(raw).size[0] for ending, raw in drawing.files.items()}
    assert sizes == {".png": 512, "-32.png": 32, "-180.png": 180}
    assert opened(drawing.files["-180.png"]).getpixel((0, 0)) == (255, 255, 255)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_is_refused_for_every_kind(kind: str, name: str) -> None:
    """INP-05: SVG above all; it says which field it is about."""
    with pytest.raises(NotAnImage) as refusal:
        drawn(HOSTILE[name], kind)
    assert refusal.value.field == kind


def test_a_flood_of_pixels_is_weighed_before_it_is_decoded() -> None:
    """INP-05."""
    with pytest.raises(ImageTooBig):
        drawn(png(30_000, 30_000), "logo")
    with pytest.raises(ImageTooBig):
        drawn(b"x" * (5 * 1024 * 1024 + 1), "cover")


def test_what_came_with_a_picture_does_not_survive() -> None:
    """INP-05: polyglots and metadata."""
    script = b"<script>alert(1)</script>"
    raw = picture(kind="JPEG") + script
    for kind in KINDS:
        assert all(script not in kept for kept in drawn(raw, kind).files.values())


def test_a_picture_shows_nowhere_before_the_brand_names_it_and_goes_when_it_no_longer_does(
    cast: Cast,
) -> None:
    first = cast.kit.brand_pictures.store(cast.admin, picture(), kind="logo")
    assert cast.kit.workspaces.summary("localhost").look.logo.id == ""  # pyright: ignore[reportOptionalMemberAccess]
    cast.kit.branding.save(cast.admin, form=brand_form(logo=first))
    second = cast.kit.brand_pictures.store(cast.admin, picture((200, 100)), kind="logo")
    assert files(cast) == {f"{first}.png", f"{second}.png"}

    cast.kit.branding.save(cast.admin, form=brand_form(logo=second, version="2"))
    look = cast.kit.workspaces.summary("localhost").look  # pyright: ignore[reportOptionalMemberAccess]
    assert (look.logo.id, look.logo.width, look.logo.height) == (second, 200, 100)
    assert files(cast) == {f"{second}.png"}
    assert cast.kit.brand_pictures.open(f"{first}.png") is None


def test_what_was_sent_and_never_kept_is_tidied_away_a_day_later(cast: Cast, clock: MovedClock) -> None:
    forgotten = cast.kit.brand_pictures.store(cast.admin, picture(), kind="cover")
    clock.move(days=1, minutes=1)
    fresh = cast.kit.brand_pictures.store(cast.admin, picture(), kind="icon")
    cast.kit.branding.save(cast.admin, form=brand_form())
    assert not any(name.startswith(forgotten) for name in files(cast))
    assert f"{fresh}.png" in files(cast)


def test_a_picture_of_another_kind_or_of_nobody_cannot_be_named(cast: Cast) -> None:
    cover = cast.kit.brand_pictures.store(cast.admin, picture(), kind="cover")
    for named in ({"logo": cover}, {"logo": "0" * 32}):
        with pytest.raises(InvalidInput) as refusal:
            cast.kit.branding.save(cast.admin, form=brand_form(**named))
        assert refusal.value.errors["logo"].code == "picture_gone"
    assert "brand_changed" not in cast.acts()


def test_a_kind_that_does_not_exist_is_not_found(cast: Cast) -> None:
    with pytest.raises(NotFound):
        cast.kit.brand_pictures.store(cast.admin, picture(), kind="stylesheet")


def test_only_who_manages_the_white_label_sends_pictures(cast: Cast) -> None:
    """ACL-02."""
    manager, _ = cast.join("Mado Blanc", "manager")
    with pytest.raises(Forbidden):
        cast.kit.brand_pictures.store(manager, picture(), kind="logo")
    assert files(cast) == set()


def test_an_hour_takes_only_so_many(
    lone_cast: Cast, clock: MovedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("comunik_kit.branding.pictures.PICTURES_AN_HOUR", 2)
    store = lone_cast.kit.brand_pictures.store
    for _ in range(2):
        store(lone_cast.admin, picture(), kind="logo")
    with pytest.raises(TooManyPictures):
        store(lone_cast.admin, picture(), kind="logo")
    clock.move(hours=1, minutes=1)
    assert store(lone_cast.admin, picture(), kind="logo")
    assert PICTURES_AN_HOUR > 2


@pytest.mark.parametrize(
    "name",
    ["../secret.key", "faces.json", "a.png", "A" * 32 + ".png", "0" * 32 + ".svg", "0" * 32 + ".png/.."],
)
def test_no_other_file_is_found(lone_cast: Cast, name: str) -> None:
    """INP-06."""
    assert lone_cast.kit.brand_pictures.open(name) is None
