"""The project's own tools: they are run from its root and are not part of the package."""
