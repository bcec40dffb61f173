"""Tests of publish.check."""
