"""The service's log: one record is one line, whatever an engine or a client put into it."""

import sys
import traceback


def escaped(text: str) -> str:
    """Without line breaks, terminal sequences and changes of direction."""
    return "".join(each if each.isprintable() else each.encode("unicode_escape").decode() for each in text)


def say(text: str) -> None:
    print(f"engine: {escaped(text)}", file=sys.stderr, flush=True)  # noqa: T201


def say_traceback() -> None:
    """Of the exception that is handled. Its lines are indented, so that none can pass for a record."""
    say("an error of the service's own")
    for line in traceback.format_exc().splitlines():
        print(f"  {escaped(line)}", file=sys.stderr, flush=True)  # noqa: T201
