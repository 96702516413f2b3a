"""What a citizen's answer withstands: time to open, replays, lost connections, forged codes, crowds, watchers, races.

Each line is a target of the citizen's side, measured on a scratch installation that is served on this machine only.
Quick by default; `--full` takes the numbers the targets name. Exits with 1 where a target is missed.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from citizen import crowding, cutting, forging, racing, replaying, sizing, table, town, viewing, walking
from citizen.bare import bare_page
from citizen.serving import served, served_bare
from citizen.table import Figure, none_in

from survey_app.rotating import rotating_codes_of

VIEW_MILLISECONDS = 0.5
CPU_WANTED = f"under {VIEW_MILLISECONDS} ms of CPU"
SERVED_BATCHES = 4
MINUTE = 60
RACERS = 50


@dataclass(frozen=True, slots=True)
class Numbers:
    """How often everything is tried."""

    batches: int
    replays: int
    cuts: int
    late: int
    forged: int
    within: float
    each_score: int
    rounds: int


QUICK = Numbers(batches=40, replays=1_000, cuts=100, late=10, forged=3_000, within=15, each_score=20, rounds=10)
FULL = Numbers(batches=200, replays=10_000, cuts=500, late=50, forged=100_000, within=60, each_score=100, rounds=200)


def main() -> None:
    """Measure everything, print it, keep it if asked, fail on a miss."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--full", action="store_true", help="the numbers the targets name")
    arguments.add_argument("--parts", nargs="*", choices=list(PARTS), default=list(PARTS))
    arguments.add_argument("--write", action="store_true", help=f"write the table into {table.PAGE.name} of the docs")
    given, _for_other_benches = arguments.parse_known_args()
    numbers = FULL if given.full else QUICK
    print(f"{os.cpu_count()} processors, shared by server, client, browser and database", flush=True)
    figures = []
    for name in given.parts:
        for figure in PARTS[name](numbers):
            table.show(figure)
            figures.append(figure)
    if given.write:
        table.write(figures, is_whole=given.parts == list(PARTS))
    missed = [figure.what for figure in figures if figure.is_met is False]
    if missed:
        raise SystemExit("missed: " + "; ".join(missed))


def views(numbers: Numbers) -> Iterator[Figure]:
    """What a view of the poster's, the screen's and a ticket's page costs."""
    with town.scratch() as directory:
        settings = town.settle(directory)
        app, store = town.open_app(settings)
        now = app.extensions["sipas_clock"]()
        # the screen's code shall not change meanwhile
        app.extensions["sipas_clock"] = lambda: now
        screen = f"/d/{rotating_codes_of(settings.secret_key).address(town.TOKEN, now)}"
        ticket = f"/t/{town.codes(store, settings.secret_key, 1)[0]}"
        bare = viewing.in_process(bare_page(), "/", numbers.batches)
        for name, path in (("poster", town.HERE), ("screen", screen), ("ticket", ticket)):
            spent = viewing.in_process(app, path, numbers.batches)
            measured = f"{spent:.2f} ms; Flask's own part of any page {bare:.2f} ms"
            yield Figure(f"one view of the form, {name}", CPU_WANTED, measured, spent < VIEW_MILLISECONDS)
        store.engine.dispose()
        yield from _served_views(directory, ticket)


def _served_views(directory: Path, ticket: str) -> Iterator[Figure]:
    with served_bare(directory) as server:
        bare = viewing.in_server(server, "/", SERVED_BATCHES, keeps_line=True)
    with served(directory) as server:
        for name, path in (("poster", town.HERE), ("ticket", ticket)):
            kept, anew = (viewing.in_server(server, path, SERVED_BATCHES, keeps_line=keeps) for keeps in (True, False))
            measured = f"{kept:.2f} ms on one connection, {anew:.2f} ms on a new one each; two letters {bare:.2f} ms"
            yield Figure(f"the same, whole server process, {name}", CPU_WANTED, measured, kept < VIEW_MILLISECONDS)


def walks(_numbers: Numbers) -> Iterator[Figure]:
    """The whole form by taps."""
    with town.scratch() as directory:
        town.settle(directory)
        with served(directory) as server:
            walked = walking.walk(f"http://127.0.0.1:{server.phone.port}", town.HERE)
    wanted = f"under a minute, {walking.SECONDS_A_TAP:g} s a tap to read and choose, and thanked"
    if walked is None:
        yield Figure("the whole form by taps", wanted, "no Chromium here", None)
        return
    for one in walked:
        name = f"the whole form by taps, {one.size[0]}×{one.size[1]}, script {'on' if one.has_script else 'off'}"
        measured = f"{one.questions} questions, {one.taps} taps, {one.seconds:.1f} s in the browser"
        measured += f", {one.human_seconds:.0f} s for a person"
        yield Figure(name, wanted, measured, one.is_thanked and one.human_seconds < MINUTE)


def replays(numbers: Numbers) -> Iterator[Figure]:
    """Double taps, replays and reloads."""
    with town.installed() as (directory, _settings, store), served(directory) as server:
        found = replaying.replay(server.phone, store, requests=numbers.replays)
    measured = f"{none_in(found.requests)}" if found.is_fine else f"{found.not_once} forms, {found.odd_replies} replies"
    yield Figure("replays, double taps and reloads not kept once", "none", measured, found.is_fine)


def cuts(numbers: Numbers) -> Iterator[Figure]:
    """Connections that break off."""
    with town.installed() as (directory, _settings, store), served(directory, threads=8) as server:
        found = cutting.cut_off(server.phone, store, server.set_clock, number=numbers.cuts, late=numbers.late)
    name = f"{numbers.cuts} cut connections with pages aged 0–71 h and {numbers.late} older: lost, doubled, wrong day"
    measured = f"{found.lost} lost, {found.doubled} doubled, {found.wrong_day} of a wrong day, {found.altered} altered"
    measured += f"; {found.kept_at_the_cut} had been kept unheard"
    yield Figure(name, "none; older than 72 h labelled late", measured, found.is_fine)


def forgeries(numbers: Numbers) -> Iterator[Figure]:
    """Codes made up, foreign, expired and spent."""
    with town.scratch() as directory:
        app, store = town.open_app(town.settle(directory))
        found = forging.forge(app, store, number=numbers.forged)
        store.engine.dispose()
    measured = none_in(found.number) if found.is_fine else f"{found.taken} of {found.number:,}: {found.answered}"
    yield Figure(f"forged, foreign, expired or spent codes taken, {found.kinds} kinds", "none", measured, found.is_fine)


def crowds(numbers: Numbers) -> Iterator[Figure]:
    """300 phones behind one address."""
    with town.installed() as (directory, _settings, _store), served(directory) as server:
        found = crowding.crowd(server.phone.port, phones=300, within=numbers.within)
    times = "; ".join(
        f"{name} {_percentiles(spent)}" for name, spent in (("form", found.opening), ("answer", found.sending))
    )
    name = f"300 phones on one address in {numbers.within:g} s, each keeping its connection: refused"
    yield Figure(name, "none", f"{found.refused}; those served: {times}", not found.refused)


def _percentiles(spent: list[float]) -> str:
    p50, p99 = (1000 * crowding.percentile(spent, share) for share in (0.5, 0.99))
    return f"p50 {p50:.0f} ms, p99 {p99:.0f} ms"


def sizes(numbers: Numbers) -> Iterator[Figure]:
    """What lengths and addresses tell."""
    with town.installed() as (directory, _settings, _store), served(directory) as server:
        before = server.log.read_bytes()
        found = sizing.measure_sizes(server.phone, each=numbers.each_score)
        logged = len(server.log.read_bytes()) - len(before)
    name = f"5 scores × {numbers.each_score}: lengths that differ"
    lengths = [sorted(one) for one in (found.sent, found.kept, found.thanked)]
    measured = (
        f"sent {lengths[0]}, redirect {lengths[1]}, thanks {lengths[2]} bytes; shown again: {found.shown_again} differ"
    )
    yield Figure(name, "one length of each", measured, found.is_fine)
    yield Figure(
        "a score in an address or in the server's log",
        "none",
        f"{len(found.addresses)} addresses, {logged} bytes logged",
        not (found.addresses or logged),
    )


def races(numbers: Numbers) -> Iterator[Figure]:
    """Fifty at once on one ticket, over two processes."""
    with town.postgresql() as url:
        for engine, address in (("SQLite", ""), ("PostgreSQL", url)):
            name = f"{RACERS} threads over two processes × {numbers.rounds} rounds on one ticket, {engine}: not one row"
            if address is None:
                yield Figure(name, "none", "no initdb here", None)
                continue
            found = _race(address, numbers.rounds)
            measured = (
                none_in(found.rounds) if found.is_fine else f"{found.not_one} rounds, {found.odd_replies} replies"
            )
            yield Figure(name, "none", f"{measured}; replies {dict(sorted(found.replies.items()))}", found.is_fine)


def _race(url: str, rounds: int) -> racing.Raced:
    half = RACERS // 2
    with (
        town.installed(url) as (directory, settings, store),
        served(directory, url=url, threads=half) as one,
        served(directory, url=url, threads=half) as other,
    ):
        return racing.race([one.phone, other.phone], store, settings.secret_key, threads=RACERS, rounds=rounds)


PARTS = {
    "views": views,
    "walks": walks,
    "replays": replays,
    "cuts": cuts,
    "forgeries": forgeries,
    "crowds": crowds,
    "sizes": sizes,
    "races": races,
}


if __name__ == "__main__":
    main()
