import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django.fixtures import Settings

from builds.learners import SESSION_KEY
from builds.models import Learner
from tests.accounts.people import PASSWORD, Person, learner_of, limit_in, user
from tests.belongings import give_everything
from tests.builds.operations import queued
from tests.builds.told import tells

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def test_a_name_and_a_password_make_an_account() -> None:
    person = Person()
    answer = person.sign_up("ada")
    assert (answer.status_code, answer.url) == (302, "/account")
    assert User.objects.get().email == ""
    assert "ada" in person.get("/account").content.decode()


@pytest.mark.parametrize(
    ("fields", "word"),
    [
        ({"username": "ADA"}, "already exists"),
        ({"username": ""}, "required"),
        ({"username": "a\x00b"}, "Null characters"),
        ({"username": "<b>"}, "valid username"),
        ({"username": "x" * 151}, "150"),
        ({"password2": "another-long-word"}, "match"),
        ({"password1": "short", "password2": "short"}, "at least 8"),
        ({"password1": "password1", "password2": "password1"}, "too common"),
        ({"email": "nonsense"}, "valid email"),
    ],
)
def test_a_sign_up_that_will_not_do_says_why_and_makes_nothing(fields: dict[str, str], word: str) -> None:
    user("ada")
    answer = Person().sign_up(name=fields.pop("username", "eve"), **fields)
    assert answer.status_code == 422
    assert word in answer.content.decode()
    assert User.objects.count() == 1


def test_a_guest_who_signs_up_keeps_all_they_did_and_their_engine() -> None:
    person = Person()
    had, key = give_everything(person.learner), person.learner.engine_key
    person.sign_up("ada")
    assert learner_of("ada").engine_key == key
    for path in (f"/builds/{had.build}", f"/operations/{had.operation}", f"/answers/{had.answer}"):
        assert person.get(path).status_code == 200


def test_work_comes_back_on_another_device() -> None:
    first = Person()
    first.sign_up("ada")
    had = give_everything(learner_of("ada"))
    second = Person()
    assert second.get(f"/builds/{had.build}").status_code == 404
    assert second.log_in("ada").status_code == 302
    assert second.get(f"/builds/{had.build}").status_code == 200


def test_who_logs_out_leaves_nothing_to_the_next_one_at_this_browser() -> None:
    person = Person()
    person.sign_up("ada")
    had = give_everything(learner_of("ada"))
    answer = person.log_out()
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert person.get(f"/builds/{had.build}").status_code == 404
    assert person.session[SESSION_KEY] != str(learner_of("ada").pk)


def test_a_page_says_what_a_guest_would_bring_along() -> None:
    person = Person()
    assert "comes along" not in person.get("/account/log-in").content.decode()
    queued(person.learner)
    for path in ("/account/log-in", "/account/sign-up"):
        assert "comes along: 1 build" in person.get(path).content.decode()


def test_the_session_has_another_key_after_log_in() -> None:
    user("ada")
    person = Person()
    before = person.cookies["sessionid"].value
    person.log_in("ada")
    assert person.cookies["sessionid"].value != before
    thief = Client()
    thief.cookies["sessionid"] = before
    assert "ada" not in thief.get("/account").content.decode()


def test_log_in_leads_on_within_this_site_alone() -> None:
    user("ada")
    assert Person().log_in("ada", next="/review").url == "/review"
    assert Person().log_in("ada", next="https://evil.example/").url == "/"
    assert Person().log_in("ada", next="//evil.example/").url == "/"


def test_another_site_logs_nobody_in_or_out(visitor: Client) -> None:
    """Else a guest's work would go to whoever made them log in."""
    user("ada")
    sent = {"username": "ada", "password": PASSWORD}
    assert visitor.post("/account/log-in", sent).status_code == 403
    assert visitor.post("/account/log-out").status_code == 403


def test_a_name_tried_ten_times_from_one_address_is_locked_there_alone(settings: Settings) -> None:
    user("ada")
    user("bob")
    attacker = Person()
    answers = [attacker.log_in("ada", f"guess {n}", address="192.0.2.1").status_code for n in range(9)]
    assert answers == [422] * 9
    last = attacker.log_in("ada", "guess 9", address="192.0.2.1")
    assert last.status_code == 429
    tells(limit_in(last), "login_failures", 10, "wrong passwords")
    assert last.headers["Retry-After"] == "900"
    assert attacker.log_in("ada", address="192.0.2.1").status_code == 429  # the right one comes too late
    assert Person().log_in("bob", address="192.0.2.1").status_code == 302
    assert Person().log_in("ada", address="192.0.2.2").status_code == 302


def test_a_whole_network_of_ipv6_is_one_attacker() -> None:
    user("ada")
    for n in range(10):
        answer = Person().log_in("ada", "wrong", address=f"2001:db8::{n + 1:x}")
    assert answer.status_code == 429


def test_a_name_that_nobody_has_is_answered_as_one_that_somebody_has() -> None:
    user("ada")
    said = []
    for name in ("ada", "eve"):
        answers = [Person().log_in(name, "wrong") for _ in range(10)]
        text = answers[0].content.decode().replace(name, "NAME")
        said.append(([one.status_code for one in answers], len(text)))
    assert said[0] == said[1]


def test_one_password_tried_on_many_names_meets_the_limit_of_the_address(settings: Settings) -> None:
    settings.LOGINS_PER_HOUR = 3
    attacker = Person()
    answers = [attacker.log_in(f"name{n}", "summer", address="192.0.2.9") for n in range(4)]
    assert [one.status_code for one in answers] == [422, 422, 422, 429]
    tells(limit_in(answers[-1]), "logins_per_hour", 3, "log-ins")


def test_accounts_made_without_end_meet_the_limit_of_the_address(settings: Settings) -> None:
    settings.SIGNUPS_PER_HOUR = 2
    answers = [Person().sign_up(f"name{n}", address="192.0.2.7") for n in range(3)]
    assert [one.status_code for one in answers] == [302, 302, 429]
    tells(limit_in(answers[-1]), "signups_per_hour", 2, "accounts")


def test_who_is_logged_in_has_nothing_to_do_at_the_doors() -> None:
    person = Person()
    person.sign_up("ada")
    assert person.get("/account/sign-up").headers["Location"] == "/account"
    assert person.get("/account/log-in").headers["Location"] == "/"
    assert Learner.objects.exclude(user=None).count() == 1
