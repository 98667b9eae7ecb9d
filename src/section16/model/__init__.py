"""The document model: what a Form 3, 4 or 5 says, and the submission around it."""
