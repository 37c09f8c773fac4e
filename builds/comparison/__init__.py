"""What recorded images have in common. The pure modules compare; `read` fetches from the log."""
