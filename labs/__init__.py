"""Teaching: exercises, predictions, evidence and grading. The course itself lies in labs/library."""
