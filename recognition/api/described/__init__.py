"""The calls in OpenAPI: what goes in, what comes out, and an example of each."""
