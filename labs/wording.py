"""What a check asks for, in words."""

from typing import assert_never

from labs.checks import (
    BuildFails,
    BuildOk,
    Check,
    Config,
    Dockerfile,
    EmptyLayers,
    ImageBytes,
    LayerCount,
    PathInAnyLayer,
    PathInImage,
    PathMode,
    Stdout,
    StepCached,
    StepExists,
    StepRan,
    StepsRun,
    TextAnywhere,
)

WORDS = {"==": "exactly", "!=": "not", "<=": "at most", ">=": "at least", "<": "fewer than", ">": "more than"}


def describe(check: Check) -> str:
    return check.says or _words(check)


def _words(check: Check) -> str:
    match check:
        case BuildOk():
            return "The build succeeds"
        case BuildFails():
            return "The build fails"
        case StepsRun(op=op, n=n):
            return f"{WORDS[op].capitalize()} {n} steps run"
        case StepCached(match=pattern):
            return f"Cached: {pattern}"
        case StepRan(match=pattern):
            return f"Not cached: {pattern}"
        case StepExists(match=pattern, want=want):
            return f"{'There is a' if want else 'No'} step {pattern}"
        case LayerCount(op=op, n=n, minus_base=minus_base):
            return f"{WORDS[op].capitalize()} {n} layers" + " above the base" * minus_base
        case EmptyLayers(op=op, n=n):
            return f"{WORDS[op].capitalize()} {n} empty layers"
        case ImageBytes(op=op, n=n, minus_base=minus_base):
            return f"{WORDS[op].capitalize()} {n:,} bytes" + " above the base" * minus_base
        case Config(key=key, value=value):
            return f"{key} has {value}" if value else f"{key} is set"
        case PathInImage(path=path, want=want):
            return f"{path} is {'' if want else 'not '}in the image"
        case PathInAnyLayer(path=path, want=want):
            return f"{path} is in {'a' if want else 'no'} layer"
        case PathMode(path=path, mode=mode):
            return f"{path} has mode {mode}"
        case TextAnywhere(text=text, want=want):
            return f"“{text}” is {'somewhere' if want else 'nowhere'} in the image"
        case Dockerfile(match=pattern, want=want):
            return f"The Dockerfile has {'' if want else 'no '}{pattern}"
        case Stdout(match=pattern):
            return f"The container writes {pattern}"
        case _:
            assert_never(check)
