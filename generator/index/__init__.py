"""Summarises each entity and joins all: mentions, observations, quotations, related articles."""
