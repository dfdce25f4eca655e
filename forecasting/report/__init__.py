"""A finished comparison as one HTML file that needs nothing else, not even a network."""

from forecasting.report.document import report

__all__ = ["report"]
