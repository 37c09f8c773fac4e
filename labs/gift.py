"""Questions in GIFT, the text form of quizzes that Moodle documents: read, and written.

What our questions cannot say, and what GIFT cannot, is told rather than left out.
"""

import re
from collections.abc import Iterable, Iterator

import msgspec

from labs.quiz.item import Item, Multiple, Number, Single

_BLOCK = re.compile(r"\n[ \t]*\n")
_TITLE = re.compile(r"::((?:\\.|[^:\\]|:(?!:))*)::", re.DOTALL)
_ANSWER = re.compile(r"([=~])((?:\\.|[^=~\\])*)", re.DOTALL)
_WEIGHT = re.compile(r"%(-?\d+(?:\.\d+)?)%")
_SPECIAL = re.compile(r"[~=#{}:\\]")
_FORMAT = re.compile(r"\[(html|moodle|plain|markdown)\]")


class GiftInvalid(Exception):
    """`line` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"line {line}: {message}")
        self.line = line


class Answer(msgspec.Struct, frozen=True):
    """`weight` is in per cent: 100 is right, 0 or less wrong, in between a part of what is right."""

    text: str
    weight: float
    feedback: str = ""


class Question(msgspec.Struct, frozen=True):
    """`kind` is single, multiple, true-false or number; `line` is where it begins; a number's answers hold
    one number each, exactly."""

    line: int
    title: str
    text: str
    kind: str
    answers: tuple[Answer, ...]
    feedback: str = ""


def read(gift: str) -> list[Question]:
    """Raises GiftInvalid, also for kinds of questions that we have not."""
    return [_question(line, block) for line, block in _blocks(gift.replace("\r\n", "\n"))]


def write(items: Iterable[Item]) -> str:
    """Kinds that GIFT has not stand as comments, by their ids."""
    return "\n\n".join(_written(item) for item in items) + "\n"


def _blocks(gift: str) -> Iterator[tuple[int, str]]:
    """Without comments and categories, which keep their lines' places."""
    kept = "\n".join(
        "" if line.lstrip().startswith(("//", "$CATEGORY:")) else line for line in gift.split("\n")
    )
    begin = 0
    for end in [*(found.start() for found in _BLOCK.finditer(kept)), len(kept)]:
        block = kept[begin:end]
        if block.strip():
            blank = len(block) - len(block.lstrip())
            yield kept.count("\n", 0, begin + blank) + 1, block.strip()
        begin = end


def _question(line: int, block: str) -> Question:
    title = _TITLE.match(block)
    rest = block[title.end() :] if title else block
    opening, closing = _brace(rest, "{"), _brace(rest, "}")
    if opening is None:
        raise GiftInvalid(line, "expected answers in {…}; a description has no place in a quiz of ours")
    if closing is None or closing < opening:
        raise GiftInvalid(line, "expected a } that ends the answers")
    before, inside, after = rest[:opening], rest[opening + 1 : closing], rest[closing + 1 :]
    text = before.strip() + (f" _____ {after.strip()}" if after.strip() else "")
    answers, general = _general(inside.strip())
    kind, found = _answers(line, answers)
    return Question(line, _plain(title[1] if title else ""), _plain(text), kind, found, _plain(general))


def _brace(text: str, wanted: str) -> int | None:
    found = re.search(rf"(?<!\\){re.escape(wanted)}", text)
    return found.start() if found else None


def _general(inside: str) -> tuple[str, str]:
    """Answers, and the feedback that is told after any of them."""
    answers, _, general = inside.partition("####")
    return answers.strip(), general.strip()


def _answers(line: int, inside: str) -> tuple[str, tuple[Answer, ...]]:
    if not inside:
        raise GiftInvalid(line, "expected answers: an essay has no place in a quiz of ours")
    if found := re.fullmatch(r"(TRUE|FALSE|T|F)((?:#.*)?)", inside, re.DOTALL):
        return "true-false", _true_false(found[1][0] == "T", found[2])
    if inside.startswith("#"):
        return "number", _numbers(line, inside[1:])
    answers = tuple(_answer(sign, body) for sign, body in _ANSWER.findall(inside))
    if any("->" in answer.text for answer in answers):
        raise GiftInvalid(line, "expected options: matching has no place in a quiz of ours")
    if not any(sign == "~" for sign, _ in _ANSWER.findall(inside)):
        raise GiftInvalid(line, "expected a wrong option (~): a short answer has no place in a quiz of ours")
    right = sum(answer.weight == 100 for answer in answers)
    parts = [answer.weight for answer in answers if 0 < answer.weight < 100]
    if right == 1 and not parts:
        return "single", answers
    if not right and len(parts) > 1 and 99 < sum(parts) < 101:
        return "multiple", answers
    raise GiftInvalid(line, "expected one right option (=), or parts (~%50%) that make 100 per cent together")


def _answer(sign: str, body: str) -> Answer:
    weight = _WEIGHT.match(body.strip())
    text, feedback = _parted(body.strip()[weight.end() if weight else 0 :])
    return Answer(text, float(weight[1]) if weight else 100.0 if sign == "=" else 0.0, feedback)


def _true_false(right: bool, told: str) -> tuple[Answer, ...]:
    """The first feedback is for a wrong answer, the second for the right one."""
    wrong, _, well = told.removeprefix("#").partition("#")
    said = {right: _plain(well), not right: _plain(wrong)}
    return tuple(Answer(str(value), 100.0 * (value is right), said[value]) for value in (True, False))


def _numbers(line: int, inside: str) -> tuple[Answer, ...]:
    written = _ANSWER.findall(inside) or [("=", inside)]
    answers = tuple(_answer(sign, body) for sign, body in written)
    for answer in answers:
        value, _, margin = answer.text.partition(":")
        whole = re.fullmatch(r"-?\d+", value)
        if answer.weight not in (0, 100) or (answer.weight and not (whole and float(margin or 0) == 0)):
            raise GiftInvalid(line, "expected one whole number: margins, ranges and parts have no place here")
    if not any(answer.weight for answer in answers):
        raise GiftInvalid(line, "expected one whole number that is right")
    return tuple(msgspec.structs.replace(one, text=one.text.partition(":")[0]) for one in answers)


def _parted(body: str) -> tuple[str, str]:
    """An answer, and its feedback behind a # that is not escaped."""
    found = re.search(r"(?<!\\)#", body)
    text, feedback = (body[: found.start()], body[found.end() :]) if found else (body, "")
    return _plain(text), _plain(feedback)


def _plain(text: str) -> str:
    text = _FORMAT.sub("", text.strip(), count=1) if _FORMAT.match(text.strip()) else text.strip()
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], text).strip()


def _written(item: Item) -> str:
    if item.case:
        return f"// {item.id}: questions about a drawn case have no form in GIFT"
    match item:
        case Single(options=options):
            answers = [("=" if one.right else "~", one.text, one.why) for one in options]
        case Multiple(options=options):
            right = sum(one.right for one in options)
            part = {True: f"~%{100 / right:.5g}%", False: "~%-100%"}
            answers = [(part[one.right], one.text, one.why) for one in options]
        case Number(answer=int(answer), why=why):
            answers = [("#", str(answer), why)]
        case _:
            return f"// {item.id}: questions of this kind have no form in GIFT"
    lines = [f"  {sign}{_escaped(text)}#{_escaped(why)}" for sign, text, why in answers]
    head = f"::{_escaped(item.id)}::[markdown]{_escaped(item.text)}"
    return "\n".join([f"{head} {{", *lines, f"  ####{_escaped(item.fact)}", "}"])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: "\\" + found[0], text.strip()).replace("\n", "\\n")
