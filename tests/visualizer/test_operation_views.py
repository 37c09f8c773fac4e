import re
import uuid
from typing import Any

import msgspec
import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from builds import claims, log
from builds.events import Completed, Started
from builds.models import Learner, Operation
from builds.operations.request import REQUESTS, LoadRequest, PullRequest, RemoveRequest, RunRequest
from tests.builds.operations import queued, running
from visualizer.operation_forms import FORMS, asked

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("wired")]


def arrive(visitor: Client) -> Learner:
    visitor.get("/operations")
    return Learner.objects.get()


def completed(learner: Learner) -> Operation:
    build = running(learner)
    log.append(build.pk, build.claim, [Completed(1.0)])
    return build


def send(visitor: Client, **fields: str) -> Any:
    token = visitor.cookies["csrftoken"].value
    return visitor.post("/operations", {"csrfmiddlewaretoken": token, **fields})


def test_every_operation_has_a_form_with_its_fields() -> None:
    assert {form.kind: {field.name for field in form.fields} for form in FORMS} == {
        kind: set(request.__struct_fields__) for kind, request in REQUESTS.items()
    }


def test_a_form_becomes_a_request() -> None:
    build = uuid.uuid4()
    sent = {"build": str(build), "command": "", "name": "", "keep": "on", "more": "x"}
    assert asked("run", sent) == RunRequest(build, keep=True)
    assert asked("load", {"build": str(build), "flip": "1", "engine": "second"}) == LoadRequest(build, 1)
    assert asked("pull", {"name": "my/app:1", "engine": "first"}) == PullRequest("my/app:1")
    for kind, wrong in (
        ("run", {"build": "x"}),
        ("no-such", {}),
        ("load", {"build": str(build), "flip": "-1"}),
    ):
        with pytest.raises(msgspec.ValidationError):
            asked(kind, wrong)


def test_a_guest_who_has_done_nothing_is_told_where_to_begin(visitor: Client) -> None:
    page = visitor.get("/operations")
    assert page.status_code == 200
    assert "Nothing yet." in page.text
    assert "No image yet" in page.text
    assert not re.search(r"<style| style=| on[a-z]+=", page.text)


def test_a_filled_form_leads_to_its_operation(visitor: Client) -> None:
    learner = arrive(visitor)
    build = completed(learner)
    answer = send(visitor, kind="run", build=str(build.pk), command="cat <b>", keep="on")
    run = Operation.objects.get(kind="run")
    assert answer["Location"] == f"/operations/{run.pk}"
    page = visitor.get(f"/operations/{run.pk}").text
    assert f'operation="{run.pk}"' in page
    assert "cat &lt;b&gt;" in page
    token = visitor.cookies["csrftoken"].value
    visitor.post(f"/operations/{run.pk}/cancel", {"csrfmiddlewaretoken": token})
    run.refresh_from_db()
    assert run.status == "cancelled"
    listed = visitor.get("/operations").text
    assert f"/operations/{run.pk}" in listed
    assert "No container is kept" in listed


def test_a_kept_container_can_be_chosen(visitor: Client) -> None:
    learner = arrive(visitor)
    request = msgspec.json.encode(RunRequest(uuid.uuid4(), detach=True))
    run = Operation.objects.create(learner=learner, kind="run", request=request)
    claimed = claims.claim(run.pk)
    assert claimed
    log.append(run.pk, claimed.claim, [Started(1, {}), Completed(0.1)])
    assert f'<option value="{run.pk}">' in visitor.get("/operations").text
    gone = msgspec.json.encode(RemoveRequest(run.pk))
    remove = Operation.objects.create(learner=learner, kind="remove", request=gone)
    claimed = claims.claim(remove.pk)
    assert claimed
    log.append(remove.pk, claimed.claim, [Started(1, {}), Completed(0.1)])
    assert f'<option value="{run.pk}">' not in visitor.get("/operations").text


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"kind": "tag", "name": "lab/base:1"}, 422, "my/app:1"),
        ({"kind": "tag", "name": "my/app:1", "build": str(uuid.uuid4())}, 404, "You have no build"),
        ({"kind": "tag", "name": "my/app:1", "build": ""}, 422, "build"),
        ({"kind": "nonsense"}, 422, "nonsense"),
        ({}, 422, "kind"),
        ({"kind": "prune", "what": "<script>"}, 422, "&lt;script&gt;"),
    ],
)
def test_a_wrong_form_comes_back_with_its_fault(
    visitor: Client, fields: dict[str, str], status: int, words: str
) -> None:
    build = completed(arrive(visitor))
    answer = send(visitor, **{"build": str(build.pk), **fields})
    assert answer.status_code == status
    fault = re.search(r'class="fault" role="alert">(.*?)</p>', answer.text)
    assert fault
    assert words in fault[1]
    assert Operation.objects.count() == 1


def test_a_refused_form_keeps_what_was_written_in_it(visitor: Client) -> None:
    learner = arrive(visitor)
    older, newer = completed(learner), completed(learner)
    odd = 'echo "a" > <b>'
    page = send(visitor, kind="run", build=str(older.pk), command=odd, name="no name", detach="on").text
    form = re.search(r'name="kind" value="run">(.*?)</form>', page, re.DOTALL)
    assert form
    assert f'<option value="{older.pk}" selected>' in form[1]
    assert f'<option value="{newer.pk}">' in form[1]
    assert 'value="echo &quot;a&quot; &gt; &lt;b&gt;"' in form[1]
    assert 'name="name" value="no name"' in form[1]
    assert 'name="detach" checked' in form[1]
    assert 'name="keep">' in form[1]
    assert page.count("no name") == form[1].count("no name")
    page = send(visitor, kind="load", build="x", flip="3", engine="first", empty="on").text
    assert "<option selected>first</option>" in page
    assert 'value="3" type="number"' in page


def test_too_many_and_no_engine_are_said_on_the_page(visitor: Client, settings: Settings) -> None:
    arrive(visitor)
    settings.BUILDS_PER_MINUTE = 1
    assert send(visitor, kind="prune", what="cache").status_code == 302
    assert send(visitor, kind="prune", what="cache").status_code == 429
    settings.ENGINE_REASON = "no user namespaces"
    assert send(visitor, kind="prune", what="cache").status_code == 503
    assert "no user namespaces" in visitor.get("/operations").text


def test_what_is_not_ones_own_is_not_there_and_a_token_is_needed(visitor: Client) -> None:
    arrive(visitor)
    theirs = queued()
    assert visitor.get(f"/operations/{theirs.pk}").status_code == 404
    token = visitor.cookies["csrftoken"].value
    path = f"/operations/{theirs.pk}/cancel"
    assert visitor.post(path, {"csrfmiddlewaretoken": token}).status_code == 404
    assert visitor.post(path).status_code == 403
    assert visitor.post("/operations", {"kind": "prune", "what": "cache"}).status_code == 403
    assert Operation.objects.get().status == "queued"


def test_a_build_has_a_page_of_its_own(visitor: Client) -> None:
    build = completed(arrive(visitor))
    assert visitor.get(f"/operations/{build.pk}")["Location"] == f"/builds/{build.pk}"
