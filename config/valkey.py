from urllib.parse import parse_qs, urlsplit


def broker_url(redis_url: str) -> str:
    """The same server in Celery's spelling: `unix:///path?db=1` is `redis+socket:///path?virtual_host=1`."""
    parts = urlsplit(redis_url)
    if parts.scheme != "unix":
        return redis_url
    database = parse_qs(parts.query).get("db", ["0"])[0]
    return f"redis+socket://{parts.path}?virtual_host={database}"
