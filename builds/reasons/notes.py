"""What stands in a Dockerfile beside the steps: comments, and settings that only the image's config holds."""

from builds.dockerfile import Plan

SEEN = frozenset({"FROM", "RUN", "COPY", "ADD", "WORKDIR", "ENV", "ARG", "USER", "SHELL"})
"""What steps are made of."""


def notes(dockerfile: str, plan: Plan) -> dict[int, tuple[str, ...]]:
    """By the step that runs next; what follows the last one, by that. A comment begins with `# `, a setting
    with its keyword."""
    lines, end, last = dockerfile.split("\n"), 0, -1
    found: dict[int, tuple[str, ...]] = {}
    waiting: list[str] = []
    for index, step in enumerate(plan.steps):
        waiting += _comments(lines[end : step.line - 1])
        end = step.end_line
        if step.keyword not in SEEN:
            waiting.append(" ".join([step.keyword, *step.instruction.split()[1:]]))
        elif step.makes_layer and step.keyword != "FROM":
            found[index], last = tuple(waiting), index
            waiting = []
    found[last] = (*found.get(last, ()), *waiting, *_comments(lines[end:]))
    return found


def _comments(lines: list[str]) -> list[str]:
    return [f"# {line.strip()[1:]}" for line in lines if line.strip().startswith("#")]
