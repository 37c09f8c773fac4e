"""What `make run` executes: all that Layerlab consists of, started in order and stopped without a trace."""
