"""Print the tables and write them: python -m benchmarks."""

import argparse
from dataclasses import replace
from pathlib import Path

from benchmarks import growth, headline, peers, report
from benchmarks.headline import Row
from benchmarks.profile import profile
from benchmarks.workload import Workload

OUT = Path(__file__).parent / "results"


def main(arguments: list[str] | None = None) -> None:
    """Measure everything that was asked for."""
    asked = _parser().parse_args(arguments)
    tables = _tables(asked.quick, asked.repeats, asked.peers)
    facts = report.machine()
    print(report.markdown(facts, tables))
    for path in report.write(asked.out, facts, tables):
        print(f"written to {path}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="only prove that all of it runs")
    parser.add_argument("--repeats", type=int, default=5, help="medians are taken over these")
    parser.add_argument("--out", type=Path, default=OUT, help="folder for the results")
    parser.add_argument("--peers", type=Path, help="python of the peers' environment")
    return parser


def _tables(quick: bool, repeats: int, python: Path | None) -> dict[str, list[Row]]:
    setting = Workload(seeds=2, epochs=2, hidden=8) if quick else Workload()
    short = replace(setting, epochs=1 if quick else 10, seeds=1)
    repeats = 1 if quick else repeats
    tables = {
        "Against the articles' loop, once per cell and seed": headline.against_the_articles(
            setting, repeats
        ),
        "Each cell": headline.each_cell(replace(setting, epochs=short.epochs * 2), repeats),
        "Rollouts, 50 steps": headline.rollouts(setting, repeats),
    }
    if python:
        title = "Against other libraries, same hidden size, batch, epochs, optimizer"
        updates, times = (12, 1) if quick else (600, max(1, repeats // 2))
        ours = _our_milliseconds(tables)
        tables[title] = peers.peers(python, setting, ours, updates, times)
    tables["Growth, one setting changed at a time, 1 seed if nothing else is said"] = growth.growth(
        short, repeats, quick
    )
    tables["Memory of a process"] = growth.memory(quick)
    tables["Where the time of an update goes, one core"] = profile(setting, repeats)
    return tables


def _our_milliseconds(tables: dict[str, list[Row]]) -> dict[str, float]:
    first, cells, *_ = tables.values()
    alone = {str(row["cell"]): float(str(row["ours, ms per update and member"])) for row in cells}
    return {**alone, "all": float(str(first[0]["ours, ms per update of 3 cells"]))}


if __name__ == "__main__":
    main()
