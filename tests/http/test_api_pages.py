"""The API's description says what the parser takes, no more and no less; the page for people needs nobody's script."""

from copy import deepcopy
from typing import Any

import pytest
from starlette.testclient import TestClient

from comunik_kit.http import openapi
from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.modules.inputs import FIELDS, ActivityInput
from comunik_kit.modules.registry import DETAILS, MODULES, Module
from tests.modules.test_activity_inputs import said
from tests.support.clock import START

FITTING: dict[str, object] = {
    "number": "0123",
    "duration": 3,
    "queue": "Support",
    "agent": "Ana",
    "priority": "high",
    "channel": "chat",
    "amount": 12.5,
    "currency": "EUR",
}
MODULE_OF = [pytest.param(module, id=module.key) for module in MODULES]


def schema(module: Module) -> dict[str, Any]:
    schemas = openapi.description()["components"]["schemas"]
    return deepcopy(schemas[f"{module.key.capitalize()}Activity"])


def taken(module: Module, **changes: object) -> bool:
    row = said(module=module.key, kind=module.kinds[0], **changes)
    try:
        ActivityInput.parse(row, START)
    except InvalidInput:
        return False
    return True


@pytest.mark.parametrize("module", MODULE_OF)
def test_every_field_that_is_described_is_taken_and_every_other_refused(module: Module) -> None:
    """INP-01."""
    described = schema(module)
    assert set(described["properties"]) == set(FIELDS)
    assert described["additionalProperties"] is False
    assert described["properties"]["kind"]["enum"] == list(module.kinds)
    details = described["properties"]["details"]["properties"]
    for name in DETAILS:
        assert taken(module, details={name: FITTING[name]}) is (name in details), name
    assert not taken(module, colour="red")


@pytest.mark.parametrize("module", MODULE_OF)
def test_the_lengths_that_are_described_are_those_that_hold(module: Module) -> None:
    """INP-02."""
    for name, field in schema(module)["properties"].items():
        if "maxLength" in field:
            assert taken(module, **{name: "a" * field["maxLength"]}), name
            assert not taken(module, **{name: "a" * (field["maxLength"] + 1)}), name


def test_every_reference_leads_to_a_schema() -> None:
    description = openapi.description()
    found: list[str] = []

    def look(value: object) -> None:
        if isinstance(value, dict):
            found.extend(ref for name, ref in value.items() if name == "$ref")
            for each in value.values():
                look(each)
        elif isinstance(value, list):
            for each in value:
                look(each)

    look(description)
    assert found
    names = {f"#/components/schemas/{name}" for name in description["components"]["schemas"]}
    assert set(found) <= names
    assert description["openapi"] == "3.1.0"


def test_both_are_given_to_anybody_and_hold_nothing_of_anybody(browser: TestClient) -> None:
    told = browser.get("/api/v1/openapi.json")
    assert told.json() == openapi.description("Comunik KIT")
    for path in ("/api", "/api/v1", "/api/v1/"):
        page = browser.get(path)
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
        assert "<script" not in page.text
        assert "details.duration" in page.text
        policy = page.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "Ateliers" not in page.text
    assert browser.post("/api/v1/openapi.json").status_code == 405
