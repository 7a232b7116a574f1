//! Records: what is read, what is reported and where. Below: whole inputs, and laws that hold for any bytes.

mod inputs;
mod laws;
mod stored;
mod tables;

use super::*;
use crate::lang::Lang;
use crate::record::register::Office;
use crate::record::{Record, Register, Vocabulary};
use bumpalo::Bump;

/// The words of a policy like Xiangzhou's.
pub fn vocabulary() -> Vocabulary {
    let office =
        |id: &str, name: &str, alias: &str| Office { id: id.into(), name: name.into(), aliases: vec![alias.into()], ..Office::default() };
    let offices = vec![
        office("police", "区公安局", "公安"),
        office("org_dept", "区委组织部", "组织部"),
        office("hr_bureau", "区人社局", "人社局"),
        office("discipline", "区纪委监委", "案件监督管理室"),
        office("procuratorate", "区检察院", "检察院"),
        office("court", "区法院", "法院"),
    ];
    let mut vocabulary = named("xiangzhou-dui");
    vocabulary.kinds = vec!["case".into(), "unit".into()];
    vocabulary.register = Register::new(offices, vec![]);
    let events = "caught alcohol_confirmed persons_notified task_received oral_feedback feedback_recorded written_reply identity_completed \
        evidence_transferred verification_concluded case_received non_prosecution_decided non_prosecution_effective judgment_effective case_transferred";
    for name in events.split_whitespace() {
        let id = vocabulary.intern(name);
        vocabulary.known_mut(id).unwrap().event = true;
    }
    for (name, read) in [
        ("subject", true),
        ("bac_mg_per_100ml", true),
        ("political_status", true),
        ("work_unit", true),
        ("persons", false),
        ("venue", true),
        ("participants", true),
        ("drinking_reason", true),
        ("expense_source", true),
    ] {
        let id = vocabulary.intern(name);
        let known = vocabulary.known_mut(id).unwrap();
        (known.attribute, known.read) = (true, read);
    }
    vocabulary
}

fn named(policy: &str) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    vocabulary.policy = policy.into();
    vocabulary
}

/// What an input gives, as text: records and errors in order, then the warnings.
fn read_in(bytes: &[u8], step: usize, limit: usize) -> (Vec<String>, Warnings) {
    let vocabulary = vocabulary();
    let lexicons = [Lexicon::new(&vocabulary)];
    let (mut found, mut warnings) = (Vec::new(), Warnings::default());
    let mut input = Input::with_sizes(0, bytes, step, limit);
    let mut spare = None;
    while let Some(block) = input.next(spare.take()) {
        let mut reader = Reader::new(&lexicons);
        reader.records(&block, &Bump::new(), |_, taken| {
            found.push(match taken {
                Ok(Taken { place, record, .. }) => format!("{}:{} {record:?}", place.line, place.column),
                Err(DataError { place, fault }) => format!("{}:{} {}", place.line, place.column, fault.code()),
            })
        });
        warnings.merge(reader.warnings);
        spare = Some(block);
    }
    (found, warnings)
}

fn read(bytes: impl AsRef<[u8]>) -> Vec<String> {
    let found = read_in(bytes.as_ref(), BLOCK, LIMIT).0;
    found.into_iter().map(|line| line.split(" Record {").next().unwrap_or_default().to_owned()).collect()
}

/// The one record of a line, its warnings as `code name`, or what is wrong.
fn one<T>(line: &str, look: impl FnOnce(Result<Record<'_>, DataError>, Vec<String>) -> T) -> T {
    let vocabulary = vocabulary();
    let lexicons = [Lexicon::new(&vocabulary)];
    let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
    let record = reader.record(Place::start(0), line.as_bytes(), &arena).map(|taken| taken.record);
    let warnings = reader.warnings.iter().map(|w| format!("{} {}", w.code(), w.name.unwrap_or("…"))).collect();
    look(record, warnings)
}

/// The words for what is wrong with a line, with the column.
fn wrong(line: &str) -> String {
    one(line, |record, _| {
        let DataError { place, fault } = record.expect_err(line);
        assert!(!fault.words().get(Lang::Zh).is_empty());
        format!("{} {}", place.column, fault.words().get(Lang::En))
    })
}

fn standing(events: &str) -> (Vec<String>, Vec<String>) {
    one(&format!(r#"{{"id":"r","events":{events}}}"#), |record, warnings| {
        (record.unwrap().events.iter().map(|event| event.shown_id().into_owned()).collect(), warnings)
    })
}

#[test]
fn a_record_in_full() {
    let line = r#"{"events":[{"at":"2022-05-15 16:10","to":["org_dept",{"id":7,"role":"police"},"",null],"type":"persons_notified"},
        {"id":"e1","type":"caught","at":"2022-05-15T15:00:00+08:00","by":"区公安局","recorded_at":"2022-05-16","attributes":{"venue":"a\u4e2d\n"}}],
        "id":12,"attributes":{"subject":{"name":"梁某","party_member":true},"bac_mg_per_100ml":95.5}}"#;
    one(line, |record, warnings| {
        let record = record.unwrap();
        assert_eq!((record.id, record.kind), ("12", "case"));
        assert_eq!(record.attributes.len(), 2);
        assert_eq!(record.attributes[0].1.below(&["name".to_owned()]).unwrap().text(), Some("梁某"));
        assert_eq!(record.events[0].id, Some("e1"));
        assert_eq!(record.events[0].attributes[0].1.text(), Some("a中\n"));
        assert!(record.events[0].by.is_some_and(|by| by.found.is_some()) && record.events[0].recorded_at.is_some());
        assert_eq!((record.events[1].shown_id().as_ref(), record.events[1].to.len()), ("#0", 2));
        assert!(warnings.is_empty(), "{warnings:?}");
    });
}

#[test]
fn null_and_nothing_are_absent() {
    let line = r#"{"id":"r","kind":"","policy":null,"attributes":null,"events":[{"id":"","type":"caught","at":"2022-05-15","by":"","to":null,
        "attributes":null,"retracted":null,"supersedes":"","recorded_at":null}, {"type":"caught","at":"2022-05-15","by":{"id":"","name":null},"to":""}]}"#;
    one(line, |record, warnings| {
        let record = record.unwrap();
        assert_eq!((record.kind, record.events.len()), ("case", 2));
        assert!(record.events.iter().all(|event| event.by.is_none() && event.to.is_empty() && event.id.is_none()));
        assert!(warnings.is_empty(), "{warnings:?}");
    });
}

#[test]
fn what_is_wrong_is_said_with_its_place() {
    for (line, words) in [
        ("", "1 bad JSON: it ends here"),
        ("[1]", "1 expected a JSON object {…}, found a list"),
        ("{", "2 bad JSON: it ends here"),
        (r#"{"id":"梁某"#, "7 bad JSON: the text is not closed"),
        (r#"{"id":1,}"#, "8 bad JSON: a comma after the last item"),
        (r#"{id:1}"#, "2 bad JSON: a field's name needs double quotes, found “i”"),
        ("{'id':1}", "2 bad JSON: use double quotes"),
        ("{“id”:1}", "2 bad JSON: ““” is a Chinese mark"),
        (r#"{"id":"梁":1}"#, "10 bad JSON: a comma or closing bracket is missing, found “:”"),
        (r#"{"id" 1}"#, "7 bad JSON: a colon is missing"),
        (r#"{"id":1} x"#, "10 bad JSON: the record is complete, yet “x” follows"),
        ("{\"id\":\"a\0\"}", "9 a NUL byte"),
        ("{\"id\":\"a\tb\"}", "9 bad JSON: a control character (0x09)"),
        ("\u{FEFF}{}", "1 a byte-order mark"),
        (r#"{"id":"\x"}"#, "8 bad JSON: no such escape"),
        (r#"{"id":01}"#, "7 bad JSON: not a number"),
        (r#"{"id":"r","attributes":{"venue":1e999}}"#, "33 bad JSON: the number is too large"),
        (r#"{"id":NaN}"#, "7 bad JSON: expected a value, found “N”"),
        ("{}", "1 the record has no `id`"),
        (r#"{"id":null}"#, "1 the record has no `id`"),
        (r#"{"id":1.5}"#, "7 `id` takes a text or an integer, not a number"),
        (r#"{"id":{}}"#, "7 `id` takes a text or an integer, not an object"),
        (r#"{"id":"r","events":{}}"#, "20 `events` takes a list of events"),
        (r#"{"id":"r","events":[{"type":"caught"}]}"#, "21 event #0 (counted from 0) has no `at`"),
        (r#"{"id":"r","events":[{"at":"2022-01-01"}]}"#, "21 event #0 (counted from 0) has no `type`"),
        (r#"{"id":"r","events":[{"at":44562,"type":"caught"}]}"#, "27 `at` takes a time, written as a text, not a number"),
        (r#"{"id":"r","events":[{"at":"2022-02-30","type":"caught"}]}"#, "27 `at` names a day that does not exist: “2022-02-30”"),
        (r#"{"id":"r","events":[{"at":"昨天","type":"caught"}]}"#, "27 `at` is no time: “昨天”"),
        (r#"{"id":"r","events":[{"at":"2022-01-01 25:00","type":"caught"}]}"#, "27 `at` names a clock time that does not exist"),
        (r#"{"id":"r","events":[{"retracted":"yes"}]}"#, "34 `retracted` takes true or false"),
        (r#"{"id":"r","events":[{"by":["police"]}]}"#, "27 `by` takes a text or an object"),
        (r#"{"id":"r","events":[{"to":[["police"]]}]}"#, "28 `to` takes a text or an object"),
        (r#"{"id":"r","id":"s"}"#, "11 `id` stands twice in one object"),
        (r#"{"id":"r","attributes":{"venue":1,"venue":2}}"#, "35 `venue` stands twice"),
        (r#"{"id":"r","attributes":{"venue":{"a":1,"\u0061":2}}}"#, "40 `a` stands twice"),
        (r#"{"id":"r","note":1,"note":2}"#, "20 `note` stands twice"),
        (r#"{"id":"r","policy":"dezhou"}"#, "20 policy `dezhou` is not loaded; loaded: xiangzhou-dui"),
    ] {
        let said = wrong(line);
        assert!(said.starts_with(words), "{line}\n{said}");
    }
}

#[test]
fn nesting_is_refused_beyond_a_depth_whether_read_or_not() {
    for name in ["venue", "persons", "nobody_knows"] {
        let nested = |depth: usize| format!(r#"{{"id":"r","attributes":{{"{name}":{}{}}}}}"#, "[".repeat(depth), "]".repeat(depth));
        one(&nested(125), |record, _| assert!(record.is_ok()));
        assert!(wrong(&nested(10_000)).contains("nested more than 127 deep"));
    }
    assert_eq!(read("[".repeat(10_000) + "\n{\"id\":1}"), ["1:1 not-an-object", "2:1"]);
    assert_eq!(read(r#"{"id":"#.repeat(10_000) + "\n{\"id\":1}"), ["1:7 wrong-type", "2:1"]);
}

#[test]
fn what_is_odd_is_warned_of() {
    let line = r#"{"id":"r","kind":"ship","note":1,"attributes":{"subjct":1},"events":[{"type":"cought","at":"2022-01-01","by":"甲","to":{"role":"police","tel":1},"when":2},
        {"type":"subject","at":"2022-01-01","id":"x"},{"type":"caught","at":"2022-01-01","id":"x","supersedes":"y"}]}"#;
    one(line, |record, warnings| {
        assert_eq!(record.unwrap().events.iter().filter(|event| event.name.is_none()).count(), 2);
        assert_eq!(
            warnings,
            [
                "unknown-kind ship",
                "unknown-event cought",
                "unknown-event subject",
                "unknown-attribute subjct",
                "unknown-party 甲",
                "unknown-field note",
                "unknown-field when",
                "unknown-field tel",
                "no-such-event y",
                "repeated-event x",
            ]
        );
    });
    let vocabulary = vocabulary();
    let near = |kind, name| Warning { kind, name: Some(name), count: 1, first: Place::default() }.nearest(&vocabulary);
    assert_eq!(near(WarningKind::UnknownEvent, "cought"), Some("caught"));
    assert_eq!(near(WarningKind::UnknownAttribute, "subjct"), Some("subject"));
    assert_eq!(near(WarningKind::UnknownParty, "区公安厅"), Some("区公安局"));
}

#[test]
fn events_stand_or_fall_in_judged_order() {
    let event = |id: &str, day: u32, more: &str| format!(r#"{{"id":"{id}","type":"caught","at":"2022-01-{day:02}"{more}}}"#);
    let of = |events: &[String]| standing(&format!("[{}]", events.join(",")));
    let replaces = |id: &str| format!(r#","supersedes":"{id}""#);
    let gone = r#","retracted":true"#;
    let none: Vec<String> = vec![];
    assert_eq!(of(&[event("a", 3, ""), event("b", 1, ""), event("", 3, "")]), (vec!["b".into(), "a".into(), "#2".into()], none.clone()));
    assert_eq!(of(&[event("a", 1, ""), event("b", 2, &replaces("a"))]), (vec!["b".into()], none.clone()));
    assert_eq!(of(&[event("a", 1, &replaces("#1")), event("", 2, "")]), (vec!["a".into()], none.clone()));
    assert_eq!(of(&[event("a", 1, ""), event("b", 2, &(replaces("a") + gone))]), (vec!["a".into()], none.clone()));
    assert_eq!(of(&[event("a", 1, &replaces("b")), event("b", 2, &replaces("a"))]), (none.clone(), none.clone()));
    let twice = of(&[event("a", 1, ""), event("b", 2, &replaces("a")), event("c", 3, &replaces("a"))]);
    assert_eq!(twice, (vec!["b".into(), "c".into()], none.clone()));
    assert_eq!(of(&[event("a", 1, &replaces("a"))]), (vec!["a".into()], vec!["supersedes-itself a".into()]));
    assert_eq!(of(&[event("", 1, &replaces("#0"))]), (vec!["#0".into()], vec!["supersedes-itself #0".into()]));
    assert_eq!(of(&[event("a", 1, &replaces("#9"))]), (vec!["a".into()], vec!["no-such-event #9".into()]));
    let corrected = of(&[event("a", 1, ""), event("a", 2, &replaces("a"))]);
    assert_eq!(corrected, (vec!["a".into()], vec!["repeated-event a".into()]));
    let both = of(&[event("a", 1, &replaces("a")), event("a", 2, &replaces("a")), event("b", 3, &replaces("a"))]);
    assert_eq!(both.0, ["b"]);
}

#[test]
fn many_events_that_supersede_take_no_patience() {
    let events: Vec<String> = (0..100_000).map(|_| r#"{"id":"a","type":"caught","at":"2022-01-01","supersedes":"a"}"#.into()).collect();
    assert_eq!(standing(&format!("[{}]", events.join(","))).0, Vec::<String>::new());
    let keys: Vec<String> = (0..100_000).map(|n| format!("\"k{n}\":0")).collect();
    one(&format!(r#"{{"id":"r","attributes":{{"venue":{{{}}}}}}}"#, keys.join(",")), |record, _| assert!(record.is_ok()));
}

#[test]
fn the_policy_is_chosen_among_several() {
    let vocabularies = [vocabulary(), named("dezhou")];
    let lexicons = vocabularies.each_ref().map(Lexicon::new);
    let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
    let mut of = |line: &'static str| {
        reader.record(Place::start(0), line.as_bytes(), &arena).map(|taken| taken.policy).map_err(|e| (e.fault.code(), e.place.column))
    };
    assert_eq!(of(r#"{"id":"r","attributes":{"policy":"x","a":[{},[1,{"b":"\""}]]},"policy":"dezhou"}"#), Ok(1));
    assert_eq!(of(r#"{"policy":"xiangzhou-dui","id":"r"}"#), Ok(0));
    assert_eq!(of(r#"{"id":"r"}"#), Err(("no-policy", 1)));
    assert_eq!(of(r#"{"id":"r","policy":""}"#), Err(("no-policy", 1)));
    assert_eq!(of(r#"{"id":"r","policy":"x"}"#), Err(("unknown-policy", 20)));
    assert_eq!(of(r#"{"id":"r","policy":1}"#), Err(("wrong-type", 20)));
    assert_eq!(of(r#"{"id":"r","policy":"dezhou","policy":"xiangzhou-dui"}"#), Err(("duplicate-key", 29)));
    assert_eq!(of("[]"), Err(("not-an-object", 1)));
}

#[test]
fn warnings_merge_alike_however_they_are_divided() {
    let names: Vec<String> = (0..5_000_u64).map(|n| format!("n{}", n * 7_919 % 1_501)).collect();
    let place = |n: usize| Place { input: 0, line: n as u64 + 1, column: 1 };
    let of = |part: usize| {
        let mut all = Warnings::default();
        for (start, names) in names.chunks(part).enumerate() {
            let mut some = Warnings::default();
            for (n, name) in names.iter().enumerate() {
                some.add(WarningKind::UnknownParty, name, || place(start * part + n));
            }
            all.merge(some);
        }
        all
    };
    let whole = of(5_000);
    assert_eq!((whole.iter().map(|warning| warning.count).sum::<u64>(), whole.iter().count()), (5_000, warning::KEPT + 1));
    assert!([1, 3, 700, 2_000].iter().all(|part| of(*part) == whole));
    // rows of tables come in any order
    let mut turned = Warnings::default();
    (0..names.len()).rev().for_each(|n| turned.add_at(WarningKind::UnknownParty, &names[n], place(n)));
    assert!(turned == whole);
}
