"""The pages of a node, asked for as every role, and in a browser."""
