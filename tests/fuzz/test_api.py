"""The API against its own description: whatever is sent to the running site, the answer is one that the
description knows, and never the site's fault."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.site import api
from tests.figures import fuzzed as noted
from tests.recordings import HERE
from tests.site import Guest, Site
from tests.size import FULL, size

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("unharmed")]
PATHS = api.get_openapi_schema()["paths"]
CALLS = [f"{method.upper()} {path}" for path, calls in PATHS.items() for method in calls]
CALLS.sort(key=lambda call: call.startswith("DELETE"))  # what is there to be found stays as long as it can
CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
AnyCase = Case[Any]
LONGEST = 50_000
TRANSPORT = {"host", "content-length", "transfer-encoding", "connection", "expect"}
"""Headers that belong to the transport: a wrong one is refused before the API is asked."""
MOSTLY = st.integers(0, 3).map(bool)
EXAMPLES = size(4, 150)
DOCKERFILE = "FROM lab/base AS one\nRUN echo x > /x\nFROM lab/base\nCOPY --from=one /x /y\n"
"""Has all that can be looked at."""


@schemathesis.serializer("application/zip")
def zipped(_: schemathesis.SerializationContext, value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


class Belongings:
    """A guest who owns one of everything, so that paths can lead somewhere."""

    answered = 0
    """Requests so far."""

    def __init__(self, site: Site, guest: Guest) -> None:
        self.url, self.session = site.url, guest.session
        document = requests.get(f"{site.url}/api/openapi.json", timeout=30).json()
        self.schema = schemathesis.openapi.from_dict(document)
        build = guest.build(DOCKERFILE, stages=True)["id"]
        kept = guest.session.post(
            f"{site.url}/api/recordings",
            (HERE / "unused-stage.json").read_bytes(),
            headers=self.headers(guest),
            timeout=30,
        ).json()["id"]
        share = guest.post(f"/api/builds/{build}/share").json()["url"].rpartition("/")[2]
        builds = [build, kept, str(uuid.uuid4())]
        self.known: dict[str, list[object]] = {
            "build": builds,
            "other": builds,
            "operation": builds,
            "image": builds,
            "share": [share, str(uuid.uuid4())],
            "index": [0, 1, 99],
            "stage": [0, 1, 99],
            "slug": ["what-a-layer-is", "nothing"],
            "task": ["settings", "nothing"],
            "level": [1, 99],
            "attempt": [build],
        }
        self.sent = self.headers(guest)

    def headers(self, guest: Guest) -> dict[str, str]:
        return {"X-CSRFToken": guest.session.cookies["csrftoken"], "Referer": guest.url}


@pytest.fixture(scope="module")
def belongings(fuzzed: Site) -> Iterator[Belongings]:
    with Guest(fuzzed) as guest:
        yield Belongings(fuzzed, guest)


@pytest.mark.parametrize("call", CALLS)
def test_every_answer_is_one_that_the_description_knows(call: str, belongings: Belongings) -> None:
    method, path = call.split()
    operation = belongings.schema[path][method]
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in GenerationMode))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=not FULL,
    )
    @given(case=cases, data=st.data())
    def fuzz(case: AnyCase, data: st.DataObject) -> None:
        lead_somewhere(case, belongings.known, data)
        case.call_and_validate(
            base_url=belongings.url,
            session=belongings.session,
            headers=belongings.sent,
            checks=CHECKS,
            timeout=60,
        )
        belongings.answered += 1

    fuzz()
    noted("calls of the API by its schema, each answered as described", belongings.answered)


def lead_somewhere(case: AnyCase, known: Mapping[str, Sequence[object]], data: st.DataObject) -> None:
    """Mostly be the guest, and name what there is. A longer address than this the server itself refuses."""
    assume(len(urlencode(case.query, doseq=True)) <= LONGEST)
    if data.draw(MOSTLY):
        case.headers.pop("Authorization", None)
        case.cookies.clear()
    for name in [name for name in case.headers if name.lower() in TRANSPORT]:
        case.headers.pop(name)
    for name in case.path_parameters.keys() & known.keys():
        if data.draw(MOSTLY):
            case.path_parameters[name] = data.draw(st.sampled_from(known[name]))
