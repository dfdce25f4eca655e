"""Tables that are put together in a way of their own."""

from tests.importing.messy import VALUES, Case, days, lines, months, written

EDGES = {"first": "2015-01-05", "last": "2015-02-13"}
V40 = VALUES[:40]
DAYS = days(40)
NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
LONG_NAMES = (
    *("January", "February", "March", "April", "May", "June", "July", "August", "September"),
    *("October", "November", "December"),
)
GERMAN = ["Jan", "Feb", "Mrz", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"]
SEASONS = ["DJF", "JFM", "FMA", "MAM", "AMJ", "MJJ", "JJA", "JAS", "ASO", "SON", "OND", "NDJ"]
YEARS = {"first": "1990-01-01", "last": "1994-12-01"}


def across(names, first="Year", extra=(), delimiter=",", years=5):
    """A year in each row, its months in the columns."""
    rows = [
        [
            1990 + i,
            *VALUES[12 * i : 12 * i + 12],
            *[round(sum(VALUES[12 * i : 12 * i + 12]), 2)] * len(extra),
        ]
        for i in range(years)
    ]
    return (
        "\n".join(delimiter.join(map(str, row)) for row in [[first, *names, *extra], *rows]) + "\n"
    )


def world_bank(names, countries=("Aruba", "Chad", "Peru")):
    """A country in each row, its years in the columns."""
    rows = [
        [
            name,
            name[:3].upper(),
            "Population",
            "SP.POP",
            *[VALUES[i] + 10 * k for i in range(len(names))],
        ]
        for k, name in enumerate(countries)
    ]
    top = ["Country Name", "Country Code", "Indicator Name", "Indicator Code", *names]
    return "\n".join(",".join(map(str, row)) for row in [top, *rows]) + "\n"


ACROSS = {
    "months across": Case(across(NAMES), **YEARS, values=VALUES[:60], asks=("shape",)),
    "months across, whole words": Case(
        across(LONG_NAMES), **YEARS, values=VALUES[:60], asks=("shape",)
    ),
    "months across, capitals": Case(
        across([name.upper() for name in NAMES], "YEAR"),
        **YEARS,
        values=VALUES[:60],
        asks=("shape",),
    ),
    "months across, German": Case(
        across(GERMAN, "Jahr", delimiter=";"), **YEARS, values=VALUES[:60], asks=("shape",)
    ),
    "months across as numbers": Case(
        across(range(1, 13)), **YEARS, values=VALUES[:60], asks=("shape",)
    ),
    "months across with a sum": Case(
        across(NAMES, extra=["Annual"]), **YEARS, values=VALUES[:60], asks=("shape",)
    ),
    "months across with blanks": Case(
        across(NAMES, delimiter="  "), **YEARS, values=VALUES[:60], asks=("shape",)
    ),
    "seasons across": Case(across(SEASONS, "YR"), **YEARS, values=VALUES[:60], asks=("shape",)),
    "quarters across": Case(
        "Year,Q1,Q2,Q3,Q4\n"
        + "\n".join(
            f"{1990 + i}," + ",".join(map(str, VALUES[4 * i : 4 * i + 4])) for i in range(15)
        ),
        "1990-01-01",
        "2004-10-01",
        VALUES[:60],
        ("shape",),
    ),
    "months across, told they are variables": Case(
        across(NAMES), 1990.0, 1994.0, VALUES[0:60:12], ("shape",), answers={"shape": "as is"}
    ),
    "years across": Case(
        world_bank(range(1980, 2010)), 1980.0, 2009.0, VALUES[:30], ("shape",), variables=("Aruba",)
    ),
    "years across, one row": Case(
        world_bank(range(1980, 2010), ("Aruba",)), 1980.0, 2009.0, VALUES[:30], ("shape",)
    ),
    "years across with codes": Case(
        world_bank([f"{y} [YR{y}]" for y in range(1980, 2010)]),
        1980.0,
        2009.0,
        VALUES[:30],
        ("shape",),
        variables=("Aruba",),
    ),
    "days across": Case(
        world_bank([str(day) for day in DAYS]),
        **EDGES,
        values=V40,
        asks=("shape",),
        variables=("Aruba",),
    ),
    "days across as in the pandemic": Case(
        world_bank(written(days(40, "2020-01-22"), "{m}/{d}/{t:%y}")),
        "2020-01-22",
        "2020-03-01",
        V40,
        ("shape", "century"),
        variables=("Aruba",),
    ),
    "months and years across": Case(
        world_bank(written(months(36), "%Y-%m")),
        "2015-01-01",
        "2017-12-01",
        VALUES[:36],
        ("shape",),
        variables=("Aruba",),
    ),
}

INDEX = range(1, 41)
R = "\n".join(
    ['"date" "v"', *[f'"{i}" "{day}" {v}' for i, day, v in zip(INDEX, DAYS, V40, strict=True)]]
)
R_CSV = "\n".join(
    ['"date","v"', *[f'"{i}","{day}",{v}' for i, day, v in zip(INDEX, DAYS, V40, strict=True)]]
)
R_NAMES = "\n".join(
    ["date,v", *[f"row {i},{day},{v}" for i, day, v in zip(INDEX, DAYS, V40, strict=True)]]
)

SHIFTED = {
    "write.table": Case(R, **EDGES, values=V40, asks=("shape",), variables=("v",)),
    "write.table with commas": Case(R_CSV, **EDGES, values=V40, asks=("shape",), variables=("v",)),
    "names of rows": Case(R_NAMES, **EDGES, values=V40, asks=("shape",), variables=("v",)),
    "a comma at each end": Case(
        lines(("date", "v"), DAYS, [f"{v}," for v in V40]), **EDGES, values=V40
    ),
    "a comma at the end of the names, too": Case(
        lines(("date", "v,"), DAYS, [f"{v}," for v in V40]), **EDGES, values=V40
    ),
    "a third column without a name": Case(
        lines(("date", "v"), DAYS, V40, [v * 2 for v in V40]), **EDGES, values=V40, asks=("shape",)
    ),
}


def with_row(text, *rows, at=1):
    """The text with more rows, at a place or at its end."""
    own = text.splitlines()
    at = len(own) if at is None else at
    return "\n".join([*own[:at], *rows, *own[at:]]) + "\n"


PLAIN = lines(("date", "v"), DAYS, V40)
WIDE = lines(("date", "v", "w"), DAYS, V40, V40[::-1])
ROWS = {
    "units": Case(with_row(PLAIN, ",mm"), **EDGES, values=V40),
    "units and a type": Case(
        with_row(WIDE, "YYYY-MM-DD,°C,%"), **EDGES, values=V40, said="without a time"
    ),
    "units without times": Case(
        "v,w\n(kW),(V)\n" + lines((), V40, V40[::-1]), 1.0, 40.0, V40, said="unreadable"
    ),
    "units between tabs": Case(with_row(WIDE, ",°C,%").replace(",", "\t"), **EDGES, values=V40),
    "footnotes": Case(
        with_row(
            PLAIN, "", "Source: the office", "* preliminary, and subject, to revision", at=None
        ),
        **EDGES,
        values=V40,
        said="left out",
    ),
    "a footnote in the first cell": Case(
        with_row(PLAIN, "Source: the office,", at=None), **EDGES, values=V40, said="without a time"
    ),
    "title lines": Case(f"Energy of the house\nmeasured in kWh\n\n{PLAIN}", **EDGES, values=V40),
    "title lines with commas": Case(f"Energy, of the house,\nkWh\n{PLAIN}", **EDGES, values=V40),
    "comments": Case(f"# made by hand\n# with care\n{PLAIN}", **EDGES, values=V40),
    "a total below": Case(
        with_row(PLAIN, f"Total,{round(sum(V40), 2)}", at=None),
        **EDGES,
        values=V40,
        said="without a time",
    ),
    "a total below, without times": Case(
        lines(("v",), [*V40, round(sum(V40), 2)]), 0.0, 39.0, V40, ("totals",)
    ),
    "a total below, told it is a value": Case(
        lines(("v",), [*V40, round(sum(V40), 2)]),
        0.0,
        40.0,
        [*V40, round(sum(V40), 2)],
        ("totals",),
        answers={"totals": "kept"},
    ),
    "a total in each year": Case(
        lines(
            ("month", "v"),
            [
                text
                for y in range(5)
                for text in (*written(months(12, 2015 + y), "%Y-%m"), f"{2015 + y} total")
            ],
            [
                v
                for y in range(5)
                for v in (
                    *VALUES[12 * y : 12 * y + 12],
                    round(sum(VALUES[12 * y : 12 * y + 12]), 2),
                )
            ],
        ),
        "2015-01-01",
        "2019-12-01",
        VALUES[:60],
        said="without a time",
    ),
    "a total in each year, as a year": Case(
        lines(
            ("month", "v"),
            [
                text
                for y in range(5)
                for text in (*written(months(12, 2015 + y), "%Y-%m"), f"{2015 + y}")
            ],
            [
                v
                for y in range(5)
                for v in (
                    *VALUES[12 * y : 12 * y + 12],
                    round(sum(VALUES[12 * y : 12 * y + 12]), 2),
                )
            ],
        ),
        "2015-01-01",
        "2019-12-01",
        VALUES[:60],
        said="without a time",
    ),
    "a total in each year, without times": Case(
        lines(
            ("v",),
            [
                v
                for y in range(5)
                for v in (
                    *VALUES[12 * y : 12 * y + 12],
                    round(sum(VALUES[12 * y : 12 * y + 12]), 2),
                )
            ],
        ),
        0.0,
        59.0,
        VALUES[:60],
        ("totals",),
    ),
    "the names again": Case(
        with_row(PLAIN, "date,v", at=20), **EDGES, values=V40, said="without a time"
    ),
    "empty rows": Case(with_row(PLAIN, ",", ",", at=20), **EDGES, values=V40),
    "no names": Case(lines((), DAYS, V40), **EDGES, values=V40),
    "names in two rows": Case(
        "when,what\n" + PLAIN,
        **EDGES,
        values=V40,
    ),
    "one column": Case(lines(("v",), V40), 0.0, 39.0, V40),
    "one column with decimal commas": Case(
        lines(("v",), [f"{v:.2f}".replace(".", ",") for v in V40]), 0.0, 39.0, V40
    ),
}

COUNTS = {
    "instant": Case(
        lines(("instant", "dteday", "cnt"), INDEX, DAYS, V40),
        **EDGES,
        values=V40,
        variables=("cnt",),
    ),
    "a counter with a strange name": Case(
        lines(("lfd", "date", "cnt"), INDEX, DAYS, V40), **EDGES, values=V40, variables=("cnt",)
    ),
    "year beside a date": Case(
        lines(
            ("date", "year", "month", "v"),
            days(400),
            [d.year for d in days(400)],
            [d.month for d in days(400)],
            VALUES[:400],
        ),
        "2015-01-05",
        "2016-02-08",
        VALUES[:400],
        variables=("v",),
    ),
    "weekday beside a date": Case(
        lines(("date", "weekday", "v"), DAYS, [d.weekday() for d in DAYS], V40),
        **EDGES,
        values=V40,
        variables=("v",),
    ),
}
COUNTS["SILSO, named"] = Case(
    "year;month;decimal;value;deviation;observations;final\n"
    + "\n".join(
        f"{d.year};{d.month:02};{d.year + (d.month - 0.5) / 12:.3f};{v:5.1f};{5.5 + v % 1:4.1f};"
        f"{20 + i};1"
        for i, (d, v) in enumerate(zip(months(60), VALUES[:60], strict=True))
    ),
    "2015-01-01",
    "2019-12-01",
    [round(v, 1) for v in VALUES[:60]],
)
COUNTS["SILSO, by the year"] = Case(
    "\n".join(
        f"{1800.5 + i};{v:6.1f};{-1 if i < 9 else 5.5 + v % 1};{-1 if i < 9 else 9 + i};1"
        for i, v in enumerate(VALUES[:60])
    ),
    1800.5,
    1859.5,
    [round(v, 1) for v in VALUES[:60]],
)

SHAPES = ACROSS | SHIFTED | ROWS | COUNTS
