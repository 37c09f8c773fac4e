"""What a feature of the generator may draw from: chance, the context, and what lies in the stage so far."""

import posixpath
from random import Random

from builds.request import ContextFile
from tests.proofs.project import Kind, Line, Project

FOLDERS = ("/opt", "/srv", "/home", "/usr/share", "/var/cache")
"""Empty folders of the base."""


class World:
    """One stage being written. `files` and `folders` are paths known to be there, all of plain names."""

    def __init__(self, random: Random, project: Project, shell: bool, finished: list["World"]) -> None:
        self.random, self.project, self.shell, self.finished = random, project, shell, finished
        self.files: list[str] = ["/etc/nsswitch.conf"] if shell else []
        self.folders: list[str] = list(FOLDERS) if shell else []
        self.cwd = "/"
        self.lines: list[Line] = []
        self.takes: set[int] = set()
        self.feature = ""
        self.closed = False
        """Whether no stage may stand on it: what ONBUILD says would run there."""

    def stand_on(self, below: "World") -> None:
        self.files, self.folders, self.cwd = [*below.files], [*below.folders], below.cwd

    def put(self, text: str, kind: Kind = "layer") -> None:
        name = f"{len(self.finished)}.{len(self.lines)}"
        self.lines.append(Line(name, text, kind, self.feature))

    def run(self, command: str, flags: str = "") -> None:
        self.put(f"RUN {flags} {command}" if flags else f"RUN {command}")

    def word(self) -> str:
        """Unlike any other: no step is by chance the same as one of another project."""
        return f"{self.project.seed}x{self.random.randrange(16**6):06x}"

    def new(self, folder: str | None = None) -> str:
        """A path where nothing is, below a folder that is there."""
        parent = folder or self.random.choice(self.folders or ["/"])
        return posixpath.join(parent, f"n{self.word()}")

    def folder(self) -> str:
        """A path for a folder, which whoever asks must make; it counts as there."""
        path = self.new()
        self.folders.append(path)
        return path

    def source(self, *, named: bool = False) -> tuple[str, str, str] | None:
        """An earlier stage to take from: a word that means it, a file and a folder in it. A mount finds only
        named ones."""
        stages = self.project.stages
        full = [n for n, w in enumerate(self.finished) if any(f.count("/") > 1 for f in w.files)]
        full = [n for n in full if stages[n].name or not named]
        if not full:
            return None
        index = self.random.choice(full)
        self.takes.add(index)
        name = stages[index].name
        words = [name, name.upper()] if name else []
        file = self.random.choice([f for f in self.finished[index].files if f.count("/") > 1])
        return self.random.choice(words if named else [str(index), *words]), file, posixpath.dirname(file)

    def lower_file(self) -> str:
        """A regular file that lies in a layer below."""
        if not self.files:
            self.sow()
        return self.random.choice(self.files)

    def lower_tree(self) -> str:
        """A folder of a layer below, with files in it."""
        full = [
            x for x in self.folders if x not in FOLDERS and any(f.startswith(f"{x}/") for f in self.files)
        ]
        if not full:
            return self.sow()
        return self.random.choice(full)

    def sow(self) -> str:
        """A step that makes a folder with a few files; its path."""
        root = self.folder()
        inner = f"{root}/d"
        names = [f"{root}/a", f"{root}/b", f"{inner}/c", f"{inner}/e/f"]
        written = " && ".join(f"echo {self.word()} > {name}" for name in names)
        self.run(f"mkdir -p {inner}/e && {written}")
        self.folders += [inner, f"{inner}/e"]
        self.files += names
        return root

    def gone(self, path: str) -> None:
        """Whatever lay at and below a path is there no longer."""
        self.files = [x for x in self.files if x != path and not x.startswith(f"{path}/")]
        self.folders = [x for x in self.folders if x != path and not x.startswith(f"{path}/")]

    def context_file(self, name: str | None = None, file: ContextFile | None = None) -> str:
        """A new file of the context, its path."""
        path = name or f"c{self.word()}"
        self.project.files[path] = file or ContextFile(text=f"{self.word()}\n" * self.random.randint(1, 4))
        return path

    def context_folder(self) -> str:
        """A new folder of the context with files, a folder in it and a link."""
        root = f"d{self.word()}"
        for name in ("one", "two", "in/three"):
            self.context_file(f"{root}/{name}")
        self.project.files[f"{root}/tool"] = ContextFile(text=f"#!/bin/sh\n# {self.word()}\n", mode=0o755)
        self.project.files[f"{root}/link"] = ContextFile(symlink="one")
        return root
