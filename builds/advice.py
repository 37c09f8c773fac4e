"""What a learner reads on hitting a limit: which it is, its value, and what to try."""

from collections.abc import Mapping

_SMALLER_IMAGE = "Save fewer images at once, or a smaller one."
_SHORTER_COMMAND = "Put the commands into a script in the build context, and run that."
_CROWD = (
    "Go on in the browser that was here before, or try again later. A class that shares one address "
    "can ask the site's operator for more."
)
_SLOWLY = "Keep what you have downloaded, and go on in a minute."
_NOT_ALL_AT_ONCE = "Send the next one when the last has been answered."
_LATER = "Try again later."
_FORGOTTEN = "Have a new password sent to you, or ask whoever runs this site for one; else try again later."
_OWN = "Delete one that you do not need any more."

ADVICE: Mapping[str, str] = {
    "dockerfile_bytes": "Move long texts into files of the build context, and COPY them.",
    "files": "Leave out what the build does not need, or send it as one archive and ADD that.",
    "context_bytes": "Leave out what the build does not need; RUN can make large files itself.",
    "build_args": "Leave some out, or put the values into a file of the build context.",
    "build_arg_bytes": "Put the value into a file of the build context.",
    "secrets": "Leave some out, or give several values as one.",
    "secret_bytes": "Give the part that a step needs; a large file belongs into the build context.",
    "steps": "Join commands that belong together in one RUN, with &&.",
    "stages": "Join stages, or build fewer variants at once.",
    "layers": "Join commands that belong together in one RUN, with &&, or copy a folder in one COPY.",
    "wall_seconds": "Find the step that was running, and make it do less.",
    "log_bytes": "Make the step say less: send its output to /dev/null, or use its option for quiet.",
    "command_bytes": _SHORTER_COMMAND,
    "command_words": _SHORTER_COMMAND,
    "kept_containers": _OWN,
    "tags": _OWN,
    "archive_bytes": "Make the image smaller: copy only what it needs into a last stage FROM a small base.",
    "builds_waiting": "Wait for one to end, or cancel one.",
    "builds_per_minute": "Read what the last one did meanwhile, then try again.",
    "images_kept": _OWN,
    "image_bytes": _SMALLER_IMAGE,
    "image_unpacked_bytes": _SMALLER_IMAGE,
    "image_files": _SMALLER_IMAGE,
    "recordings_kept": _OWN,
    "body_bytes": "Send less at once.",
    "body_bytes_per_address": _NOT_ALL_AT_ONCE,
    "body_bytes_at_once": _NOT_ALL_AT_ONCE,
    "body_seconds": "Send less at once, or over a faster line.",
    "guests_per_hour": _CROWD,
    "logins_per_hour": _LATER,
    "login_failures": _FORGOTTEN,
    "signups_per_hour": _LATER,
    "resets_per_hour": _LATER,
    "password_tries_per_hour": _FORGOTTEN,
    "classes_kept": _OWN,
    "exercises_kept": _OWN,
    "proofs_per_hour": _LATER,
    "proofs_at_once": "Wait for it to end.",
    "class_places": "Ask your instructor for another place.",
    "class_guests_per_hour": "Go on in the browser in which you joined, or ask your instructor.",
    "tokens_kept": "Revoke one that you do not need any more.",
    "downloads_per_minute": _SLOWLY,
    "shared_downloads_per_minute": _SLOWLY,
    "sockets_per_learner": "Close tabs that show a build.",
    "sockets_per_address": "Close tabs that show a build.",
    "socket_frames_per_minute": "Only listen here.",
    "step_memory_mib": "Do less at a time, or work on smaller files.",
    "step_pids": "Start fewer programs at a time: give parallel tools a smaller number of jobs.",
    "bulk_mib": "Delete what a step does not need in that same step, or prune the engine under Operations.",
    "step_log_kib": "Make the step say less: send its output to /dev/null, or use its option for quiet.",
}
"""By the name that a problem's `limit` has."""


def over(limit: str, value: int, found: str, unit: str = "") -> str:
    """`The Dockerfile has 70000 bytes; the limit is 65536. Move…`"""
    return f"{found}; the limit is {value}{unit}. {ADVICE[limit]}"
