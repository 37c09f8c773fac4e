import msgspec
import pytest

from builds import log
from builds.comparison.read import NoImage, costs, image_of, own_images
from builds.events import Completed, Failed
from builds.models import Learner, Operation
from builds.recording import Recording
from tests.builds.operations import running
from tests.recordings import load

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def replayed(learner: Learner, name: str) -> Operation:
    """An operation of the learner's whose log says what a recorded build's does."""
    recording: Recording = load(name)
    operation = running(learner)
    Operation.objects.filter(pk=operation.pk).update(request=msgspec.json.encode(recording.request))
    log.append(operation.pk, operation.claim, [entry.event for entry in recording.entries()][1:])
    return Operation.objects.get(pk=operation.pk)


def test_an_image_is_read_with_its_layers_its_request_and_its_verdicts() -> None:
    learner = Learner.objects.create()
    image = image_of(replayed(learner, "first-build"))
    assert len(image.layers) == image.image.layer_count
    assert image.request is not None
    assert [verdict.step for verdict in image.verdicts] == [0, 1, 2, 3, 4, 5]


def test_the_newest_image_comes_first_and_only_ones_own() -> None:
    learner = Learner.objects.create()
    replayed(Learner.objects.create(), "first-build")
    builds = [replayed(learner, name) for name in ("first-build", "failing-run", "all-cached")]
    assert [image.id for image in own_images(learner)] == [str(builds[2].pk), str(builds[0].pk)]


def test_costs_are_those_of_the_building_not_of_the_cache() -> None:
    learner = Learner.objects.create()
    first = image_of(replayed(learner, "first-build"))
    replayed(learner, "all-cached")
    built = {x.step: x.seconds for x in first.verdicts if x.cached is False}
    assert costs(learner) == {x.chain_id: built[x.step] for x in first.layers if x.step in built}


@pytest.mark.parametrize("end", [Completed(1.0), Failed("step", "no", None, None, None)])
def test_an_operation_without_an_image_says_what_it_is(end: Completed | Failed) -> None:
    operation = running()
    log.append(operation.pk, operation.claim, [end])
    with pytest.raises(NoImage, match="it has no image"):
        image_of(Operation.objects.get(pk=operation.pk))
