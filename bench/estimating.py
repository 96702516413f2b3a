"""The same estimates in this package, in Python's `svy` and in R's `survey`: seconds, megabytes and their ratios.

36 strata with finite population correction, unequal weights, the share satisfied by 12 sectors with standard error and
interval, raking to three margins, the raked share overall and by sector; from a Parquet file (R: from a data frame as R
reads it fastest). Whole processes are measured, imports and reading included. It all takes about 15 minutes and 5 GB.
"""

from __future__ import annotations

import argparse
import os
import tempfile
from dataclasses import replace
from pathlib import Path

from estimating import programs
from estimating.comparing import Figures, largest_differences, read_figures, too_far
from estimating.measuring import Failed, Spent, best, free_memory, run
from estimating.page import Line, write_page
from estimating.programs import HERE, Missing, Program

RATIOS = {"svy": 10, "R survey": 50}
"""How many times more CPU than ours each is to take."""
PEAK, CELLS, IMPORT = 400, 2.0, 60
"""Megabytes from rows, seconds from cells, milliseconds of `import analysis` beyond `import numpy`."""
MANY = 1_000_000
"""Fewer answers cost little more than the imports: no ratio is wanted of them."""
IMPORTS = ("import numpy", "import analysis", "from analysis import SurveyDesign, by_domain, proportion, rake")
IMPORT_RUNS = 15
WARM = 20_000
"""Answers of the first run of each program, which is not measured: it compiles modules and fills the file cache."""


class Bench:
    """What was measured so far, and what missed its limit."""

    def __init__(self, arguments: argparse.Namespace, folder: Path) -> None:
        self.repeats: int = arguments.repeats
        self.folder = folder
        self.ours, self.others = find_programs(arguments)
        self.lines: list[Line] = []
        self.missed: list[str] = []

    def measure_rows(self, answers: int) -> None:
        """Measure every program on the same rows and print what they cost beside each other."""
        place = self.data("rows", answers)
        print(f"\n{answers:,} answers, from rows")
        ours, figures = self.measure(self.ours, place, answers)
        self.check("peak megabytes", ours.peak, PEAK)
        for program in self.others:
            needed = program.megabytes_a_million * answers / 1e6
            if needed > free_memory():
                print(f"  {program.name}: not measured, it takes about {needed:,.0f} MB and less is free")
                continue
            try:
                theirs, others = self.measure(program, place, answers)
            except Failed as failed:
                print(f"  {program.name}: not measured, it failed: {failed}")
                continue
            if self.same(figures, others):
                self.lines[-1] = replace(self.lines[-1], times_ours=theirs.cpu / ours.cpu)
                wanted = RATIOS[program.name] if answers >= MANY else 0
                self.check(f"{program.name} / ours, CPU", theirs.cpu / ours.cpu, wanted, at_least=True)

    def same(self, ours: Figures, others: Figures) -> bool:
        """Whether two programs computed the same; prints how near they are, or what differs."""
        try:
            largest = largest_differences(ours, others)
        except ValueError as different:
            far = [str(different)]
        else:
            print("  figures as ours within " + ", ".join(f"{found:.0e} ({kind})" for kind, found in largest.items()))
            far = too_far(largest)
        if far:
            self.missed.append(f"{others.program} computes other figures than ours: {', '.join(far)}")
            print(f"  no ratio: {self.missed[-1]}")
        return not far

    def measure_cells(self, answers: int) -> None:
        """Measure ours on the cells that so many answers leave."""
        print(f"\n{answers:,} answers, from cells")
        spent, _ = self.measure(self.ours, self.data("cells", answers), answers, "cells")
        self.check("seconds", max(spent.cpu, spent.wall), CELLS)

    def measure_imports(self) -> dict[str, float]:
        """Milliseconds of a process that does nothing but one import, the least of several."""
        python, environment = self.ours.command[0], self.ours.environment
        times: dict[str, list[float]] = {statement: [] for statement in IMPORTS}
        for _ in range(IMPORT_RUNS):
            for statement, found in times.items():
                found.append(1000 * run([python, "-c", statement], environment).wall)
        least = {statement: min(found) for statement, found in times.items()}
        print("\nA process that does nothing but one import")
        for statement, milliseconds in least.items():
            print(f"  {statement:<64} {milliseconds:5.0f} ms")
        self.check("milliseconds beyond numpy", least[IMPORTS[1]] - least[IMPORTS[0]], IMPORT)
        return least

    def measure(self, program: Program, place: Path, answers: int, source: str = "rows") -> tuple[Spent, Figures]:
        """Measure one program and print its line."""
        figures = place / f"{program.name}.csv"
        spent = best([*program.command, str(place), str(figures)], program.environment, self.repeats)
        found = read_figures(figures)
        self.lines.append(Line(answers, source, found.program, spent))
        print(f"  {found.program:<24}{spent.cpu:9.2f} s CPU {spent.wall:9.2f} s {spent.peak:8,.0f} MB")
        return spent, found

    def data(self, kind: str, answers: int) -> Path:
        """Make the data of one size, in the form each program reads fastest."""
        place = self.folder / f"{kind}-{answers}"
        place.mkdir(exist_ok=True)
        run([self.ours.command[0], str(HERE / "make_data.py"), kind, str(answers), str(place)], self.ours.environment)
        for program in self.others:
            if program.store and kind == "rows":
                run([*program.store, str(place)], program.environment)
        for column in place.glob("*.bin"):
            column.unlink()
        return place

    def warm_up(self) -> None:
        """Run every program once on few answers."""
        place = self.data("rows", WARM)
        for program in (self.ours, *self.others):
            run([*program.command, str(place), str(place / "figures")], program.environment)

    def check(self, what: str, found: float, limit: float, *, at_least: bool = False) -> None:
        """Print a figure beside what is wanted and remember a miss."""
        fine = found >= limit if at_least else found <= limit
        wanted = f"{'at least' if at_least else 'at most'} {limit:g}"
        print(f"  {what}: {found:.3g}" + (f" (wanted {wanted}{'' if fine else ': missed'})" if limit else ""))
        if not fine:
            self.missed.append(f"{what} {found:.3g}, wanted {wanted}")


def main() -> None:
    """Measure, compare, print; fail where a limit is missed or figures differ."""
    arguments = read_arguments()
    with tempfile.TemporaryDirectory() as folder:
        try:
            bench = Bench(arguments, Path(folder))
            bench.warm_up()
        except Missing as missing:
            print(f"not measured: {missing}")
            return
        except Failed as failed:
            raise SystemExit(f"a program failed on {WARM:,} answers: {failed}") from None
        for answers in arguments.rows:
            bench.measure_rows(answers)
        bench.measure_cells(arguments.cells)
        imports = bench.measure_imports()
    if arguments.write:
        write_page(bench.lines, imports, arguments.write)
    if bench.missed:
        raise SystemExit("missed: " + "; ".join(bench.missed))


def read_arguments() -> argparse.Namespace:
    """What the command line asks for; what belongs to another bench is left alone."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, nargs="*", default=[1_000_000, 5_000_000])
    arguments.add_argument("--cells", type=int, default=100_000_000, help="answers behind the cells")
    arguments.add_argument("--repeats", type=int, default=3, help="runs of each program, of which the best counts")
    arguments.add_argument("--only", nargs="*", choices=["svy", "R"], default=["svy", "R"], help="beside ours")
    arguments.add_argument("--svy-python", type=Path, help="an interpreter that has svy, instead of a new environment")
    arguments.add_argument("--cache", type=Path, default=programs.CACHE, help="where svy and DuckDB are installed")
    arguments.add_argument("--write", type=Path, nargs="?", const=programs.PAGE, help="write the figures into the docs")
    return arguments.parse_known_args()[0]


def find_programs(arguments: argparse.Namespace) -> tuple[Program, list[Program]]:
    """Ours and the others that can run here; say what each that cannot would need."""
    ours, others = programs.ours(arguments.cache), []
    ways = {"svy": lambda: programs.with_svy(arguments.cache, arguments.svy_python), "R": programs.with_survey}
    for name in arguments.only:
        try:
            others.append(ways[name]())
        except Missing as missing:
            print(f"{name}: not measured: {missing}")
    print(f"Side by side: {', '.join(program.name for program in (ours, *others))}; {os.cpu_count()} processors")
    return ours, others


if __name__ == "__main__":
    main()
