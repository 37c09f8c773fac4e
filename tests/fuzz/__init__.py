"""What nobody sends, sent: a site answers in its own words, serves others, and leaves nothing behind."""
