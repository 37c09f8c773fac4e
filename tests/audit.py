"""`make audit`: asks whether any pinned package is known to be vulnerable, or was withdrawn.

Exit codes: 0 all were asked about and none is; 1 something was found; 3 not all could be asked about: that is
no pass. With `--may-be-offline` that last one is said and forgiven.
"""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

ROOT = Path(__file__).parents[1]
LOCK = "requirements.txt"
SECONDS = 180
FOUND, UNASKED = 1, 3
PIP_AUDIT = ("pip_audit", "-r", LOCK, "--no-deps", "--disable-pip", "--format=json", "--progress-spinner=off")
PIP = ("pip", "install", "--dry-run", "--no-deps", "--ignore-installed", "-r", LOCK)
NPM = ("npm", "audit", "--omit=dev", "--json")
YANKED = re.compile(r"yanked version: '([^']+)' candidate \(version (\S+)")


class Answer(msgspec.Struct, frozen=True):
    """`asked` counts the packages that somebody knew about; `why` says what was in the way of the others."""

    about: str
    asked: int
    found: tuple[str, ...] = ()
    why: str = ""


class Said(msgspec.Struct, frozen=True):
    code: int
    out: str
    error: str


def read_pip_audit(service: str, said: Said) -> Answer:
    about = f"Python packages at {service}"
    try:
        packages = json.loads(said.out)["dependencies"]
    except ValueError:
        return Answer(about, 0, why=_last_line(said))
    left = [one["name"] for one in packages if "skip_reason" in one]
    found = [
        f"{one['name']} {one['version']}: {each['id']}, mended in {each['fix_versions'] or 'no release'}"
        for one in packages
        for each in one.get("vulns", ())
    ]
    why = f"{len(left)} of {len(packages)} are unknown there, first {left[0]}" if left else ""
    return Answer(about, len(packages) - len(left), tuple(found), why)


def read_npm_audit(said: Said) -> Answer:
    about = "Node packages that reach a page"
    try:
        answer: dict[str, Any] = json.loads(said.out)
    except ValueError:
        return Answer(about, 0, why=_last_line(said))
    if "vulnerabilities" not in answer:
        return Answer(about, 0, why=str(answer.get("message") or answer.get("error")))
    found = [f"{name}: {one['severity']}" for name, one in answer["vulnerabilities"].items()]
    asked = answer["metadata"]["dependencies"]["prod"]
    return Answer(about, asked, tuple(found), "" if asked > 1 else "none is among the dependencies")


def read_pip(packages: int, said: Said) -> Answer:
    about = "Releases that were not withdrawn"
    if said.code:
        return Answer(about, 0, why=_last_line(said))
    found = tuple(f"{name} {version} was withdrawn" for name, version in YANKED.findall(said.error))
    return Answer(about, packages, found)


def judge(answers: Sequence[Answer]) -> int:
    if any(answer.found for answer in answers):
        return FOUND
    return UNASKED if any(answer.why for answer in answers) else 0


def told(answer: Answer) -> str:
    lines = [f"{answer.about}: {answer.asked} asked about, {len(answer.found)} found", *answer.found]
    return "\n  ".join([*lines, f"COULD NOT BE AUDITED: {answer.why}"] if answer.why else lines)


def ask() -> list[Answer]:
    """The second database of Python packages where the first does not know them all."""
    packages = len((ROOT / LOCK).read_text().splitlines())
    first, second = (read_pip_audit(name, _run(_python(*PIP_AUDIT, "-s", name))) for name in ("pypi", "osv"))
    python = first if not first.why or second.why else second
    return [python, read_pip(packages, _run(_python(*PIP))), read_npm_audit(_run(NPM))]


def _python(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", *arguments)


def _run(command: Sequence[str]) -> Said:
    try:
        done = subprocess.run(
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        return Said(-1, "", f"no answer within {SECONDS} s")
    return Said(done.returncode, done.stdout, done.stderr)


def _last_line(said: Said) -> str:
    return next(iter(reversed(said.error.strip().splitlines())), f"it ended with {said.code} and no word")[
        :300
    ]


def main(arguments: Sequence[str]) -> int:
    answers = ask()
    for answer in answers:
        print(told(answer))  # noqa: T201
    code = judge(answers)
    if code == UNASKED and "--may-be-offline" in arguments:
        print("Not a pass: ask again where the databases can be reached.")  # noqa: T201
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
