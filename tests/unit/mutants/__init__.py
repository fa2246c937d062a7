"""The tool that puts small faults into modules."""
