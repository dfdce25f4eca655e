"""Files whose bytes are the trouble: encodings, workbooks, Parquet."""

import io
from datetime import datetime

import openpyxl
import pandas as pd

from tests.importing.files import bytes_of, parquet, workbook
from tests.importing.messy import VALUES, Case, clocks, days, lines

EDGES = {"first": "2015-01-05", "last": "2015-02-13"}
V40, DAYS = VALUES[:40], days(40)
JAPANESE = lines(
    ("日付", "気温（東京）", "天気"), DAYS, V40, ["晴れのち曇り", "雨", "曇り一時雨", "大雪"] * 10
)
CHINESE = lines(
    ("日期", "销售额", "城市"), DAYS, V40, ["北京市", "上海市", "广州市", "深圳市"] * 10
)
KOREAN = lines(
    ("날짜", "매출액", "지역"), DAYS, V40, ["서울특별시", "부산광역시", "대구", "인천"] * 10
)
RUSSIAN = lines(
    ("дата", "продажи", "город"), DAYS, V40, ["Москва", "Казань", "Пермь", "Санкт-Петербург"] * 10
)
GREEK = lines(
    ("ημερομηνία", "πωλήσεις", "πόλη"), DAYS, V40, ["Αθήνα", "Πάτρα", "Βόλος", "Θεσσαλονίκη"] * 10
)
POLISH = lines(
    ("data", "sprzedaż", "miasto"), DAYS, V40, ["Łódź", "Kraków", "Wrocław", "Gdańsk"] * 10
)
GERMAN = lines(
    ("Tag", "Größe", "Ort"), DAYS, V40, ["Köln", "München", "Fürth", "Gießen"] * 10, delimiter=";"
)
EURO = lines(
    ("Tag", "Preis in €", "Ort"),
    DAYS,
    V40,
    ["Köln", "München", "Fürth", "Gießen"] * 10,
    delimiter=";",
)


def encoded(text, encoding, asks=("encoding",), **more):
    name = text.split("\n")[0].replace(";", ",").split(",")[1]
    return Case(text.encode(encoding), **EDGES, values=V40, asks=asks, variables=(name,), **more)


ENCODINGS = {
    "CP932": encoded(JAPANESE, "cp932"),
    "EUC-JP": encoded(JAPANESE, "euc_jp"),
    "GB18030": encoded(CHINESE, "gb18030"),
    "Big5": encoded(CHINESE.replace("额", "額").replace("广", "廣").replace("销", "銷"), "big5"),
    "EUC-KR": encoded(KOREAN, "euc_kr"),
    "Windows-1251": encoded(RUSSIAN, "cp1251"),
    "KOI8-R": encoded(RUSSIAN, "koi8_r"),
    "Windows-1253": encoded(GREEK, "cp1253"),
    "Windows-1250": encoded(POLISH, "cp1250"),
    "Windows-1252": encoded(GERMAN, "cp1252"),
    "Windows-1252 with a euro": encoded(EURO, "cp1252"),
    "UTF-8": encoded(JAPANESE, "utf-8", ()),
    "UTF-8 with its mark": encoded(JAPANESE, "utf-8-sig", ()),
    "UTF-16 with its mark": encoded(JAPANESE, "utf-16", ()),
    "UTF-16 without a mark": encoded(GERMAN, "utf-16-le", ()),
    "UTF-16 without a mark, Japanese": encoded(JAPANESE, "utf-16-le", ()),
    "UTF-16, other end first": encoded(GERMAN, "utf-16-be", ()),
    "told it is CP932": encoded(JAPANESE, "cp932", answers={"encoding": "cp932"}),
}


def book(change=None, *sheets):
    """A workbook of sheets, changed by openpyxl before it is saved."""
    made = openpyxl.load_workbook(io.BytesIO(workbook(*sheets)))
    if change is not None:
        change(made)
    return bytes_of(made.save)


SHEET = [
    ["date", "v"],
    *[[datetime(d.year, d.month, d.day), v] for d, v in zip(DAYS, V40, strict=True)],
]
NOTES = [["Read me"], ["Made by the office"], ["in 2015"]]
OTHER = [["date", "v"], *[[row[0], row[1] * 2] for row in SHEET[1:]]]


def hide_row(made):
    made.worksheets[0].row_dimensions[5].hidden = True


def hide_column(made):
    made.worksheets[0].column_dimensions["B"].hidden = True


def hide_sheet(made):
    made.worksheets[0].sheet_state = "hidden"


def merge(made):
    made.worksheets[0].merge_cells("A5:A6")


BOOKS = {
    "workbook": Case(book(None, SHEET), **EDGES, values=V40),
    "two sheets": Case(book(None, SHEET, OTHER), **EDGES, values=V40, asks=("sheet",)),
    "two sheets, told": Case(
        book(None, SHEET, OTHER),
        **EDGES,
        values=[2 * v for v in V40],
        asks=("sheet",),
        answers={"sheet": "sheet 1"},
    ),
    "a sheet of words first": Case(book(None, NOTES, SHEET), **EDGES, values=V40, asks=("sheet",)),
    "a hidden sheet first": Case(
        book(hide_sheet, OTHER, SHEET), **EDGES, values=V40, asks=("sheet",)
    ),
    "an empty sheet first": Case(book(None, [], SHEET), **EDGES, values=V40),
    "a hidden row": Case(book(hide_row, SHEET), **EDGES, values=V40, said="hidden"),
    "a hidden column": Case(book(hide_column, SHEET), **EDGES, values=V40, said="hidden"),
    "merged cells": Case(
        book(merge, SHEET), **EDGES, values=[*V40[:4], V40[3], *V40[5:]], said="merged"
    ),
    "a formula without a value": Case(
        book(None, [*SHEET, [datetime(2015, 2, 14), "=1+1"]]), **EDGES, values=V40, said="formula"
    ),
    "dates as text": Case(
        book(
            None, [["date", "v"], *[[f"{d:%d.%m.%Y}", v] for d, v in zip(DAYS, V40, strict=True)]]
        ),
        **EDGES,
        values=V40,
    ),
    "numbers as text": Case(
        book(
            None,
            [["date", "v"], *[[row[0], f"{row[1]:.2f}".replace(".", ",")] for row in SHEET[1:]]],
        ),
        **EDGES,
        values=V40,
    ),
    "date and clock": Case(
        book(
            None,
            [
                ["date", "time", "v"],
                *[
                    [datetime(t.year, t.month, t.day), t.time(), v]
                    for t, v in zip(clocks(240), VALUES, strict=False)
                ],
            ],
        ),
        "2015-01-05",
        "2015-01-14T23:00",
        VALUES[:240],
    ),
    "title rows": Case(book(None, [["Energy"], [], *SHEET]), **EDGES, values=V40),
    "a total in the last row": Case(
        book(None, [*SHEET, ["Total", sum(V40)]]), **EDGES, values=V40, said="without a time"
    ),
    "encrypted": Case(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(600)
        + "EncryptedPackage".encode("utf-16-le")
        + bytes(900),
        refused="locked by a password",
    ),
    "Excel until 2003": Case(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(600)
        + "Workbook".encode("utf-16-le")
        + bytes(900),
        refused="until 2003",
    ),
}


def frame(times, values=V40):
    return pd.DataFrame({"when": times, "v": values})


BERLIN = pd.date_range("2015-01-01", periods=400, freq="D", tz="Europe/Berlin")
PARQUET = {
    "Parquet": Case(parquet(frame(pd.to_datetime(DAYS))), **EDGES, values=V40),
    "Parquet, days in Berlin": Case(
        parquet(frame(BERLIN, VALUES[:400])), "2015-01-01", "2016-02-04", VALUES[:400]
    ),
    "Parquet, microseconds": Case(
        parquet(frame(pd.date_range("2015-01-05", periods=40, freq="100us"))),
        refused="finer than a millisecond",
    ),
    "Parquet, nanoseconds": Case(
        parquet(frame(pd.date_range("2015-01-05", periods=40, freq="10ns"))),
        refused="finer than a millisecond",
    ),
    "Parquet, every second and a bit": Case(
        parquet(frame(pd.date_range("2015-01-05T00:00:00.0001", periods=40, freq="s"))),
        "2015-01-05",
        "2015-01-05T00:00:39",
        V40,
    ),
}
FILES = ENCODINGS | BOOKS | PARQUET
