"""What hosts wore last, kept for the first second of the next start."""

import json
from pathlib import Path

import pytest

from comunik_kit.http.dressing import PLAIN, read_face, told
from comunik_kit.http.pages import RememberedFaces
from comunik_kit.workspaces.views import Face


def test_what_a_host_wore_last_is_known_at_the_next_start(tmp_path: Path) -> None:
    file = tmp_path / "brand" / "faces.json"
    face = Face(name="Maison Aubry", variables={"--brand": "#0f766e"}, logo=True)
    RememberedFaces(file).keep("kit.fr", face)
    later = RememberedFaces(file)
    assert later.at("kit.fr") == face
    assert later.at("other.fr") == PLAIN


def test_what_is_remembered_is_looked_at_again(tmp_path: Path) -> None:
    """TOK-07: a host that is no longer ours is forgotten, and a brand that was changed is not shown as it was."""
    file = tmp_path / "faces.json"
    memory = RememberedFaces(file)
    for host in ("kit.fr", "gone.fr"):
        memory.keep(host, PLAIN)
    wears = {"kit.fr": Face(name="Maison Aubry")}
    memory.renew(wears.get)
    for each in (memory, RememberedFaces(file)):
        assert (each.at("kit.fr").name, each.knows("kit.fr"), each.knows("gone.fr")) == (
            "Maison Aubry",
            True,
            False,
        )


@pytest.mark.parametrize("said", ["", "[]", "{", '{"kit.fr": 7}', "null"])
def test_a_broken_memory_is_none(tmp_path: Path, said: str) -> None:
    file = tmp_path / "faces.json"
    file.write_text(said)
    assert RememberedFaces(file).at("kit.fr") == PLAIN


def test_a_face_is_the_same_after_it_was_written() -> None:
    face = Face(name="Aubry", legal="x", icon="/brand/x", cover=True, variables={"--brand": "#000000"})
    assert read_face(json.loads(json.dumps(told(face)))) == face
