"""`make recordings`."""

from tests.recordings import bank, edits, record

record.main()
edits.main()
bank.main([])
