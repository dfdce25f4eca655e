"""Files as people bring them, good and bad."""

import io
import random
import zipfile
from datetime import date, timedelta

import openpyxl
import pandas as pd


def workbook(*sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"sheet {number}")
        for row in rows:
            sheet.append(row)
    return bytes_of(book.save)


def parquet(table, **settings):
    return bytes_of(lambda file: table.to_parquet(file, **settings))


def archive(name="a.txt"):
    def write(file):
        with zipfile.ZipFile(file, "w") as packed:
            packed.writestr(name, "hello")

    return bytes_of(write)


def bytes_of(write):
    file = io.BytesIO()
    write(file)
    return file.getvalue()


def days(count, first=date(2001, 1, 1)):
    return [first + timedelta(days=i) for i in range(count)]


def daily(values, form="%Y-%m-%d", delimiter=","):
    rows = zip(days(len(values)), values, strict=True)
    lines = [f"{day.strftime(form)}{delimiter}{value}" for day, value in rows]
    return "\n".join([f"date{delimiter}v", *lines, ""])


NOISE = random.Random(0).randbytes(5000)

REFUSED = {
    "empty": (b"", "'x.csv' is empty; bring a file with a row of names and values"),
    "only a mark of UTF-8": (b"\xef\xbb\xbf", "is empty; bring"),
    "only blanks": (b" \n \r\n", "is empty; bring"),
    "header only": (b"date,v\n", "'x.csv' has names but no rows below them; add the values"),
    "one word": (b"hello", "no rows below them"),
    "zip": (
        archive(),
        r"is an archive \(zip\) without an Excel workbook in it; unpack it, or save",
    ),
    "broken zip": (b"PK\x03\x04" + NOISE, "is a damaged archive; save the table as CSV"),
    "png": (b"\x89PNG\r\n\x1a\n" + NOISE, "is a PNG image, not a table; save the table as CSV"),
    "jpeg": (b"\xff\xd8\xff\xe0" + NOISE, "is a JPEG image, not a table"),
    "pdf": (b"%PDF-1.7\n\x00" + NOISE, "is a PDF, not a table"),
    "gzip": (b"\x1f\x8b\x08\x00" + NOISE, "is a gzip archive, not a table"),
    "old Excel": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), r"\(.xls\), not a table"),
    "page": (b"<!DOCTYPE html><html><table>", "is a page or a drawing, not a table"),
    "broken parquet": (b"PAR1" + NOISE, "cannot be read as a table; save the table as CSV"),
    "noise": (NOISE, "This is not a text file. Save the table as CSV in UTF-8"),
    "noise without nought": (
        NOISE.replace(b"\0", b"\1"),
        "not a text file in UTF-8 or Windows-1252",
    ),
    "control characters": (b"\x01\x02\x03,\x04\n" * 50, "This is not a text file"),
    "half a UTF-16": ("a;b\n1;2\n".encode("utf-16")[:-1], "This is not a text file"),
    "empty workbook": (workbook([]), "The workbook has no cells; fill a sheet"),
    "workbook of names": (workbook([["a", "b"]]), "no rows below them"),
    "parquet without rows": (parquet(pd.DataFrame({"a": [1.0]})[:0]), "no rows below them"),
    "two million rows": (
        b"t,v\n" + b"1,2\n" * 2_000_000,
        "2,000,000 rows; give one of at most 300",
    ),
    "too many columns": (b"1," * 2000 + b"\n" + b"2," * 2000, "columns; give one of at most 1,000"),
    "too many cells": (
        (b"1," * 700 + b"1\n") * 5000,
        "rows of 701 columns; give one of at most 3,0",
    ),
    "too many bytes": (b"a" * 50_000_001, "The file has 50 MB; give one of at most 50 MB"),
}
"""Bytes that hold no table, and what is said."""

NO_SERIES = {
    "text": ("name\nanna\nbob\n", "No column holds numbers"),
    "two columns of text": ("a,b\nx,y\nu,v\n", "No column holds numbers"),
    "all missing": ("date,v\n2001-01-01,\n2001-01-02,\n", "No column holds numbers"),
    "all too large": ("date,v\n2001-01-01,1e308\n2001-01-02,1e308\n", "No column holds numbers"),
    "one row": ("a,b\n1,2\n", "The table has 1 row with a time; at least 2 are needed"),
    "one value": (daily(["", "3", "", ""]), "No two values of all variables follow each other"),
}
"""Tables that hold no series, and what is said."""
