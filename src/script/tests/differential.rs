//! What is native and what Rhai's own evaluator says are the same, for expressions and records that nobody thought of.
//!
//! The oracle gives the text of an expression to Rhai, with the functions of the sandbox and with `trigger`, `record` and the
//! rest as values. Only `&&`, `||`, `!` and `in [a, b]` of a condition are three-valued here by a table of their own, below:
//! Rhai knows no third value. Neither the tree nor the native code of [`super::super`] has a part in it.
//!
//! ```text
//! cargo test --lib differential -- --ignored --nocapture     # a million; CASES=… and SEED=… (printed) in the environment
//! ```

use super::grammar::{Choices, Expr, Grammar, LIBRARY, Piece, record};
use super::{Names, Record, compiled, functions};
use crate::diag::Faults;
use crate::record::Truth;
use crate::record::look::Look;
use crate::record::scene::{Cause, Scene};
use crate::script::fields::{Places, is_list};
use crate::script::sandbox::{self, Ground};
use crate::script::thing::{Meant, Thing};
use crate::script::{Functions, Named, Resolve, Script, value};
use crate::source::Span;
use crate::time::Zone;
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use rhai::Scope;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};

/// Names that a script reads of the trigger or record.
const TOLD: [&str; 24] = [
    "level",
    "category",
    "auto",
    "crew",
    "distance_km",
    "payments",
    "approved",
    "on",
    "title",
    "subject.name",
    "due_on",
    "tags",
    "report-no",
    "x",
    "id",
    "type",
    "at",
    "date",
    "time",
    "by",
    "by.role",
    "by.level",
    "by.id",
    "kind",
];

/// What came out: true, false, or the machine words of why it is unknown.
#[derive(Clone, Debug, PartialEq)]
enum Verdict {
    Is(bool),
    Unknown(BTreeSet<&'static str>),
}

impl Verdict {
    fn unknown(causes: &[Cause]) -> Verdict {
        let word = |cause: &Cause| match cause {
            Cause::Calendar(_) => "calendar",
            Cause::ScriptLimit(_) => "limit",
            Cause::ScriptError(_) => "error",
            Cause::Missing(_) => "missing",
            Cause::NoRow => "no row",
            Cause::InvalidValue(_) => "invalid",
            Cause::Imprecise => "imprecise",
        };
        Verdict::Unknown(causes.iter().map(word).collect())
    }

    /// The same value, or the same kind of fault. Where an expression has several faults Rhai names the first that it meets and
    /// the tree all that it meets.
    fn agrees(&self, other: &Verdict) -> bool {
        match (self, other) {
            (Verdict::Unknown(a), Verdict::Unknown(b)) => (a.is_subset(b) || b.is_subset(a)) && a.is_empty() == b.is_empty(),
            _ => self == other,
        }
    }
}

/// Asks Rhai.
struct Oracle<'o> {
    functions: &'o Functions,
    record: &'o Record,
    absent_is_false: bool,
    /// The whole expression.
    text: &'o str,
}

type Known = Result<bool, Vec<Cause>>;

impl Oracle<'_> {
    /// The table of three values.
    fn truth(&self, expr: &Expr) -> Known {
        let all = |parts: &[Expr], deciding: bool| {
            let found: Vec<Known> = parts.iter().map(|part| self.truth(part)).collect();
            if found.contains(&Ok(deciding)) {
                return Ok(deciding);
            }
            match found.iter().any(Result::is_err) {
                true => Err(found.into_iter().filter_map(Result::err).flatten().collect()),
                false => Ok(!deciding),
            }
        };
        // a part in brackets, and nothing around it
        match &expr.0[..] {
            [Piece::And(parts)] => all(parts, false),
            [Piece::Or(parts)] => all(parts, true),
            [Piece::Known(part)] => self.known(part),
            [Piece::Not(part)] => self.truth(part).map(|flag| !flag),
            [Piece::OneOf(item, list)] => {
                let one = |one: &Expr| {
                    let mut pieces = vec![Piece::Text("(".into())];
                    pieces.extend(item.0.clone());
                    pieces.push(Piece::Text(") == (".into()));
                    pieces.extend(one.0.clone());
                    pieces.push(Piece::Text(")".into()));
                    Expr(pieces)
                };
                all(&list.iter().map(one).collect::<Vec<_>>(), true)
            }
            _ => match self.value(expr)? {
                Thing::Boolean(flag) => Ok(flag),
                Thing::Absent(_) | Thing::NoRow | Thing::Unit if self.absent_is_false => Ok(false),
                Thing::Absent(path) => Err(vec![Cause::Missing(path.into_owned())]),
                Thing::NoRow => Err(vec![Cause::NoRow]),
                _ => Err(vec![Cause::InvalidValue(String::new())]),
            },
        }
    }

    /// Whether something is there.
    fn known(&self, expr: &Expr) -> Known {
        if let [Piece::Else(sides)] = &expr.0[..] {
            let absent = self.value(&sides[0]).is_ok_and(|found| found.is_absent());
            return self.known(&sides[usize::from(absent)]);
        }
        match self.value(expr) {
            // An imprecise time is there; what is computed with it is not known.
            Err(causes) if !causes.is_empty() && is_place(expr) && causes.iter().all(|cause| *cause == Cause::Imprecise) => Ok(true),
            found => Ok(!found?.is_blank()),
        }
    }

    /// What Rhai's evaluator makes of a text; three-valued parts inside are found before, and stand there as variables.
    fn value(&self, expr: &Expr) -> Result<Thing<'static>, Vec<Cause>> {
        let mut text = String::new();
        let mut before: Vec<Result<Thing<'static>, Vec<Cause>>> = Vec::new();
        if let [Piece::Else(sides)] = &expr.0[..] {
            let found = self.value(&sides[0])?;
            return if found.is_absent() { self.value(&sides[1]) } else { Ok(found) };
        }
        for piece in &expr.0 {
            let found = match piece {
                Piece::Text(plain) => {
                    text.push_str(&seen(plain));
                    continue;
                }
                Piece::Else(_) => self.value(&Expr(vec![piece.clone()])),
                logic => self.truth(&Expr(vec![logic.clone()])).map(Thing::Boolean),
            };
            text.push_str(&format!("known{}", before.len()));
            before.push(found);
        }
        let engine = sandbox::expressions();
        let ast = engine.compile_expression(&text).map_err(|error| vec![Cause::ScriptError(format!("{text}: {error}"))])?;
        let ast = self.functions.ast().clone_functions_only().merge(&ast);
        let words = ["police", "公安局", "discipline", "county"];
        let meant = |text: &str| Meant { office: Names.office(text), level: Names.level(text) };
        let words = Arc::new(words.iter().filter(|word| self.mentions(word)).map(|word| ((*word).to_owned(), meant(word))).collect());
        let ground = Ground { zone: Zone::default(), words, absent_is_false: self.absent_is_false };
        sandbox::run("oracle", &ground, |engine| {
            let mut scope = Scope::new();
            for (name, thing) in self.scope() {
                scope.push_dynamic(name, value::dynamic(thing)?);
            }
            for name in ["role", "level", "id"] {
                scope.push_dynamic(format!("by_{name}"), value::dynamic(self.told(&format!("by.{name}")))?);
            }
            for (n, known) in before.into_iter().enumerate() {
                scope.push_dynamic(format!("known{n}"), known.map_or_else(|causes| Ok(value::unsure(causes)), value::dynamic)?);
            }
            scope.push_dynamic("yes", true.into());
            scope.push_dynamic("no", false.into());
            scope.push_dynamic("maybe", value::unsure(vec![Cause::Missing("maybe".into())]));
            engine.eval_ast_with_scope(&mut scope, &ast)
        })
    }

    fn mentions(&self, word: &str) -> bool {
        let quoted = format!("\"{word}\"");
        self.text.contains(&quoted) || self.functions.survey().texts.iter().any(|text| text == word)
    }

    /// What the trigger tells.
    fn told(&self, name: &str) -> Thing<'_> {
        let place = PLACES.iter().find(|place| place.start == "trigger" && place.name == name);
        place.map_or(Thing::Unit, |place| Thing::found(self.record.find(&place.look), place.name, place.list, &mut Vec::new()))
    }

    /// Every place, below the name that it starts with.
    fn scope(&self) -> Vec<(&'static str, Thing<'_>)> {
        let told = |start: &'static str| {
            let of = PLACES.iter().filter(|place| place.start == start && !place.name.starts_with("by."));
            let one =
                |place: &'static Place| (place.name, Thing::found(self.record.find(&place.look), place.name, place.list, &mut Vec::new()));
            (start, Thing::Fields(of.map(one).collect()))
        };
        let mut list: Vec<_> = ["trigger", "record", "count", "table"].into_iter().map(told).collect();
        list.push(("parameter", Thing::Fields(vec![("days", Thing::Whole(15))])));
        let event = |event| PAID.of_event(event, "paid", &Zone::default());
        list.push(("paid_events", Thing::List(self.record.paid.iter().map(event).collect())));
        list
    }
}

/// A text as the oracle has it: events and parts of a party that may be absent are variables.
fn seen(text: &str) -> String {
    let parts = ["role", "level", "id"]
        .iter()
        .fold(text.to_owned(), |text, name| text.replace(&format!("trigger.by.{name}"), &format!("by_{name}")));
    parts.replace("events(\"paid\")", "paid_events")
}

/// A place, and nothing computed.
fn is_place(expr: &Expr) -> bool {
    matches!(&expr.0[..], [Piece::Text(text)] if text.starts_with(|c: char| c.is_ascii_lowercase()) && !text.contains('('))
}

/// A place that a script may read.
struct Place {
    start: &'static str,
    name: &'static str,
    look: Look,
    list: bool,
}

static PLACES: LazyLock<Vec<Place>> = LazyLock::new(|| {
    let all = TOLD.iter().flat_map(|name| [("trigger", *name), ("record", *name)]).chain([("count", "paid"), ("table", "t.nothing")]);
    let look = |(start, name): (&'static str, &'static str)| {
        let span = Span::new(crate::source::FileId::default(), 0..1);
        match Names.resolve(&format!("{start}.{name}"), span, &mut Faults::default()) {
            Some(Named::Place(look)) => Some(Place { start, name, list: is_list(&look, &Names.lists()), look }),
            _ => None,
        }
    };
    all.filter_map(look).collect()
});

/// What is read of the events.
static PAID: LazyLock<Places> = LazyLock::new(|| {
    let span = Span::new(crate::source::FileId::default(), 0..1);
    Places::gather("last.paid", &[vec!["amount".into()], vec!["by".into()]], span, &mut Names)
});

/// What the cases were.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    judged: u64,
    /// Nothing of them stays in Rhai.
    native: u64,
    unknown: u64,
    /// Unknown on both sides, for several faults of which each side names another first.
    other_fault: u64,
    /// The same of the tree with nothing native inside Rhai.
    other_inside: u64,
}

thread_local! {
    static SEEN: RefCell<Seen> = const { RefCell::new(Seen { judged: 0, native: 0, unknown: 0, other_fault: 0, other_inside: 0 }) };
}

/// One case: functions, an expression and a record, all made from bytes.
fn case(bytes: &[u8]) -> Result<(), TestCaseError> {
    let mut choices = Choices::new(bytes);
    let mut grammar = Grammar::new(&mut choices);
    let expr = grammar.case();
    let file = std::mem::take(&mut grammar.file);
    let record = record(&mut choices);
    let text = expr.text();
    let (functions, faults) = functions(&format!("{LIBRARY}{file}"));
    if faults.has_errors() {
        return Ok(());
    }
    let Ok(script) = compiled(&text, &functions) else { return Ok(()) };
    let interpreted = script.interpreted();
    for absent_is_false in [false, true] {
        let judged = |script: &Script| {
            record.causes.take();
            match if absent_is_false { script.truth_if_absent_is_false(&record) } else { script.truth(&record) } {
                Truth::True => Verdict::Is(true),
                Truth::False => Verdict::Is(false),
                Truth::Unknown => Verdict::unknown(&record.causes.take()),
            }
        };
        let (native, interpreted) = (judged(&script), judged(&interpreted));
        let oracle = Oracle { functions: &functions, record: &record, absent_is_false, text: &text };
        let said = oracle.truth(&expr);
        let wanted = said.clone().map_or_else(|causes| Verdict::unknown(&causes), Verdict::Is);
        let same = matches!((&native, &wanted), (Verdict::Unknown(_), Verdict::Unknown(_))) || native == wanted;
        let alike = matches!((&native, &interpreted), (Verdict::Unknown(_), Verdict::Unknown(_))) || native == interpreted;
        if !same || !alike {
            let names = |name: &str| text.contains(name) || file.contains(name);
            let values: BTreeMap<_, _> = record.values.iter().filter(|(name, _)| names(name)).collect();
            return Err(TestCaseError::fail(format!(
                "native {native:?}, without {interpreted:?}, Rhai {said:?}, absent is false: {absent_is_false}\n{text}\n{file}{values:?}\nparty {:?}\npaid {:?}",
                record.party, record.paid
            )));
        }
        SEEN.with_borrow_mut(|seen| {
            seen.judged += 1;
            seen.native += u64::from(script.kept().is_empty());
            seen.unknown += u64::from(matches!(native, Verdict::Unknown(_)));
            seen.other_fault += u64::from(!native.agrees(&wanted));
            seen.other_inside += u64::from(!native.agrees(&interpreted));
        });
    }
    Ok(())
}

fn run(cases: u32, seed: u64) {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    let config = Config { cases, max_shrink_iters: 20_000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    if let Err(error) = runner.run(&vec(any::<u8>(), 40..220), |bytes| case(&bytes)) {
        panic!("SEED={seed} CASES={cases}: {error}");
    }
    let seen = SEEN.with_borrow(|seen| *seen);
    println!("SEED={seed} CASES={cases}: {seen:?}");
    // A generator that makes nothing native, or nothing that is known, would prove nothing.
    let enough = seen.native * 5 > seen.judged * 2
        && seen.unknown * 4 < seen.judged * 3
        && seen.other_fault * 20 < seen.judged
        && seen.other_inside * 100 < seen.judged;
    assert!(enough, "{seen:?}");
}

fn told(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

#[test]
fn native_and_rhai_agree() {
    run(2_000, told("SEED").unwrap_or(7));
}

#[test]
#[ignore = "takes minutes"]
#[allow(clippy::disallowed_methods, reason = "a new seed each time; it is printed")]
fn native_and_rhai_agree_on_a_million() {
    let now = || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let seed = told("SEED").unwrap_or_else(now);
    println!("SEED={seed}");
    run(told("CASES").unwrap_or(1_000_000) as u32, seed);
}
