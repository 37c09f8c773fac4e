import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.cache import caches
from django.test import Client
from pytest_django.fixtures import Settings

from accounts.models import Token
from tests.accounts.people import PASSWORD, Person, limit_in, user
from tests.api.callers import bearer
from tests.builds.told import tells

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
NEW = "another-long-enough-word"
BOTH = {"new_password1": NEW, "new_password2": NEW}


@pytest.fixture
def mailing(settings: Settings) -> None:
    settings.SENDS_MAIL = True


def ask(email: str, **options: Any) -> Any:
    return Person().give("/account/forgotten", email=email, **options)


def link() -> str:
    """In the last mail."""
    found = re.search(r"http://testserver(/account/forgotten/\S+)", str(mail.outbox[-1].body))
    assert found
    return found[1]


def test_a_password_is_changed_by_who_knows_the_old_one_and_ends_other_sessions() -> None:
    person, elsewhere = Person(), Person()
    person.sign_up("ada")
    elsewhere.log_in("ada")
    wrong = person.give("/account/password", old_password="nonsense", **BOTH)
    assert wrong.status_code == 422
    assert person.give("/account/password", old_password=PASSWORD, **BOTH).status_code == 302
    assert "ada" in person.get("/account").content.decode()
    assert "ada" not in elsewhere.get("/account").content.decode()
    assert Person().log_in("ada").status_code == 422
    assert Person().log_in("ada", NEW).status_code == 302


def test_who_took_a_session_over_cannot_try_passwords_without_end(settings: Settings) -> None:
    settings.PASSWORD_TRIES_PER_HOUR = 2
    caches["own"].clear()  # another test's user had the same number
    person = Person()
    person.sign_up("ada")
    tries = [
        person.give("/account/password", old_password="a", **BOTH),
        person.give("/account/mail", password="b", email="eve@example.org"),
        person.give("/account/delete", password="c"),
        person.give("/account/password", old_password=PASSWORD, **BOTH),
    ]
    assert [one.status_code for one in tries] == [422, 422, 429, 429]
    tells(limit_in(tries[-1]), "password_tries_per_hour", 2, "Your password")
    assert User.objects.get().email == ""


@pytest.mark.usefixtures("mailing")
def test_a_forgotten_password_is_replaced_by_a_link_that_works_once() -> None:
    user("ada", email="ada@example.org")
    assert ask("ada@example.org").status_code == 302
    person = Person()
    form = person.get(link(), follow=True).redirect_chain[-1][0]
    assert person.give(form, **BOTH).status_code == 302
    assert Person().log_in("ada", NEW).status_code == 302
    again = Person().get(link(), follow=True)
    assert "does not work any more" in again.content.decode()


@pytest.mark.usefixtures("mailing")
def test_a_link_ends_with_a_change_of_the_address() -> None:
    user("ada", email="ada@example.org")
    ask("ada@example.org")
    person = Person()
    person.log_in("ada")
    person.give("/account/mail", email="new@example.org", password=PASSWORD)
    assert "does not work any more" in Person().get(link(), follow=True).content.decode()


@pytest.mark.usefixtures("mailing")
def test_whether_an_address_is_known_is_not_told_and_only_who_has_it_gets_mail() -> None:
    user("ada", email="ada@example.org")
    known, unknown = ask("ada@example.org"), ask("eve@example.org")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert [one.to for one in mail.outbox] == [["ada@example.org"]]


@pytest.mark.usefixtures("mailing")
def test_mails_without_end_meet_the_limit_of_the_address(settings: Settings) -> None:
    settings.RESETS_PER_HOUR = 2
    user("ada", email="ada@example.org")
    assert [ask("ada@example.org", address="192.0.2.3").status_code for _ in range(3)] == [302, 302, 429]
    tells(limit_in(ask("ada@example.org", address="192.0.2.3")), "resets_per_hour", 2, "passwords")
    assert len(mail.outbox) == 2


@pytest.mark.usefixtures("mailing")
def test_a_link_made_up_opens_nothing() -> None:
    made = user("ada", email="ada@example.org")
    ask("ada@example.org")
    _, _, _, person, token = link().split("/")
    for path in (f"{person}/{token[:-1]}x", f"x{person}/{token}", "Mg/" + token, f"{'9' * 400}/{token}"):
        answer = Person().get(f"/account/forgotten/{path}", follow=True)
        assert "does not work any more" in answer.content.decode(), path
    made.refresh_from_db()
    assert made.check_password(PASSWORD)


def test_a_site_that_sends_no_mail_says_so(settings: Settings) -> None:
    assert not settings.SENDS_MAIL
    user("ada", email="ada@example.org")
    assert "sends no mail" in Person().get("/account/forgotten").content.decode()
    assert ask("ada@example.org").status_code == 422
    assert mail.outbox == []


def test_a_token_is_made_on_the_page_shown_once_and_opens_what_is_ones_own() -> None:
    person = Person()
    person.sign_up("ada")
    answer = person.give("/account/tokens", name="my script")
    text = re.search(r"ll_[\w-]{40,}", answer.content.decode())
    assert text
    assert answer.headers["Cache-Control"] == "no-store"
    page = person.get("/account").content.decode()
    assert "my script" in page
    assert text[0] not in page
    assert text[0] not in Token.objects.get().sha256
    calling = {"Authorization": f"Bearer {text[0]}"}
    assert Client().get("/api/operations", headers=calling).status_code == 200
    assert Token.objects.get().used_on is not None
    person.give(f"/account/tokens/{Token.objects.get().pk}/revoke")
    assert Client().get("/api/operations", headers=calling).status_code == 401


def test_tokens_have_a_limit_and_a_name(settings: Settings) -> None:
    settings.TOKENS_KEPT = 1
    person = Person()
    person.sign_up("ada")
    assert person.give("/account/tokens", name="").status_code == 422
    assert person.give("/account/tokens", name="x" * 65).status_code == 422
    assert person.give("/account/tokens", name="<b>one</b>").status_code == 200
    refused = person.give("/account/tokens", name="two")
    assert refused.status_code == 422
    tells(limit_in(refused), "tokens_kept", 1, "tokens")
    assert "<b>one" not in refused.content.decode()
    assert Token.objects.count() == 1


def test_nobody_revokes_the_token_of_somebody_else() -> None:
    bearer(user("bob").learner)
    person = Person()
    person.sign_up("ada")
    assert person.give(f"/account/tokens/{Token.objects.get().pk}/revoke").status_code == 404
    assert Token.objects.count() == 1


def test_an_account_that_was_closed_has_no_tokens_that_open() -> None:
    made = user("ada")
    calling = bearer(made.learner)
    assert Client().get("/api/operations", headers=calling).status_code == 200
    User.objects.update(is_active=False)
    assert Client().get("/api/operations", headers=calling).status_code == 401
