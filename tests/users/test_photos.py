"""Photos: whatever is sent, what is kept is our own small WebP, found only within its workspace."""

import io
import struct
import uuid
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin
from sqlmodel import select

from comunik_kit.kernel.errors import Forbidden
from comunik_kit.users.errors import ImageTooBig, NotAnImage, TooManyPhotos
from comunik_kit.users.photos import PHOTOS_AN_HOUR, Photos
from comunik_kit.users.pictures import MAX_MEGABYTES, portrait
from comunik_kit.users.tables import Photo, User
from tests.users.world import Place, World


def picture(
    kind: str,
    size: tuple[int, int] = (40, 30),
    color: object = (200, 30, 30),
    mode: str = "RGB",
    **options: object,
) -> bytes:
    """Draw a picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, color).save(out, kind, **options)  # type: ignore[arg-type]
    return out.getvalue()


def reopened(raw: bytes) -> Image.Image:
    """Decode what was kept."""
    image = Image.open(io.BytesIO(raw))
    image.load()
    return image


def png(width: int, height: int, body: bytes = b"") -> bytes:
    """Write a PNG by hand, so that its header may lie."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
@pytest.mark.parametrize("size", [(1, 1), (40, 30), (900, 2000)])
def test_a_picture_becomes_a_square_webp(kind: str, size: tuple[int, int]) -> None:
    """INP-05."""
    kept = reopened(portrait(picture(kind, size)))
    assert (kept.format, kept.size) == ("WEBP", (512, 512))


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "I;16"])
def test_every_way_of_keeping_colours_is_read(mode: str) -> None:
    """INP-05."""
    kept = reopened(portrait(picture("PNG", color=1, mode=mode)))
    assert (kept.format, kept.size) == ("WEBP", (512, 512))


def test_where_it_was_taken_and_by_whom_is_dropped_and_the_picture_is_upright() -> None:
    """INP-05: EXIF, profile, XMP and comments go; the turn that EXIF asked for is made."""
    image = Image.new("RGB", (300, 200), (0, 0, 255))
    image.paste((255, 0, 0), (0, 0, 150, 200))
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x013B] = 6, "SECRET PLACE", "SECRET AUTHOR"
    out = io.BytesIO()
    image.save(
        out, "JPEG", exif=exif, comment=b"SECRET COMMENT", icc_profile=b"SECRET PROFILE" * 20, quality=95
    )
    raw = portrait(out.getvalue())
    kept = reopened(raw)
    assert b"SECRET" in out.getvalue()
    assert b"SECRET" not in raw
    assert not any(chunk in raw for chunk in (b"EXIF", b"XMP ", b"ICCP"))
    red, _, blue = kept.convert("RGB").getpixel((256, 40))  # type: ignore[misc]
    assert red > 200
    assert blue < 60


def test_of_a_moving_picture_the_first_frame_stays() -> None:
    """INP-05."""
    frames = [Image.new("RGB", (20, 20), color) for color in ((255, 0, 0), (0, 255, 0), (0, 0, 255))]
    for kind in ("GIF", "WEBP", "PNG"):
        out = io.BytesIO()
        frames[0].save(out, kind, save_all=True, append_images=frames[1:], duration=50)
        kept = reopened(portrait(out.getvalue()))
        assert getattr(kept, "n_frames", 1) == 1
        assert kept.convert("RGB").getpixel((256, 256))[0] > 200  # type: ignore[index]


def test_a_page_hidden_behind_a_picture_does_not_survive() -> None:
    """INP-05: polyglots."""
    script = b"<script>alert(1)</script>"
    note = PngImagePlugin.PngInfo()
    note.add_text("Comment", script.decode())
    for raw in (
        picture("JPEG") + script,
        picture("GIF") + script,
        picture("PNG", pnginfo=note),
        picture("JPEG", comment=script),
        picture("PNG") + b"PK\x03\x04" + script,
    ):
        assert script in raw
        assert script not in portrait(raw)


HOSTILE = {
    "nothing": b"",
    "words": b"hello",
    "svg": b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "svg with a declaration": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
    "html": b"<!doctype html><script>alert(1)</script>",
    "pdf": b"%PDF-1.7\n",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n",
    "bmp": picture("BMP"),
    "tiff": picture("TIFF"),
    "ico": picture("ICO"),
    "zip": b"PK\x03\x04" + b"\0" * 100,
    "half a jpeg": picture("JPEG", (400, 400))[:400],
    "half a png": picture("PNG", (400, 400))[:60],
    "half a webp": picture("WEBP", (400, 400))[:40],
    "half a gif": picture("GIF", (400, 400))[:30],
    "a png without pixels": png(10, 10),
    "a png of no size": png(0, 0),
    "a png of wrong pixels": png(10, 10, zlib.compress(b"\xff" * 7)),
    "a jpeg's first bytes": b"\xff\xd8\xff\xe0",
    "a gif's first bytes": b"GIF89a",
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_whole_picture_is_refused(raw: bytes) -> None:
    """INP-05."""
    with pytest.raises(NotAnImage):
        portrait(raw)


@pytest.mark.parametrize(
    "raw",
    [
        png(60_000, 60_000, zlib.compress(b"\0" * 1000)),
        png(5_000, 4_801, zlib.compress(b"\0" * 1000)),
        png(12_000, 12_000, zlib.compress(b"\0" * 1000)),
        b"\0" * (MAX_MEGABYTES * 1024 * 1024 + 1),
        picture("PNG") + b"\0" * MAX_MEGABYTES * 1024 * 1024,
    ],
    ids=["3600 Mpx", "24.005 Mpx", "144 Mpx", "bytes", "picture and bytes"],
)
def test_a_flood_is_refused_before_it_is_decoded(raw: bytes) -> None:
    """INP-05: what the header promises is weighed first."""
    with pytest.raises(ImageTooBig) as refusal:
        portrait(raw)
    assert refusal.value.params == {"megabytes": 5, "megapixels": 24}


@given(st.data())
def test_a_damaged_picture_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    """INP-05: bytes turned at random never end in another error."""
    kind = data.draw(st.sampled_from(["JPEG", "PNG", "WEBP", "GIF"]))
    raw = bytearray(picture(kind, (64, 48)))
    for place in data.draw(st.lists(st.integers(0, len(raw) - 1), min_size=1, max_size=12)):
        raw[place] = data.draw(st.integers(0, 255))
    try:
        kept = portrait(bytes(raw))
    except (NotAnImage, ImageTooBig):
        return
    assert reopened(kept).format == "WEBP"


@pytest.fixture
def photos(world: World, tmp_path: Path) -> Photos:
    """Lend the folder of photos."""
    return Photos(db=world.db, clock=world.clock, folder=tmp_path / "photos")


def test_a_photo_is_found_in_its_own_workspace_alone(
    photos: Photos, here: Place, elsewhere: Place, tmp_path: Path
) -> None:
    """INP-06."""
    photo_id = photos.store(here.actor("agent"), picture("PNG"))
    path = photos.open(here.id, photo_id)
    assert path == tmp_path / "photos" / f"{photo_id}.webp"
    assert path is not None
    assert reopened(path.read_bytes()).format == "WEBP"
    assert photos.open(elsewhere.id, photo_id) is None
    assert [file.name for file in (tmp_path / "photos").iterdir()] == [f"{photo_id}.webp"]


@pytest.mark.parametrize(
    "wrong", ["", "x", "../kit.db", "/etc/passwd", "\0", "C:\\x", "0" * 32, "0" * 31 + "/", "0" * 32 + "\n"]
)
def test_a_name_that_is_no_id_opens_nothing(photos: Photos, here: Place, wrong: str, tmp_path: Path) -> None:
    """INP-06."""
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / f"{'0' * 32}.webp").write_bytes(b"no row names this one")
    assert photos.open(here.id, wrong) is None


def test_a_refused_picture_leaves_neither_row_nor_file(
    photos: Photos, world: World, here: Place, tmp_path: Path
) -> None:
    """INP-05."""
    actor = here.actor()
    with pytest.raises(NotAnImage):
        photos.store(actor, HOSTILE["svg"])
    with pytest.raises(Forbidden):
        photos.store(here.actor(must_change_password=True), picture("PNG"))
    with world.db.read() as s:
        assert s.exec(select(Photo)).all() == []
    assert not (tmp_path / "photos").exists()


def test_the_folder_cannot_be_filled_by_one_person(photos: Photos, world: World, here: Place) -> None:
    actor, now = here.actor(), world.clock.now()
    with world.db.write() as s:
        for number in range(PHOTOS_AN_HOUR):
            photo_id = f"{int(now.timestamp() * 1000):012x}7{number:019x}"
            s.add(Photo(id=photo_id, workspace_id=here.id, uploaded_by=actor.user_id, created_at=now))
    with pytest.raises(TooManyPhotos):
        photos.store(actor, picture("PNG"))
    assert photos.store(here.actor(), picture("PNG"))
    world.clock.move(minutes=61)
    assert photos.store(actor, picture("PNG"))


def test_a_photo_of_the_workspace_is_shown_with_its_person(
    photos: Photos, world: World, here: Place, elsewhere: Place
) -> None:
    actor = here.actor()
    photo_id = photos.store(actor, picture("PNG"))
    created = world.users.create(actor, new=here.new(photo_id=photo_id))
    assert world.users.detail(actor, created.user_id).photo_url == f"/photos/{photo_id}"
    assert photos.open(elsewhere.id, photo_id) is None
    assert photos.open(here.id, uuid.uuid4().hex) is None


def test_a_picture_that_no_record_names_goes_a_day_after_it_came(
    photos: Photos, world: World, here: Place, elsewhere: Place
) -> None:
    """One that was replaced, and one of a form that nobody sent; in every workspace."""
    actor = here.actor()
    kept, left, replaced = (photos.store(actor, picture("PNG")) for _ in range(3))
    world.users.create(actor, new=here.new(photo_id=kept))
    foreign = photos.store(elsewhere.actor(), picture("PNG"))
    user_id = world.users.create(actor, new=here.new(email="bea@example.org", photo_id=replaced)).user_id
    world.clock.move(days=1)
    late = photos.store(actor, picture("PNG"))
    assert photos.sweep() == 0
    world.clock.move(seconds=1)
    with world.db.write() as s:
        s.get_one(User, user_id).photo_id = late
    assert photos.sweep() == 3
    assert [photos.open(here.id, each) is not None for each in (kept, left, replaced, late)] == [
        True,
        False,
        False,
        True,
    ]
    assert photos.open(elsewhere.id, foreign) is None
    with world.db.read() as s:
        assert {each.id for each in s.exec(select(Photo)).all()} == {kept, late}
    assert photos.sweep() == 0


def test_a_deleted_person_gets_their_photo_back_with_their_account(
    photos: Photos, world: World, here: Place
) -> None:
    actor = here.actor()
    photo_id = photos.store(actor, picture("PNG"))
    user_id = world.users.create(actor, new=here.new(photo_id=photo_id)).user_id
    world.users.delete(actor, user_id=user_id)
    world.clock.move(days=29)
    assert photos.sweep() == 0
    world.users.restore(actor, user_id=user_id)
    assert world.users.detail(actor, user_id).photo_url == f"/photos/{photo_id}"
    assert photos.open(here.id, photo_id) is not None
