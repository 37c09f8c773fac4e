"""Published editions of what instructors wrote. Learners keep the one that they began with."""

import functools

from django.conf import settings

from builds.models import Learner
from labs.authoring.folder import Bounds, exercise_in
from labs.authoring.models import Begun, Edition, Status, Written
from labs.authoring.zipped import unpack
from labs.exercise import Exercise
from labs.loading import ExerciseInvalid


def bounds() -> Bounds:
    return Bounds(settings.EXERCISE_FILES, settings.EXERCISE_BYTES)


def find(slug: str, learner: Learner | None) -> Exercise | None:
    """As the learner began it, else as it is published now."""
    begun = Begun.objects.filter(learner=learner, written__slug=slug).first() if learner else None
    edition = begun.edition_id if begun else _latest(slug)
    try:
        return _exercise(edition) if edition else None
    except ExerciseInvalid:  # written for an older version of the site
        return None


def begin(learner: Learner, slug: str) -> None:
    """From now on the learner keeps what is published now. Authors always see their latest edition."""
    written = Written.objects.filter(slug=slug).exclude(author=learner.user_id).first()
    edition = _latest(slug) if written else None
    if written and edition:
        Begun.objects.get_or_create(learner=learner, written=written, defaults={"edition_id": edition})


def publish(written: Written) -> None:
    """What is saved. Editions that nobody began go. Raises ExerciseInvalid."""
    exercise_in(unpack(bytes(written.folder), bounds()))
    latest = written.editions.last()
    if latest is None or bytes(latest.folder) != bytes(written.folder):
        latest = Edition.objects.create(written=written, folder=written.folder)
    written.editions.filter(begun=None).exclude(pk=latest.pk).delete()
    Written.objects.filter(pk=written.pk).update(status=Status.PUBLISHED)


def archive(written: Written) -> None:
    Written.objects.filter(pk=written.pk).update(status=Status.ARCHIVED)


def _latest(slug: str) -> int | None:
    published = Edition.objects.filter(written__slug=slug, written__status=Status.PUBLISHED)
    return published.values_list("pk", flat=True).last()


@functools.lru_cache(maxsize=64)
def _exercise(edition: int) -> Exercise:
    """Raises ExerciseInvalid."""
    return exercise_in(unpack(bytes(Edition.objects.get(pk=edition).folder), bounds()))
