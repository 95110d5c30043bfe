"""The API said as OpenAPI 3.1, made from what the parser knows: what is written here is what is taken."""

from functools import cache
from importlib.metadata import version
from typing import Any

from comunik_kit.http.forms import ACTIVITIES_BYTES
from comunik_kit.integrations.inputs import Scope
from comunik_kit.locale import say
from comunik_kit.modules.inputs import MOST_ROWS, TEXTS
from comunik_kit.modules.registry import MODULES, Module
from comunik_kit.workspaces.views import PRODUCT

LONGEST_NAME = 128
_MEANINGS = {
    "module": "Where it happened.",
    "kind": "What happened.",
    "at": "When it happened: ISO 8601 with a time zone. Late is fine; at most one day ahead.",
    "title": "One line that says what it is about. Without one, the customer or the number stands in its place.",
    "owner": "Whose it is: the e-mail address or the id of a person of the workspace.",
    "department": "Whose it is when it is nobody's own: the name of a department of the workspace.",
    "customer": "Whom it is about.",
    "external_id": "Its name where it comes from. The same name of the same module and kind is taken once.",
    "status": "How it stands.",
    "details": "What the module keeps besides.",
    "number": "The other side's telephone number.",
    "duration": "Whole seconds.",
    "queue": "The queue it came through.",
    "agent": "Who answered, as the other system names them.",
    "priority": "How urgent it is.",
    "channel": "The way it came: e-mail, chat, web site.",
    "amount": "The amount of the offer.",
    "currency": "Three capitals, as ISO 4217 has them.",
}
_REFUSALS = {
    "400": "The body is not JSON, or the idempotency key is none.",
    "401": "The key is missing, unknown, revoked or expired.",
    "403": "The key has not the scope.",
    "413": f"More than {MOST_ROWS} activities, or {ACTIVITIES_BYTES // 1024} kB.",
    "415": "The body is not said to be JSON.",
    "422": "Nothing was good, or the idempotency key was used for another body.",
    "429": "Too fast: `Retry-After` says when to come again.",
    "503": "Busy: send the same request again.",
}


def description(brand: str = PRODUCT) -> dict[str, Any]:
    """Give the whole document, under the name that the host it is asked at goes by."""
    info = {
        "title": brand,
        "version": version("comunik-kit"),
        "summary": "What happens in your other systems, shown to the people it concerns.",
    }
    return {"openapi": "3.1.0", "info": info, **_described()}


@cache
def _described() -> dict[str, Any]:
    return {
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": {"/api/v1/activities": {"post": _post()}},
        "components": {
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "bearerFormat": "kit_…"}},
            "schemas": {
                **{_name(module): _activity(module) for module in MODULES},
                "Activity": {"oneOf": [{"$ref": _ref(_name(module))} for module in MODULES]},
                "Answer": _answer(),
                "Problem": _problem(),
                "Fault": _fault(),
            },
        },
    }


def _post() -> dict[str, Any]:
    one = {"$ref": _ref("Activity")}
    many = {"type": "array", "items": one, "minItems": 1, "maxItems": MOST_ROWS}
    taken = {"application/json": {"schema": {"$ref": _ref("Answer")}}}
    wrong = {"application/problem+json": {"schema": {"$ref": _ref("Problem")}}}
    return {
        "operationId": "postActivities",
        "summary": "Tell what happened, one by one or many at once",
        "description": (
            "Good rows are written and bad ones come back, each with its index and what is wrong with it. "
            f"Needs a key with the scope `{Scope.ACTIVITIES_WRITE.value}`."
        ),
        "parameters": [_idempotency_key()],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"oneOf": [one, many]}}},
        },
        "responses": {
            "201": {"description": "Every row is new and was written.", "content": taken},
            "200": {"description": "Some rows were known already or refused.", "content": taken},
            **{code: {"description": said, "content": wrong} for code, said in _REFUSALS.items()},
        },
    }


def _idempotency_key() -> dict[str, Any]:
    return {
        "name": "Idempotency-Key",
        "in": "header",
        "description": "For 24 hours the same key with the same body gets the same answer and changes nothing.",
        "schema": {"type": "string", "minLength": 1, "maxLength": LONGEST_NAME},
    }


def _activity(module: Module) -> dict[str, Any]:
    texts = {name: {**text.schema(), "description": _MEANINGS[name]} for name, text in TEXTS.items()}
    details = {
        name: {**each.schema(), "description": _meaning(name)} for name, each in module.details.items()
    }
    return {
        "type": "object",
        "additionalProperties": False,
        "required": ["module", "kind", "at"],
        "properties": {
            "module": {"const": module.key, "description": _MEANINGS["module"]},
            "kind": {"enum": list(module.kinds), "description": _MEANINGS["kind"]},
            "at": {"type": "string", "format": "date-time", "description": _MEANINGS["at"]},
            **texts,
            "status": {"enum": ["", *module.statuses], "description": _status(module)},
            "details": {
                "type": "object",
                "additionalProperties": False,
                "properties": details,
                "description": _MEANINGS["details"],
            },
        },
    }


def _meaning(detail: str) -> str:
    """Say what a detail is; its name on the screen does for one that has no sentence of its own."""
    return _MEANINGS.get(detail) or say("en", f"modules.detail.{detail}")


def _status(module: Module) -> str:
    fewer = [f"{kind}: {', '.join(known)}" for kind, known in module.narrowed.items()]
    return " ".join([_MEANINGS["status"], *([f"By kind: {'; '.join(fewer)}."] if fewer else [])])


def _answer() -> dict[str, Any]:
    counted = {"type": "integer", "minimum": 0}
    return {
        "type": "object",
        "required": ["created", "duplicates", "refused", "results"],
        "properties": {
            "created": counted,
            "duplicates": counted,
            "refused": counted,
            "results": {"type": "array", "items": _result()},
        },
    }


def _result() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["index", "status"],
        "properties": {
            "index": {"type": "integer", "minimum": 0},
            "status": {"enum": ["created", "duplicate", "refused"]},
            "id": {"type": "string"},
            "errors": {"type": "array", "items": {"$ref": _ref("Fault")}},
        },
    }


def _problem() -> dict[str, Any]:
    names = {"type": "string"}
    return {
        "type": "object",
        "description": "Problem details (RFC 9457); `code` stays the same whatever the words.",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": names,
            "title": names,
            "status": {"type": "integer"},
            "code": names,
            "results": {"type": "array", "items": _result()},
        },
    }


def _fault() -> dict[str, Any]:
    word = {"type": "string"}
    return {
        "type": "object",
        "required": ["field", "code", "message"],
        "properties": {"field": word, "code": word, "message": word},
    }


def _name(module: Module) -> str:
    return f"{module.key.capitalize()}Activity"


def _ref(name: str) -> str:
    return f"#/components/schemas/{name}"
