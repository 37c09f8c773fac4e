"""Lines for the person at the terminal."""


def say(line: str) -> None:
    print(line, flush=True)
