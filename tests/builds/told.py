from builds.advice import ADVICE


def tells(message: str, limit: str, value: object, subject: str) -> None:
    """It names what there was too much of, the limit's value, and what to try."""
    assert subject in message, message
    assert str(value) in message, message
    assert message.endswith(ADVICE[limit]), message
