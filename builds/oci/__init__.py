"""OCI facts: manifests and configs, digests, and what is inside a layer."""
