import logging
import re
from http import HTTPStatus

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


class EscapedFormatter(logging.Formatter):
    """One record, one line, whatever users put into it: no forged lines, no terminal sequences.

    A traceback keeps its lines, each indented, so that none of them can pass for a record.
    """

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  # logging's name
        return _escaped(super().formatMessage(record).replace("\n", r"\n").replace("\t", r"\t"))

    def formatException(self, ei: object) -> str:  # noqa: N802
        return _indented(super().formatException(ei))  # type: ignore[arg-type]  # as logging gives it

    def formatStack(self, stack_info: str) -> str:  # noqa: N802
        return _indented(super().formatStack(stack_info))


class Expected(logging.Filter):
    """Of what strangers cause at will: one line for a bad request, whose traceback tells nothing, and for a
    limit that was hit none, but where the log says more than warnings."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.levelno, record.levelname, record.exc_info = logging.WARNING, "WARNING", None
        elif getattr(record, "status_code", None) == HTTPStatus.TOO_MANY_REQUESTS:
            record.levelno, record.levelname = logging.INFO, "INFO"
        return logging.getLogger().isEnabledFor(record.levelno)


def _escaped(text: str) -> str:
    return CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in _escaped(text).split("\n"))
