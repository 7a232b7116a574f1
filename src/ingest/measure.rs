//! How fast and how large: run by hand, `cargo test --release --lib ingest::measure -- --ignored --nocapture --test-threads 1`.

use super::tests::vocabulary;
use super::*;
use crate::record::Record;
use bumpalo::Bump;
use serde::Deserialize;
use std::borrow::Cow;
use std::fmt::Write;

/// Records of about 1 KB, written as the conformance records of Xiangzhou are.
fn export(records: usize) -> String {
    let mut state = 1_u64;
    let mut pick = move |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    let types = [
        "caught",
        "persons_notified",
        "task_received",
        "oral_feedback",
        "feedback_recorded",
        "written_reply",
        "identity_completed",
        "evidence_transferred",
        "case_received",
    ];
    let parties = ["police", "org_dept", "hr_bureau", "discipline", "procuratorate", "案件监督管理室"];
    let mut text = String::new();
    for n in 0..records {
        let (member, official) = (pick(2) == 0, pick(2) == 0);
        write!(text, r#"{{"id": "XI-public-{}-{n}", "kind": "case", "policy": "xiangzhou-dui", "attributes": {{"subject": {{"name": "某", "party_member": {member}, "public_official": {official}}}, "bac_mg_per_100ml": {}}}, "events": ["#, pick(9), pick(300)).unwrap();
        for (k, name) in (0..8 + pick(2)).zip(types.iter().cycle()) {
            let (month, day, hour, minute, second) = (pick(12) + 1, pick(28) + 1, pick(24), pick(60), pick(60));
            let at = match pick(10) {
                0 => format!("2022/{month}/{day} {hour}:{minute:02}"),
                1 => format!("2022年{month}月{day}日 {hour}时{minute:02}分"),
                2 => format!("2022-{month:02}-{day:02}"),
                3 => format!("2022-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
                _ => format!("2022-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}+08:00"),
            };
            let comma = if k > 0 { ", " } else { "" };
            write!(text, r#"{comma}{{"type": "{name}", "at": "{at}", "by": "{}""#, parties[pick(6)]).unwrap();
            match pick(6) {
                0 | 1 => write!(text, r#", "to": "{}""#, parties[pick(6)]).unwrap(),
                2 => write!(text, r#", "to": ["org_dept", "hr_bureau"]"#).unwrap(),
                _ => {}
            }
            if pick(10) < 3 {
                text.push_str(r#", "attributes": {"political_status": "x", "work_unit": ""}"#);
            }
            if pick(10) < 3 {
                write!(text, r#", "id": "e{k}""#).unwrap();
            }
            text.push('}');
        }
        text.push_str("]}\n");
    }
    text
}

/// Seconds this thread has run: others who share the machine do not count.
fn own_seconds() -> f64 {
    let spent = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    spent.split(' ').next().and_then(|ns| ns.parse::<f64>().ok()).unwrap_or_default() / 1e9
}

fn best<T>(mut of: impl FnMut() -> T) -> f64 {
    let mut once = || {
        let start = own_seconds();
        std::hint::black_box(of());
        own_seconds() - start
    };
    (0..7).map(|_| once()).fold(f64::MAX, f64::min)
}

fn peak_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<f64>().ok()).unwrap_or_default() / 1024.0
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct Typed<'a> {
    #[serde(borrow)]
    id: Cow<'a, str>,
    kind: Cow<'a, str>,
    #[serde(borrow)]
    events: Vec<TypedEvent<'a>>,
}

#[derive(Deserialize)]
#[allow(dead_code)]
struct TypedEvent<'a> {
    #[serde(rename = "type", borrow)]
    name: &'a str,
    at: &'a str,
    by: Option<&'a str>,
}

#[test]
#[ignore = "a measurement"]
fn records_a_second() {
    let text = export(100_000);
    let vocabulary = vocabulary();
    let lexicons = [Lexicon::new(&vocabulary)];
    let report = |what: &str, seconds: f64| {
        println!("{what:<44} {:>8.0} records/s {:>6.0} MB/s", 100_000.0 / seconds, text.len() as f64 / seconds / 1e6);
    };
    println!("{} bytes a record", text.len() / 100_000);
    report(
        "blocks and lines alone",
        best(|| {
            let (mut input, mut spare, mut bytes) = (Input::new(0, text.as_bytes()), None, 0);
            while let Some(block) = input.next(spare.take()) {
                bytes += block.entries().map(|entry| entry.map_or(0, |entry| entry.bytes.len())).sum::<usize>();
                spare = Some(block);
            }
            bytes
        }),
    );
    report("UTF-8 alone", best(|| text.as_bytes().split(|b| *b == b'\n').filter(|line| std::str::from_utf8(line).is_ok()).count()));
    let arena = Bump::new();
    report("passing over every record", best(|| text.lines().filter(|line| cursor::Cursor::new(line, &arena).pass().is_ok()).count()));
    let read = |judge: &mut dyn FnMut(Record<'_>, Place)| {
        let (mut input, mut spare, mut arena) = (Input::new(0, text.as_bytes()), None, Bump::new());
        let mut reader = Reader::new(&lexicons);
        while let Some(block) = input.next(spare.take()) {
            reader.records(&block, &arena, |_, taken| {
                let taken = taken.unwrap();
                judge(taken.record, taken.place);
            });
            arena.reset();
            spare = Some(block);
        }
    };
    report(
        "ingest: bytes to records",
        best(|| {
            let mut events = 0;
            read(&mut |record, _| events += record.events.len());
            events
        }),
    );
    report(
        "ingest, and no record twice",
        best(|| {
            let (mut seen, keyring) = (Seen::default(), Keyring::default());
            read(&mut |record, place| assert_eq!(seen.insert(keyring.key(record.kind, record.id), place).unwrap(), None));
        }),
    );
    report(
        "serde_json: types alone, no names looked up",
        best(|| text.lines().map(|line| serde_json::from_slice::<Typed<'_>>(line.as_bytes()).unwrap().events.len()).sum::<usize>()),
    );
    report(
        "serde_json: IgnoredAny",
        best(|| text.lines().filter(|line| serde_json::from_slice::<serde::de::IgnoredAny>(line.as_bytes()).is_ok()).count()),
    );
    println!("peak {:.0} MiB, {:.0} of it the text", peak_mib(), text.len() as f64 / 1_048_576.0);
}

#[test]
#[ignore = "a measurement"]
fn twenty_million_ids() {
    let (mut seen, keyring) = (Seen::default(), Keyring::default());
    let start = own_seconds();
    let place = |n: u64| Place { input: 0, line: n + 1, column: 1 };
    println!("before the first: peak {:.1} MiB", peak_mib());
    for n in 0..20_000_000_u64 {
        let key = keyring.key("case", &n.to_string());
        assert_eq!(seen.insert(key, place(n)).unwrap(), None);
        if (n + 1).is_multiple_of(5_000_000) || n + 1 == 1_000_000 {
            println!("{:>9} ids {:>6.2} s, peak {:.1} MiB", n + 1, own_seconds() - start, peak_mib());
        }
    }
    let start = own_seconds();
    for n in (0..20_000_000_u64).step_by(199) {
        assert_eq!(seen.insert(keyring.key("case", &n.to_string()), place(0)).unwrap(), Some(place(n)));
    }
    println!("100,503 found again in {:.2} s, peak {:.1} MiB", own_seconds() - start, peak_mib());
}

#[test]
#[ignore = "a measurement"]
fn one_line_of_a_hundred_megabytes() {
    use std::io::Read;
    let before = peak_mib();
    let line = std::io::repeat(b'x').take(100 << 20);
    let text = b"{\"id\":1}\n{\"id\":\"".chain(line).chain(&b"\"}\n{\"id\":2}\n"[..]);
    let (mut input, mut found, mut spare) = (Input::new(0, text), Vec::new(), None);
    while let Some(block) = input.next(spare.take()) {
        found.extend(
            block.entries().map(|entry| entry.map_or_else(|error| (error.fault.code(), error.place.line), |entry| ("", entry.place.line))),
        );
        spare = Some(block);
    }
    assert_eq!(found, [("", 1), ("too-long", 2), ("", 3)]);
    println!("peak {before:.1} MiB before, {:.1} after", peak_mib());
}
