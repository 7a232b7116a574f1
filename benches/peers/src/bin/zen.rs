//! zen-expression: one compiled expression a rule, one machine for all records. The language has no working days, and its
//! dates are parsed anew wherever they are compared: each event gets its time as numbers, each record two arrays of days.

use duban_peers::{Arguments, Fault, each_line, instant};
use duban_workload::calendar::WorkingDays;
use duban_workload::form::rfc3339;
use duban_workload::instant::{DAY, Day, Instant, SECOND};
use serde_json::{Value, json};
use zen_expression::expression::Standard;
use zen_expression::variable::Variable;
use zen_expression::vm::VM;
use zen_expression::{Expression, Isolate};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const RULES: [(&str, &str); 3] = [
    ("XZ-01", include_str!("../../rules/xz-01.zen")),
    ("XZ-04", include_str!("../../rules/xz-04.zen")),
    ("XZ-09", include_str!("../../rules/xz-09.zen")),
];

fn main() -> Result<(), Fault> {
    let arguments = Arguments::read()?;
    let rules = compile()?;
    let calendar = Calendar::china().ok_or("no calendar")?;
    let as_of = calendar.seconds(arguments.as_of_at);
    let mut machine = VM::new();
    each_line(&arguments, |line, out| {
        let record: Variable = serde_json::from_str(line)?;
        let id = calendar.prepare(&record, as_of)?;
        for (rule, expression) in &rules {
            let found =
                expression.evaluate_with(record.clone(), &mut machine).map_err(|error| format!("{rule}: {error}"))?;
            for violation in found.as_array().ok_or("not a list")?.borrow().iter() {
                serde_json::to_writer(&mut *out, &calendar.told(&id, rule, violation, as_of)?)?;
                out.write_all(b"\n")?;
            }
        }
        Ok(())
    })
}

fn compile() -> Result<Vec<(&'static str, Expression<Standard>)>, Fault> {
    let mut isolate = Isolate::new();
    let compile = |(rule, source): (&'static str, &str)| {
        let expression = isolate.compile_standard(source).map_err(|error| format!("{rule}: {error}"))?;
        Ok((rule, expression))
    };
    RULES.into_iter().map(compile).collect()
}

/// Days and seconds are counted from the first day of the calendar, so that a day is an index.
struct Calendar {
    first: Day,
    next: Variable,
    second: Variable,
}

impl Calendar {
    fn china() -> Option<Calendar> {
        let working = WorkingDays::china();
        let (first, last) = working.days().first().zip(working.days().last())?;
        let after = |n| {
            let days = (first.0..last.0).map_while(|day| working.nth_after(Day(day), n));
            Variable::from_array(days.map(|day| Variable::Number((day.0 - first.0).into())).collect())
        };
        Some(Calendar { first: *first, next: after(1), second: after(2) })
    }

    fn seconds(&self, at: Instant) -> i64 {
        (at.0 - self.first.midnight().0) / SECOND
    }

    /// Adds to the record what the expressions look up; gives its id.
    fn prepare(&self, record: &Variable, as_of: i64) -> Result<String, Fault> {
        let record = record.as_object().ok_or("no record")?;
        let mut record = record.borrow_mut();
        let events = record.get_str("events").and_then(Variable::as_array).ok_or("no events")?;
        for event in events.borrow().iter() {
            let event = event.as_object().ok_or("no event")?;
            let mut event = event.borrow_mut();
            let seconds = self.seconds(instant(event.get_str("at").and_then(Variable::as_str).ok_or("no time")?)?);
            let a_day = DAY / SECOND;
            for (name, number) in [("t", seconds), ("day", seconds / a_day), ("clock", seconds % a_day)] {
                event.insert_str(name, Variable::Number(number.into()));
            }
        }
        record.insert_str("asOf", Variable::Number(as_of.into()));
        record.insert_str("nextWorkingDay", self.next.clone());
        record.insert_str("secondWorkingDay", self.second.clone());
        Ok(record.get_str("id").and_then(Variable::as_str).ok_or("no id")?.to_owned())
    }

    /// A violation as duban writes it.
    fn told(&self, id: &str, rule: &str, violation: &Variable, as_of: i64) -> Result<Value, Fault> {
        let said = violation.to_value();
        let mut told = json!({ "record": id, "rule": rule, "on": said["on"], "to": said["to"] });
        let Some(due) = said["due"].as_i64() else {
            told["status"] = "violated".into();
            told["missing"] = said["missing"].clone();
            return Ok(told);
        };
        let done = &said["done"];
        told["status"] = if done.is_null() { "overdue" } else { "late" }.into();
        told["due"] = rfc3339(self.first.midnight().plus(due * SECOND)).into();
        told["due_exclusive"] = said["exclusive"].clone();
        told["done_by"] = done["id"].clone();
        told["late_s"] = (done["t"].as_i64().unwrap_or(as_of) - due).into();
        Ok(told)
    }
}
