"""Parquet files as tables."""

import io

import pandas as pd
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from forecasting.importing.size_limits import MOST_UNPACKED_BYTES, check_shape
from forecasting.messages import bad_value, plural

LONGEST_TEXT = 100


def read_parquet(data: bytes) -> pd.DataFrame:
    """Read a Parquet file; columns that are neither numbers, times nor text are left out.

    Args:
        data: The file.

    Returns:
        Its table; an index that pandas kept is a column like any other.

    Raises:
        ValueError: It is too large. What pyarrow raises for a damaged file is not caught.
    """
    facts = pq.read_metadata(io.BytesIO(data))
    check_shape(facts.num_rows, facts.num_columns)
    _check_unpacked(facts)
    schema = pq.read_schema(io.BytesIO(data))
    wanted = [field.name for field in schema if _is_simple(field.type)]
    texts = [field.name for field in schema if _is_text(field.type)]
    # A text that is repeated a million times is kept once, as in the file.
    file = pq.ParquetFile(io.BytesIO(data), read_dictionary=texts)
    read = file.read(columns=wanted, use_threads=False)
    table = pa.table({str(i): _plain(column) for i, column in enumerate(read.columns)})
    frame = table.to_pandas(ignore_metadata=True)
    frame.columns = pd.Index([_name_of(name) for name in read.column_names], dtype=object)
    left_out = len(schema) - len(wanted)
    note = plural(
        "{count} column of lists or bytes left out",
        "{count} columns of lists or bytes left out",
        count=left_out,
    )
    frame.attrs = {"notes": (note,) * bool(left_out), "delimiter": ""}
    return frame


def _check_unpacked(facts: pq.FileMetaData) -> None:
    groups = (facts.row_group(i).total_byte_size for i in range(facts.num_row_groups))
    if (size := sum(groups)) > MOST_UNPACKED_BYTES:
        raise bad_value(
            "The file unpacks to {megabytes:,.0f} MB; give one of at most {most:.0f} MB, "
            "with the time and the variables that you want.",
            megabytes=size / 1e6,
            most=MOST_UNPACKED_BYTES / 1e6,
        )


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_string(kind) or pa.types.is_large_string(kind)


def _is_simple(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    numeric = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)
    dated = pa.types.is_timestamp(kind) or pa.types.is_date(kind)
    return numeric or dated or _is_text(kind) or pa.types.is_boolean(kind)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """A column without dictionaries, long texts and decimal types."""
    if pa.types.is_decimal(column.type):
        return column.cast(pa.float64())
    if not pa.types.is_dictionary(column.type):
        return column
    return pa.chunked_array([_looked_up(chunk) for chunk in column.chunks])


def _looked_up(chunk: pa.DictionaryArray) -> pa.Array:
    values = chunk.dictionary
    if _is_text(values.type):
        values = pc.utf8_slice_codeunits(values, 0, LONGEST_TEXT)
    return values.take(chunk.indices)


def _name_of(name: str) -> str:
    return "index" if name.startswith("__index_level_") else name
