"""Tests of publish.source."""
