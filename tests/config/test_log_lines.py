import logging

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils.log import log_response

from config.log_lines import EscapedFormatter, Expected

LINE = EscapedFormatter("%(levelname)s %(name)s: %(message)s")
HOSTILE = "a\nCRITICAL root: forged\r\x1b[2J\x9b1m\u2028\u202eb"


def record(message: str, *values: object, error: BaseException | None = None) -> logging.LogRecord:
    raised = (type(error), error, None) if error else None
    return logging.LogRecord("web", logging.WARNING, "web.py", 1, message, values, raised)


def test_a_record_is_one_line_and_moves_no_terminal() -> None:
    said = LINE.format(record("sent %s", HOSTILE))
    assert said == r"WARNING web: sent a\nCRITICAL root: forged\r\x1b[2J\x9b1m\u2028\u202eb"


def test_text_of_any_language_stays_as_it_is() -> None:
    assert LINE.format(record("Grüße, 世界 × …")) == "WARNING web: Grüße, 世界 × …"


def test_an_exceptions_lines_cannot_pass_for_records() -> None:
    first, *rest = LINE.format(record("failed", error=ValueError(HOSTILE))).split("\n")
    assert first == "WARNING web: failed"
    assert rest
    assert all(line.startswith("  ") for line in rest)
    assert not set("\r\x1b\x9b\u2028\u202e") & set("".join(rest))


@pytest.mark.django_db
def test_what_a_visitor_asks_for_is_escaped_in_the_sites_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "django.request"):
        Client().get("/labs/%0aCRITICAL%20root:%20forged%1b[2J")
    said = [LINE.format(found) for found in caplog.records]
    assert said
    assert not any("\n" in line or "\x1b" in line for line in said)


def written(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [LINE.format(found) for found in caplog.records if Expected().filter(found)]


@pytest.mark.django_db
def test_a_wrong_host_is_one_line(caplog: pytest.LogCaptureFixture) -> None:
    assert Client(headers={"host": "elsewhere.example"}).get("/").status_code == 400
    (line,) = [line for line in written(caplog) if "elsewhere.example" in line]
    assert line.startswith("WARNING django.security.DisallowedHost: ")
    assert "\n" not in line


@pytest.mark.parametrize(("level", "lines"), [("WARNING", 0), ("INFO", 1)])
def test_whoever_hits_limits_does_not_fill_the_log(
    caplog: pytest.LogCaptureFixture, level: str, lines: int
) -> None:
    with caplog.at_level(level):
        log_response("Too Many Requests: %s", "/", response=HttpResponse(status=429))
        log_response("Not Found: %s", "/", response=HttpResponse(status=404))
        assert len([line for line in written(caplog) if line.startswith("INFO")]) == lines
        assert len([line for line in written(caplog) if line.startswith("WARNING")]) == 1


def test_the_site_writes_its_log_so() -> None:
    (handler,) = [x for x in _configured() if type(x) is logging.StreamHandler]
    assert isinstance(handler.formatter, EscapedFormatter)
    assert [type(found) for found in handler.filters] == [Expected]


def _configured() -> list[logging.Handler]:
    return [found for found in logging.getLogger().handlers if found.name == "stderr"]
