"""Plain Python: one record after the other, as a loop over json.loads.

usage: plain.py (chinesecalendar | set) RECORDS.ndjson AS-OF [WORKING-DAYS.txt]
"""

import json
import sys
from datetime import date, datetime, time, timedelta

DAY = timedelta(days=1)


def working_days(calendar, path):
    """Whether a date is a working day: asked of the package each time, or of a set made once."""
    if calendar == "chinesecalendar":
        from chinese_calendar import is_workday

        return is_workday
    with open(path) as lines:
        return set(map(date.fromisoformat, lines.read().split())).__contains__


def after(day, count, is_working):
    while count:
        day += DAY
        count -= is_working(day)
    return day


def midnight(day, zone):
    return datetime.combine(day, time(), zone)


def notify_due(at, is_working):
    """Within 5 hours of the same day; from nine in the evening, until 9:00 of the next working day. And whether that instant is too late."""
    if at.hour >= 21:
        return midnight(after(at.date(), 1, is_working), at.tzinfo) + timedelta(hours=9), False
    if at.hour >= 19:
        return midnight(at.date() + DAY, at.tzinfo), True
    return at + timedelta(hours=5), False


def transfer_due(at, is_working):
    return midnight(after(at.date(), 2, is_working) + DAY, at.tzinfo), True


def obligation(rule, record, trigger, act, to, due, exclusive, as_of):
    """The violation, or None."""
    done = next(
        (
            event
            for event in record["events"]
            if event["type"] == act
            and trigger["when"] <= event["when"] <= as_of
            and event.get("by", "police") == "police"
            and to in event["to"]
        ),
        None,
    )
    ended = done["when"] if done else as_of
    if ended < due or (ended == due and not exclusive):
        return None
    return {
        "record": record["id"],
        "rule": rule,
        "on": trigger["id"],
        "to": to,
        "status": "late" if done else "overdue",
        "due": due.isoformat(),
        "due_exclusive": exclusive,
        "done_by": done and done["id"],
        "late_s": int((ended - due).total_seconds()),
    }


def judge(record, as_of, is_working):
    """Yields the violations of one record."""
    for event in record["events"]:
        event["when"] = datetime.fromisoformat(event["at"])
    subject = record["attributes"]["subject"]
    in_scope = subject.get("party_member") or subject.get("public_official")
    for event in record["events"]:
        if event["when"] > as_of:
            continue
        if event["type"] == "caught":
            due = notify_due(event["when"], is_working)
            for to in ("org_dept", "hr_bureau"):
                yield obligation("XZ-01", record, event, "persons_notified", to, *due, as_of)
        elif event["type"] == "identity_completed" and in_scope:
            due = transfer_due(event["when"], is_working)
            yield obligation("XZ-04", record, event, "evidence_transferred", "discipline", *due, as_of)
        elif event["type"] in ("oral_feedback", "written_reply") and in_scope:
            told = event.get("attributes", {})
            missing = [name for name in ("political_status", "work_unit") if not told.get(name)]
            if missing:
                yield {"record": record["id"], "rule": "XZ-09", "on": event["id"], "to": None, "status": "violated", "missing": missing}


def main(calendar, records, as_of, path=None):
    is_working = working_days(calendar, path)
    as_of = datetime.fromisoformat(as_of)
    with open(records, encoding="utf-8") as lines:
        for line in lines:
            for violation in judge(json.loads(line), as_of, is_working):
                if violation:
                    print(json.dumps(violation))


if __name__ == "__main__":
    main(*sys.argv[1:])
