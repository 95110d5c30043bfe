"""What is published speaks of the product alone, and depends on no machine and no address."""

import re

from tests.architecture import source

# Put together here, so that this file does not name what it forbids.
_REGISTRIES = ("py" + "pi", "npm" + "js", "python" + "hosted", "npm" + "mirror")
_FOLDERS = ("ro" + "ot", "ho" + "me/[a-z]", "wo" + "rk", "Us" + "ers")
_HOSTS = re.compile(rf"(?:{'|'.join(_REGISTRIES)})\.(?:org|com)")
_MACHINE = re.compile(rf"(?<![\w.$}}])/(?:{'|'.join(_FOLDERS)})/")
_SECRET = re.compile(r"-----BEGIN (?:RSA |EC )?PRIVATE KEY-----|\bre_[A-Za-z0-9]{20,}|\bAKIA[0-9A-Z]{16}\b")
_TEST_KEY = "tests/support/tls/localhost.key"
_VAGUE = {"utils.py", "util.py", "helpers.py", "helper.py", "manager.py", "base.py", "common.py", "misc.py"}


def _places(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in source.texts()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert not _places(_HOSTS)


def test_no_file_names_a_folder_of_somebodys_machine() -> None:
    assert not _places(_MACHINE)


def test_no_file_holds_a_secret_but_the_tests_own_certificate_key() -> None:
    assert [place for place in _places(_SECRET) if not place.startswith(_TEST_KEY)] == []


def test_every_locked_package_has_a_hash() -> None:
    """A package without one could be replaced on its way."""
    for name in ("run", "dev", "redis"):
        locked = (source.ROOT / "requirements" / f"{name}.txt").read_text()
        packages = re.findall(
            r"^[a-z0-9][^\n]*==[^\n]*\\\n    --hash=sha256:[0-9a-f]{64}", locked, re.MULTILINE
        )
        assert packages
        assert len(packages) == len(re.findall(r"^[a-z0-9][^\n]*$", locked, re.MULTILINE))


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [source.named(path) for path in source.tracked() if path.name in _VAGUE] == []


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        name
        for name, text in source.python()
        if text.strip() and not text.lstrip("#! \n").startswith(('"""', 'r"""'))
    ]
    assert not silent
