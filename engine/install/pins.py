"""`ENGINE_PIN`: exactly which packages to use, in apt's own words."""

import re

import msgspec

PIN = re.compile(r"(?P<package>[a-z0-9][a-z0-9.+-]+)(?:=(?P<version>[\w.+~:-]+)|/(?P<suite>[\w.-]+))")


class Pin(msgspec.Struct, frozen=True):
    """One of `version` and `suite` is set."""

    version: str = ""
    suite: str = ""


def parse_pins(text: str, known: tuple[str, ...]) -> dict[str, Pin]:
    """`docker.io=28.5.2+dfsg4-5,runc/bookworm` → package → pin. Raises ValueError for anything else."""
    pins = {}
    for word in filter(None, re.split(r"[,\s]+", text)):
        match = PIN.fullmatch(word)
        if match is None or match["package"] not in known:
            raise ValueError(
                "ENGINE_PIN takes package=version or package/suite, with commas between and packages out of "
                f"{', '.join(known)}; {word!r} is none of these"
            )
        pins[match["package"]] = Pin(match["version"] or "", match["suite"] or "")
    return pins
