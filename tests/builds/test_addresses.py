import pytest

from builds.addresses import UNKNOWN, is_loopback, visitor_at


@pytest.mark.parametrize(
    ("address", "visitor"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("192.0.2.7:80", UNKNOWN),
        ("unknown", UNKNOWN),
        ("", UNKNOWN),
        (None, UNKNOWN),
    ],
)
def test_whom_an_address_stands_for(address: str | None, visitor: str) -> None:
    assert visitor_at(address) == visitor


def test_only_this_machine_is_loopback() -> None:
    assert [is_loopback(each) for each in ("127.0.0.1", "127.8.8.8", "::1")] == [True] * 3
    assert [is_loopback(each) for each in ("192.0.2.7", "2001:db8::1", "x", "", None)] == [False] * 5
