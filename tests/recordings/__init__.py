"""Recordings of real builds, and the scenarios they are made from."""
