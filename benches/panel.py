#!/usr/bin/env python3
"""A column a month for many people, and the same numbers as polku's made with polars.

    python3 benches/panel.py make FOLDER [PEOPLE]     people.csv, panel.csv (72 months) and polku.toml
    python3 benches/panel.py count FOLDER             counts with polars, as CSV

Needs numpy and polars. Situations follow a Markov chain; everybody leaves on the first day of a month, so that the situation
n months later is that of the n-th column after the month of leaving.
"""

import sys
import time
from pathlib import Path

import polars as pl

WORDS = ["open_employment", "subsidised", "education", "workshop", "unemployed", "inactive"]
CLASSES = ["open", "supported", "education", "service", "unemployed", "outside"]
MONTHS = 72
FIRST = 2018
PROJECT = """[project]
title = "Panel"
data_until = 2023-12-31
[[table]]
file = "people.csv"
[[table]]
file = "panel.csv"
kind = "panel"
[windows]
exit = { from = 0, to = 0, pick = "nearest" }
"""


def make(folder: Path, people: int) -> None:
    import numpy as np

    folder.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng(7)
    stay = np.array([0.97, 0.9, 0.95, 0.88, 0.93, 0.96])
    state = rng.integers(0, len(WORDS), people).astype(np.uint8)
    names = [f"{FIRST + month // 12}-{month % 12 + 1:02}" for month in range(MONTHS)]
    ids = pl.Series("id", np.arange(people)).cast(pl.String)
    columns = [ids]
    for name in names:
        move = rng.random(people) > stay[state]
        state = np.where(move, rng.integers(0, len(WORDS), people), state).astype(np.uint8)
        columns.append(pl.Series(name, state).cast(pl.UInt32).replace_strict(range(len(WORDS)), WORDS))
    pl.DataFrame(columns).write_csv(folder / "panel.csv")
    start, length = rng.integers(14, 30, people), rng.integers(3, 12, people)
    day = lambda month: [f"{FIRST + m // 12}-{m % 12 + 1:02}-01" for m in month]
    pl.DataFrame([ids, pl.Series("start", day(start)), pl.Series("end", day(start + length))]).write_csv(
        folder / "people.csv"
    )
    (folder / "polku.toml").write_text(PROJECT)


def count(folder: Path) -> None:
    began = time.time()
    people = pl.read_csv(folder / "people.csv", schema_overrides={"id": pl.String}, try_parse_dates=True)
    months = [f"{FIRST + month // 12}-{month % 12 + 1:02}" for month in range(MONTHS)]
    words = pl.Enum(WORDS)
    panel = pl.read_csv(
        folder / "panel.csv", schema_overrides={"id": pl.String} | {name: words for name in months}
    ).with_columns(pl.col(months).to_physical())
    month = lambda day: (pl.col(day).dt.year().cast(pl.Int32) - FIRST) * 12 + pl.col(day).dt.month() - 1
    all_months = panel.join(people, on="id").select(
        month("start").alias("start"), month("end").alias("end"), pl.concat_list(months).alias("months")
    )
    out = []
    for moment, after in [("exit", 0), ("3m", 3), ("6m", 6), ("12m", 12), ("24m", 24)]:
        counts = all_months.select(pl.col("months").list.get(pl.col("end") + after).alias("at"))["at"].value_counts()
        for at, n in sorted(counts.iter_rows()):
            out.append(("status_distribution", "class_share", CLASSES[at], moment, n))
    year = all_months.select(pl.col("months").list.slice(pl.col("end"), 13))
    long = year.with_row_index().explode("months")
    in_class = long["months"].value_counts()
    for at, n in sorted(in_class.iter_rows()):
        out.append(("trajectory_12m", "months", CLASSES[at], "12m", n / year.height))
    pairs = long.with_columns(pl.col("months").shift(-1).over("index").alias("to")).drop_nulls()
    moves = pairs.group_by("months", "to").len().sort("months", "to")
    total = dict(pairs.group_by("months").len().iter_rows())
    for at, to, n in moves.iter_rows():
        out.append(("trajectory_12m", "rate", f"{CLASSES[at]}>{CLASSES[to]}", "12m", n / total[at]))
    spread = long.group_by("index", "months").len().with_columns((pl.col("len") / 13).alias("p"))
    entropy = spread.group_by("index").agg((-pl.col("p") * pl.col("p").log()).sum())["p"].mean() / pl.Series([7.0]).log()[0]
    out.append(("trajectory_12m", "mean_entropy", "", "12m", entropy))
    work = lambda place: pl.col("months").list.get(place) < 2
    before, after = (work(pl.col("start") - 12), work(pl.col("end") + 12))
    pair = all_months.select(before.alias("before"), after.alias("after"))
    out.append(("employed_before_after_12m", "share_before", "", "12m", pair["before"].mean()))
    out.append(("employed_before_after_12m", "share_after", "", "12m", pair["after"].mean()))
    for row in out:
        print(",".join(str(field) for field in row))
    print(f"{time.time() - began:.1f} s", file=sys.stderr)


if __name__ == "__main__":
    what, folder = sys.argv[1], Path(sys.argv[2])
    if what == "make":
        make(folder, int(sys.argv[3]) if len(sys.argv) > 3 else 1_000_000)
    else:
        count(folder)
