"""A comparison as a file, one member as a file, and short programs that use them."""

from forecasting.saving.csv_export import safe_csv
from forecasting.saving.files import load, save
from forecasting.saving.members import member_file, member_name
from forecasting.saving.snippets import member_snippet, rerun_snippet

__all__ = [
    "load",
    "member_file",
    "member_name",
    "member_snippet",
    "rerun_snippet",
    "safe_csv",
    "save",
]
