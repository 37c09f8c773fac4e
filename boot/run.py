"""The stages of a start, in order, and the wait for the end."""

import os
import subprocess
from contextlib import ExitStack
from typing import NoReturn

import msgspec

from boot import account
from boot.engine_service import ServiceFailed, engine_service, try_once
from boot.leftovers import remove_cgroups
from boot.place import Place, make_place, remove_run
from boot.say import say
from boot.self_test import SelfTestFailed, self_test
from boot.settings import Settings
from boot.surroundings import site_environment
from boot.website import answers, website
from engine import bases
from engine.bases.packages import PackagesMissing
from engine.install import Engine, EngineMissing, install
from engine.install.suites import Say

JAILS = "Jails need root, control groups, loop devices and namespaces; docs/operators.md says how to get them"


class Ended(Exception):
    """Something that must not end did; the message says what and where to look."""


class NoEngine(msgspec.Struct, frozen=True):
    reason: str
    remedy: str


def run(settings: Settings) -> NoReturn:
    """Returns by raising: Ended, SiteFailed, AccountMissing, or what a signal handler raises."""
    root = os.geteuid() == 0
    place = make_place(settings.var, account.provide() if root else account.current())
    with ExitStack() as stack:
        stack.callback(_clear, place)
        engine = _engine(settings, place, stack) if root else NoEngine("not started as root", JAILS)
        _serve(settings, place, engine, stack)


def _engine(
    settings: Settings, place: Place, stack: ExitStack
) -> tuple[Engine, subprocess.Popen[bytes]] | NoEngine:
    """Install it, start its service and see that one can run."""
    try:
        engine = install(settings.cache, _say_of("Engine"))
        bases.prepare(settings.cache, engine, _say_of("Base images"))
    except EngineMissing as error:
        return NoEngine(error.reason, error.remedy)
    except (ValueError, OSError, PackagesMissing) as error:
        return NoEngine(str(error), "Mend that and start again")
    with ExitStack() as trial:
        try:
            service = trial.enter_context(engine_service(place, settings.cache))
            try_once(place, engine)
        except ServiceFailed as error:
            return NoEngine(str(error), JAILS)
        stack.push(trial.pop_all())
    return engine, service


def _say_of(subject: str) -> Say:
    return lambda line: say(f"{subject}: {line}")


def _serve(
    settings: Settings,
    place: Place,
    engine: tuple[Engine, subprocess.Popen[bytes]] | NoEngine,
    stack: ExitStack,
) -> NoReturn:
    say(f"Starting the site; logs are in {place.logs}")
    missing = engine if isinstance(engine, NoEngine) else None
    kit, service = (None, None) if isinstance(engine, NoEngine) else engine
    environment = site_environment(settings, place, kit, missing.reason if missing else "")
    site = stack.enter_context(website(settings, place, kit, environment))
    if missing is None:
        missing = _test(settings, place)
    if not answers(settings):
        raise Ended(f"The site ended unexpectedly; see the logs in {place.logs}")
    _announce(settings, missing)
    _wait(site, service, place)


def _test(settings: Settings, place: Place) -> NoEngine | None:
    try:
        self_test(settings)
    except SelfTestFailed as error:
        return NoEngine(str(error), f"The logs in {place.logs} may say more")
    return None


def _announce(settings: Settings, missing: NoEngine | None) -> None:
    if missing is None:
        say(f"Layerlab is ready: {settings.url}")
        return
    say(f"Layerlab is up without an engine: {missing.reason}")
    say(f"{missing.remedy}. The site is at {settings.url}")


def _wait(site: int, service: subprocess.Popen[bytes] | None, place: Place) -> NoReturn:
    """Until one of our children ends."""
    children = {site: "The site"} | ({service.pid: "The engine service"} if service else {})
    while True:
        gone = os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOWAIT)
        if gone is not None and gone.si_pid in children:
            raise Ended(f"{children[gone.si_pid]} ended unexpectedly; see the logs in {place.logs}")
        if gone is not None:
            os.waitpid(gone.si_pid, 0)


def _clear(place: Place) -> None:
    remove_run(place)
    if place.instance is not None:
        remove_cgroups(place.instance)
