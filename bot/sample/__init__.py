"""The sample hospital of the playground. Every person in it is invented."""
