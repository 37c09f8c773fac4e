"""Ways to put a recording, as its JSON, at odds with itself or with what one may say."""

import base64
import hashlib
import zlib
from collections.abc import Callable
from typing import Any

import msgspec
from backports import zstd

from builds.oci.listing import Change, pack, unpack

Raw = dict[str, Any]


def first_event(raw: Raw, kind: str) -> Raw:
    found: Raw = next(event for event in raw["events"] if event["type"] == kind)
    return found


def _renumber(raw: Raw) -> None:
    for number, event in enumerate(raw["events"], start=1):
        event["seq"] = number


def _drop_event(raw: Raw) -> None:
    del raw["events"][3]


def _end_twice(raw: Raw) -> None:
    raw["events"].append({**raw["events"][-1], "seq": len(raw["events"]) + 1})


def _never_end(raw: Raw) -> None:
    raw["events"].pop()


def _say_nothing(raw: Raw) -> None:
    raw["events"], raw["listings"] = [], {}


def _point_nowhere(raw: Raw) -> None:
    first_event(raw, "step_started")["step"] = 99


def _point_below(raw: Raw) -> None:
    first_event(raw, "step_finished")["step"] = -1


def _plan_twice(raw: Raw) -> None:
    raw["events"].insert(2, dict(raw["events"][1]))
    _renumber(raw)


def _finish_twice(raw: Raw) -> None:
    place = raw["events"].index(first_event(raw, "step_finished"))
    raw["events"].insert(place, dict(raw["events"][place]))
    _renumber(raw)


def _run_a_setting(raw: Raw) -> None:
    first_event(raw, "step_started")["step"] = 6


def _lose_a_layer(raw: Raw) -> None:
    first_event(raw, "layer_recorded")["index"] = 7


def _spoil_a_digest(raw: Raw) -> None:
    first_event(raw, "layer_recorded")["digest"] = "sha256:../../etc/passwd"


def _swap_a_diff_id(raw: Raw) -> None:
    first_event(raw, "layer_recorded")["diff_id"] = "sha256:" + "0" * 64


def _name_a_strange_type(raw: Raw) -> None:
    first_event(raw, "layer_recorded")["media_type"] = "text/html\r\nSet-Cookie: a=b"


def _weigh_too_much(raw: Raw) -> None:
    first_event(raw, "layer_recorded")["size"] = 2**50


def _weigh_less_than_nothing(raw: Raw) -> None:
    first_event(raw, "layer_recorded")["unpacked_size"] = -1


def _weigh_another_sum(raw: Raw) -> None:
    first_event(raw, "image_recorded")["size"] += 1


def _count_other_files(raw: Raw) -> None:
    first_event(raw, "layer_recorded")["files"]["added"] += 1


def _last_beyond_numbers(raw: Raw) -> None:
    first_event(raw, "step_finished")["seconds"] = 10**400


def _number_beyond_pages(raw: Raw) -> None:
    first_event(raw, "started")["attempt"] = 10**30


def _be_in_the_far_future(raw: Raw) -> None:
    raw["events"][0]["at"] = 1e18


def _lose_a_listing(raw: Raw) -> None:
    raw["listings"].popitem()


def _spoil_a_listing(raw: Raw) -> None:
    raw["listings"][next(iter(raw["listings"]))] = "AXh4"


def _relist(changes: list[Change]) -> Callable[[Raw], None]:
    """The top layer's listing is this, and its counts agree."""

    def spoil(raw: Raw) -> None:
        layer = [event for event in raw["events"] if event["type"] == "layer_recorded"][-1]
        layer["files"] = {"added": len(changes), "changed": 0, "deleted": 0}
        raw["listings"][layer["chain_id"]] = base64.b64encode(pack(changes)).decode()

    return spoil


def _listed(*paths: str, size: int = 1) -> list[Change]:
    return [Change(path, "added", "file", 0o644, 0, 0, size, 0, None) for path in paths]


def _bomb(raw: Raw) -> None:
    packed = b"\x01" + zlib.compress(bytes(200_000_000), 9)
    raw["listings"][next(iter(raw["listings"]))] = base64.b64encode(packed).decode()


def _bring_a_strange_blob(raw: Raw) -> None:
    raw["blobs"] = {f"sha256:{hashlib.sha256(b'x').hexdigest()}": base64.b64encode(b"x").decode()}


def _bring_a_wrong_blob(raw: Raw) -> None:
    raw["blobs"] = {first_event(raw, "layer_recorded")["digest"]: base64.b64encode(b"x").decode()}


def _ask_for_what_is_unknown(raw: Raw) -> None:
    raw["kind"] = "bake"


def _lint(**change: object) -> Callable[[Raw], None]:
    lint = {"type": "linted", "at": 1, "rule": "R", "text": "", "url": "", "line": 1, "end_line": 1}

    def spoil(raw: Raw) -> None:
        raw["events"].insert(2, lint | change)
        _renumber(raw)

    return spoil


def _name_no_text(raw: Raw) -> None:
    """A path that is no UTF-8."""
    packed = pack(_listed("abcdef"))
    spoilt = msgspec.msgpack.encode(unpack(packed)).replace(b"abcdef", b"abc\xffef")
    raw["listings"][next(iter(raw["listings"]))] = base64.b64encode(b"\x02" + zstd.compress(spoilt)).decode()


def _ask_for_something_else(raw: Raw) -> None:
    raw["kind"] = "run"


def _ask_nonsense(raw: Raw) -> None:
    raw["request"] = {"dockerfile": 5}


SPOILED: list[tuple[Callable[[Raw], None], str]] = [
    (_drop_event, "numbered from 1 without gaps, at 4, got 5"),
    (_end_twice, "one terminal event, got several"),
    (_never_end, "a terminal event at the end"),
    (_say_nothing, "a terminal event at the end"),
    (_point_nowhere, "a step below 7, got 99"),
    (_point_below, "a step below 7, got -1"),
    (_plan_twice, "one plan, got two"),
    (_finish_twice, "expected step 0 to be pending or running, got finished"),
    (_run_a_setting, "expected step 6 to be pending, got settings"),
    (_lose_a_layer, "expected layer 0, got 7"),
    (_spoil_a_digest, "sha256: and 64 hex digits, got sha256:../../etc/passwd"),
    (_swap_a_diff_id, "expected the chainID"),
    (_name_a_strange_type, "a media type"),
    (_weigh_too_much, "a size from 0 to"),
    (_weigh_less_than_nothing, "a size from 0 to"),
    (_weigh_another_sum, "expected an image of"),
    (_count_other_files, "added paths in layer 0"),
    (_last_beyond_numbers, ""),
    (_number_beyond_pages, "at most 2**53 in event 1"),
    (_be_in_the_far_future, "Unix seconds before the year 2100"),
    (_lose_a_listing, "a listing for every layer"),
    (_spoil_a_listing, "in the listing of sha256:"),
    (_name_no_text, "in the listing of sha256:"),
    (_relist(_listed("b", "a")), "paths in order, each once, got a"),
    (_relist(_listed("a", "a")), "paths in order, each once, got a"),
    (_relist(_listed("../etc/passwd")), "a plain path relative to the root, got ../etc/passwd"),
    (_relist(_listed("/etc/passwd")), "a plain path relative to the root"),
    (_relist(_listed("a//b")), "a plain path relative to the root"),
    (_relist(_listed("", "")), "paths in order, each once"),
    (_relist(_listed("a" * 5000)), "a plain path relative to the root"),
    (_relist(_listed("a", size=2**60)), "a size from 0 to"),
    (_bomb, "a whole listing of at most"),
    (_bring_a_strange_blob, "blobs of the layers alone"),
    (_bring_a_wrong_blob, "expected the blob sha256:"),
    (_lint(url="javascript:alert(1)"), "a page below https://docs.docker.com/, got javascript:alert(1)"),
    (_lint(line=0), "lines from 1, got 0 to 1"),
    (_lint(line=2), "lines from 1, got 2 to 1"),
    (_ask_for_what_is_unknown, "a recording of build, run"),
    (_ask_for_something_else, "a recording of version 1"),
    (_ask_nonsense, "$.dockerfile"),
]
"""Each with words of the refusal."""
