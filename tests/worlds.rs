//! Exports of other worlds: event logs in XES and the same as a table, with their zones, summer time and mappings.

use crate::support::{objects, run_with};

/// A fine created before summer time and sent on a day after it began, each instant written with an offset of so many hours.
fn fine(id: &str, sent: (u32, u32), offset: u32) -> String {
    // local midnight is 23:00 UTC the evening before in winter, 22:00 in summer
    let instant = |month: u32, day: u32, summer: bool| {
        let utc = if summer { 22 } else { 23 };
        let hour = utc + offset;
        format!("2006-{month:02}-{:02}T{:02}:00:00+{offset:02}:00", day - 1 + hour / 24, hour % 24)
    };
    let event = |name: &str, at: String| {
        format!(
            "<event><string key=\"concept:name\" value=\"{name}\"/><date key=\"time:timestamp\" value=\"{at}\"/><float key=\"amount\" value=\"35.0\"/></event>"
        )
    };
    let created = event("Create Fine", instant(2, 2, false));
    let sent = event("Send Fine", instant(sent.0, sent.1, true));
    let collected = event("Send for Credit Collection", instant(7, 20, true));
    format!("<trace><string key=\"concept:name\" value=\"{id}\"/>{created}{sent}{collected}</trace>")
}

fn log(offset: u32) -> String {
    // the ninetieth day from 2 February is 3 May
    let fines = [fine("A1", (5, 3), offset), fine("A2", (5, 4), offset)].concat();
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log xes.version=\"1.0\">{fines}</log>\n")
}

#[test]
fn days_are_those_of_rome_whatever_offset_is_written() {
    let arguments = ["evaluate", "--policy", "policies/examples/it-road-fines", "--as-of", "2007-01-01", "--format", "ndjson", "-"];
    let ran = run_with(&arguments, log(1).as_bytes());
    let sent: Vec<(String, String)> = objects(&ran.out)
        .iter()
        .filter(|verdict| verdict["rule"] == "IT-13")
        .map(|verdict| (verdict["record"].as_str().unwrap().to_owned(), verdict["status"].as_str().unwrap().to_owned()))
        .collect();
    assert_eq!(sent, [("A1".to_owned(), "fulfilled".to_owned()), ("A2".to_owned(), "late".to_owned())]);
    let other = run_with(&arguments, log(2).as_bytes());
    assert_eq!(ran.out, other.out);
    assert_eq!((ran.code, other.code), (1, 1));
}

#[test]
fn what_every_row_repeats_of_its_case_counts_once() {
    let table = "case:concept:name,case:deadline,case:enddate,case:startdate,concept:name,time:timestamp\n\
        case-1,2011-12-06 13:41:31.788000+01:00,2011-12-06 13:41:31.788000+01:00,2011-10-11 13:42:22.688000+02:00,Confirmation of receipt,2011-10-11 13:45:40.276000+02:00\n\
        case-1,2011-12-06 13:41:31.788000+01:00,2011-12-06 13:41:31.788000+01:00,2011-10-11 13:42:22.688000+02:00,T02 Check confirmation,2011-10-12 08:26:25.398000+02:00\n\
        case-2,2011-12-06 13:41:31.788000+01:00,2011-12-06 13:41:31.789000+01:00,2011-10-11 13:42:22.688000+02:00,Confirmation of receipt,2011-10-11 13:45:40.276000+02:00\n";
    let ran = run_with(
        &["evaluate", "--policy", "policies/examples/nl-permit", "--as-of", "2012-01-01", "--format", "ndjson", "-"],
        table.as_bytes(),
    );
    let statuses: Vec<(&str, &str)> = vec![("case-1", "fulfilled"), ("case-2", "late")];
    let found = objects(&ran.out);
    let found: Vec<(&str, &str)> = found.iter().map(|v| (v["record"].as_str().unwrap(), v["status"].as_str().unwrap())).collect();
    assert_eq!(found, statuses, "{}", ran.err);
}
