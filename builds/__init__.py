"""The domain: do operations on an engine and record the truth about them."""
