"""A question and what is said of an answer, as pages show them: Markdown made safe HTML."""

import msgspec

from labs import catalogue
from labs.prose import inline
from labs.quiz.item import Item, shuffled
from labs.quiz.marking import Given, Remark, mark


class Asked(msgspec.Struct, frozen=True):
    """`options` are ids and HTML, in the order to be shown; a number has none.

    `places` are those to be filled with options, with the ids that somebody has put there.
    """

    id: str
    type: str
    step: int
    text: str
    unit: str
    options: list[tuple[str, str]]
    places: list[str]


class ProofShown(msgspec.Struct, frozen=True):
    """`edit` is the title of the one to press."""

    url: str
    title: str
    edit: str
    how: str


class Told(msgspec.Struct, frozen=True):
    """`remarks` are those worth reading: what was chosen, and what should have been."""

    type: str
    step: int
    text: str
    remarks: list[Remark]
    fact: str
    proof: ProofShown


def asked(item: Item, seed: str, given: Given) -> Asked:
    options = [(name, inline(one.text)) for name, one in shuffled(item, seed)]
    places = [given[place] if place < len(given) else "" for place in range(len(options))]
    kind = str(item.__struct_config__.tag)
    return Asked(item.id, kind, item.step, inline(item.text), getattr(item, "unit", ""), options, places)


def told(item: Item, given: Given) -> Told:
    remarks = [
        Remark(inline(remark.text), inline(remark.why), remark.said, remark.right)
        for remark in mark(item, given).remarks
        if remark.said or remark.right
    ]
    kind = str(item.__struct_config__.tag)
    return Told(kind, item.step, inline(item.text), remarks, inline(item.fact), _proof(item))


def _proof(item: Item) -> ProofShown:
    proof, exercise = item.proof, catalogue.find(item.proof.exercise)
    title = exercise.matter.title if exercise else ""
    edits = {edit.id: edit.title for edit in exercise.matter.edits} if exercise else {}
    return ProofShown(f"/labs/{proof.exercise}", title, edits.get(proof.edit or "", ""), inline(proof.how))
