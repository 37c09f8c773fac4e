"""Secrets of builds: ids are part of the request; values stay in memory and out of every record."""
