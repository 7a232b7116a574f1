//! One block looked through for the record; where it stands, its stories are told on the spot, for it is gone afterwards.

use super::Run;
use super::silent;
use crate::cli::evaluate::stream::{Twice, Work};
use crate::engine::enough::enough;
use crate::engine::supposed::supposed;
use crate::engine::{Judge, enough::Enough};
use crate::ingest::{Block, DataError, DataFault, Entry, Key, Keyring, Place, Reader, Taken, Warnings};
use crate::plan::Plan;
use crate::plan::amended::Line;
use crate::policy::rule::{Duty, Rule};
use crate::record::Record;
use crate::report::moment;
use crate::report::story::{self, Asked, Idle, OtherReading, OtherVersion, Story, Supposed, Why};
use crate::say;
use crate::verdict::pair::Instance;
use crate::verdict::{Show, Verdict};
use bumpalo::Bump;
use serde_json::{Value, json};

/// What one block gave, and all of them together.
#[derive(Debug, Default)]
pub struct Done {
    pub found: Vec<Found>,
    pub records: u64,
    /// Records that cannot be read, and the errors of those that may be the one.
    pub unread: u64,
    pub errors: Vec<DataError>,
    /// Ids like the one wanted, the likest first.
    pub near: Vec<(f64, String)>,
    pub stop: bool,
}

/// The record, told.
#[derive(Debug)]
pub struct Found {
    pub text: String,
    pub json: Value,
}

/// Ids less alike are not named.
const LIKE: f64 = 0.6;
/// So many like ids are kept.
const KEPT: usize = 8;

impl Done {
    pub fn add(&mut self, other: Done) {
        self.found.extend(other.found);
        self.records += other.records;
        self.unread += other.unread;
        self.errors.extend(other.errors);
        self.near.extend(other.near);
        self.rank();
        self.stop |= other.stop;
    }

    fn rank(&mut self) {
        self.near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        self.near.dedup_by(|a, b| a.1 == b.1);
        self.near.truncate(KEPT);
    }
}

/// One thread's workplace.
pub struct Search<'r> {
    run: &'r Run<'r>,
    reader: Reader<'r>,
    keyring: &'r Keyring,
}

impl<'r> Search<'r> {
    pub fn new(run: &'r Run<'r>, reader: Reader<'r>, keyring: &'r Keyring) -> Search<'r> {
        Search { run, reader, keyring }
    }

    fn told(&self, taken: &Taken<'_>, entry: &Entry<'_>) -> Found {
        let run = self.run;
        let (record, plan) = (&taken.record, run.plans[taken.policy]);
        let manner = run.manner;
        let mut verdicts: Vec<Verdict<'_>> = Vec::new();
        Judge::new(plan, run.as_of, Some(Show::All)).judge(record, &mut |verdict| verdicts.push(verdict));
        let wanted = |rule: &Rule| run.rule.is_none_or(|id| rule.id == id || rule.header == id);
        let whole: Value = serde_json::from_slice(entry.bytes).unwrap_or_default();
        let kind = plan.policy.declared.find_kind(record.kind).map_or(record.kind.as_ref(), |kind| kind.title.as_str());
        let (id, place) = (&record.id, run.inputs.shown(taken.place, manner.lang));
        let at = moment::as_of(run.as_of, &plan.vocabulary().zone);
        let heading = say!("{id}({kind}),{place},截至 {at}\n"; "{id} ({kind}), {place}, as of {at}\n");
        let mut text = heading.get(manner.lang).to_owned();
        let chosen: Vec<&Verdict<'_>> = verdicts.iter().filter(|verdict| wanted(verdict.rule)).collect();
        if chosen.len() > 1 {
            let list: Vec<(&Plan, &Verdict<'_>)> = chosen.iter().map(|verdict| (plan, *verdict)).collect();
            story::text::list(&list, manner, &mut text);
        }
        let mut stories = Vec::new();
        for verdict in &chosen {
            let story = self.story(taken, verdict, &whole);
            text.push('\n');
            text.push_str(&story::text::story(&story, manner));
            stories.push(story::json::story(&story));
        }
        let mut silences = Vec::new();
        if chosen.is_empty() {
            let rules = plan.policy.rules.iter().filter(|rule| wanted(rule) && (run.rule.is_some() || judges(rule)));
            for rule in rules {
                let silence = silent::silence(plan, rule, record, run, self.line(rule));
                text.push('\n');
                text.push_str(&story::text::silence(&silence, manner));
                silences.push(story::json::silence(&silence));
            }
        }
        let json = json!({ "record": record.id, "kind": record.kind, "policy": plan.id(), "place": place, "stories": stories, "silent": silences });
        Found { text, json }
    }

    fn story<'s>(&'s self, taken: &'s Taken<'s>, verdict: &'s Verdict<'s>, whole: &Value) -> Story<'s> {
        let run = self.run;
        let (plan, record): (&Plan, &Record<'_>) = (run.plans[taken.policy], &taken.record);
        let asked = enough(plan, record, verdict, run.as_of);
        let idle = asked.as_ref().map(|enough| idle(plan, record, enough, whole)).unwrap_or_default();
        let title = |ids: &[crate::record::look::EventId]| ids.iter().map(|id| plan.event_title(*id)).collect::<Vec<_>>();
        let suppositions = supposed(plan, record, verdict, run.as_of).into_iter();
        Story {
            plan,
            record,
            verdict,
            as_of: run.as_of,
            place: self.line(verdict.rule),
            versions: versions(plan, verdict.rule),
            enough: asked.map(|enough| Asked {
                acts: title(enough.acts),
                done: enough.done,
                keys: enough.keys,
                before: enough.before,
                lapses: title(enough.lapses),
            }),
            idle,
            readings: self.readings(taken, verdict),
            supposed: suppositions.map(|one| Supposed { place: one.place, value: one.value, status: one.status }).collect(),
            lang: run.manner.lang,
        }
    }

    /// Where a rule stands.
    fn line(&self, rule: &Rule) -> Line {
        let (line, _) = self.run.sources.place(rule.span);
        let source = self.run.sources.get(rule.span.file);
        let text = source.text.lines().nth(line.saturating_sub(1)).unwrap_or_default().trim().to_owned();
        Line { file: source.path.clone(), line, text }
    }

    /// Every other reading of its own rule, and those of other rules that change it.
    fn readings(&self, taken: &Taken<'_>, verdict: &Verdict<'_>) -> Vec<OtherReading> {
        let zone = &self.run.plans[taken.policy].vocabulary().zone;
        let rereads = self.run.rereads.get(taken.policy).map_or(&[][..], Vec::as_slice);
        let mut found = Vec::new();
        for reread in rereads {
            let mut other: Option<Verdict<'_>> = None;
            Judge::new(&reread.plan, self.run.as_of, None).judge(&taken.record, &mut |one| {
                let nearer = other.as_ref().is_none_or(|known| known.bearer != verdict.bearer && one.bearer == verdict.bearer);
                if one.tells() == verdict.tells() && nearer {
                    other = Some(one);
                }
            });
            let same = other.as_ref().is_some_and(|other| other.status == verdict.status && other.due == verdict.due);
            if reread.rule != verdict.rule.header && same {
                continue;
            }
            found.push(OtherReading {
                reading: reread.long.clone(),
                title: reread.title.clone(),
                status: other.as_ref().map(|other| other.status),
                due: other.as_ref().and_then(|other| other.due).map(|due| moment::due(due, zone).to_string()),
                same,
            });
        }
        found
    }
}

/// Whether a rule gives verdicts on records at all.
fn judges(rule: &Rule) -> bool {
    matches!(rule.duty, Duty::Obligation(_) | Duty::Constraint(_) | Duty::Periodic(_) | Duty::Burst(_))
}

fn versions<'s>(plan: &'s Plan, own: &Rule) -> Vec<OtherVersion<'s>> {
    let others = plan.policy.rules.iter().filter(|rule| rule.id == own.id && rule.place != own.place && rule.version.is_some());
    others.map(|rule| OtherVersion { rule, limits: limits(rule) }).collect()
}

fn limits(rule: &Rule) -> Vec<&str> {
    let mut list: Vec<&str> = match &rule.duty {
        Duty::Obligation(obligation) => {
            let branches = obligation.branches.iter();
            branches
                .flat_map(|branch| std::iter::once(&branch.limit).chain(branch.may.iter().chain(&branch.caps).map(|other| &other.limit)))
                .map(|limit| limit.written.as_str())
                .collect()
        }
        Duty::Constraint(constraint) => {
            let words = constraint.cases.iter().map(|case| &case.words);
            words.flat_map(|words| words.within.iter().chain(&words.wait)).map(|limit| limit.written.as_str()).collect()
        }
        Duty::Periodic(periodic) => periodic.written.as_deref().into_iter().collect(),
        _ => Vec::new(),
    };
    list.dedup();
    list
}

/// Acts of the kind that count for nothing and that the judgement does not see, or does not look at any more.
fn idle(plan: &Plan, record: &Record<'_>, enough: &Enough<'_>, whole: &Value) -> Vec<Idle> {
    let mut found: Vec<Idle> = enough.afterwards.iter().map(|event| Idle::of(plan, event, Why::Afterwards)).collect();
    found.extend(enough.later.iter().map(|event| Idle::of(plan, event, Why::Later)));
    // what never happened, or was replaced, is not in the record as judged: the export still has it
    let events = whole.get("events").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let id = |n: usize, event: &Value| match event.get("id") {
        Some(Value::String(id)) if !id.is_empty() => id.clone(),
        Some(Value::Number(id)) => id.to_string(),
        _ => format!("#{n}"),
    };
    for (n, event) in events.iter().enumerate() {
        let name = event.get("type").and_then(Value::as_str).and_then(|name| plan.vocabulary().find(name));
        let Some(name) = name.filter(|name| enough.acts.iter().any(|act| plan.may_be(*name, *act))) else { continue };
        if record.events.iter().any(|other| usize::try_from(other.position) == Ok(n)) {
            continue;
        }
        let own = id(n, event);
        let by = events.iter().enumerate().find(|(_, other)| match other.get("supersedes") {
            Some(Value::String(named)) => *named == own,
            Some(Value::Number(named)) => named.to_string() == own,
            _ => false,
        });
        let why = match by {
            _ if event.get("retracted").and_then(Value::as_bool) == Some(true) => Why::Retracted,
            Some((at, other)) => Why::Superseded(id(at, other)),
            None => Why::Retracted,
        };
        let text = event.get("at").and_then(Value::as_str);
        let when = text.and_then(|text| crate::time::spelling::time(text, &plan.vocabulary().zone).ok());
        found.push(Idle { id: own, title: plan.title_of(name).to_owned(), when, why });
    }
    found
}

impl Work for Search<'_> {
    type Done = Done;
    type Memory = ();

    fn block(&mut self, block: &Block, arena: &Bump, (): (), twice: Twice<'_>) -> std::io::Result<Done> {
        let mut done = Done::default();
        let mut records: Vec<(Taken<'_>, Option<Entry<'_>>)> = Vec::new();
        let wanted = self.run.record;
        self.reader.records(block, arena, |entry, read| match read {
            Ok(taken) => records.push((taken, entry)),
            Err(error) => {
                done.unread += 1;
                done.stop |= error.fault == DataFault::CutShort;
                let names_it = entry.is_some_and(|entry| memchr::memmem::find(entry.bytes, wanted.as_bytes()).is_some());
                done.errors.extend(names_it.then_some(error));
            }
        });
        let keys: Vec<(Key, Place)> =
            records.iter().map(|(taken, _)| (self.keyring.key(taken.record.kind, taken.record.id), taken.place)).collect();
        let firsts = twice(&keys)?;
        for ((taken, entry), first) in records.iter().zip(firsts) {
            done.records += 1;
            let id = taken.record.id;
            match (id == wanted, first) {
                (true, None) => done.found.extend(entry.as_ref().map(|entry| self.told(taken, entry))),
                (true, Some(first)) => done.errors.push(taken.repeats(first)),
                (false, _) => {
                    let like = strsim::normalized_damerau_levenshtein(id, wanted);
                    if like >= LIKE || (!wanted.is_empty() && id.contains(wanted)) {
                        done.near.push((like, id.to_owned()));
                    }
                }
            }
        }
        done.rank();
        Ok(done)
    }

    fn unreadable(error: DataError, _: bool) -> Done {
        Done { unread: 1, stop: error.fault == DataFault::CutShort, errors: vec![error], ..Done::default() }
    }

    fn warnings(&mut self) -> Warnings {
        std::mem::take(&mut self.reader.warnings)
    }
}
