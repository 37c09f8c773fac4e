"""What an exercise promises, held against real builds, within limits."""

import uuid

import pytest
from django.contrib.auth.models import User
from pytest_django.fixtures import Settings

from builds.models import Learner
from builds.quotas import TooMany
from labs.authoring import proving, writing
from labs.authoring.folder import File
from labs.authoring.starter import starter
from labs.authoring.zipped import pack
from labs.loading import ExerciseInvalid
from labs.models import Proof
from tests.builds.told import tells


def author() -> User:
    """Whom no other test's quota knows."""
    name = uuid.uuid4()
    return User.objects.create_user(f"author {name}", pk=name.int % 10**12)


def ask(who: User, **changed: bytes) -> Proof:
    files = starter("my-lab") | {path: File(content) for path, content in changed.items()}
    return proving.ask(who, pack(files, "my-lab"))


@pytest.mark.django_db
def test_one_exercise_is_proven_at_a_time() -> None:
    ask(author())
    with pytest.raises(TooMany) as refused:
        ask(author())
    tells(str(refused.value), "proofs_at_once", 1, "being proven just now")


@pytest.mark.django_db
def test_an_author_may_ask_for_so_many_proofs_an_hour(settings: Settings) -> None:
    settings.PROOFS_PER_HOUR, settings.PROOFS_AT_ONCE = 2, 10
    who = author()
    ask(who)
    ask(who)
    with pytest.raises(TooMany) as refused:
        ask(who)
    tells(str(refused.value), "proofs_per_hour", 2, "proofs within an hour")


@pytest.mark.django_db
def test_what_has_a_fault_is_not_proven() -> None:
    with pytest.raises(ExerciseInvalid, match=r"\$\.base: expected"):
        ask(author(), **{"context/Dockerfile": b"FROM nowhere\n"})
    assert not Proof.objects.exists()


@pytest.mark.django_db
def test_a_proof_that_was_cut_off_holds_nobody_up(settings: Settings) -> None:
    first = ask(author())
    settings.PROOF_SECONDS = 0
    second = ask(author())
    first.refresh_from_db()
    assert (first.status, second.status) == ("stopped", "queued")


@pytest.mark.django_db
def test_a_proof_is_of_the_folder_as_it_is_saved() -> None:
    who = author()
    written = writing.begin(who, "my-lab")
    made = proving.ask(who, bytes(written.folder))
    assert proving.latest(who, bytes(written.folder)) == made
    assert proving.latest(who, pack(starter("other"), "other")) is None
    assert proving.latest(author(), bytes(written.folder)) is None


@pytest.mark.engine
@pytest.mark.usefixtures("engine_settings", "transactional_db")
def test_a_start_a_solution_and_a_wrong_answer_are_built_and_the_broken_promise_is_named() -> None:
    who = author()
    good = ask(who)
    proving.carry_out(good.pk)
    good.refresh_from_db()
    assert good.results == [
        ["first: the start fails", ""],
        ["first: the solution passes", ""],
        ["first: elsewhere is wrong", ""],
    ]
    assert good.passed
    bad = ask(who, **{"tasks/first/solution/Dockerfile": b"FROM lab/base\nRUN touch /hallo\n"})
    proving.carry_out(bad.pk)
    bad.refresh_from_db()
    assert not bad.passed
    assert [name for name, fault in bad.results if fault] == ["first: the solution passes"]
    assert not Learner.objects.filter(user=None).exists()
