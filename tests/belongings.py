"""One of everything that a learner can own, made without an engine."""

import io
import uuid

import msgspec
from django.contrib.auth.models import User
from django.utils import timezone

from accounts.models import Token
from builds import access, contents, exchange, imports
from builds.models import Kind, Learner, Operation, RecordedLayer
from builds.operations.request import RunRequest
from labs.authoring import writing
from labs.classes import joining
from labs.models import Attempt, Prediction, Proof
from labs.quiz import review
from labs.roles import Role, give
from tests.archives import oci, tar_of
from tests.builds.comparison.test_read import replayed
from tests.builds.operations import REQUEST
from tests.labs.quiz.answers import item, right
from tests.recordings import HERE

ASKED, ITEM = "run-true", "only-cmd-changed"
EXERCISE, TASK = "what-a-layer-is", "settings"
RECORDING = (HERE / "unused-stage.json").read_bytes()
ARCHIVE = oci(tar_of({"etc/a": b"one"}), name="my/app")


class Belongings(msgspec.Struct, frozen=True):
    """Ids, as routes and bodies have them. `build` has stages, and a blob as a recording has one."""

    build: str
    own: str
    """Built here: its image can be run."""
    operation: str
    image: str
    share: str
    attempt: str
    answer: str
    token: str
    classroom: str
    """Which the learner is in; somebody else teaches it."""
    written: str
    """An exercise that somebody else wrote."""
    proof: str
    """That somebody else asked for."""
    code: str
    participant: str
    choice: str
    """A right answer to ITEM, which was not asked yet."""

    def names(self) -> dict[str, object]:
        """What fills the parameters of the site's paths."""
        return {
            "build": self.build,
            "other": self.own,
            "operation": self.operation,
            "image": self.image,
            "share": self.share,
            "attempt": self.attempt,
            "answer": self.answer,
            "item": ITEM,
            "step": 1,
            "task": TASK,
            "document": "manifest",
            "index": 0,
            "stage": 0,
            "level": 1,
            "uidb64": "MQ",
            "token": self.token,
            "code": self.code,
            "classroom": self.classroom,
            "written": self.written,
            "proof": self.proof,
            "participant": self.participant,
        }

    def secret(self) -> set[str]:
        """What nobody else may be told."""
        return {self.build, self.own, self.operation, self.image, self.attempt, self.answer}


def give_everything(learner: Learner) -> Belongings:
    recorded = exchange.keep(learner, RECORDING)
    lowest = contents.recorded(recorded)[0]
    kept = RecordedLayer.objects.filter(operation=recorded, chain_id=lowest.chain_id)
    kept.update(blob=bytes(lowest.size))
    own = replayed(learner, "first-build")
    Prediction.objects.create(learner=learner, operation=recorded, exercise=EXERCISE)
    (image,) = imports.keep_images(learner, io.BytesIO(ARCHIVE), "a.tar")
    run = Operation.objects.create(
        learner=learner, kind=Kind.RUN, request=msgspec.json.encode(RunRequest(own.pk, keep=True))
    )
    attempt = Attempt.objects.create(learner=learner, exercise=EXERCISE, task=TASK, request=REQUEST)
    teacher = User.objects.create_user(f"teacher {uuid.uuid4()}")
    give(teacher, Role.INSTRUCTOR)
    room = joining.prepare(teacher, "Monday", 30)
    asked = item(ASKED)
    answer = review.submit(learner, asked, right(asked), 3, timezone.now())
    return Belongings(
        build=str(recorded.pk),
        own=str(own.pk),
        operation=str(run.pk),
        image=str(image.pk),
        share=str(access.share(recorded).pk),
        attempt=str(attempt.pk),
        answer=str(answer.pk),
        classroom=str(room.pk),
        proof=str(Proof.objects.create(author=teacher, folder=b"", status="ended").pk),
        written=str(writing.begin(teacher, f"lab-{uuid.uuid4().hex[:8]}").pk),
        code=room.code,
        participant=str(joining.join(room, learner, "Ada").pk),
        token=str(Token.issue(learner)[0].pk),
        choice=right(item(ITEM))[0],
    )
