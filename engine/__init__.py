"""The engine service: jailed Docker engines, one per learner. Knows nothing of Django, courses or pages."""
