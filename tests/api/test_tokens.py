import io

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import Client

from accounts.models import Token

pytestmark = pytest.mark.django_db


def make(user: str) -> tuple[str, str]:
    out, said = io.StringIO(), io.StringIO()
    call_command("create_token", user, stdout=out, stderr=said)
    return out.getvalue().strip(), said.getvalue()


def test_a_token_is_printed_once_and_only_its_hash_kept(visitor: Client) -> None:
    text, said = make("ada")
    assert "Created the user ada" in said
    assert text not in Token.objects.get().sha256
    answer = visitor.get("/api/base-images", headers={"Authorization": f"Bearer {text}"})
    assert answer.status_code == 200


def test_the_description_of_the_api_says_where_tokens_come_from(visitor: Client) -> None:
    schemes = visitor.get("/api/openapi.json").json()["components"]["securitySchemes"]
    assert "account page" in schemes["ByToken"]["description"]


def test_a_second_token_is_the_same_users() -> None:
    make("ada")
    _, said = make("ada")
    assert said == ""
    assert get_user_model().objects.get().learner.tokens.count() == 2
