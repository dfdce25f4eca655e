"""Tables whose times are the trouble."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from tests.importing.messy import VALUES, Case, clocks, dated, days, lines, months, written

GERMAN = ["Mo", "Di", "Mi", "Do", "Fr", "Sa", "So"]
GERMAN_MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
FRENCH_MONTHS = "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc."
SPANISH_MONTHS = "ene feb mar abr may jun jul ago sep oct nov dic"


def in_words(names, form):
    return lambda day: form.format(d=day.day, m=names.split()[day.month - 1], y=day.year)


FORMS = [
    *("%Y-%m-%d", "%Y%m%d", "%d.%m.%Y", "%d/%m/%Y", "%m/%d/%Y", "%Y/%m/%d", "%Y.%m.%d", "%d-%m-%Y"),
    *("%m-%d-%Y", "%d %b %Y", "%d-%b-%Y", "%b %d, %Y", "%B %d, %Y", "%d %B %Y", "%Y-%b-%d"),
    *(
        "%Y年%m月%d日",
        "{y}年{m}月{d}日",
        "{d}.{m}.{y}",
        "{m}/{d}/{y}",
        "%a %d.%m.%Y",
        "%A, %B %d, %Y",
    ),
    *(
        "%a, %d %b %Y",
        "%d.%m.%Y.",
        "%Y年%m月%d日(%a)",
        "%Y. %m. %d.",
        "%a %b %d %Y",
        "%Y%j",
        "%Y-%j",
    ),
    *("%d%b%Y", "{y}/{m}/{d}", "{y}-{m}-{d}"),
]
CLOCKS = [
    *("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S", "%d/%m/%Y %H:%M", "%m/%d/%Y %I:%M %p", "%Y%m%d%H%M"),
    *("%d.%m.%Y %H:%M:%S", "%Y-%m-%d %H:%M:%S.%f", "%d.%m.%Y, %H:%M", "%Y-%m-%d-%H:%M"),
    *("%Y年%m月%d日 %H時%M分", "%Y年%m月%d日 %H:%M", "%d.%m.%Y %H:%M Uhr", "%a %d.%m.%Y %H:%M"),
    *(
        "%d/%b/%Y:%H:%M:%S",
        "%Y-%m-%d %H.%M",
        "%Y%m%dT%H%M%S",
        "%Y/%m/%d %H:%M:%S",
        "%m/%d/%Y %H:%M:%S",
    ),
    *("%Y-%m-%d %H:%M:%S UTC", "%Y-%m-%dT%H:%MZ", "%a %b %d %H:%M:%S %Y"),
]
MONTHLY = [
    *("%Y-%m", "%Y/%m", "%m/%Y", "%m.%Y", "%b %Y", "%B %Y", "%b-%Y", "%Y-%b", "%Y %b", "%Y%m"),
    *("%YM%m", "%Y年%m月", "{y}年{m}月", "{m}/{y}", "%YM{m}".replace("%Y", "{y}")),
]

WORDS = {
    "weekday in German": lambda day: f"{GERMAN[day.weekday()]} {day:%d.%m.%Y}",
    "weekday in German, comma": lambda day: f"{GERMAN[day.weekday()]}, {day:%d.%m.%Y}",
    "month in German": in_words(GERMAN_MONTHS, "{d}. {m} {y}"),
    "month in French": in_words(FRENCH_MONTHS, "{d} {m} {y}"),
    "month in Spanish": in_words(SPANISH_MONTHS, "{d}-{m}-{y}"),
    "ordinal": lambda day: f"{day:%B} {day.day}th, {day.year}",
    "Japanese weekday": lambda day: (
        f"{day:%Y}年{day.month}月{day.day}日（{'月火水木金土日'[day.weekday()]}）"
    ),
    "Spanish de": in_words(SPANISH_MONTHS, "{d} de {m} de {y}"),
}


def zoned(place, moments, form="%Y-%m-%dT%H:%M:%S", colon=True):
    """Local times with their offset, which changes with the summer."""
    found = []
    for one in moments:
        local = one.replace(tzinfo=ZoneInfo(place))
        offset = local.strftime("%z")
        found.append(local.strftime(form) + (f"{offset[:3]}:{offset[3:]}" if colon else offset))
    return found


def at(column, first, last, asks=(), *, values=None, name="time", **more):
    """Times as they stand beside VALUES."""
    values = VALUES[: len(column)] if values is None else values
    text = lines((name, "v"), column, VALUES[: len(column)], delimiter=";")
    return Case(text, first, last, values, asks, **more)


def hours_of(place, count, first="2015-03-28T00:00+00:00"):
    """Every hour, with the offset that it has in a place."""
    start = datetime.fromisoformat(first)
    local = [(start + timedelta(hours=i)).astimezone(ZoneInfo(place)) for i in range(count)]
    return [one.isoformat() for one in local]


MIDNIGHTS = [datetime(2015, 1, 1) + timedelta(days=i) for i in range(400)]
MONTH_STARTS = [datetime(one.year, one.month, 1) for one in months(36)]
MINUTES = clocks(17_280, "2015-01-03", 1)
LONG = [VALUES[i % 2000] for i in range(17_280)]
ZONED = {
    f"midnight in {place}": at(zoned(place, MIDNIGHTS), "2015-01-01", "2016-02-04")
    for place in ("Europe/London", "Europe/Lisbon", "Europe/Berlin", "America/New_York")
}
ZONED |= {
    f"months in {place}": at(zoned(place, MONTH_STARTS, colon=False), "2015-01-01", "2017-12-01")
    for place in ("Europe/Berlin", "Europe/London", "Asia/Tokyo", "America/Santiago")
}
ZONED |= {
    "hours in Berlin": at(
        hours_of("Europe/Berlin", 96), "2015-03-28", "2015-03-31T23:00", ("date_format",)
    ),
    "hours in Tokyo": at(hours_of("Asia/Tokyo", 48), "2015-03-28T09:00", "2015-03-30T08:00"),
    "one offset": at([f"{day}T00:00:00+02:00" for day in days(30)], "2015-01-05", "2015-02-03"),
    "UTC": at([f"{one.isoformat()}Z" for one in clocks(40)], "2015-01-05", "2015-01-06T15:00"),
}

SMALL_DAYS = [datetime(2015, 1, day) for day in range(1, 13)]


def order(form, moments, asks, reading, **more):
    """Times in one order, and the first and last that come out."""
    return at(written(moments, form), *reading, asks, **more)


ORDER = {
    "minutes, month first, days up to 12 before row 2,000": Case(
        lines(("time", "v"), written(MINUTES, "%m/%d/%Y %H:%M:%S"), LONG, delimiter=";"),
        "2015-01-03",
        "2015-01-14T23:59",
        LONG,
    ),
    "minutes, day first": Case(
        lines(("time", "v"), written(MINUTES, "%d/%m/%Y %H:%M:%S"), LONG, delimiter=";"),
        "2015-01-03",
        "2015-01-14T23:59",
        LONG,
    ),
    "twelve days or months": order("%m/%d/%Y", SMALL_DAYS, ("date_format",), (None, None)),
    "twelve days, told": order(
        "%m/%d/%Y",
        SMALL_DAYS,
        ("date_format",),
        ("2015-01-01", "2015-01-12"),
        answers={"date_format": "%m/%d/%Y"},
    ),
    "twelve months, told": order(
        "%m/%d/%Y",
        SMALL_DAYS,
        ("date_format",),
        ("2015-01-01", "2015-12-01"),
        answers={"date_format": "%d/%m/%Y"},
    ),
    "months, day first": order("%d/%m/%Y", months(60), (), ("2015-01-01", "2019-12-01")),
    "months, month first": order("%m/%d/%Y", months(60), (), ("2015-01-01", "2019-12-01")),
    "hours of some days below 12": order(
        "%d/%m/%Y %H:%M", clocks(240, "2015-03-01"), (), ("2015-03-01", "2015-03-10T23:00")
    ),
    "the 13th stands last": order(
        "%m/%d/%Y", days(13, "2015-03-01"), (), ("2015-03-01", "2015-03-13")
    ),
    "the 13th stands last, day first": order(
        "%d/%m/%Y", days(13, "2015-03-01"), (), ("2015-03-01", "2015-03-13")
    ),
    "both orders in one file": at(
        ["13/01/2015", "14/01/2015", "15/01/2015", "01/16/2015", "01/17/2015", "01/18/2015"],
        None,
        None,
        ("rows",),
    ),
    "dashes, days below 12": order("%d-%m-%Y", SMALL_DAYS, ("date_format",), (None, None)),
    "points are day first": order("%d.%m.%Y", SMALL_DAYS, (), ("2015-01-01", "2015-01-12")),
    "newest first": at(
        written(days(40)[::-1], "%Y-%m-%d"),
        "2015-01-05",
        "2015-02-13",
        values=VALUES[:40][::-1],
        said="newest first",
    ),
    "newest first, Japanese": at(
        written(days(40)[::-1], "{y}年{m}月{d}日"),
        "2015-01-05",
        "2015-02-13",
        values=VALUES[:40][::-1],
    ),
    "newest first, weekdays": at(
        [WORDS["weekday in German"](day) for day in days(40)[::-1]],
        "2015-01-05",
        "2015-02-13",
        values=VALUES[:40][::-1],
    ),
    "unread": at([f"{day:%d}~{day:%m}~{day:%Y}" for day in days(40)], 0.0, 39.0, ("rows",)),
    "unread and turned round": at(
        [f"{day:%d}~{day:%m}~{day:%Y}" for day in days(40)[::-1]],
        0.0,
        39.0,
        ("rows",),
        values=VALUES[:40][::-1],
        answers={"rows": "reversed"},
    ),
}

CENTURY = {
    "two digits, 2015": order("%d.%m.%y", days(40), ("century",), ("2015-01-05", "2015-02-13")),
    "two digits, told 1915": order(
        "%d.%m.%y", days(40), ("century",), ("1915-01-05", "1915-02-13"), answers={"century": 1900}
    ),
    "two digits, the fifties": order(
        "%m/%d/%y", days(40, "1955-01-05"), ("century",), ("1955-01-05", "1955-02-13")
    ),
    "two digits, over 1968": order(
        "%d.%m.%y", months(60, 1966), ("century",), ("1966-01-01", "1970-12-01")
    ),
    "two digits, over 2000": order("%d.%m.%y", months(60, 1998), (), ("1998-01-01", "2002-12-01")),
    "two digits in months": order(
        "%b-%y", months(36, 2013), ("century",), ("2013-01-01", "2015-12-01")
    ),
}


def finer(step, count=30):
    start = datetime(2015, 1, 5)
    return [start + i * step for i in range(count)]


TENTHS = finer(timedelta(milliseconds=100))
FINE = {
    "10 Hz": at(written(TENTHS, "%Y-%m-%d %H:%M:%S.%f"), "2015-01-05", "2015-01-05T00:00:02.900"),
    "milliseconds": at(
        written(finer(timedelta(milliseconds=1)), "%Y-%m-%d %H:%M:%S.%f"),
        "2015-01-05",
        "2015-01-05T00:00:00.029",
    ),
    "microseconds": at(
        written(finer(timedelta(microseconds=100)), "%Y-%m-%d %H:%M:%S.%f"),
        None,
        None,
        refused="finer than a millisecond",
    ),
    "microseconds since 1970": at(
        [1_420_416_000_000_000 + 100 * i for i in range(30)],
        None,
        None,
        refused="finer than a milli",
    ),
    "decimal years": at(
        [f"{2015 + i / 12:.4f}" for i in range(48)], 2015.0, 2018.9167, name="year"
    ),
    "decimal years of weeks": at(
        [f"{2015 + i / 52:.6f}" for i in range(99)], 2015.0, None, name="year"
    ),
    "Julian days": at([f"{2457023.5 + i}" for i in range(40)], 2457023.5, 2457062.5, name="JD"),
    "YYYYDDD": at([f"{day:%Y%j}" for day in days(40)], "2015-01-05", "2015-02-13", name="date"),
    "sample numbers": at([1_000_000 + i for i in range(40)], 1e6, 1e6 + 39, name="sample"),
    "seconds as numbers": at([f"{i / 10:.1f}" for i in range(40)], 0.0, 3.9),
    "seconds since 1970": at(
        [1_420_416_000 + 3600 * i for i in range(40)], "2015-01-05", "2015-01-06T15:00"
    ),
    "seconds since 1970 with decimals": at(
        [f"{1_420_416_000 + i / 10:.1f}" for i in range(40)],
        "2015-01-05",
        "2015-01-05T00:00:03.900",
    ),
    "days of Excel": at(
        [42009 + i for i in range(40)], "2015-01-05", "2015-02-13", ("date_format",), name="date"
    ),
}


def split(names, *columns, first, last, asks=(), count=None, **more):
    """A time in several columns."""
    count = len(columns[0]) if count is None else count
    text = lines((*names, "value"), *columns, VALUES[:count], delimiter=";")
    return Case(text, first, last, VALUES[:count], asks, variables=("value",), **more)


H = clocks(240)
D = days(400)
M = months(60)
HOURS = {"first": "2015-01-05", "last": "2015-01-14T23:00"}
SPLIT = {
    "Date;Time": split(("Date", "Time"), written(H, "%d.%m.%Y"), written(H, "%H:%M"), **HOURS),
    "Date;Time with seconds": split(
        ("Date", "Time"), written(H, "%Y-%m-%d"), written(H, "%H:%M:%S"), **HOURS
    ),
    "Date;Time in the afternoon": split(
        ("Date", "Time"), written(H, "%m/%d/%Y"), written(H, "%I:%M %p"), **HOURS
    ),
    "Date;Time as 2300": split(("Date", "Time"), written(H, "%Y%m%d"), written(H, "%H%M"), **HOURS),
    "Datum;Uhrzeit": split(
        ("Datum", "Uhrzeit"), written(H, "%d.%m.%Y"), written(H, "%H:%M"), **HOURS
    ),
    "date;hour": split(("date", "hour"), written(H, "%Y-%m-%d"), [one.hour for one in H], **HOURS),
    "date;hr as in bikes": split(
        ("dteday", "hr"), written(H, "%Y-%m-%d"), [one.hour for one in H], **HOURS
    ),
    "Time;Date": split(("Time", "Date"), written(H, "%H:%M"), written(H, "%d.%m.%Y"), **HOURS),
    "hours 1 to 24": split(
        ("date", "hour"),
        written(H, "%Y-%m-%d"),
        [one.hour + 1 for one in H],
        first="2015-01-05T01:00",
        last="2015-01-15",
    ),
    "year,month": split(
        ("year", "month"),
        [d.year for d in M],
        [d.month for d in M],
        first="2015-01-01",
        last="2019-12-01",
    ),
    "Jahr;Monat": split(
        ("Jahr", "Monat"),
        [d.year for d in M],
        [d.month for d in M],
        first="2015-01-01",
        last="2019-12-01",
    ),
    "year,month in words": split(
        ("Year", "Month"),
        [d.year for d in M],
        written(M, "%b"),
        first="2015-01-01",
        last="2019-12-01",
    ),
    "year,month,day": split(
        ("year", "month", "day"),
        [d.year for d in D],
        [d.month for d in D],
        [d.day for d in D],
        first="2015-01-05",
        last="2016-02-08",
    ),
    "day,month,year": split(
        ("DD", "MM", "YYYY"),
        [d.day for d in D],
        [d.month for d in D],
        [d.year for d in D],
        first="2015-01-05",
        last="2016-02-08",
    ),
    "year,month,day,hour": split(
        ("year", "month", "day", "hour"),
        *[[getattr(t, part) for t in H] for part in ("year", "month", "day", "hour")],
        **HOURS,
    ),
    "buoy": split(
        ("YY", "MM", "DD", "hh", "mm"),
        *[
            [f"{getattr(t, part):02}" for t in H]
            for part in ("year", "month", "day", "hour", "minute")
        ],
        **HOURS,
    ),
    "year,quarter": split(
        ("year", "quarter"),
        [2000 + i // 4 for i in range(40)],
        [i % 4 + 1 for i in range(40)],
        first="2000-01-01",
        last="2009-10-01",
    ),
    "year,Q1": split(
        ("Year", "Quarter"),
        [2000 + i // 4 for i in range(40)],
        [f"Q{i % 4 + 1}" for i in range(40)],
        first="2000-01-01",
        last="2009-10-01",
    ),
    "year,week": split(
        ("year", "week"),
        [d.isocalendar()[0] for d in days(110, step=7)],
        [d.isocalendar()[1] for d in days(110, step=7)],
        first="2015-01-05",
        last="2017-02-06",
    ),
    "year,doy": split(
        ("year", "doy"),
        [d.year for d in D],
        [d.timetuple().tm_yday for d in D],
        first="2015-01-05",
        last="2016-02-08",
    ),
    "month,year": split(
        ("month", "year"),
        [d.month for d in M],
        [d.year for d in M],
        first="2015-01-01",
        last="2019-12-01",
    ),
    "13th month is the year": Case(
        lines(
            ("year", "month", "value"),
            [2000 + i // 13 for i in range(65)],
            [i % 13 + 1 for i in range(65)],
            [VALUES[i // 13 * 12 + i % 13] if i % 13 < 12 else 999 for i in range(65)],
        ),
        "2000-01-01",
        "2004-12-01",
        VALUES[:60],
        said="without a time",
    ),
}

TIMES = {f"date {form}": dated(form) for form in FORMS}
TIMES |= {f"time {form}": dated(form, clocks(400)) for form in CLOCKS}
TIMES |= {f"month {form}": dated(form, months(48)) for form in MONTHLY}
TIMES |= {name: dated(write) for name, write in WORDS.items()}
TIMES |= ZONED | ORDER | CENTURY | FINE | SPLIT
