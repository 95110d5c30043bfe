"""Events and frames that carry a word where none belongs, in every shape that Reflex or we might quote in a log."""

from collections.abc import Iterator

from tests.web.installation import full_name

FRAMEWORK = "reflex___state____state"
HYDRATE = f"{FRAMEWORK}.hydrate_and_load"
EXCEPTION = f"{FRAMEWORK}.reflex___state____frontend_event_exception_state.handle_frontend_exception"
VARS = f"{FRAMEWORK}.reflex___state____update_vars_internal_state.update_vars_internal"


def forged_events(word: str) -> Iterator[tuple[str, object]]:
    """Give names and payloads; the socket survives them all."""
    save, load = full_name("white_label_state.save"), full_name("users_state.load")
    submit = full_name("new_colleague_state.submit")
    yield from (("no.such.event", {"password": word}), (word, {}), (f"{load}.{word}", {}))
    yield from ((load, {word: 1}), (load, {"password": word}), (load, word), (load, [word]))
    for form in (
        word,
        [word],
        {word: word},
        {"domain": word},
        {"domain": [word]},
        {"password": {word: word}},
    ):
        yield from ((save, {"form": form}), (submit, {"form": form}))
    for entries in (word, [word], [[word]], [[word, word]], {word: word}):
        yield from ((save, {"form": {"__reflex_form_data__": entries}}), (submit, {"form": {word: entries}}))
    yield full_name("session_state.choose_language"), {"lang": word}
    yield full_name("session_state.choose_language"), {"lang": {word: word}}
    yield full_name("new_colleague_state.choose_entry"), {"by_password": word}
    yield full_name("inviting_state.ask_new"), {"user_id": word}
    yield from ((HYDRATE, {"vars": {word: word}}), (HYDRATE, {"vars": word, "hashes": {word: 1}}))
    yield from ((VARS, {"vars": {word: word}}), (VARS, {"vars": {f"{FRAMEWORK}.{word}": word}}))
    yield from ((EXCEPTION, {"info": word, "component_stack": word}), (EXCEPTION, {"info": [word]}))
    yield load.replace(".load", ".setvar"), {"var_name": word, "value": word}


def forged_frames(word: str) -> Iterator[object]:
    """Give what is no event at all."""
    yield from (
        word,
        f'{{"{word}"',
        f'["{word}"]',
        [word],
        {"name": [word]},
        {"name": {word: 1}},
        {"payload": word},
    )
    for route in (word, [word], {"query": word}, {"query": [word]}, {"pathname": [word]}):
        yield {"name": full_name("users_state.load"), "router_data": route}


def forged_address(word: str) -> object:
    """Give an event from a page with the word in its address, which Reflex tells back to that one tab."""
    where = {"pathname": "/", "asPath": f"/?{word}={word}", "query": {word: [word]}}
    return {"name": full_name("users_state.load"), "router_data": where}
