"""Build contexts that no editor writes: paths that lead out, collide, or are spelt in several ways."""

import unicodedata
from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

NAMES = (
    *(
        "a",
        "A",
        "b",
        "dockerfile",
        "Dockerfile",
        ".dockerignore",
        "Dockerfile.dockerignore",
        ".git",
        "...",
        "-x",
    ),
    *(
        ".",
        "..",
        "",
        " ",
        "a ",
        "a.",
        "~",
        "*",
        "[a",
        "?",
        "!a",
        "$A",
        "${A}",
        "`x`",
        "'",
        '"',
        "\\",
        "a\\b",
        "C:",
    ),
    *(
        "é",
        "e\u0301",
        "ﬁ",
        "fi",
        "ß",
        "SS",
        "İ",
        "K",
        "\u200b",
        "\u202ea",
        "\ufeff",
        "💥",
        "\u00a0",
        "\ufffd",
    ),
    *("a\0b", "a\nb", "a\x1b[31m", "\x7f", "\ud800", "n" * 255, "n" * 256, "é" * 127, "é" * 128, "💥" * 64),
    *(".wh.a", ".wh..wh..opq", "con", "nul", "proc", "%2e%2e", "..%2f", "@", "a:b", "a,b", "a=b", "#a"),
)
TARGETS = (
    *("a", "..", ".", "/", "/etc/shadow", "../../../../../../etc/shadow", "../Dockerfile", "/proc/self/root"),
    *("/proc/self/fd/3", "a/../..", "x" * 4095, "x" * 5000, "", "\0", "\ud800", "é", "//", "Dockerfile"),
)
IGNORED = (
    "*\n",
    "**\n!a\n",
    "../x\n",
    "[\n",
    "\\\n",
    "é\n",
    "!**\n",
    "/\n",
    "a\r\nb\0\n",
    "**/**/**/**/a\n" * 200,
)
KEPT = ("a", "b", "é", "e\u0301", "n" * 255, ".wh.x", "..a", "A", " ", "$A", "*", "\\")
"""Names that may be given."""

paths = st.lists(st.sampled_from(NAMES), min_size=1, max_size=4).map("/".join) | st.sampled_from(
    [
        "/etc/passwd",
        "//a",
        "a//b",
        "a/",
        "./a",
        "a/./b",
        "a/../b",
        "d/" * 2000 + "a",
        "/".join("a" * 200),
        "x" * 5000,
    ]
)
plain = st.lists(st.sampled_from(KEPT), min_size=1, max_size=4).map("/".join)
modes = st.sampled_from([None, 0, 0o400, 0o644, 0o4755, 0o6777, 0o7777, 0o10000, -1, 2**31, 2**64, 1.5, "x"])
times = st.sampled_from([None, 0, 1, 2**31, 2**33, 2**33 + 1, -1, 2**63, 1e300])
regular = st.fixed_dictionaries(
    {}, optional={"text": st.sampled_from(["", "x", "\0", "\ud800", *IGNORED]), "mode": modes, "mtime": times}
)
odd = st.fixed_dictionaries(
    {},
    optional={
        "base64": st.sampled_from(["", "eA==", "e", "é", "====", "eA==\n"]),
        "directory": st.sampled_from([True, False, None, 1]),
        "symlink": st.sampled_from(TARGETS),
        "mode": modes,
        "x": st.just(1),
    },
)
good = st.one_of(
    st.sampled_from(["", "x", *IGNORED]),
    st.builds(lambda mode: {"text": "x", "mode": mode}, st.sampled_from([0o400, 0o4755, 0o7777])),
    st.builds(lambda mtime: {"base64": "eA==", "mtime": mtime}, st.sampled_from([0, 1, 2**31, 2**33])),
    st.just({"directory": True}),
    st.sampled_from(TARGETS[:8]).map(lambda target: {"symlink": target}),
)
Files = Mapping[str, Any]
acceptable: st.SearchStrategy[Files] = st.dictionaries(plain, good, max_size=6)
"""Most of them are let through, some collide."""
anyhow: st.SearchStrategy[Files] = st.dictionaries(paths | plain, good | regular | odd, max_size=6)


@st.composite
def collisions(draw: st.DrawFn) -> Files:
    """One name as a file, a link and a folder; in both normal forms; in both cases; folders below links."""
    name = draw(st.sampled_from(["a", "é", "ß", "İ", "Dockerfile", ".dockerignore"]))
    spelt = {name, name.swapcase(), *(unicodedata.normalize(form, name) for form in ("NFC", "NFD", "NFKD"))}
    below = draw(st.sampled_from(["", "/b", "/../c", "/a/b/c", "/."]))
    files = {spelling: draw(good) for spelling in sorted(spelt)}
    return files | {f"{draw(st.sampled_from(sorted(spelt)))}{below}": draw(good)}


contexts = acceptable | anyhow | collisions()
