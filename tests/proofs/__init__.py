"""Proofs: builds made at random, and what is recorded of them held against independent readings.

Nothing here uses what it examines: expectations come from the generator, which knows what it wrote, and from
BuildKit's own data, `tarfile`, skopeo, umoci and the engine's export.
"""
