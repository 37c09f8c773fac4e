"""On which line of a YAML text a field stands."""

import re

import yaml

_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")


def line_of(text: str, field: str) -> int | None:
    """Of a field such as `$.tasks[0].checks`, from 1: where it is not there, of what should hold it.

    None for what is no such field, or no YAML.
    """
    if not field.startswith("$"):
        return None
    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except (yaml.YAMLError, RecursionError, ValueError):
        return None
    if node is None:
        return None
    line = node.start_mark.line
    for name, place in _STEP.findall(field):
        below = _below(node, name, place)
        if below is None:
            break
        line, node = below
    return line + 1


def _below(node: yaml.Node, name: str, place: str) -> tuple[int, yaml.Node] | None:
    if name and isinstance(node, yaml.MappingNode):
        found = [(key.start_mark.line, value) for key, value in node.value if key.value == name]
        return found[0] if found else None
    if place and isinstance(node, yaml.SequenceNode) and int(place) < len(node.value):
        value = node.value[int(place)]
        return value.start_mark.line, value
    return None
