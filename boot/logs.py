"""Where the parts' output goes: all of it into files, a line of each error to the terminal."""

import re
from pathlib import Path
from typing import TextIO

from honcho.printer import Message, Printer

from boot.say import say

ALARM = re.compile(r"\b(ERROR|CRITICAL|FATAL)\b")
WIDTH = 160


class Logs(Printer):  # type: ignore[misc]  # honcho is untyped
    """A honcho printer with a file for each part. The files must exist."""

    def __init__(self, folder: Path, names: list[str]) -> None:
        super().__init__()
        self.files: dict[str, TextIO] = {
            name: (folder / f"{name}.log").open("a", buffering=1) for name in names
        }

    def write(self, message: Message) -> None:
        """A part's own output is bytes; what is said about a part is text."""
        if message.name not in self.files:
            return  # honcho's own words on starts and stops
        about = isinstance(message.data, str)
        text = message.data if about else message.data.decode(errors="replace")
        line = text.rstrip("\n")
        self.files[message.name].write(f"{message.time:%Y-%m-%d %H:%M:%S} {line}\n")
        if about or ALARM.search(line):
            say(f"{message.name}: {line[:WIDTH]}")
