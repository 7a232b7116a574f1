//! The duty desk, run by a clock set by hand over a store in a temporary folder.

#[cfg(unix)]
mod browser;
mod desk;
#[cfg(unix)]
mod driver;
mod law;
mod page;
#[cfg(unix)]
mod process;
mod sinks;
#[cfg(unix)]
mod standby;

use crate::support::{conformance, root};
use bumpalo::Bump;
use duban::engine::{Counter, Judge, Partial};
use duban::ingest::{Lexicon, Place, Reader};
use duban::monitor::board::{Board, Number, Open};
use duban::monitor::clock::Hand;
use duban::monitor::desk::{Desk, Voice};
use duban::monitor::order::{Entry, EntryKind};
use duban::monitor::plans::Plans;
use duban::monitor::routes::{Route, Routes};
use duban::monitor::store::{Store, Texts, reader};
use duban::plan::load::load;
use duban::time::Instant;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// A desk that can be stopped and started again.
struct Stand {
    folder: tempfile::TempDir,
    plans: Plans,
    clock: Hand,
    desk: Option<Desk>,
}

fn plans(path: &Path) -> Plans {
    let loaded = load(&[path.to_owned()], &[]).unwrap();
    Plans::new(loaded.policies.into_iter().map(|policy| Arc::new(policy.plan.expect("no errors"))))
}

/// Where waiting for the disk costs nothing, if there is such a place: thousands of changes are each made durable.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

impl Stand {
    fn new(policy: &Path, at: Instant) -> Stand {
        let mut stand = Stand { folder: folder(), plans: plans(policy), clock: Hand::default(), desk: None };
        stand.clock.set(at);
        stand.restart();
        stand
    }

    fn restart(&mut self) {
        self.desk = None;
        let store = Store::open(self.folder.path()).unwrap();
        let routes = Routes(vec![Route { sink: "list".into(), ..Route::default() }]);
        let desk =
            Desk::start(store, self.plans.clone(), Voice::Warns(routes), Box::new(self.clock.clone()), Arc::new(Board::default()), false)
                .unwrap();
        self.desk = Some(desk);
    }

    fn desk(&mut self) -> &mut Desk {
        self.desk.as_mut().unwrap()
    }

    fn at(&mut self, at: Instant) {
        self.clock.set(at);
        self.desk().tick().unwrap();
    }

    fn take(&mut self, body: &str) -> duban::monitor::order::Receipt {
        self.desk().take(vec![entry(body)], None).unwrap()
    }

    /// Present texts, by number.
    fn export(&self) -> BTreeMap<Number, String> {
        let mut texts = BTreeMap::new();
        let keep = |number, text| Ok(texts.insert(number, text).is_none());
        Texts::each(&reader(self.folder.path()).unwrap(), keep).unwrap();
        texts
    }

    fn as_of(&mut self) -> Instant {
        self.desk().board().read().view.as_of
    }

    /// The open verdicts on the board, and with every record its metrics, equal those of the judgement over the export at the same as-of.
    fn check(&mut self, only: Option<Number>) {
        let (texts, as_of, plans) = (self.export(), self.as_of(), self.plans.clone());
        let board = self.desk().board();
        let state = board.read();
        let lexicons: Vec<Lexicon<'_>> = plans.list.iter().map(|plan| Lexicon::new(plan.vocabulary())).collect();
        let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
        let mut sums = vec![Partial::default(); plans.list.len()];
        for (number, text) in texts.iter().filter(|(number, _)| only.is_none_or(|only| only == **number)) {
            let taken = reader.record(Place::start(0), text.as_bytes(), &arena).unwrap();
            let (mut wanted, mut light) = (Vec::new(), None);
            Judge::new(&plans.list[taken.policy], as_of, None).judge(&taken.record, &mut |v| {
                light = light.into_iter().chain(v.light).min();
                if v.status.is_open() {
                    wanted.push(format!(
                        "{} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
                        v.rule.place, v.on, v.to, v.period, v.bearer, v.status, v.due, v.light
                    ));
                }
            });
            let shown = |o: &Open| {
                format!("{} {:?} {:?} {:?} {:?} {:?} {:?} {:?}", o.rule, o.on, o.to, o.period, o.bearer, o.status, o.due, o.light)
            };
            let found: Vec<String> = state.view.records.get(*number).unwrap().open.iter().map(shown).collect();
            assert_eq!(found, wanted, "{text} at {as_of:?}");
            Counter::new(&plans.list[taken.policy], as_of).count(&taken.record, light, &mut sums[taken.policy]);
        }
        if only.is_none() {
            assert_eq!(state.counted, sums, "at {as_of:?}");
        }
    }

    /// Every row of a query, as JSON.
    fn rows(&self, query: &str) -> Vec<Value> {
        let connection = reader(self.folder.path()).unwrap();
        let mut select = connection.prepare(query).unwrap();
        let columns = select.column_count();
        let value = |row: &rusqlite::Row<'_>, n| -> Value {
            match row.get_ref(n).unwrap() {
                rusqlite::types::ValueRef::Null => Value::Null,
                rusqlite::types::ValueRef::Integer(n) => json!(n),
                rusqlite::types::ValueRef::Text(text) => json!(String::from_utf8_lossy(text)),
                other => json!(format!("{other:?}")),
            }
        };
        let rows = select.query_map([], |row| Ok(Value::from((0..columns).map(|n| value(row, n)).collect::<Vec<_>>()))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    /// What has been said: stage, who, state, and whether late.
    fn said(&self) -> Vec<String> {
        let rows = self.rows("SELECT stage, who, state, (said_at - at) / 1000000 FROM warning ORDER BY number");
        rows.iter()
            .map(|row| format!("{} {} {} {}", row[0].as_str().unwrap(), row[1].as_str().unwrap(), row[2].as_str().unwrap(), row[3]))
            .collect()
    }
}

fn entry(body: &str) -> Entry {
    Entry { kind: EntryKind::Record, author: "test".into(), source: "test".into(), place: Place::start(0), body: body.into() }
}

/// An instant of March 2024, by day and hour in China.
fn march(day: i64, hour: i64) -> Instant {
    Instant(1_709_222_400_000_000 + ((day - 1) * 24 + hour) * 3_600_000_000)
}

/// When something happened, and an entry that says so.
type Piece = (Option<Instant>, String);

/// The records of one policy, each cut into entries of one event.
fn pieces(policy: &str) -> Vec<Vec<Piece>> {
    let cases = std::fs::read_to_string(conformance(policy, "cases.ndjson")).unwrap();
    let plans = plans(&root().join("policies").join(policy));
    let lexicons = [Lexicon::new(plans.list[0].vocabulary())];
    let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
    let mut all = Vec::new();
    for line in cases.lines() {
        let mut whole: Value = serde_json::from_str(line).unwrap();
        let events = whole["events"].take();
        whole.as_object_mut().unwrap().remove("events");
        let mut of_record = vec![(None, whole.to_string())];
        for event in events.as_array().into_iter().flatten() {
            let mut piece = json!({ "id": whole["id"], "events": [event] });
            for field in ["kind", "policy"] {
                if !whole[field].is_null() {
                    piece[field] = whole[field].clone();
                }
            }
            let text = piece.to_string();
            let at =
                reader.record(Place::start(0), text.as_bytes(), &arena).unwrap().record.events.first().map(|event| event.when.earliest);
            of_record.push((at, text));
        }
        all.push(of_record);
    }
    all
}

/// Waits until something is so, at most a minute.
fn wait(so: impl Fn() -> bool) {
    for _ in 0..600 {
        if so() {
            return;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
