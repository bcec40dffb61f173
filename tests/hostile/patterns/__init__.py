"""Collect the regular expressions of ``publish`` and measure how their time grows."""
