"""`make recordings`."""

from tests.recordings.record import main

main()
