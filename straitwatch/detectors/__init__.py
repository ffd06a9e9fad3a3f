"""Detectors: each reads the ticks of one subject and says at every tick calm, between, over, or no data."""
