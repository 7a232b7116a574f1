//! The parts of a run by themselves, on one core: reading a record, judging one, counting one due instant.
//!
//! `cargo bench --bench judge`. The times of `read` and `judge` are for all of [`RECORDS`] records.

use bumpalo::Bump;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use duban::engine::Judge;
use duban::ingest::{Lexicon, Place, Reader};
use duban::plan::Plan;
use duban::plan::load::load;
use duban::record::Record;
use duban::time::due::Clock;
use duban::time::instant::DAY;
use duban::time::span::{Counted, Length, Unit};
use duban::time::step::Trace;
use duban::time::{Instant, Moment, spelling};
use duban::verdict::Show;
use std::fmt::Write;
use std::hint::black_box;
use std::path::PathBuf;

/// Few enough to stay in the cache, many enough to differ.
const RECORDS: i64 = 256;

/// The events of one case: type, hours after it began, the rest of its fields.
const EVENTS: [(&str, i64, &str); 9] = [
    ("caught", 0, r#""by":"police""#),
    ("persons_notified", 7, r#""by":"police","to":["org_dept","hr_bureau"],"attributes":{"persons":["欧阳国庆"]}"#),
    ("task_received", 60, r#""by":"区人社局""#),
    (
        "oral_feedback",
        62,
        r#""by":"hr_bureau","to":["discipline"],"attributes":{"political_status":"群众","work_unit":"区第四中学","note":"系统补录"}"#,
    ),
    ("written_reply", 102, r#""by":"hr_bureau","to":"police","attributes":{"political_status":"群众","work_unit":"区第四中学"}"#),
    ("identity_completed", 125, r#""by":"police""#),
    ("evidence_transferred", 160, r#""by":"police","to":"discipline""#),
    ("case_received", 700, r#""by":"区法院""#),
    ("case_filed", 2100, r#""by":"discipline""#),
];

/// The `n`-th record as an export has it: begun some hours after the one before, some of it late, some missing.
fn record(n: i64, plan: &Plan) -> String {
    let zone = plan.vocabulary().zone;
    let began = Instant(19_000 * DAY + n * 37 * DAY / 24);
    let mut text = format!(
        r#"{{"id":"XZ-{n:07}","kind":"case","attributes":{{"subject":{{"name":"欧阳国庆","party_member":{},"public_official":true}},"bac_mg_per_100ml":{}}},"events":["#,
        n % 2 == 0,
        60 + n % 90
    );
    for (place, (kind, hours, rest)) in EVENTS.iter().enumerate().filter(|(place, _)| (n + *place as i64) % 11 != 0 || *place == 0) {
        let late = if (n + place as i64) % 8 == 0 { 90 } else { 0 };
        let at = duban::report::moment::rfc3339(began.plus((hours + late) * DAY / 24), &zone);
        let comma = if place == 0 { "" } else { "," };
        let _ = write!(text, r#"{comma}{{"type":"{kind}","at":"{at}",{rest}}}"#);
    }
    text + "]}"
}

fn read<'a>(reader: &mut Reader<'a>, line: &'a str, arena: &'a Bump) -> Record<'a> {
    reader.record(Place::start(0), line.as_bytes(), arena).expect("the records of this bench are good").record
}

fn parts(criterion: &mut Criterion) {
    let policy = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/xiangzhou-dui"));
    let loaded = load(&[policy], &[]).expect("the policy can be read");
    let plan = loaded.policies[0].plan.as_ref().expect("the policy has no errors");
    let lines: Vec<String> = (0..RECORDS).map(|n| record(n, plan)).collect();
    let lexicons = [Lexicon::new(plan.vocabulary())];
    let mut reader = Reader::new(&lexicons);

    let mut group = criterion.benchmark_group("records");
    group.throughput(Throughput::Elements(RECORDS as u64));
    let mut arena = Bump::new();
    group.bench_function("read", |bencher| {
        bencher.iter(|| {
            arena.reset();
            let mut reader = Reader::new(&lexicons);
            lines.iter().map(|line| read(&mut reader, line, &arena).events.len()).sum::<usize>()
        })
    });
    let records: Vec<Record<'_>> = lines.iter().map(|line| read(&mut reader, line, &arena)).collect();
    let as_of = spelling::time("2024-06-01T00:00:00+08:00", &plan.vocabulary().zone).expect("a time").earliest;
    for (name, explain) in [("judge", None), ("judge and explain violations", Some(Show::Violations))] {
        let mut judge = Judge::new(plan, as_of, explain);
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut violations = 0;
                for record in &records {
                    judge.judge(record, &mut |verdict| violations += usize::from(verdict.status.is_violation()));
                }
                violations
            });
        });
    }
    let mut judge = Judge::new(plan, as_of, None).counting(Show::Violations);
    group.bench_function("judge, what is not shown only counted", |bencher| {
        bencher.iter(|| {
            let mut violations = 0;
            records.iter().for_each(|record| _ = judge.judge(record, &mut |_| violations += 1));
            violations
        });
    });
    group.finish();

    let clock: Clock<'_> = plan.clock(&plan.policy.rules[0]);
    let limit = Counted::new(Length::Of(5, Unit::WorkingDays));
    let from = Moment::exactly(as_of);
    criterion.bench_function("due: 5 working days", |bencher| bencher.iter(|| clock.due(black_box(from), &limit, &mut Trace::off())));
}

/// The same check as native code and as Rhai that has no native form; without it what is left is the rest of the judgement.
const CHECKS: [(&str, &str); 3] = [
    ("no check", "true"),
    ("native", "trigger.topic == \"road\" && trigger.pages > 3"),
    ("in Rhai", "switch trigger.topic { \"road\" => trigger.pages > 3, _ => false }"),
];

fn scripts(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("a check");
    for (name, check) in CHECKS {
        let home = tempfile::tempdir().expect("a folder");
        let folder = home.path().join("letters");
        std::fs::create_dir(&folder).expect("a folder in it");
        let policy = format!(
            "[policy]\nid = \"letters\"\ntitle = \"来信\"\ncalendar = \"cn\"\n\n[attributes]\ntopic = {{ title = \"主题\", type = \"text\" }}\n\
             pages = {{ title = \"页数\", type = \"number\" }}\n\n[events]\nreceived = {{ title = \"收到来信\", has = [\"topic\", \"pages\"] }}\n\n\
             [constraint.A-1]\ntitle = \"合规\"\nassumed = true\nwhy = \"量脚本的代价\"\non = \"received\"\ncheck = '{check}'\n"
        );
        std::fs::write(folder.join("policy.toml"), policy).expect("the policy is written");
        let loaded = load(&[folder], &[]).expect("the policy can be read");
        let plan = loaded.policies[0].plan.as_ref().expect("the policy has no errors");
        let lexicons = [Lexicon::new(plan.vocabulary())];
        let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
        let line = r#"{"id":"1","events":[{"type":"received","at":"2024-05-06T09:00:00+08:00","attributes":{"topic":"road","pages":5}}]}"#;
        let record = read(&mut reader, line, &arena);
        let mut judge = Judge::new(plan, Instant(i64::from(i32::MAX) * 1_000_000), None);
        group
            .bench_function(name, |bencher| bencher.iter(|| judge.judge(black_box(&record), &mut |verdict| _ = black_box(verdict.status))));
    }
    group.finish();
}

/// Reading, checking and compiling one policy from its files, as a reload does.
fn reload(criterion: &mut Criterion) {
    let policy = [PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/policies/xiangzhou-dui"))];
    criterion
        .bench_function("load a policy", |bencher| bencher.iter(|| load(&policy, &[]).expect("the policy can be read").policies.len()));
}

criterion_group!(benches, parts, scripts, reload);
criterion_main!(benches);
