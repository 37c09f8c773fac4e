"""Read apt's own list of sources, in both of its formats, and write one with another suite in it."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

ONE_LINE = re.compile(r"deb\s+(?:\[(?P<options>[^]]*)\]\s*)?(?P<uri>\S+)\s+(?P<suite>\S+)(?P<components>.*)")
OPTION_FIELDS = {
    "signed-by": "Signed-By",
    "trusted": "Trusted",
    "arch": "Architectures",
    "check-valid-until": "Check-Valid-Until",
}
PLACE_FIELDS = {"types", "uris", "suites", "components", "enabled"}


class Source(msgspec.Struct, frozen=True):
    """One archive as the machine uses it; `fields` are the other deb822 fields, keyring included."""

    uris: tuple[str, ...]
    suites: tuple[str, ...]
    components: tuple[str, ...]
    fields: tuple[tuple[str, str], ...] = ()

    def with_suites(self, *suites: str) -> "Source":
        return msgspec.structs.replace(self, suites=suites)

    def stanza(self) -> str:
        """The source in deb822 format."""
        places = {
            "Types": "deb",
            "URIs": " ".join(self.uris),
            "Suites": " ".join(self.suites),
            "Components": " ".join(self.components),
        }
        return "".join(f"{name}: {value}\n" for name, value in [*places.items(), *self.fields] if value)


def read_sources(list_file: Path, parts: Path) -> list[Source]:
    """All enabled binary sources of the machine, in apt's order."""
    files = [list_file, *sorted(parts.glob("*.list")), *sorted(parts.glob("*.sources"))]
    found: list[Source] = []
    for file in files:
        if file.is_file():
            parse = parse_deb822 if file.suffix == ".sources" else parse_one_line
            found += parse(file.read_text())
    return found


def parse_one_line(text: str) -> list[Source]:
    """Sources of a `.list` file; what is not a `deb` line is passed over."""
    found = []
    for line in text.splitlines():
        match = ONE_LINE.fullmatch(line.partition("#")[0].strip())
        if match is None:
            continue
        options = (word.partition("=") for word in (match["options"] or "").split())
        fields = tuple(
            (OPTION_FIELDS[name.lower()], value.replace(",", " "))
            for name, _, value in options
            if name.lower() in OPTION_FIELDS
        )
        found.append(Source((match["uri"],), (match["suite"],), tuple(match["components"].split()), fields))
    return found


def parse_deb822(text: str) -> list[Source]:
    """Sources of a `.sources` file. A keyring written into the file itself is kept as it stands."""
    uncommented = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    found = []
    for block in re.split(r"\n\s*\n", uncommented):
        fields = dict(_fields(block))
        lowered = {name.lower(): value for name, value in fields.items()}
        if "deb" not in lowered.get("types", "").split() or lowered.get("enabled", "yes").lower() == "no":
            continue
        others = tuple((name, value) for name, value in fields.items() if name.lower() not in PLACE_FIELDS)
        uris, suites, components = (
            tuple(lowered.get(name, "").split()) for name in ("uris", "suites", "components")
        )
        found.append(Source(uris, suites, components, others))
    return found


def _fields(block: str) -> Iterator[tuple[str, str]]:
    for entry in re.split(r"\n(?=\S)", block.strip()):
        name, colon, value = entry.partition(":")
        if colon:
            yield name.strip(), value.strip()


def main_source(sources: list[Source], codename: str) -> Source | None:
    """The distribution's own archive: the one with its plain suite, not its updates or security fixes."""
    for source in sources:
        if codename in source.suites:
            return source
    aliases = {"stable", "testing", "unstable", "sid", "oldstable"}
    return next((source for source in sources if aliases & set(source.suites)), None)


def native_sources(sources: list[Source], codename: str) -> list[Source]:
    """What the machine itself installs from: the release, its updates and its security fixes."""
    native = []
    for source in sources:
        suites = [suite for suite in source.suites if re.split(r"[-/]", suite)[0] == codename]
        if suites:
            native.append(source.with_suites(*suites))
    return native
