import uuid

import pytest
from django.core.cache import caches
from django.test import Client
from pytest_django.fixtures import Settings

from builds.models import Learner
from labs.classes import joining
from labs.models import Classroom, Participant
from labs.roles import Role, give
from tests.accounts.people import Person, limit_in, user
from tests.builds.told import tells
from tests.labs.classes.rooms import instructor, prepared

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


@pytest.fixture(autouse=True)
def _counted_anew() -> None:
    caches["own"].clear()


class Newcomer(Client):
    """Somebody who follows a class's link first of all, from an address that a whole class shares."""

    def __init__(self, room: Classroom) -> None:
        super().__init__(enforce_csrf_checks=True, REMOTE_ADDR="192.0.2.50")
        self.link = f"/join/{room.code}"
        self.opened = self.get(self.link)

    def join(self, nickname: str):  # type: ignore[no-untyped-def]  # the test client's answers are untyped
        token = self.cookies["csrftoken"].value
        return self.post(self.link, {"nickname": nickname, "csrfmiddlewaretoken": token})


def test_an_instructor_prepares_a_class_and_gets_a_link_and_a_qr_code() -> None:
    teacher = instructor()
    made = teacher.give("/classes", name="Monday <1>", places=30)
    page = teacher.get(made.url).content.decode()
    room = Classroom.objects.get()
    assert f"http://testserver/join/{room.code}" in page
    assert '<svg viewBox="0 0' in page
    assert "Monday &lt;1&gt;" in page
    assert "Monday &lt;1&gt;" in teacher.get("/classes").content.decode()


@pytest.mark.parametrize("places", ["0", "-1", "201", "many", ""])
def test_a_class_needs_a_number_of_places_that_the_site_allows(places: str) -> None:
    assert instructor().give("/classes", name="Monday", places=places).status_code == 422
    assert not Classroom.objects.exists()


def test_an_instructor_may_keep_so_many_classes(settings: Settings) -> None:
    settings.CLASSES_KEPT = 1
    teacher = instructor()
    teacher.give("/classes", name="one", places=1)
    refused = teacher.give("/classes", name="two", places=1)
    assert refused.status_code == 422
    tells(limit_in(refused), "classes_kept", 1, "classes")


def test_whoever_may_not_teach_prepares_nothing() -> None:
    guest, learner = Person(), Person()
    learner.sign_up("eve")
    assert guest.give("/classes", name="x", places=1).url.startswith("/account/log-in")
    assert learner.give("/classes", name="x", places=1).status_code == 403
    assert not Classroom.objects.exists()


def test_a_learner_joins_with_a_nickname_alone() -> None:
    room = prepared()
    before = Learner.objects.count()
    newcomer = Newcomer(room)
    assert Learner.objects.count() == before  # by looking nobody becomes a guest
    assert newcomer.join("Ada").status_code == 302
    assert [one.nickname for one in room.participants.all()] == ["Ada"]
    assert "as <strong>Ada</strong>" in newcomer.get(newcomer.link).content.decode()


def test_who_joins_again_changes_the_nickname_and_takes_no_second_place() -> None:
    newcomer = Newcomer(room := prepared(places=1))
    newcomer.join("Ada")
    newcomer.join("Grace")
    assert [one.nickname for one in room.participants.all()] == ["Grace"]


def test_a_nickname_is_ones_own_in_the_class() -> None:
    room = prepared()
    Newcomer(room).join("Ada")
    refused = Newcomer(room).join("ada")
    assert refused.status_code == 422
    assert "Take another" in refused.content.decode()
    assert Newcomer(prepared()).join("Ada").status_code == 302


@pytest.mark.parametrize("nickname", ["", " ", "x" * 31, "<script>", "=1+1", "a\x00b", "a\nb", "\u202eada"])
def test_a_nickname_is_a_short_plain_word(nickname: str) -> None:
    room = prepared()
    assert Newcomer(room).join(nickname).status_code == 422
    assert not Participant.objects.exists()


def test_a_class_has_its_own_limits_instead_of_those_of_the_address(settings: Settings) -> None:
    room = prepared(places=5)
    settings.GUESTS_PER_HOUR = 1
    assert [Newcomer(room).join(f"n{n}").status_code for n in range(6)] == [302] * 5 + [422]
    elsewhere = Client(REMOTE_ADDR="192.0.2.50")
    assert elsewhere.get("/").status_code == 200  # the address has used none of its own


def test_a_class_that_is_full_says_so() -> None:
    room = prepared(places=1)
    Newcomer(room).join("Ada")
    tells(limit_in(Newcomer(room).join("Grace")), "class_places", 1, "learners")


def test_a_link_makes_guests_only_for_its_places_and_some_lost_cookies() -> None:
    room = prepared(places=1)
    answers = [Newcomer(room).join("Ada") for _ in range(4)]
    assert [one.status_code for one in answers] == [302, 422, 422, 429]
    tells(limit_in(answers[-1]), "class_guests_per_hour", 3, "guests")


def test_a_closed_class_lets_nobody_in_and_makes_no_guests() -> None:
    room = prepared()
    newcomer = Newcomer(room)
    joining.close(room)
    before = Learner.objects.count()
    assert newcomer.join("Ada").status_code == 422
    assert Learner.objects.count() == before
    assert "closed" in Newcomer(room).opened.content.decode()


def test_the_code_is_typed_as_it_is_read() -> None:
    room = prepared()
    answer = Client().get("/join", {"code": f" {room.code.lower()} "})
    assert answer.headers["Location"] == f"/join/{room.code}"
    assert Client().get("/join", {"code": "NOTACODE"}).status_code == 422
    assert Client().get("/join/NOTACODE").status_code == 404


def test_who_leaves_is_on_no_board_and_keeps_their_work() -> None:
    room = prepared()
    newcomer = Newcomer(room)
    newcomer.join("Ada")
    learner = Participant.objects.get().learner
    token = newcomer.cookies["csrftoken"].value
    newcomer.post(f"{newcomer.link}/leave", {"csrfmiddlewaretoken": token})
    assert not Participant.objects.exists()
    assert Learner.objects.filter(pk=learner.pk).exists()


def test_an_instructor_dismisses_closes_and_deletes_their_own_class_alone() -> None:
    teacher, other = instructor(), instructor("bob")
    room = prepared(teacher)
    Newcomer(room).join("Ada")
    seat = Participant.objects.get()
    for call in ("close", "warm", "delete", f"dismiss/{seat.pk}"):
        assert other.give(f"/classes/{room.pk}/{call}").status_code == 404
    for path in ("", "/board", "/grades.csv"):
        assert other.get(f"/classes/{room.pk}{path}").status_code == 404
    assert teacher.give(f"/classes/{prepared(teacher).pk}/dismiss/{seat.pk}").status_code == 404
    assert teacher.give(f"/classes/{room.pk}/dismiss/{seat.pk}").status_code == 302
    assert not Participant.objects.exists()
    teacher.give(f"/classes/{room.pk}/close")
    room.refresh_from_db()
    assert not joining.is_open(room)
    teacher.give(f"/classes/{room.pk}/close")
    room.refresh_from_db()
    assert joining.is_open(room)
    teacher.give(f"/classes/{room.pk}/delete")
    assert not Classroom.objects.filter(pk=room.pk).exists()


def test_an_administrator_teaches_too_and_sees_nobody_elses_class() -> None:
    give(user("root"), Role.ADMINISTRATOR)
    administrator = Person()
    administrator.log_in("root")
    assert administrator.get("/classes").status_code == 200
    assert administrator.get(f"/classes/{prepared().pk}").status_code == 404
    assert administrator.get(f"/classes/{uuid.uuid4()}").status_code == 404


def test_a_guest_who_signs_up_stays_in_the_class() -> None:
    room, person = prepared(), Person()
    person.give(f"/join/{room.code}", nickname="Ada")
    user("ada")
    person.log_in("ada")
    assert Participant.objects.get().learner == Learner.objects.get(user__username="ada")
