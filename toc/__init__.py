"""Impact monitoring for a Theory of Change: everything but the pages."""

__version__ = "0.1.0"
