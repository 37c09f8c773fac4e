"""What can be done on a learner's engine beside building: one module for each, one request for each.

Every operation is an async generator of events, given its `Work` and its request: what it found, then one
terminal event. Where it raises one of `perform`'s failures instead, that becomes the terminal event.
"""
