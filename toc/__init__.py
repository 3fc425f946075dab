"""Impact monitoring for a Theory of Change: everything but the pages."""

__version__ = "0.2.0"
