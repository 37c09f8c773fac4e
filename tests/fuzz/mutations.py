"""Ways to spoil what is right, drawn by hypothesis, so that what breaks anything is shrunk to what does."""

import copy
from typing import Any

from hypothesis import strategies as st

JUNK = (
    *("\0", "\r", "\r\n", "\t", "\x0b", "\x0c", "\x1b[31m", "\u2028", "\x85", "\u00a0", "é", "💥", "\ufeff"),
    *("\\", "\\\n", "`\n", '"', "'", "$", "${", "${x:-", "}", "$(", "${A##*}", "${A/b/c}", "[", "]", '["a",'),
    *("<<E\n", "<<-'E'\n", "E\n", "<<A <<B\n", "COPY <<E /x\n", "#\n", "# x\n", "\n\n", "&& \\\n", " ", "="),
    *("# escape=`\n", "#escape = \\\n", "# escape=x\n", "# syntax=x\n", "# check=skip=all\n", "//escape=`\n"),
    *(
        "FROM lab/base\n",
        "FROM scratch AS é\n",
        "ONBUILD RUN x\n",
        "SHELL []\n",
        "HEALTHCHECK NONE\n",
        "ARG ",
    ),
    *("--from=", "--mount=type=cache,", "--chmod=", "--x ", "ADD https://x ", "*", "[!", "../", "/", "ENV A"),
)
LONG = (
    *("x" * 70_000, "\\\n" * 300, "$A" * 300, "${" * 300, "[" * 2000, '"' * 999, " " * 5000, "<<A " * 200),
    *(
        "ENV A=$A$A\n" * 60,
        "{" * 1000,
        "FROM a\n" * 25,
        "#\n" * 3000,
        "--x " * 2000,
        "é" * 20_000,
        "a=b " * 3000,
    ),
)
VALUES: tuple[Any, ...] = (
    *(None, True, 0, -1, 1, 2**31, 2**53, 2**63, 2**64, 10**30, 1.5, -0.0, 1e308, "", "x", "\0", "é" * 100),
    *([], {}, [[]], {"a": 1}, "sha256:" + "0" * 64, "../../etc/passwd", "x" * 5000, "text/html\r\nX: y"),
)
FIELDS = (
    *((0, 100), (100, 8), (108, 8), (116, 8), (124, 12), (136, 12), (148, 8), (156, 1), (157, 100), (257, 8)),
    *((329, 8), (345, 155)),
)
"""Offset and length of a tar header's fields."""
BLOCK = 512
places = st.integers(0, 2**20)


@st.composite
def spoilt_bytes(draw: st.DrawFn, content: bytes) -> bytes:
    """With bits flipped, parts cut out, doubled or put in, or an end missing."""
    spoilt = bytearray(content)
    for _ in range(draw(st.integers(1, 5))):
        place, length = draw(places) % (len(spoilt) + 1), draw(st.integers(1, 600))
        match draw(st.sampled_from(["flip", "cut", "double", "put", "end"])):
            case "flip" if place < len(spoilt):
                spoilt[place] ^= 1 << draw(st.integers(0, 7))
            case "cut":
                del spoilt[place : place + length]
            case "double":
                spoilt[place:place] = spoilt[place : place + length]
            case "put":
                spoilt[place:place] = draw(st.binary(max_size=20))
            case "end":
                del spoilt[place:]
    return bytes(spoilt)


@st.composite
def spoilt_text(draw: st.DrawFn, text: str) -> str:
    """With lines gone, doubled or exchanged, odd characters, other line ends, far too long lines."""
    for _ in range(draw(st.integers(1, 4))):
        lines = text.split("\n")
        one, other = draw(places) % len(lines), draw(places) % len(lines)
        place = draw(places) % (len(text) + 1)
        match draw(st.sampled_from([*_ON_LINES, *_ON_TEXT])):
            case "drop":
                del lines[one]
            case "double":
                lines.insert(other, lines[one])
            case "exchange":
                lines[one], lines[other] = lines[other], lines[one]
            case "lengthen":
                lines[one] += draw(st.sampled_from(LONG))
            case "continue":
                lines[one] += draw(st.sampled_from(["\\", "`", " \\ "]))
            case "case":
                lines[one] = lines[one].swapcase()
            case "put":
                text = text[:place] + draw(st.sampled_from(JUNK)) + text[place:]
                continue
            case "cut":
                text = text[:place] + text[place + draw(st.integers(1, 12)) :]
                continue
            case "ends":
                text = text.replace("\n", "\r\n")
                continue
            case "bytes":
                text = draw(spoilt_bytes(text.encode(errors="replace"))).decode(errors="replace")
                continue
        text = "\n".join(lines)
    return text


_ON_LINES = ("drop", "double", "exchange", "lengthen", "continue", "case")
_ON_TEXT = ("put", "put", "cut", "ends", "bytes")


@st.composite
def spoilt_json(draw: st.DrawFn, document: Any) -> Any:
    """With values replaced by others or by some of its own, fields gone, doubled or added."""
    spoilt = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        nodes = list(_nodes(spoilt))
        if not nodes:
            return copy.deepcopy(draw(st.sampled_from(VALUES)))
        owner, key = nodes[draw(places) % len(nodes)]
        match draw(st.sampled_from(["replace", "replace", "copy", "drop", "double", "add"])):
            case "replace":
                owner[key] = copy.deepcopy(draw(st.sampled_from(VALUES)))
            case "copy":
                other, name = nodes[draw(places) % len(nodes)]
                owner[key] = copy.deepcopy(other[name])
            case "drop":
                del owner[key]
            case "double" if isinstance(owner, list):
                owner.insert(key, copy.deepcopy(owner[key]))
            case "add" if isinstance(owner, dict):
                owner[draw(st.sampled_from(["x", "type", ""]))] = copy.deepcopy(draw(st.sampled_from(VALUES)))
    return spoilt


@st.composite
def spoilt_tar(draw: st.DrawFn, tar: bytes) -> bytes:
    """With fields of headers that no tool writes, their checksums right."""
    spoilt = bytearray(tar)
    for _ in range(draw(st.integers(1, 3))):
        header = draw(places) % max(1, len(spoilt) // BLOCK) * BLOCK
        offset, length = draw(st.sampled_from(FIELDS))
        value = draw(
            st.sampled_from([b"\xff" * length, b"\x80" + b"\0" * (length - 1), b"7" * length, b"\0" * length])
            | st.sampled_from(
                [b"../../etc/passwd", b"/etc/passwd", b"-1", b"x/.wh..wh..opq", b".wh...", b"S"]
            )
            | st.binary(min_size=length, max_size=length)
        )
        spoilt[header + offset : header + offset + length] = value[:length].ljust(length, b"\0")
        block = spoilt[header : header + BLOCK]
        block[148:156] = b" " * 8
        spoilt[header + 148 : header + 156] = b"%06o\0 " % sum(block)
    return draw(spoilt_bytes(bytes(spoilt))) if draw(st.booleans()) else bytes(spoilt)


def _nodes(value: Any) -> Any:
    """Every place in it, as its owner and the key there."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from _nodes(value[key])
