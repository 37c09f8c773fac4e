import uuid

import pytest
from django.contrib.auth.models import User

from builds.learners import SESSION_KEY
from builds.models import Event, Learner, Operation, Share
from labs.classes import joining
from labs.models import Classroom
from tests.accounts.people import PASSWORD, Person, user
from tests.belongings import give_everything
from tests.builds.operations import running
from tests.labs.classes.rooms import instructor, prepared

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def test_an_account_goes_with_all_that_was_its_own_and_nothing_else() -> None:
    person, other = Person(), Person()
    theirs = give_everything(other.learner)
    before = Operation.objects.count()
    had = give_everything(person.learner)
    person.sign_up("ada")
    page = person.get("/account/delete").content.decode()
    assert "1 answers to questions" in page or "1 answer" in page
    assert person.give("/account/delete", password="nonsense").status_code == 422
    assert User.objects.filter(username="ada").exists()
    assert person.give("/account/delete", password=PASSWORD).status_code == 302
    assert not User.objects.filter(username="ada").exists()
    assert Operation.objects.count() == before
    assert not Event.objects.filter(operation_id=uuid.UUID(had.build)).exists()
    assert not Share.objects.filter(pk=had.share).exists()
    assert Person().get(f"/shared/{had.share}").status_code == 404
    assert other.get(f"/builds/{theirs.build}").status_code == 200
    assert Person().log_in("ada").status_code == 422


def test_a_guest_deletes_theirs_too() -> None:
    person = Person()
    give_everything(person.learner)
    assert person.give("/account/delete").status_code == 302
    assert not Learner.objects.filter(pk=person.learner.pk).exists()
    assert person.session.get(SESSION_KEY) is None


def test_what_was_still_to_follow_a_guest_goes_too() -> None:
    user("ada")
    person = Person()
    running(person.learner)
    person.log_in("ada")
    person.give("/account/delete", password=PASSWORD)
    assert not Learner.objects.filter(pk=person.learner.pk).exists()
    assert not Operation.objects.exists()


def test_an_instructor_is_told_of_their_classes_which_go_too() -> None:
    teacher = instructor()
    joining.join(prepared(teacher), learner := Learner.objects.create(), "Ada")
    assert "1 class of yours" in teacher.get("/account/delete").content.decode()
    teacher.give("/account/delete", password=PASSWORD)
    assert not Classroom.objects.exists()
    assert Learner.objects.filter(pk=learner.pk).exists()


def test_another_site_deletes_nothing() -> None:
    person = Person()
    person.sign_up("ada")
    assert person.post("/account/delete", {"password": PASSWORD}).status_code == 403
    assert User.objects.exists()
