"""The catalogues of words in other languages, `locale/LANGUAGE/LC_MESSAGES/*.po`.

`python -m boot.catalogues` compiles them; with `renew` it first brings them in step with the sources.
"""

import io
import sys
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "locale"
PYTHON: Mapping[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "say")),
    **dict.fromkeys(("ngettext", "ngettext_lazy", "say_count"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
}
SOURCES: Mapping[str, tuple[Mapping[str, list[tuple[str, str]]], Mapping[str, Any]]] = {
    "django": (
        {
            "templates": [("**.html", "boot.catalogues:extract_template")],
            **{name: [("**.py", "python")] for name in ("api", "builds", "config", "labs", "visualizer")},
        },
        PYTHON,
    ),
    "djangojs": ({"visualizer/client": [("**.ts", "javascript")]}, {"t": None, "tn": (1, 2)}),
}
"""Domain → folders with how they are read, and the calls that are looked for. Browsers get the second."""


def extract_template(
    file: IO[bytes], keywords: Any, comment_tags: Collection[str], options: dict[str, Any]
) -> Iterator[Any]:
    """Django makes calls of translation tags; within brackets they may stand where they like on a line."""
    source = f"({templatize(file.read().decode())}\n)"
    yield from extract_python(io.BytesIO(source.encode()), keywords, comment_tags, {})


def extracted(domain: str) -> Catalog:
    """What the sources say, with the files that say it: lines would change with every change."""
    found, (folders, keywords) = Catalog(charset="utf-8"), SOURCES[domain]
    options = {"**.ts": {"parse_template_string": "false", "jsx": "false"}}
    for folder, methods in folders.items():
        for file, _, message, comments, context in extract_from_dir(
            ROOT / folder, methods, options, keywords, ("Translators:",), strip_comment_tags=True
        ):
            place = (Path(folder) / file).as_posix(), 0
            found.add(message, locations=[place], auto_comments=comments, context=context)
    return found


def renewed(path: Path) -> str:
    """The catalogue in step with the sources, under its own header; what they no longer say is left out."""
    old, new = _read(path), extracted(path.stem)
    for message in new:
        message.locations = sorted(set(message.locations))
        if message.id and (known := old.get(message.id, message.context)):
            message.string = known.string
    body = io.BytesIO()
    write_po(body, new, width=110, omit_header=True, sort_output=True, include_lineno=False)
    header = path.read_text(encoding="utf-8").partition("\n\n")[0]
    return f"{header}\n\n{body.getvalue().decode()}".strip() + "\n"


def compile_catalogue(path: Path) -> None:
    """Beside it, as Django reads it."""
    with path.with_suffix(".mo").open("wb") as compiled:
        write_mo(compiled, _read(path))


def catalogues() -> list[Path]:
    return sorted(LOCALE.glob("*/LC_MESSAGES/*.po"))


def _read(path: Path) -> Catalog:
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3], domain=path.stem)


if __name__ == "__main__":
    for path in catalogues():
        if sys.argv[1:] == ["renew"]:
            path.write_text(renewed(path), encoding="utf-8")
        compile_catalogue(path)
