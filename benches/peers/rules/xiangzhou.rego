# XZ-01, XZ-04 and XZ-09 in Rego. Input: a record as `generate --plain` writes it. Data: as_of and its nanoseconds;
# calendar.index, date -> how many working days there are up to it; calendar.days, the working days in order.
package xiangzhou

import rego.v1

hour := 3600000000000

violations contains violation if {
	some trigger in input.events
	trigger.type == "caught"
	trigger.at <= data.as_of
	due := notify_due(trigger.at)
	notices := acts("persons_notified", trigger)
	some to in ["org_dept", "hr_bureau"]
	violation := obligation("XZ-01", trigger, notices, to, due)
}

violations contains violation if {
	in_scope
	some trigger in input.events
	trigger.type == "identity_completed"
	trigger.at <= data.as_of
	due := {"ns": midnight(working_day_after(trigger.at, 2)) + (24 * hour), "grace": 0}
	violation := obligation("XZ-04", trigger, acts("evidence_transferred", trigger), "discipline", due)
}

violations contains violation if {
	in_scope
	some event in input.events
	event.type in {"oral_feedback", "written_reply"}
	event.at <= data.as_of
	missing := [field | some field in ["political_status", "work_unit"]; object.get(event, ["attributes", field], "") == ""]
	count(missing) > 0
	violation := {"record": input.id, "rule": "XZ-09", "on": event.id, "to": null, "status": "violated", "missing": missing}
}

in_scope if input.attributes.subject.party_member

in_scope if input.attributes.subject.public_official

# A due instant, and a grace of 1 ns where the instant itself is still in time. Within 5 hours of the same day; from nine
# in the evening, until 9:00 of the next working day.
notify_due(at) := {"ns": midnight(working_day_after(at, 1)) + (9 * hour), "grace": 1} if {
	substring(at, 11, 2) >= "21"
} else := {"ns": midnight(substring(at, 0, 10)) + (24 * hour), "grace": 0} if {
	substring(at, 11, 2) >= "19"
} else := {"ns": time.parse_rfc3339_ns(at) + (5 * hour), "grace": 1}

# What may discharge, in order; who did it is not always written down.
acts(type, trigger) := [event |
	some event in input.events
	event.type == type
	event.at >= trigger.at
	event.at <= data.as_of
	object.get(event, "by", "police") == "police"
]

# Undefined where nothing is wrong. What was done first counts; if nothing was, as-of stands for it.
obligation(rule, trigger, acts, to, due) := violation if {
	done := [event | some event in acts; to in event.to]
	end := array.concat(done, [{"id": null, "at": data.as_of}])[0]
	ns := time.parse_rfc3339_ns(end.at)
	ns >= due.ns + due.grace
	violation := {
		"record": input.id,
		"rule": rule,
		"on": trigger.id,
		"to": to,
		"status": status(end),
		"due": time.format([due.ns, "Asia/Shanghai", "2006-01-02T15:04:05Z07:00"]),
		"due_exclusive": due.grace == 0,
		"done_by": end.id,
		"late_s": floor((ns - due.ns) / 1000000000),
	}
}

status(end) := "overdue" if {
	end.id == null
} else := "late"

working_day_after(at, n) := data.calendar.days[(data.calendar.index[substring(at, 0, 10)] + n) - 1]

midnight(day) := time.parse_rfc3339_ns(concat("", [day, "T00:00:00+08:00"]))
