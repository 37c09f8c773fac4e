"""The shapes of docs/labs.md."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from labs.exercise import Files


class Link(msgspec.Struct):
    slug: str
    title: str
    url: str


class EntryBody(msgspec.Struct):
    slug: str
    title: str
    url: str
    summary: str
    kind: str
    step: int | None
    difficulty: str
    minutes: int
    tags: Sequence[str]
    tasks: Sequence[str]


class OptionBody(msgspec.Struct):
    id: str
    html: str


class QuestionBody(msgspec.Struct):
    id: str
    html: str
    options: Sequence[OptionBody]
    confidence: bool


class ContextBody(msgspec.Struct):
    dockerfile: str
    files: Files


class ChangeBody(msgspec.Struct):
    path: str
    find: str
    replace: str


class EditBody(msgspec.Struct):
    id: str
    title: str
    html: str
    changes: Sequence[ChangeBody]
    result: ContextBody
    question: QuestionBody | None
    predict_steps: bool


class InputBody(msgspec.Struct):
    id: str
    label: str
    path: str
    placeholder: str
    max_length: int


class CheckBody(msgspec.Struct):
    id: str
    text: str


class TaskBody(msgspec.Struct):
    id: str
    title: str
    goal: str
    hints: int
    start: ContextBody
    checks: Sequence[CheckBody]
    passed: bool
    attempts: int
    solution: bool


class AfterBody(msgspec.Struct):
    id: str
    title: str
    request: Mapping[str, Any]


class PredictionBody(msgspec.Struct):
    build: str
    question: str | None
    answer: str | None
    confidence: int | None
    steps: Mapping[str, str]
    skipped: bool
    committed_at: datetime.datetime


class ExerciseBody(msgspec.Struct):
    slug: str
    title: str
    url: str
    summary: str
    kind: str
    step: int | None
    difficulty: str
    minutes: int
    tags: Sequence[str]
    reveal: int
    intro: str
    inputs: Sequence[InputBody]
    question: QuestionBody | None
    start: ContextBody
    unlocked: bool
    outcome: str | None
    edits: Sequence[EditBody]
    tasks: Sequence[TaskBody]
    afterwards: Sequence[AfterBody]
    predictions: Sequence[PredictionBody]
    next: Link | None


class FoundBody(msgspec.Struct):
    kind: str
    name: str
    value: str
    layers: Sequence[int]
    steps: Sequence[int]
    path: str | None


class StepVerdictBody(msgspec.Struct):
    step: int
    said: str
    was: str | None
    called: bool


class EvidenceBody(msgspec.Struct):
    build: str
    exercise: str
    ready: bool
    missing: Sequence[str] = ()
    done: Mapping[str, str] = {}
    question: str | None = None
    verdict: str | None = None
    answer: str | None = None
    right: str | None = None
    confidence: int | None = None
    sentence: str | None = None
    fact: FoundBody | None = None
    feedback: str | None = None
    steps: Sequence[StepVerdictBody] = ()
    called: int = 0
    asked: int = 0
    miss: str | None = None


class AttemptBuildBody(msgspec.Struct):
    label: str
    title: str
    id: str | None
    status: str


class VerdictBody(msgspec.Struct):
    id: str
    text: str
    passed: bool
    found: str


class AttemptBody(msgspec.Struct):
    id: str
    exercise: str
    task: str
    status: str
    message: str | None
    passed: bool | None
    builds: Sequence[AttemptBuildBody]
    checks: Sequence[VerdictBody]
    feedback: str | None
    solution: bool


class HintBody(msgspec.Struct):
    level: int
    html: str


class SolutionBody(msgspec.Struct):
    files: Files


class PromiseBody(msgspec.Struct):
    promise: str
    fault: str | None


class ProofBody(msgspec.Struct):
    """`status` is queued, running, ended or stopped; `passed` is null until then."""

    id: str
    status: str
    passed: bool | None
    message: str | None
    promises: Sequence[PromiseBody]


BODIES = (EntryBody, ExerciseBody, EvidenceBody, AttemptBody, HintBody, SolutionBody, ProofBody)
