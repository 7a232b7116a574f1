"""polars, lazily, from the pair of CSV files; POLARS_MAX_THREADS=1 keeps it on one thread.

usage: with_polars.py CASES.csv EVENTS.csv AS-OF WORKING-DAYS.txt OUTPUT.ndjson

polars knows weekends and holidays, but no weekend day that is worked: every day is a weekday, and every day that is not
worked a holiday.
"""

import sys
from datetime import date, datetime, timedelta

import polars as pl
from polars import col, lit


def days_off(path):
    with open(path) as lines:
        working = set(map(date.fromisoformat, lines.read().split()))
    first, last = min(working), max(working)
    return [day for day in (first + timedelta(n) for n in range((last - first).days)) if day not in working]


def happened(events, types, *columns):
    """The events of these types, their times on the clock of +08:00."""
    return events.filter(col("type").is_in(types)).select(
        "record", "event", *columns, at=col("at").str.head(19).str.to_datetime("%Y-%m-%dT%H:%M:%S", time_unit="ms")
    )


def obligation(rule, triggers, acts, as_of):
    """Triggers with `to`, `due` and `exclusive`; acts with `to`, done by the bearer or nobody knows whom."""
    done = triggers.join(
        acts.select("record", "to", done_by="event", done_at="at"), on=["record", "to"], maintain_order="left_right"
    ).filter(col("done_at") >= col("at"))
    first = done.unique(["record", "event", "to"], keep="first", maintain_order=True)
    ended = pl.coalesce("done_at", lit(as_of))
    return (
        triggers.join(first.select("record", "event", "to", "done_by", "done_at"), on=["record", "event", "to"], how="left")
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


def query(cases, events, as_of, off):
    scope = pl.scan_csv(cases).filter(col("party_member") | col("public_official")).select("record")
    events = pl.scan_csv(events, infer_schema=False).filter(col("at") <= as_of)
    as_of = datetime.fromisoformat(as_of).replace(tzinfo=None)
    by_police = events.filter(col("by").fill_null("police") == "police")

    def working_day_after(days):
        return col("at").dt.date().dt.add_business_days(days, week_mask=(True,) * 7, holidays=off, roll="backward")

    def acts(act):
        return happened(by_police, [act], "to").with_columns(col("to").str.split(";")).explode("to")

    hour = col("at").dt.hour()
    next_day = col("at").dt.truncate("1d") + pl.duration(days=1)
    caught = happened(events, ["caught"]).with_columns(
        due=pl.when(hour >= 21)
        .then(working_day_after(1).cast(pl.Datetime("ms")) + pl.duration(hours=9))
        .when(hour >= 19)
        .then(next_day)
        .otherwise(col("at") + pl.duration(hours=5)),
        exclusive=(hour >= 19) & (hour < 21),
    )
    caught = pl.concat([caught.with_columns(to=lit(to)) for to in ("org_dept", "hr_bureau")])
    completed = (
        happened(events, ["identity_completed"])
        .join(scope, on="record", how="semi")
        .with_columns(
            due=working_day_after(2).cast(pl.Datetime("ms")) + pl.duration(days=1), exclusive=lit(True), to=lit("discipline")
        )
    )
    fields = ["political_status", "work_unit"]
    replies = (
        events.filter(
            col("type").is_in(["oral_feedback", "written_reply"])
            & pl.any_horizontal(col(field).fill_null("") == "" for field in fields)
        )
        .join(scope, on="record", how="semi")
        .select(
            "record",
            rule=lit("XZ-09"),
            on="event",
            status=lit("violated"),
            missing=pl.concat_list(
                pl.when(col(field).fill_null("") == "").then(lit(field)) for field in fields
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
    query(cases, events, as_of, days_off(working_days)).collect().write_ndjson(output)


if __name__ == "__main__":
    main(*sys.argv[1:])
