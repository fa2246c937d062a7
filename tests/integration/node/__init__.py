"""A node: what is kept of people, and how it is reached."""
