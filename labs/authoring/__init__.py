"""Writing exercises: as folders in zip files, and in the browser."""
