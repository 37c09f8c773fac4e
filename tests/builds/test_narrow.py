import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from builds.narrow import AS_THEY_ARE, Narrower, narrowed
from builds.policy import Limits

values = st.none() | st.integers(1, 10**7)
narrowers = st.fixed_dictionaries(dict.fromkeys(Narrower.__struct_fields__, values)).map(
    lambda chosen: Narrower(**chosen)
)


@given(narrowers)
def test_limits_only_ever_become_lower(narrower: Narrower) -> None:
    site = Limits()
    found = narrowed(site, narrower)
    for name in Limits.__struct_fields__:
        wanted = getattr(narrower, name, None)
        before, after = getattr(site, name), getattr(found, name)
        assert after == (before if wanted is None else min(before, wanted)), name


def test_nothing_chosen_leaves_them_as_they_are() -> None:
    assert narrowed(Limits(), AS_THEY_ARE) == Limits()
    assert msgspec.to_builtins(AS_THEY_ARE) == {}


@pytest.mark.parametrize("wrong", [{"steps": 0}, {"steps": -1}, {"steps": "many"}, {"network": 1}])
def test_what_is_no_limit_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(wrong, Narrower)
