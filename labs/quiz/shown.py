"""A question and what is said of an answer, as pages show them: Markdown made safe HTML."""

import msgspec

from labs import catalogue
from labs.prose import inline
from labs.quiz import recorded
from labs.quiz.changed import Changed, changed, contents
from labs.quiz.item import Item, MarkSheets, MarkSteps, shuffled
from labs.quiz.marking import Given, Remark, mark


class Asked(msgspec.Struct, frozen=True):
    """`options` are ids and HTML, in the order to be shown; a number has none.

    `places` are those to be filled with options, with the ids that somebody has put there. `subject` is the
    case that a question is about.
    """

    id: str
    type: str
    step: int
    text: str
    unit: str
    options: list[tuple[str, str]]
    places: list[str]
    subject: "Subject | None" = None


class Subject(msgspec.Struct, frozen=True):
    """A Dockerfile and files by path, and what was changed after it. Of its `steps` or `sheets` some are
    to be marked. `picture` is a recording without its listings to mark them in, or empty."""

    dockerfile: str
    files: list[tuple[str, str]]
    changes: list[Changed]
    picture: str
    marking: str


class ProofShown(msgspec.Struct, frozen=True):
    """`edit` is the title of the one to press; `recorded` the address of a recorded build that proves it, or
    empty."""

    url: str
    title: str
    edit: str
    how: str
    recorded: str


class Told(msgspec.Struct, frozen=True):
    """`remarks` are those worth reading: what was chosen, and what should have been."""

    type: str
    step: int
    text: str
    remarks: list[Remark]
    fact: str
    proof: ProofShown


def asked(item: Item, variant: int, seed: str, given: Given) -> Asked:
    options = [(name, inline(one.text)) for name, one in shuffled(item, seed)]
    places = [given[place] if place < len(given) else "" for place in range(len(options))]
    kind, unit = str(item.__struct_config__.tag), getattr(item, "unit", "")
    subject = _subject(item, item.case, variant) if item.case else None
    return Asked(item.id, kind, item.step, inline(item.text), unit, options, places, subject)


def told(item: Item, variant: int, given: Given) -> Told:
    remarks = [
        Remark(inline(remark.text), inline(remark.why), remark.said, remark.right)
        for remark in mark(item, given).remarks
        if remark.said or remark.right
    ]
    kind = str(item.__struct_config__.tag)
    return Told(kind, item.step, inline(item.text), remarks, inline(item.fact), _proof(item, variant))


def _subject(item: Item, case: str, variant: int) -> Subject:
    requests = [one.request for one in recorded.builds(case, variant)]
    drawn = _drawn(item, len(requests))
    shown = requests[item.shown]
    return Subject(
        dockerfile=shown.dockerfile,
        files=[(path, file) for path, file in contents(shown).items() if path],
        changes=changed(shown, requests[item.at]),
        picture="" if drawn is None else f"/recorded/{case}/{variant}/{drawn}/picture",
        marking={MarkSteps: "steps", MarkSheets: "sheets"}.get(type(item), ""),
    )


def _drawn(item: Item, count: int) -> int | None:
    """The build whose picture may be marked, by index; None where every picture would tell the answer.

    Pictures tell of steps whether they ran and made a layer, and of layers no files.
    """
    place = item.at % count
    match item:
        case MarkSheets(marks=marks) if marks != "shared":
            return place
        case MarkSteps() if item.shown != place:
            return item.shown
        case _:
            return None


def _proof(item: Item, variant: int) -> ProofShown:
    proof, exercise = item.proof, catalogue.find(item.proof.exercise)
    title = exercise.matter.title if exercise else ""
    edits = {edit.id: edit.title for edit in exercise.matter.edits} if exercise else {}
    edit, how = edits.get(proof.edit or "", ""), inline(proof.how)
    return ProofShown(f"/labs/{proof.exercise}", title, edit, how, recorded_at(item, variant))


def recorded_at(item: Item, variant: int) -> str:
    """Where the build is shown that decided, else the last one of the proof's; empty where there is none."""
    name, place = (item.case, variant) if item.case else (item.proof.case or item.id, 0)
    count = len(recorded.builds(name, place))
    at = item.at if item.case else item.proof.build
    return f"/recorded/{name}/{place}/{at % count}" if count else ""
