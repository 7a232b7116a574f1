"""polars, lazily, from the pair of CSV files; POLARS_MAX_THREADS=1 keeps it on one thread.

usage: with_polars.py CASES.csv EVENTS.csv AS-OF WORKING-DAYS.txt OUTPUT.ndjson

polars knows weekends and holidays (dt.add_business_days), but no weekend day that is worked; with every day a weekday and
1,600 holidays it takes 8 µs a date. A table of days, joined by date, gives the same in less.
"""

import sys
from bisect import bisect_right
from datetime import date, datetime, timedelta

import polars as pl
from polars import col, lit

TYPES = [
    "caught",
    "persons_notified",
    "identity_completed",
    "evidence_transferred",
    "oral_feedback",
    "written_reply",
]
FIELDS = ["political_status", "work_unit"]


def calendar(path):
    """Each day with the midnights of the first and the second working day after it."""
    with open(path) as lines:
        working = sorted(map(date.fromisoformat, lines.read().split()))
    days = [working[0] + timedelta(n) for n in range((working[-2] - working[0]).days)]
    places = [bisect_right(working, day) for day in days]
    table = {"day": days, "next": [working[place] for place in places], "second": [working[place + 1] for place in places]}
    return pl.LazyFrame(table).with_columns(col("next", "second").cast(pl.Datetime("ms")))


def happened(events, types, *columns):
    """The events of these types, their times on the clock of +08:00."""
    return events.filter(col("type").is_in(types)).select(
        "record", "event", *columns, at=col("at").str.head(19).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="ms")
    )


def obligation(rule, triggers, acts, as_of):
    """Triggers with `to`, `due` and `exclusive`; acts with `to`, done by the bearer or nobody knows whom."""
    first = (
        triggers.select("record", "event", "at", "to")
        .join(acts.select("record", "to", done_by="event", done_at="at"), on=["record", "to"])
        .filter(col("done_at") >= col("at"))
        .group_by("record", "event", "to")
        .agg(col("done_at", "done_by").sort_by("done_at").first())
    )
    ended = pl.coalesce("done_at", lit(as_of))
    return (
        triggers.join(first, on=["record", "event", "to"], how="left")
        .filter((ended > col("due")) | (col("exclusive") & (ended == col("due"))))
        .select(
            "record",
            lit(rule).alias("rule"),
            "to",
            "done_by",
            on="event",
            status=pl.when(col("done_by").is_null()).then(lit("overdue")).otherwise(lit("late")),
            due=col("due").dt.strftime("%Y-%m-%dT%H:%M:%S+08:00"),
            due_exclusive="exclusive",
            late_s=(ended - col("due")).dt.total_seconds(),
        )
    )


def query(cases, events, as_of, days):
    scope = pl.scan_csv(cases).filter(col("party_member") | col("public_official")).select("record")
    # read once: without this every use below reads the file again
    events = (
        pl.scan_csv(events, infer_schema=False)
        .filter((col("at") <= as_of) & col("type").is_in(TYPES))
        .select("record", "event", "type", "at", "by", "to", *FIELDS)
        .collect()
        .lazy()
    )
    as_of = datetime.fromisoformat(as_of).replace(tzinfo=None)
    by_police = events.filter(col("by").fill_null("police") == "police")

    def acts(act):
        return happened(by_police, [act], "to").with_columns(col("to").str.split(";")).explode("to")

    def counted(types):
        day = col("at").dt.date()
        return happened(events, types).join(days, left_on=day, right_on="day", how="left")

    hour = col("at").dt.hour()
    caught = counted(["caught"]).with_columns(
        due=pl.when(hour >= 21)
        .then(col("next") + pl.duration(hours=9))
        .when(hour >= 19)
        .then(col("at").dt.truncate("1d") + pl.duration(days=1))
        .otherwise(col("at") + pl.duration(hours=5)),
        exclusive=(hour >= 19) & (hour < 21),
    )
    caught = pl.concat([caught.with_columns(to=lit(to)) for to in ("org_dept", "hr_bureau")])
    completed = (
        counted(["identity_completed"])
        .join(scope, on="record", how="semi")
        .with_columns(due=col("second") + pl.duration(days=1), exclusive=lit(True), to=lit("discipline"))
    )
    replies = (
        events.filter(
            col("type").is_in(["oral_feedback", "written_reply"])
            & pl.any_horizontal(col(field).fill_null("") == "" for field in FIELDS)
        )
        .join(scope, on="record", how="semi")
        .select(
            "record",
            rule=lit("XZ-09"),
            on="event",
            status=lit("violated"),
            missing=pl.concat_list(
                pl.when(col(field).fill_null("") == "").then(lit(field)) for field in FIELDS
            ).list.drop_nulls(),
        )
    )
    return pl.concat(
        [
            obligation("XZ-01", caught, acts("persons_notified"), as_of),
            obligation("XZ-04", completed, acts("evidence_transferred"), as_of),
            replies,
        ],
        how="diagonal",
    )


def main(cases, events, as_of, working_days, output):
    query(cases, events, as_of, calendar(working_days)).collect().write_ndjson(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
