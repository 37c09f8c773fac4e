"""The bank of questions, and their review: asked one by one, each proven by an exercise's build."""
