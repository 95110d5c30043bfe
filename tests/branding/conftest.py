"""What the tests of the brand start from: pictures, and the form as a page sends it."""

import io

import pytest
from PIL import Image

from comunik_kit.branding.inputs import BrandForm
from tests.support.cast import Cast


def picture(
    size: tuple[int, int] = (400, 100), kind: str = "PNG", color: object = "#1d4ed8", mode: str = "RGB"
) -> bytes:
    """Draw a picture of one colour."""
    out = io.BytesIO()
    Image.new(mode, size, color).save(out, kind)  # type: ignore[arg-type]
    return out.getvalue()


def said(**changes: object) -> dict[str, object]:
    """Fill the form for the first change of a brand."""
    form: dict[str, object] = {
        "brand": "Maison Aubry",
        "accent": "#0f766e",
        "sender_name": "Maison Aubry, l’équipe",
        "reply_to": "bonjour@maison-aubry.fr",
        "legal_line": "Maison Aubry SAS, RCS Lyon 123 456 789",
        "language": "fr",
        "theme": "system",
        "version": "1",
    }
    return form | changes


def brand_form(**changes: object) -> BrandForm:
    """Parse it."""
    return BrandForm.parse(said(**changes))


@pytest.fixture
def branded(cast: Cast) -> Cast:
    """Give the workspace a brand of its own, with a logo."""
    logo = cast.kit.brand_pictures.store(cast.admin, picture(), kind="logo")
    cast.kit.branding.save(cast.admin, form=brand_form(logo=logo))
    return cast
