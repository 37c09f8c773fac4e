"""Teaching: course, exercises, predictions, grading and progress. Nothing yet."""
