"""What a new exercise begins with: a small one that holds all that it promises."""

from labs.authoring.folder import File

_INDEX = """\
---
id: {slug}
title: A new lab
summary: What a learner finds out here, in a sentence.
difficulty: foundation
minutes: 5
base: lab/base
reveal: 1
tasks:
  - id: first
    title: Make a file
    goal: Let the image hold `/hello`.
    hints:
      - Which instruction runs a command while the image is built?
      - "`RUN touch PATH` makes an empty file."
      - Write `RUN touch /hello`.
    script:
      - do: build
    checks:
      - check: path_in_image
        path: /hello
    wrong:
      - id: elsewhere
        files:
          Dockerfile: |
            FROM lab/base
            RUN touch /bye
        fails: [path_in_image]
        feedback: There is a file, but under another name.
---
What this is about.

## What happened

What the build showed.
"""


def starter(slug: str) -> dict[str, File]:
    return {
        "index.md": File(_INDEX.replace("{slug}", slug).encode()),
        "context/Dockerfile": File(b"FROM lab/base\nRUN true\n"),
        "tasks/first/solution/Dockerfile": File(b"FROM lab/base\nRUN touch /hello\n"),
    }
