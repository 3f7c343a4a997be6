"""From a read document to a model: pydantic's errors said in the author's words, each with a place."""

import difflib
import json
import re
import types
import typing
from typing import TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from proxy.policy.document import Document, Path
from proxy.policy.problems import PolicyError, Problem

M = TypeVar("M", bound=BaseModel)

_MEMBER = re.compile(r"<[^:>]+: ('[^']+')>")
"""How pydantic prints a member of an enumeration."""

_WORDS = {
    "string_type": ("This must be text.", "Put it in quotes."),
    "bool_type": ("This must be true or false.", "Write `true` or `false`, without quotes."),
    "int_type": ("This must be a whole number.", "Write digits, without quotes."),
    "float_type": ("This must be a number.", "Write digits, like `0.4`, without quotes."),
    "tuple_type": ("This must be a list.", "Write `[one, two]`, or lines that start with `- `."),
    "list_type": ("This must be a list.", "Write `[one, two]`, or lines that start with `- `."),
    "frozen_set_type": ("This must be a list.", "Write `[one, two]`."),
    "dict_type": ("This must hold `key: value` lines.", "Indent them below this key."),
    "model_type": ("This must hold `key: value` lines.", "Indent them below this key."),
    "string_too_short": ("This text is empty.", "Fill it in."),
    "too_long": ("This list is too long.", "Shorten it, or split it over several entries."),
    "too_short": ("This list is empty.", "Add at least one entry."),
}


def validate(document: Document, model: type[M]) -> M:
    """The document as ``model``. Raises PolicyError with every error of form."""
    try:
        return model.model_validate_json(json.dumps(document.root))
    except ValidationError as error:
        details = error.errors(include_url=False, include_input=False)
        guessed = {
            (*detail["loc"][:-1], key)
            for detail in details
            if detail["type"] == "extra_forbidden" and (key := _closest(model, detail["loc"]))
        }
        raise PolicyError(
            [
                _problem(document, model, detail)
                for detail in details
                if not _follows(document, detail, guessed)
            ]
        ) from None


def _follows(document: Document, detail: ErrorDetails, guessed: set[Path]) -> bool:
    """Whether an error only follows from another one that is reported anyway.

    A key is missing because it was misspelt; a list counts as empty because its entries are wrong.
    """
    if detail["type"] == "missing":
        return detail["loc"] in guessed
    if detail["type"] == "too_short":
        return (*detail["loc"], 0) in document.values
    return False


def _problem(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    path: Path = detail["loc"]
    at_key = bool(path) and path[-1] == "[key]"
    if at_key:
        path = path[:-1]
    match detail["type"]:
        case "missing":
            return document.problem(
                path[:-1],
                f"The key `{path[-1]}` is missing{_under(path)}.",
                "Add it; docs/policy.md says what it means.",
                at_key=True,
            )
        case "extra_forbidden":
            return document.problem(
                path,
                f"`{path[-1]}` is no key{_under(path)}.",
                _suggestion(model, path),
                at_key=True,
            )
        case "enum" | "literal_error":
            expected = _MEMBER.sub(r"\1", detail["ctx"]["expected"])
            message, fix = "This is none of the words allowed here.", f"Use {expected}."
        case "policy":
            message, fix = detail["ctx"]["message"], detail["ctx"]["fix"]
        case kind if kind in _WORDS:
            message, fix = _WORDS[kind]
        case _:
            said = detail["msg"].replace("Input", "The value", 1)
            message, fix = f"{said}.", "docs/policy.md says what is allowed."
    return document.problem(path, message, fix, at_key=at_key)


def _under(path: Path) -> str:
    above = ".".join(str(step) for step in path[:-1])
    return f" under `{above}`" if above else ""


def _suggestion(model: type[BaseModel], path: Path) -> str:
    close = _closest(model, path)
    if close is not None:
        return f"Did you mean `{close}`?"
    return f"The keys here are: {', '.join(known_keys(model, path[:-1]))}."


def _closest(model: type[BaseModel], path: Path) -> str | None:
    """The known key that the unknown one at the end of ``path`` is probably meant to be."""
    known = known_keys(model, path[:-1])
    return next(iter(difflib.get_close_matches(str(path[-1]), known, n=1, cutoff=0.6)), None)


def known_keys(model: type[BaseModel], path: Path) -> tuple[str, ...]:
    """The keys that ``model`` knows at ``path``; empty where any key may stand."""
    here: object = model
    for step in path:
        here = _inside(here, step)
    found = _model(here)
    return tuple(found.model_fields) if found else ()


def _inside(annotation: object, step: str | int) -> object:
    model = _model(annotation)
    if model is not None:
        field = model.model_fields.get(str(step))
        return field.annotation if field else None
    arguments = [each for each in _arguments(annotation) if each is not ...]
    return arguments[-1] if arguments else None


def _model(annotation: object) -> type[BaseModel] | None:
    """The one model class that a (possibly optional or annotated) type stands for."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if typing.get_origin(annotation) in (typing.Annotated, typing.Union, types.UnionType):
        return next((found for each in _arguments(annotation) if (found := _model(each))), None)
    return None


def _arguments(annotation: object) -> tuple[object, ...]:
    if typing.get_origin(annotation) is typing.Annotated:
        return typing.get_args(annotation)[:1]
    return typing.get_args(annotation)
