"""The compiled pages name no port: they speak with whoever served them."""

from pathlib import Path

import pytest

from comunik_kit.web.own_origin import OwnOrigin, of_the_browser

CHUNK = (
    "var e={PING:`http://localhost/ping`,EVENT:`ws://localhost/_event`,TRANSPORT:`websocket`};export{e as t};"
)
MENDED = (
    "var e={PING:`${location.protocol}//${location.host}/ping`,"
    'EVENT:`${location.protocol.replace("http","ws")}//${location.host}/_event`,'
    "TRANSPORT:`websocket`};export{e as t};"
)


@pytest.mark.parametrize("quote", ["`", '"', "'"])
def test_every_address_asks_the_browser_for_its_origin(quote: str) -> None:
    assert of_the_browser(CHUNK.replace("`", quote)) == MENDED.replace(
        "`websocket`", f"{quote}websocket{quote}"
    )


@pytest.mark.parametrize(
    "script", ["", "export{}", CHUNK.replace("localhost", "example.org"), CHUNK.replace("_event", "_other")]
)
def test_a_chunk_that_is_not_understood_stops_the_compilation(script: str) -> None:
    with pytest.raises(LookupError):
        of_the_browser(script)


def test_what_was_packed_before_is_not_served_any_more(tmp_path: Path) -> None:
    assets = tmp_path / "assets"
    assets.mkdir()
    names = ("reflex-env-a1.js", "reflex-env-a1.js.br", "reflex-env-a1.js.gz", "other-b2.js.br")
    for name in names:
        (assets / name).write_text(CHUNK)

    OwnOrigin().post_build(static_dir=tmp_path)

    assert {each.name: each.read_text() for each in assets.iterdir()} == {names[0]: MENDED, names[3]: CHUNK}


@pytest.mark.parametrize("names", [(), ("reflex-env-a1.js", "reflex-env-b2.js")])
def test_without_exactly_one_chunk_the_compilation_stops(tmp_path: Path, names: tuple[str, ...]) -> None:
    (tmp_path / "assets").mkdir()
    for name in names:
        (tmp_path / "assets" / name).write_text(CHUNK)
    with pytest.raises(LookupError):
        OwnOrigin().post_build(static_dir=tmp_path)
