"""Finished things to carry: one output format per module."""
