"""An exercise written in the browser: kept with its faults, told at the line, published as an edition."""

import html
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django.fixtures import Settings

from builds.models import Learner
from labs import catalogue
from labs.authoring import editions, writing
from labs.authoring.editions import bounds
from labs.authoring.folder import FolderRefused, read
from labs.authoring.form import fields_of
from labs.authoring.starter import starter
from labs.authoring.zipped import pack, unpack
from labs.models import Begun, Written
from tests.accounts.people import Person
from tests.builds.told import tells
from tests.labs.classes.rooms import instructor

pytestmark = pytest.mark.django_db


def begun(teacher: Person, slug: str = "my-lab") -> Written:
    answer = teacher.give("/exercises", slug=slug)
    assert answer.status_code == 302, answer.content
    return Written.objects.get(slug=slug)


def sent(written: Written, **changed: str) -> dict[str, Any]:
    """The page's form as it stands, with changes."""
    fields = fields_of(unpack(bytes(written.folder), bounds()))
    rows = {f"path-{row.number}": row.path for row in fields.rows}
    texts = {f"text-{row.number}": row.text for row in fields.rows if row.text is not None}
    index = {} if fields.matter is None else {"matter": fields.matter, "prose": fields.prose}
    return index | rows | texts | changed


def page(answer: Any) -> str:
    return html.unescape(answer.content.decode())


def save(teacher: Person, written: Written, **changed: str) -> Any:
    answer = teacher.give(f"/exercises/{written.pk}", **sent(written, **changed))
    written.refresh_from_db()
    return answer


def test_a_new_exercise_has_no_fault() -> None:
    teacher = instructor()
    written = begun(teacher)
    shown = page(teacher.get(f"/exercises/{written.pk}"))
    assert "not ready to publish" not in shown
    assert "id: my-lab" in shown


def test_saving_what_was_shown_changes_nothing() -> None:
    """As a browser has it: a text area without its first line end, lines with CR and LF."""
    teacher = instructor()
    written = begun(teacher)
    before = bytes(written.folder)
    text = teacher.get(f"/exercises/{written.pk}").content.decode()
    areas = re.findall(r'<textarea[^>]* name="([^"]+)"[^>]*>\n(.*?)</textarea>', text, re.DOTALL)
    as_shown = {name: html.unescape(area).replace("\n", "\r\n") for name, area in areas}
    assert {"matter", "prose", "text-0", "text-1"} <= as_shown.keys()
    assert save(teacher, written, **as_shown).status_code == 302
    assert bytes(written.folder) == before


def test_each_exercise_of_the_course_can_be_copied_and_saved_as_it_is() -> None:
    teacher = instructor()
    for number, one in enumerate(catalogue.exercises()):
        answer = teacher.give("/exercises", slug=f"copy-{number}", original=one.slug)
        assert answer.status_code == 302, page(answer)
        written = Written.objects.get(slug=f"copy-{number}")
        before = unpack(bytes(written.folder), bounds())
        save(teacher, written, **{f"run-{r.number}": "on" for r in fields_of(before).rows if r.executable})
        assert unpack(bytes(written.folder), bounds()) == before
        editions.publish(written)


def test_a_fault_is_kept_and_told_with_its_line() -> None:
    teacher = instructor()
    written = begun(teacher)
    matter = sent(written)["matter"].replace("minutes: 5", "minutes: five")
    save(teacher, written, matter=matter)
    shown = page(teacher.get(f"/exercises/{written.pk}"))
    line = matter.splitlines().index("minutes: five") + 1
    assert f"In <code>index.md</code>, line {line} (<code>$.minutes</code>): Expected `int`" in shown
    assert "<code>minutes: five</code>" in shown


def test_what_has_a_fault_is_not_published() -> None:
    teacher = instructor()
    written = begun(teacher)
    answer = save(teacher, written, matter="id: my-lab\ntitle: [", then="publish")
    assert answer.status_code == 422
    assert "not ready to publish" in page(answer)
    assert "title: [" in page(answer)
    assert written.status == "draft"


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"path-0": "../evil"}, "below the folder"),
        ({"matter": "id: what-a-layer-is"}, "is an exercise of the course"),
        ({"matter": "id: taken"}, "taken is taken"),
        ({"matter": "title: no id"}, "expected a line `id:"),
        ({"text-0": "x" * 2**20}, "at most 1,048,576 bytes"),
        ({"prose": "x" * 100_001}, "at most 100,000 bytes"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_that_was_written_is_lost(
    changed: dict[str, str], said: str
) -> None:
    teacher = instructor()
    begun(teacher, "taken")
    written = begun(teacher)
    before = bytes(written.folder)
    answer = save(teacher, written, **{"prose": "Long in the writing.", **changed})
    assert answer.status_code == 422
    shown = page(answer)
    assert said in shown
    assert changed.get("prose", "Long in the writing.") in shown
    assert bytes(written.folder) == before


def test_learners_keep_the_edition_that_they_began() -> None:
    teacher, first, second = instructor(), Person(), Person()
    written = begun(teacher)
    assert first.get("/labs/my-lab").status_code == 404
    save(teacher, written, then="publish")
    assert "A new lab" in page(first.get("/labs/my-lab"))
    matter = sent(written)["matter"].replace("A new lab", "A better lab")
    save(teacher, written, matter=matter, then="publish")
    assert "A new lab" in page(first.get("/labs/my-lab"))
    assert "A better lab" in page(second.get("/labs/my-lab"))
    assert "A better lab" in page(teacher.get("/labs/my-lab"))
    save(teacher, written, then="archive")
    assert first.get("/labs/my-lab").status_code == 200
    assert Person().get("/labs/my-lab").status_code == 404
    assert Begun.objects.count() == 2


def test_editions_that_nobody_began_do_not_pile_up() -> None:
    teacher = instructor()
    written = begun(teacher)
    for number in range(4):
        save(teacher, written, prose=f"{number}", then="publish")
    assert written.editions.count() == 1


def test_a_published_exercise_keeps_its_id() -> None:
    teacher = instructor()
    written = begun(teacher)
    save(teacher, written, then="publish")
    matter = sent(written)["matter"].replace("id: my-lab", "id: other")
    assert "under which it was published" in page(save(teacher, written, matter=matter))


def test_an_exercise_goes_out_and_comes_back_as_a_zip_file() -> None:
    teacher = instructor()
    written = begun(teacher)
    archive = teacher.get(f"/exercises/{written.pk}/zip").content
    before = unpack(archive, bounds())
    teacher.give(f"/exercises/{written.pk}/delete")
    assert not Written.objects.exists()
    answer = teacher.give("/exercises", make="zip", archive=SimpleUploadedFile("a.zip", archive))
    assert answer.status_code == 302
    assert unpack(bytes(Written.objects.get().folder), bounds()) == before


def test_what_is_no_zip_file_is_told() -> None:
    answer = instructor().give("/exercises", make="zip", archive=SimpleUploadedFile("a.zip", b"x"))
    assert answer.status_code == 422
    assert "expected a zip file" in page(answer)


def test_an_instructor_may_keep_so_many(settings: Settings) -> None:
    settings.EXERCISES_KEPT = 1
    teacher = instructor()
    kept = begun(teacher)
    assert "the limit is 1" in page(teacher.give("/exercises", slug="another"))
    with pytest.raises(FolderRefused) as refused:
        writing.add(kept.author, starter("another"))
    tells(str(refused.value), "exercises_kept", 1, "exercises")


def test_the_preview_is_what_learners_are_shown() -> None:
    answer = instructor().give("/exercises/preview", markdown="*hi* <script>alert(1)</script>")
    assert answer.content.decode() == "<p><em>hi</em> </p>"


def test_small_texts_that_stand_for_endless_ones_are_refused() -> None:
    teacher = instructor()
    written = begun(teacher)
    save(teacher, written, matter="id: my-lab\na: &a [x]\ntags: [*a, *a]")
    assert "line 3: expected no alias" in page(teacher.get(f"/exercises/{written.pk}"))


def test_a_copy_is_of_the_course_alone() -> None:
    author = instructor().teacher
    with pytest.raises(FolderRefused, match="an exercise of the course"):
        writing.copy(author, "../library/what-a-layer-is", "mine")
    assert pack(read(catalogue.LIBRARY / "what-a-layer-is"), "x")


def test_somebody_who_has_no_learner_yet_finds_what_is_published() -> None:
    teacher = instructor()
    save(teacher, begun(teacher), then="publish")
    assert catalogue.find("my-lab", Learner.objects.create())
    assert catalogue.find("my-lab")
    assert not catalogue.find("another")
