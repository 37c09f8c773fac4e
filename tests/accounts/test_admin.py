"""The operators' admin: for administrators alone, to read, and to do the little that is theirs to do."""

import itertools
import uuid

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.models import Group, User
from django.db.models import Model

from accounts.models import Token
from builds.models import Learner, Operation
from labs.models import Classroom
from labs.roles import INSTRUCTORS, Role, give, role_of
from tests.accounts.people import PASSWORD, Person, user
from tests.belongings import give_everything
from tests.routes import admin_paths

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]
NAMES = dict.fromkeys(("object_id", "content_type_id", "app_label", "id"), "1")
SEEN = (Operation, Classroom, Token, AccessAttempt, User)


def somebody(role: Role) -> Person:
    name = f"{role}-{uuid.uuid4().hex[:6]}"
    give(user(name), role)
    person = Person()
    person.log_in(name)
    person.get("/account")
    return person


def place(row: Model) -> str:
    return f"/admin/{row._meta.app_label}/{row._meta.model_name}/{row.pk}"


def rows() -> list[Model]:
    """One of all that is shown."""
    give_everything(Learner.objects.create())
    Person().log_in("ada", "wrong")
    return [found for model in SEEN if (found := model._default_manager.first())]


def test_nobody_but_an_administrator_comes_in() -> None:
    people = [Person(), somebody(Role.LEARNER), somebody(Role.INSTRUCTOR)]
    for path, person, method in itertools.product(admin_paths(), people, ("get", "post")):
        answer = getattr(person, method)(path.format_map(NAMES), follow=True)
        assert answer.status_code in (403, 404) or answer.redirect_chain[-1][0].startswith("/account"), path


def test_a_guest_is_sent_to_the_sites_own_log_in() -> None:
    answer = Person().get("/admin/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/account/log-in")


def test_an_administrator_reads_the_lists_and_the_rows() -> None:
    administrator = somebody(Role.ADMINISTRATOR)
    assert administrator.get("/admin/").status_code == 200
    for row in rows():
        for path in (f"{place(row)}/change/", f"{place(row).rpartition('/')[0]}/"):
            assert administrator.get(path).status_code == 200, path


def test_nothing_is_made_here_and_only_a_lock_is_taken_off() -> None:
    administrator = somebody(Role.ADMINISTRATOR)
    for row in rows():
        above = place(row).rpartition("/")[0]
        assert administrator.get(f"{above}/add/").status_code == 403
        answer = administrator.give(f"{place(row)}/delete/", post="yes")
        assert answer.status_code == (302 if isinstance(row, AccessAttempt) else 403), row
        assert type(row)._default_manager.filter(pk=row.pk).exists() is not isinstance(row, AccessAttempt)


def test_what_a_learner_built_and_how_tokens_hash_is_not_shown() -> None:
    administrator = somebody(Role.ADMINISTRATOR)
    for row in rows():
        page = administrator.get(f"{place(row)}/change/").content.decode()
        assert "FROM lab/base" not in page
        assert not [token for token in Token.objects.all() if token.sha256 in page]


def test_an_administrator_makes_instructors_shuts_out_and_sets_passwords() -> None:
    administrator, ada = somebody(Role.ADMINISTRATOR), user("ada")
    group = Group.objects.get_or_create(name=INSTRUCTORS)[0]
    page = f"/admin/auth/user/{ada.pk}"
    kept = administrator.give(f"{page}/change/", email="", is_active="on", groups=group.pk)
    assert kept.status_code == 302
    ada.refresh_from_db()
    assert role_of(ada) is Role.INSTRUCTOR
    new = {"password1": "yet-another-word", "password2": "yet-another-word", "usable_password": "true"}
    assert administrator.give(f"{page}/password/", **new).status_code == 302
    assert Person().log_in("ada", "yet-another-word").status_code == 302
    administrator.give(f"{page}/change/", email="")
    assert Person().log_in("ada", "yet-another-word").status_code == 422


def test_no_administrator_is_made_or_changed_here() -> None:
    administrator, ada = somebody(Role.ADMINISTRATOR), user("ada")
    administrator.give(
        f"/admin/auth/user/{ada.pk}/change/", email="", is_active="on", is_staff="on", is_superuser="on"
    )
    ada.refresh_from_db()
    assert role_of(ada) is Role.LEARNER
    give(ada, Role.ADMINISTRATOR)
    new = {"password1": "yet-another-word", "password2": "yet-another-word", "usable_password": "true"}
    assert administrator.give(f"/admin/auth/user/{ada.pk}/password/", **new).status_code == 403
    assert administrator.give(f"/admin/auth/user/{ada.pk}/change/", email="").status_code == 403
    assert Person().log_in("ada", PASSWORD).status_code == 302


def test_a_wrong_password_is_not_kept() -> None:
    Person().log_in("ada", "what-ada-typed-wrong")
    kept = AccessAttempt.objects.get()
    assert not [value for value in vars(kept).values() if "what-ada-typed-wrong" in str(value)]
