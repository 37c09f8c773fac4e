import re
from io import BytesIO

import pytest
from django.test import Client

from builds import imports
from builds.models import Learner, Operation
from tests.archives import oci, tar_of
from tests.builds.operations import queued

pytestmark = pytest.mark.django_db
LAYER = tar_of({"etc/a": b"one"})


def brought(visitor: Client, file: str = "app.tar", name: str = "my/app:1") -> Operation:
    visitor.get("/images")
    [image] = imports.keep_images(Learner.objects.get(), BytesIO(oci(LAYER, name=name)), file)
    return image


def test_who_has_brought_nothing_is_told_so(visitor: Client) -> None:
    page = visitor.get("/images")
    assert page.status_code == 200
    assert "Nothing yet." in page.text
    assert "image-list" not in page.text
    assert not re.search(r"<style| style=| on[a-z]+=", page.text)


def test_what_was_brought_is_listed_and_belongs_to_who_brought_it(visitor: Client) -> None:
    image = brought(visitor, "<b>.tar")
    page = visitor.get("/images").text
    assert f'href="/builds/{image.pk}">my/app:1</a>' in page
    assert "from &lt;b&gt;.tar" in page
    stranger = Client().get("/images").text
    assert str(image.pk) not in stranger
    assert "Nothing yet." in stranger


def test_an_image_has_a_heading_of_its_own_and_nothing_to_write(visitor: Client) -> None:
    image = brought(visitor)
    page = visitor.get(f"/builds/{image.pk}").text
    assert "<h1>my/app:1</h1>" in page
    assert "Read from app.tar." in page
    assert "<image-page>" in page
    assert "<build-page>" not in page
    build = queued(Learner.objects.get())
    assert "<build-page>" in visitor.get(f"/builds/{build.pk}").text


def test_the_pages_lead_to_each_other(visitor: Client) -> None:
    for path in ("/", "/sandbox", "/images", "/operations", "/labs/what-a-layer-is"):
        page = visitor.get(path).text
        header = page[: page.index("</header>")]
        assert [
            link for link in ("/sandbox", "/images", "/operations") if f'href="{link}"' not in header
        ] == []
    assert 'href="/images"' in visitor.get("/sandbox").text.partition("</header>")[2]
