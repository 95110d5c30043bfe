"""The brand's form: what it takes, and what it refuses."""

import pytest

from comunik_kit.branding.inputs import BrandForm
from comunik_kit.kernel.errors import InvalidInput
from tests.branding.conftest import said


@pytest.mark.parametrize(
    ("name", "value", "kept"),
    [
        ("brand", "  Maison   Aubry ", "Maison Aubry"),
        ("accent", "#ABCDEF", "#abcdef"),
        ("accent", "abcdef", "#abcdef"),
        ("reply_to", "", ""),
        ("reply_to", " Bonjour@Maison-Aubry.fr ", "Bonjour@Maison-Aubry.fr"),
        ("sender_name", "", ""),
        ("legal_line", "SAS Aubry · 12, rue de l’Étoile", "SAS Aubry · 12, rue de l’Étoile"),
        ("language", "en", "en"),
        ("theme", "dark", "dark"),
    ],
)
def test_a_value_is_kept_as_it_is_meant(name: str, value: str, kept: str) -> None:
    assert getattr(BrandForm.parse(said(**{name: value})), name) == kept


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("brand", ""),
        ("brand", "x" * 81),
        ("brand", "Maison\u202eyrbuA"),
        ("brand", "***"),
        ("accent", ""),
        ("accent", "red"),
        ("accent", "url(x)"),
        ("accent", "#2563eb;}"),
        ("accent", "#fff"),
        ("sender_name", "x\u200by"),
        ("reply_to", "nobody"),
        ("reply_to", "a@b.fr, c@d.fr"),
        ("reply_to", "a@b.fr\r\nBcc: c@d.fr"),
        ("reply_to", "Aubry <a@b.fr>"),
        ("legal_line", "x" * 241),
        ("language", "de"),
        ("theme", "pink"),
        ("version", "one"),
        ("version", "-1"),
        ("logo", "../../etc/passwd"),
        ("icon", 7),
        ("cover", ["a" * 32]),
    ],
)
def test_what_is_no_such_value_is_refused_under_its_field(name: str, value: object) -> None:
    """INP-01, INP-08."""
    with pytest.raises(InvalidInput) as refusal:
        BrandForm.parse(said(**{name: value}))
    assert list(refusal.value.errors) == [name]


@pytest.mark.parametrize("name", ["css", "html", "template", "name", "workspace_id", "pictures", "act"])
def test_a_field_that_the_form_does_not_have_is_refused_whole(name: str) -> None:
    """ACL-05, INP-08: no stylesheet, no template, no other workspace."""
    with pytest.raises(InvalidInput) as refusal:
        BrandForm.parse(said(**{name: "x"}))
    assert list(refusal.value.errors) == ["form"]
