//! A standby over a backup, and who may read metrics.

use super::process::{Place, Running};
use crate::support::{duban, run};
use std::path::Path;

const LATE: &str = "{\"id\":\"late\",\"events\":[{\"id\":\"e1\",\"type\":\"received\",\"at\":\"2024-03-01T09:00:00+08:00\"}]}\n";

fn standby(place: &Place, folder: &Path) -> Running {
    let mut command = duban();
    command.args(["monitor", "--policy", place.policy.path(), "--listen", "127.0.0.1:0", "--read-only", "--guard-metrics", "--data"]);
    command.arg(folder);
    Running::start(command).expect("it starts")
}

#[test]
fn a_standby_shows_a_backup_and_writes_nothing() {
    let place = Place::new();
    place.add("zhang", "main_leader", "0123456789");
    let desk = place.start();
    desk.post(&place.token, LATE).unwrap();
    assert_eq!(place.warned(1).len(), 1);
    let (state, copy) = (place.path("state"), place.path("copy"));
    let live = run(&["--lang", "en", "monitor", "--policy", place.policy.path(), "--read-only", "--data", state.to_str().unwrap()]);
    assert_eq!(live.code, 2);
    assert!(live.err.contains("is no backup but a store that is in use"), "{}", live.err);
    std::fs::create_dir(&copy).unwrap();
    let backup = copy.join("duban.db");
    let made = run(&["monitor", "--data", state.to_str().unwrap(), "--backup", backup.to_str().unwrap()]);
    assert_eq!(made.code, 0, "{}", made.err);
    let bytes = std::fs::read(&backup).unwrap();

    let standby = standby(&place, &copy);
    let cookie = standby.sign_in("zhang", "0123456789");
    let page = |path: &str| standby.ask(&format!("GET {path} HTTP/1.1\r\nAccept-Language: en\r\n{cookie}"), "").unwrap();
    let ledger = page("/");
    assert!(ledger.contains("<a href=\"/record/1\">late</a>") && ledger.contains("Standby, read only"), "{ledger}");
    let record = page("/record/1");
    assert!(record.contains("class=\"timeline\"") || record.contains("timeline"), "{record}");
    assert!(!record.contains("/acknowledge") && !record.contains("class=\"offer\""), "{record}");
    assert!(page("/export.ics").starts_with("HTTP/1.1 200"));
    // acts are refused whatever they carry, and records are not taken in
    let act = standby.ask(&format!("POST /record/1/acknowledge HTTP/1.1\r\nAccept-Language: en\r\n{cookie}"), "warning=1").unwrap();
    assert!(act.starts_with("HTTP/1.1 422") && act.contains("This is a standby over a backup"), "{act}");
    let posted = standby.post(&place.token, &LATE.replace("late", "later")).unwrap();
    assert!(posted.starts_with("HTTP/1.1 403"), "{posted}");
    // metrics ask for a token, health does not
    assert!(standby.get("/metrics").starts_with("HTTP/1.1 401") && standby.get("/healthz").ends_with("ok\n"));
    let metrics = standby.ask(&format!("GET /metrics HTTP/1.1\r\nAuthorization: Bearer {}", place.token), "").unwrap();
    assert!(metrics.contains("duban_records 1\n") && metrics.contains("duban_warnings_total 0\n"), "{metrics}");
    assert!(desk.get("/metrics").contains("duban_records 1\n"), "nobody asked for a guard there");
    assert_eq!(standby.stop(), Some(0));
    assert_eq!(std::fs::read(&backup).unwrap(), bytes);
    assert_eq!(std::fs::read_dir(&copy).unwrap().count(), 1, "nothing beside it either");
    assert_eq!(desk.stop(), Some(0));
}

#[test]
fn a_standby_without_a_backup_and_a_reading_that_nobody_has_are_told() {
    let place = Place::new();
    let none = place.path("none");
    let at = ["--lang", "en", "monitor", "--policy", place.policy.path(), "--data"];
    let missing = run(&[&at[..], &[none.to_str().unwrap(), "--read-only"]].concat());
    assert_eq!(missing.code, 2);
    assert!(missing.err.contains("put a copy there that duban monitor --backup has made"), "{}", missing.err);
    assert!(!none.exists());
    for (given, said) in [("D-1=generous", "which rule D-1 of this edition does not have"), ("D-9=generous", "there is no rule D-9")] {
        let reading = run(&[&at[..], &[place.path("state").to_str().unwrap(), "--reading", given]].concat());
        assert_eq!(reading.code, 2);
        assert!(reading.err.contains(said), "{}", reading.err);
    }
}
