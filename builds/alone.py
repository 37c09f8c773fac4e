"""What talks to an engine runs without a network: an engine may ask its client to fetch something."""

import functools
import logging
import subprocess

WALL = ("unshare", "--user", "--map-current-user", "--net", "--")
"""`docker-buildx` fetches a registry's token itself, wherever the engine says that it is to be had."""

logger = logging.getLogger(__name__)


@functools.cache
def wall() -> tuple[str, ...]:
    """The words to put before a command; none where only root may make user namespaces."""
    tried = subprocess.run([*WALL, "true"], capture_output=True, text=True, check=False)
    if tried.returncode == 0:
        return WALL
    logger.warning("builds share the worker's network, as user namespaces are closed to it: %s", tried.stderr)
    return ()
