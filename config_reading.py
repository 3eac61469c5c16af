"""Read a YAML file so that every value keeps its place, and say what is wrong at that place."""

from __future__ import annotations

import difflib
import re
import typing
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel
from pydantic_core import ErrorDetails

from domain.errors import ConfigError, Problem

MAX_BYTES = 4 * 2**20
EMPTY = {"", "~", "null", "Null", "NULL"}
Location = tuple[int | str, ...]
Place = tuple[int, int]

PLAIN_WORDS = {
    "bool_parsing": "is neither true nor false",
    "int_parsing": "is not a whole number",
    "float_parsing": "is not a number",
    "tuple_type": "is not a list",
    "list_type": "is not a list",
    "dict_type": "is not a set of keys and values",
    "model_type": "is not a set of keys and values",
    "string_type": "is not a text",
}


class _Loader(yaml.SafeLoader):
    """Composes nodes only, and refuses aliases, which can blow a small file up."""

    def compose_node(self, parent: Any, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.composer.ComposerError(
                None, None, "aliases are not read; write the value out", event.start_mark
            )
        return super().compose_node(parent, index)


@dataclass(frozen=True, slots=True)
class Written:
    """What stands in a file: plain values (every scalar as text) and the place of each.

    `values` and `keys` map a location, such as ``("feeds", 3, "url")``, to line and column,
    both from 1. A key with an empty value is left out of `data`, so that its default holds.
    """

    file: str
    data: dict[str, Any]
    values: dict[Location, Place]
    keys: dict[Location, Place]
    problems: list[Problem] = field(default_factory=list)

    def at(self, location: Location, *, key: bool = False) -> Place:
        """Where a location stands; the nearest that was written where it was left out."""
        if key and location in self.keys:
            return self.keys[location]
        while location and location not in self.values:
            location = location[:-1]
        return self.values.get(location, (1, 1))

    def problem(self, location: Location, message: str, *, key: bool = False) -> Problem:
        """A problem at a location, with the location's path before the message."""
        line, column = self.at(location, key=key)
        path = path_text(location)
        text = f"{path}: {message}" if path else message
        return Problem(file=self.file, line=line, column=column, message=text)


def read_marked(path: Path) -> Written:
    """Read one YAML document whose top is a mapping.

    Raises:
        ConfigError: The file is missing, too large, not UTF-8, or not YAML.
    """
    file = str(path)
    try:
        content = path.read_bytes()
    except OSError as error:
        why = "no such file" if isinstance(error, FileNotFoundError) else str(error.strerror)
        raise _broken(file, f"{why}; name another with VEDETTE_CONFIG") from error
    if len(content) > MAX_BYTES:
        raise _broken(file, f"{len(content)} bytes, more than the {MAX_BYTES} that are read")
    try:
        node = yaml.compose(content.decode("utf-8-sig"), Loader=_Loader)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _broken(file, "is not UTF-8; save the file as UTF-8", (line, 1)) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise _broken(file, f"is not YAML: {error.problem or error.context}", place) from error
    except (yaml.YAMLError, RecursionError) as error:
        raise _broken(file, f"is not YAML: {_first_line(error)}") from error
    if not isinstance(node, yaml.MappingNode):
        raise _broken(file, "holds no keys; see docs/config.schema.json")
    written = Written(file=file, data={}, values={}, keys={})
    written.data.update(_plain(node, (), written))
    return written


def explain(written: Written, detail: ErrorDetails, model: type[BaseModel]) -> Problem:
    """One pydantic error as a problem at the very node it speaks of."""
    location = tuple(detail["loc"])
    if detail["type"] == "extra_forbidden":
        return unknown_key(written, location, _keys_of(model, location[:-1]))
    if detail["type"] == "missing":
        return written.problem(location[:-1], f'"{location[-1]}" is missing')
    return written.problem(location, _what(detail))


def unknown_key(written: Written, location: Location, known: Iterable[str]) -> Problem:
    """A key nobody knows, at the key itself, with the nearest one that is known."""
    name = str(location[-1])
    line, column = written.at(location, key=True)
    path = path_text(location[:-1])
    message = f'unknown key "{name}"{did_you_mean(name, known)}'
    return Problem(
        file=written.file,
        line=line,
        column=column,
        message=f"{path}: {message}" if path else message,
    )


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """``; did you mean "x"?`` where something known is close, else nothing."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f'; did you mean "{near[0]}"?' if near else ""


def path_text(location: Location) -> str:
    """``("feeds", 3, "url")`` as ``feeds[3].url``."""
    text = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location)
    return text.removeprefix(".")


def _plain(node: yaml.Node, location: Location, written: Written) -> Any:
    """The node as plain data, noting where it and its children stand."""
    written.values[location] = _place(node)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(one, (*location, at), written) for at, one in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _plain_mapping(node, location, written)
    return node.value


def _plain_mapping(node: yaml.MappingNode, location: Location, written: Written) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            written.problems.append(_at_node(written, key_node, "a key must be one word"))
            continue
        key = key_node.value
        here = (*location, key)
        if here in written.keys:
            first = written.keys[here][0]
            message = f'{path_text(here)}: "{key}" is written twice; first in line {first}'
            written.problems.append(_at_node(written, key_node, message))
            continue
        written.keys[here] = _place(key_node)
        if _is_empty(value_node):
            continue
        data[key] = _plain(value_node, here, written)
    return data


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and node.value in EMPTY


def _place(node: yaml.Node) -> Place:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _at_node(written: Written, node: yaml.Node, message: str) -> Problem:
    line, column = _place(node)
    return Problem(file=written.file, line=line, column=column, message=message)


def _broken(file: str, message: str, place: Place = (1, 1)) -> ConfigError:
    return ConfigError([Problem(file=file, line=place[0], column=place[1], message=message)])


def _what(detail: ErrorDetails) -> str:
    """What is wrong with a value, lower case, the value quoted where it is a short one."""
    kind, context, value = detail["type"], detail.get("ctx", {}), detail["input"]
    quoted = f'"{value}": ' if isinstance(value, str) else ""
    if kind in PLAIN_WORDS:
        return f"{quoted.removesuffix(': ')} {PLAIN_WORDS[kind]}".strip()
    if kind == "enum":
        expected = re.findall(r"'([^']+)'", str(context.get("expected", "")))
        return f"{quoted}not one of {', '.join(expected)}{did_you_mean(str(value), expected)}"
    if kind == "string_pattern_mismatch":
        return f"{quoted}does not fit {context.get('pattern')}"
    if kind == "value_error":
        return f"{quoted}{context.get('error', detail['msg'])}"
    message = detail["msg"]
    return f"{quoted}{message[:1].lower()}{message[1:]}"


def _keys_of(model: type[BaseModel], location: Location) -> list[str]:
    """The keys known at a location, by walking the model's annotations."""
    found: Any = model
    for part in location:
        inner = _models_in(found)
        if isinstance(part, str) and inner and part in inner[0].model_fields:
            found = inner[0].model_fields[part].annotation
    inner = _models_in(found)
    return list(inner[0].model_fields) if inner else []


def _models_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for one in typing.get_args(annotation) for model in _models_in(one)]


def _first_line(error: BaseException) -> str:
    return (str(error) or type(error).__name__).splitlines()[0]
