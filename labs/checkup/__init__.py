"""Six questions before the course, after it, and 7 and 28 days later: what has stayed?"""
