"""Small pieces: nobody has to scroll to understand one."""

from tests.architecture import source

_FUNCTION, _COMPONENT, _FILE = 30, 40, 300
_GENERATED = (
    "requirements/",
    "reflex.lock/",
    "alembic/versions/",
    "assets/",
    "tests/browser_tools/bun.lock",
    "LICENSE",
)


def test_no_function_is_longer_than_thirty_lines_nor_a_component_than_forty() -> None:
    long = [
        f"{function.place}: {function.lines} lines"
        for function in source.functions()
        if function.lines > (_COMPONENT if function.is_component else _FUNCTION)
        and not function.place.startswith(_GENERATED)
    ]
    assert not long, "\n".join(long)


def test_no_python_file_is_longer_than_three_hundred_lines() -> None:
    long = [
        f"{name}: {len(text.splitlines())} lines"
        for name, text in source.python()
        if len(text.splitlines()) > _FILE and not name.startswith(_GENERATED)
    ]
    assert not long, "\n".join(long)


def test_the_measure_sees_a_long_function_where_there_is_one() -> None:
    """A measure that finds nothing anywhere would pass for ever."""
    assert max(function.lines for function in source.functions()) > 10
    assert any(function.is_component for function in source.functions())
