//! Whoever reads goes away (`| head`), or the disk is full: no command panics, and none is silent about what is lost.

use crate::support::{Ran, duban};
use std::io::pipe;
use std::process::Stdio;

const COMMANDS: [&[&str]; 10] = [
    &["calendar", "2026"],
    &["calendar", "2022-09-28", "--add", "5 working days"],
    &["check", "policies/xiangzhou-dui"],
    &["test", "policies/xiangzhou-dui"],
    &["schema"],
    &["schema", "--markdown"],
    &["map", "examples/xiangzhou.csv"],
    &["evaluate", "--policy", "policies/xiangzhou-dui", "--format", "ndjson", "tests/conformance/xiangzhou-dui/cases.ndjson"],
    &["explain", "--policy", "policies/xiangzhou-dui", "--record", "XZ-2022-0930-02", "examples/xiangzhou.ndjson"],
    &["diff", "policies/xiangzhou-dui", "policies/xiangzhou-dui", "--cases", "examples/xiangzhou.ndjson"],
];

/// What a command comes to whose standard output goes there.
fn ran(arguments: &[&str], out: impl Into<Stdio>) -> Ran {
    duban().args(arguments).stdin(Stdio::null()).stdout(out).stderr(Stdio::piped()).output().unwrap().into()
}

#[test]
fn a_reader_that_has_gone_is_no_error() {
    for arguments in COMMANDS {
        let (reader, writer) = pipe().unwrap();
        drop(reader);
        let ran = ran(arguments, writer);
        assert!(ran.code == 0 && !ran.err.contains("错误"), "{arguments:?}: {ran:?}");
    }
}

#[cfg(feature = "monitor")]
#[test]
fn a_token_that_nobody_reads_is_made() {
    let data = tempfile::tempdir().unwrap();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let ran = ran(&["monitor", "--add-token", "intake", "--data", data.path().to_str().unwrap()], writer);
    assert_eq!(ran.code, 0, "{ran:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    for arguments in COMMANDS {
        let ran = ran(arguments, std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap());
        assert!(ran.code == 2 && ran.err.contains("写不出报告"), "{arguments:?}: {ran:?}");
    }
}

#[test]
fn the_report_is_written_though_nobody_hears_what_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let (cases, report) = (folder.path().join("cases.ndjson"), folder.path().join("report.csv"));
    std::fs::write(&cases, "no record\n").unwrap();
    let (reader, writer) = pipe().unwrap();
    drop(reader);
    let mut command = duban();
    command.args(["evaluate", "--policy", "policies/xiangzhou-dui", "--output"]).args([&report, &cases]).stderr(writer);
    assert_eq!(command.status().unwrap().code(), Some(2));
    assert!(report.is_file());
}
