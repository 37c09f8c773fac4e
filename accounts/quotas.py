"""How often a door may be tried: by address, and by the user whose password is asked for again."""

from django.conf import settings

from builds.addresses import visitor_at
from builds.quotas import HOUR, Quota


def log_ins_at(address: str | None) -> Quota:
    found = "Too many log-ins were tried from your address within an hour"
    return Quota("logins_per_hour", settings.LOGINS_PER_HOUR, HOUR, visitor_at(address), found)


def sign_ups_at(address: str | None) -> Quota:
    found = "Too many accounts were made from your address within an hour"
    return Quota("signups_per_hour", settings.SIGNUPS_PER_HOUR, HOUR, visitor_at(address), found)


def resets_at(address: str | None) -> Quota:
    found = "Too many new passwords were asked for from your address within an hour"
    return Quota("resets_per_hour", settings.RESETS_PER_HOUR, HOUR, visitor_at(address), found)


def password_tries_by(user: object) -> Quota:
    """Of who is logged in and has to give the password again."""
    found = "Your password was asked for too often within an hour"
    return Quota("password_tries_per_hour", settings.PASSWORD_TRIES_PER_HOUR, HOUR, f"user {user}", found)
