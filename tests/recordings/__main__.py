"""`make recordings`."""

from tests.recordings import edits, record

record.main()
edits.main()
