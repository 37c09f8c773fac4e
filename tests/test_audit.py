"""How the answers of the audit's tools are read: those below are as the tools wrote them."""

import json

from tests.audit import FOUND, UNASKED, Answer, Said, judge, read_npm_audit, read_pip, read_pip_audit, told

UNKNOWN = {
    "name": "amqp",
    "skip_reason": "Dependency not found on PyPI and could not be audited: amqp (5.4.2)",
}
SOUND = {"name": "vine", "version": "5.1.0", "vulns": []}
HOLED = {
    "name": "jinja2",
    "version": "2.4.1",
    "vulns": [
        {"id": "PYSEC-2014-8", "fix_versions": ["2.7.2"], "aliases": ["CVE-2014-1402"], "description": ""}
    ],
}
REFUSED = {"message": "405 Method Not Allowed - POST https://npm.example/security/advisories/bulk"}
YANKED = (
    "WARNING: The candidate selected for download or install is a yanked version: 'attrs' candidate (version "
    "21.1.0 at https://pypi.example/attrs-21.1.0.whl)\nReason for being yanked: not importable."
)


def pip_audit(*packages: object) -> Answer:
    return read_pip_audit("pypi", Said(0, json.dumps({"dependencies": packages, "fixes": []}), ""))


def npm(vulnerabilities: dict[str, object], production: int) -> Answer:
    counts = {"dependencies": {"prod": production, "dev": 9}}
    return read_npm_audit(Said(0, json.dumps({"vulnerabilities": vulnerabilities, "metadata": counts}), ""))


def test_all_known_and_none_vulnerable_is_a_pass() -> None:
    assert judge([pip_audit(SOUND), npm({}, 9), read_pip(1, Said(0, "", ""))]) == 0


def test_what_is_found_is_named_and_fails_whatever_else_could_be_asked() -> None:
    answer = pip_audit(SOUND, UNKNOWN, HOLED)
    assert answer.found == ("jinja2 2.4.1: PYSEC-2014-8, mended in ['2.7.2']",)
    assert judge([answer]) == FOUND
    assert npm({"lodash": {"severity": "critical"}}, 9).found == ("lodash: critical",)
    assert read_pip(1, Said(0, "", YANKED)).found == ("attrs 21.1.0 was withdrawn",)


def test_a_package_that_nobody_knows_is_no_pass_though_the_tool_says_so() -> None:
    answer = pip_audit(SOUND, UNKNOWN)
    assert judge([answer]) == UNASKED
    assert "COULD NOT BE AUDITED: 1 of 2 are unknown there, first amqp" in told(answer)


def test_neither_is_a_database_that_cannot_be_reached() -> None:
    unreached = Said(
        1, "", "Traceback…\nrequests.exceptions.ConnectionError: Failed to resolve 'osv.example'"
    )
    assert "Failed to resolve" in read_pip_audit("osv", unreached).why
    assert "405 Method Not Allowed" in read_npm_audit(Said(1, json.dumps(REFUSED), "")).why
    assert read_npm_audit(Said(-1, "", "no answer within 180 s")).why == "no answer within 180 s"
    assert read_pip(9, Said(1, "", "ERROR: No matching distribution found")).why


def test_an_audit_of_nothing_is_no_pass() -> None:
    assert npm({}, 1).why
