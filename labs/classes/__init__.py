"""Classes: an instructor prepares one, learners join by its link, and the board tells how they are doing."""
