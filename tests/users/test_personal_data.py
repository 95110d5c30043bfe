"""The file of one person's data: what it must not be given for, and what is in it beside the tables."""

import io
import zipfile
from dataclasses import replace

import pytest
from PIL import Image

from comunik_kit.kernel.errors import Forbidden
from tests.support.cast import Cast


@pytest.mark.parametrize("lacks", ["must_change_password", "must_set_factor"])
def test_nobody_has_a_file_before_a_password_and_a_factor_of_their_own(cast: Cast, lacks: str) -> None:
    """AUT-11, MFA-08: whoever chose the first password would read it; nothing is written either."""
    zoe, _ = cast.join("Zoé Roux", "agent")
    held, admin = replace(zoe, **{lacks: True}), replace(cast.admin, **{lacks: True})
    acts = cast.acts()
    for actor in (held, admin):
        with pytest.raises(Forbidden):
            cast.kit.personal_data.file(actor, user_id=zoe.user_id)
    assert cast.acts() == acts


def opened(cast: Cast, user_id: str) -> zipfile.ZipFile:
    """Have the admin fetch somebody's file."""
    given = cast.kit.personal_data.file(cast.admin, user_id=user_id)
    return zipfile.ZipFile(io.BytesIO(given.content))


def test_the_file_has_its_persons_photo_and_nobody_elses(cast: Cast) -> None:
    """The picture that their record shows, as it is kept; who has none has no such file."""
    raw = io.BytesIO()
    Image.new("RGB", (40, 30), "#2563eb").save(raw, "PNG")
    photo = cast.kit.photos.store(cast.admin, raw.getvalue())
    kept = cast.kit.photos.open(cast.workspace_id, photo)
    assert kept is not None
    ana, bo = cast.create("Ana Lopez", photo_id=photo), cast.create("Bo Roux")

    assert opened(cast, ana).read("photo.webp") == kept.read_bytes()
    for other in (bo, cast.admin.user_id):  # who sent it has it not either: it is of somebody else
        assert "photo.webp" not in opened(cast, other).namelist()


def test_a_photo_whose_file_is_gone_stops_nobody_from_having_the_rest(cast: Cast) -> None:
    raw = io.BytesIO()
    Image.new("RGB", (40, 30)).save(raw, "PNG")
    photo = cast.kit.photos.store(cast.admin, raw.getvalue())
    ana = cast.create("Ana Lopez", photo_id=photo)
    cast.kit.photos.discard([photo])
    names = opened(cast, ana).namelist()
    assert "account.json" in names
    assert "photo.webp" not in names
