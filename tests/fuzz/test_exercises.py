"""Exercise folders, fuzzed: each is loaded, or its author told in which file and field it is wrong."""

import contextlib
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from labs.loading import INDEX, QUIZ, ExerciseInvalid, load
from tests.figures import note
from tests.fuzz.mutations import spoilt_bytes, spoilt_text
from tests.site import ROOT
from tests.size import FULL, size

pytestmark = pytest.mark.filterwarnings("ignore:Generating overly large repr")
LOADED = size(40, 1500)
LIBRARY = (ROOT / "labs/library").iterdir()
FOLDERS = sorted(path for path in LIBRARY if (path / INDEX).exists() or (path / QUIZ).exists())


@settings(
    max_examples=LOADED,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    derandomize=not FULL,
)
@given(st.sampled_from(FOLDERS), st.data())
def test_any_exercise_is_loaded_or_its_fault_named(folder: Path, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place, folder.name)
        shutil.copytree(folder, copy)
        file = data.draw(st.sampled_from(sorted(path for path in copy.rglob("*") if path.is_file())))
        spoilt = spoilt_text(file.read_text(errors="replace")).map(lambda text: text.encode(errors="replace"))
        file.write_bytes(data.draw(spoilt | spoilt_bytes(file.read_bytes())))
        with contextlib.suppress(ExerciseInvalid):
            load(copy)
    note("Exercise folders spoilt and loaded", f"{LOADED:,}")
