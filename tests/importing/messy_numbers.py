"""Tables whose numbers are the trouble."""

from tests.importing.messy import VALUES, Case, days, lines, numbered

RISING = [float(value) for value in range(960, 1040)]
LARGE = [1234.5 + 371.25 * i for i in range(40)]
MILLIONS = [1_234_567 + 98_765 * i for i in range(40)]
WHOLE = [float(1000 + (i * 7919) % 9000) for i in range(40)]
THREE = [round(1 + (i * 0.417) % 8.5, 3) + 0.001 for i in range(40)]
THREE = [round(value, 3) for value in THREE if f"{value:.3f}"[-1] != "0"]


def german(decimals=0):
    return lambda value: f"{value:,.{decimals}f}".translate({44: 46, 46: 44})


def plain(value):
    return f"{value:g}"


def grouped(mark, decimals=0, point="."):
    return lambda value: f"{value:,.{decimals}f}".translate({46: point, 44: mark})


EDGES = {"first": "2015-01-05", "last": "2015-02-13"}


def pairs(count, values):
    """Two columns of numbers between commas whose decimals have commas, too."""
    rows = [
        f"{day},{value:.2f}".replace(".", ",")
        for day, value in zip(days(count), values, strict=True)
    ]
    return "date,v\n" + "\n".join(rows) + "\n"


NUMBERS = {
    "German thousands around 1000": numbered(german(), RISING, ("decimal_mark",)),
    "German thousands, told they are decimals": Case(
        numbered(german(), RISING).data,
        first="2015-01-05",
        last="2015-03-25",
        values=[value if value < 1000 else value / 1000 for value in RISING],
        asks=("decimal_mark",),
        answers={"decimal_mark": "."},
    ),
    "German thousands and decimals": numbered(german(2), LARGE),
    "German millions": numbered(german(), MILLIONS),
    "English thousands in quotes": numbered(lambda v: f'"{v:,.0f}"', WHOLE, ("decimal_mark",), ","),
    "English thousands between tabs": numbered(grouped(","), WHOLE, ("decimal_mark",), "\t"),
    "English thousands and decimals": numbered(grouped(",", 2), LARGE),
    "three decimals, comma": numbered(
        lambda v: f"{v:.3f}".replace(".", ","), THREE, ("decimal_mark",)
    ),
    "three decimals, comma, told": numbered(
        lambda v: f"{v:.3f}".replace(".", ","),
        THREE,
        ("decimal_mark",),
        answers={"decimal_mark": ","},
    ),
    "three decimals, point": numbered(lambda v: f"{v:.3f}", THREE, ("decimal_mark",)),
    "three decimals below one": numbered(
        lambda v: f"{v:.3f}", [round(v / 100, 3) for v in VALUES[:40]]
    ),
    "decimal comma": numbered(lambda v: f"{v:.2f}".replace(".", ",")),
    "decimal point": numbered(lambda v: f"{v:.2f}"),
    "Swiss": numbered(grouped("’", 2), LARGE),
    "Swiss, typewriter": numbered(grouped("'", 2), LARGE),
    "French": numbered(grouped("\u202f", 2, ","), LARGE),
    "French, no-break": numbered(grouped("\u00a0", 1, ","), [round(v, 1) for v in LARGE]),
    "blank thousands": numbered(grouped(" ", 2), LARGE),
    "Indian": numbered(
        lambda v: f"{int(v) // 100000},{int(v) // 1000 % 100:02},{int(v) % 1000:03}", MILLIONS
    ),
    "dollars": numbered(lambda v: f"${v:,.2f}", LARGE),
    "euros behind": numbered(lambda v: f"{german(2)(v)} €", LARGE),
    "per cent": numbered(lambda v: f"{v}%"),
    "brackets for losses": numbered(
        lambda v: f"({-v:.1f})" if v < 0 else f"{v:.1f}", [round(v - 22, 1) for v in VALUES[:40]]
    ),
    "minus behind": numbered(
        lambda v: f"{-v:.1f}-" if v < 0 else f"{v:.1f}", [round(v - 22, 1) for v in VALUES[:40]]
    ),
    "true minus": numbered(
        lambda v: f"{v:.1f}".replace("-", "−"), [round(v - 22, 1) for v in VALUES[:40]]
    ),
    "powers": numbered(lambda v: f"{v:.3E}", [float(f"{v:.3E}") for v in LARGE]),
    "powers, comma": numbered(
        lambda v: f"{v:.2E}".replace(".", ","), [float(f"{v:.2E}") for v in LARGE]
    ),
    "full-width digits": numbered(
        lambda v: f"{v:.2f}".translate({48 + i: 0xFF10 + i for i in range(10)} | {46: 0xFF0E})
    ),
    "two numbers in a cell": Case(
        lines(
            ("date", "v"), days(40), ["12 34" if i == 20 else v for i, v in enumerate(VALUES[:40])]
        ),
        **EDGES,
        values=[VALUES[19] if i == 20 else v for i, v in enumerate(VALUES[:40])],
        said="1 cell unreadable",
    ),
    "a decimal comma in a comma file": Case(
        pairs(40, VALUES[:40]), **EDGES, values=VALUES[:40], asks=("shape",)
    ),
    "a decimal comma in a comma file, told": Case(
        pairs(40, VALUES[:40]),
        **EDGES,
        values=[float(int(v)) for v in VALUES[:40]],
        asks=("shape",),
        answers={"shape": "as is"},
    ),
    "a decimal comma in a comma file, ragged": Case(
        pairs(40, [round(v) if i % 3 == 1 else v for i, v in enumerate(VALUES[:40])]).replace(
            ",00\n", "\n"
        ),
        **EDGES,
        values=[round(v) if i % 3 == 1 else v for i, v in enumerate(VALUES[:40])],
        asks=("shape",),
    ),
    "one comma late in the file": numbered(german(2), [float(v) for v in range(100, 900)] + LARGE),
    "only the last row shows it": numbered(
        lambda v: german(1 if v == 2500.5 else 0)(v),
        [float(v) for v in range(1100, 2400, 7)] + [2500.5],
    ),
    "comma and point in two columns": Case(
        lines(
            ("date", "a", "b"),
            days(40),
            [f"{v:.2f}".replace(".", ",") for v in VALUES[:40]],
            [f"{v:.2f}" for v in VALUES[40:80]],
            delimiter=";",
        ),
        **EDGES,
        values=VALUES[:40],
        asks=("decimal_mark",),
    ),
    "missing as -999": numbered(
        plain,
        [*VALUES[:10], -999.0, *VALUES[11:25], -999.0, *VALUES[26:40]],
        ("missing_mark",),
        answers={"missing_mark": None},
    ),
    "missing as -99.99": Case(
        lines(
            ("date", "v"),
            days(40),
            [-99.99 if i in (10, 25) else v for i, v in enumerate(VALUES[:40])],
        ),
        **EDGES,
        values=[VALUES[i - 1] if i in (10, 25) else v for i, v in enumerate(VALUES[:40])],
        asks=("missing_mark",),
    ),
    "words for missing": Case(
        lines(
            ("date", "v"), days(40), ["k. A." if i == 10 else v for i, v in enumerate(VALUES[:40])]
        ),
        **EDGES,
        values=[VALUES[9] if i == 10 else v for i, v in enumerate(VALUES[:40])],
        said="1 cell unreadable",
    ),
    "a letter behind some numbers": Case(
        lines(
            ("date", "v"), days(40), [f"{v}p" if i > 37 else v for i, v in enumerate(VALUES[:40])]
        ),
        "2015-01-05",
        "2015-02-11",
        values=VALUES[:38],
        said="2 cells unreadable",
    ),
}
