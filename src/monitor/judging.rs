//! A record's text → what the desk holds of it: the one reader, the one judge, the stages reached.

use super::access::scope::Faces;
use super::board::{Held, Open};
use super::plans::Plans;
use super::stage::{self, Outcome, Said, instance};
use super::store::{Spoken, round};
use crate::engine::escalation::Escalation;
use crate::engine::judge::Next;
use crate::engine::{Counter, Judge, Partial};
use crate::ingest::{DataError, DataFault, Lexicon, Place, Reader, Taken, Warnings};
use crate::time::Instant;
use crate::verdict::Verdict;
use bumpalo::Bump;
use serde_json::Value;

/// What one record comes to.
#[derive(Debug, Default)]
pub struct Judged {
    pub held: Held,
    /// The stages that its open instances have reached and that are to be said, in which round, with the message.
    pub reached: Vec<(Said, i64, Value)>,
    /// What became of the instances of which something was said before.
    pub outcomes: Vec<Outcome>,
    /// Stages that the calendar is missing for.
    pub uncounted: u64,
}

/// Judges records of one set of plans at one instant.
pub struct Bench<'p> {
    plans: &'p Plans,
    lexicons: &'p [Lexicon<'p>],
    reader: Reader<'p>,
    judges: Vec<Judge<'p>>,
    faces: Vec<Faces<'p>>,
    counters: Vec<Counter<'p>>,
    as_of: Instant,
}

/// The words of every plan, for [`Bench::new`].
pub fn lexicons(plans: &Plans) -> Vec<Lexicon<'_>> {
    plans.list.iter().map(|plan| Lexicon::new(plan.vocabulary())).collect()
}

impl<'p> Bench<'p> {
    pub fn new(plans: &'p Plans, lexicons: &'p [Lexicon<'p>], as_of: Instant) -> Bench<'p> {
        let judges = plans.list.iter().map(|plan| Judge::new(plan, as_of, None)).collect();
        let faces = plans.list.iter().map(|plan| Faces::new(plan)).collect();
        let counters = plans.list.iter().map(|plan| Counter::new(plan, as_of)).collect();
        Bench { plans, lexicons, reader: Reader::new(lexicons), judges, faces, counters, as_of }
    }

    /// Reads an entry as it came.
    ///
    /// # Errors
    /// What is wrong in it, and where.
    pub fn read<'t>(&mut self, place: Place, text: &'t str, arena: &'t Bump) -> Result<Taken<'t>, DataError>
    where
        'p: 't,
    {
        if self.lexicons.is_empty() {
            return Err(DataError { place, fault: DataFault::NoPolicy { loaded: Vec::new() } });
        }
        self.reader.record(place, text.as_bytes(), arena)
    }

    /// Judges a record by its present text. A policy that is not in force any more judges nothing. `spoken` is
    /// what was said of it.
    pub fn judge(&mut self, text: &str, spoken: &[Spoken]) -> Judged {
        let mut judged = Judged::default();
        if self.lexicons.is_empty() {
            return judged;
        }
        // its warnings were told when the entries came
        let (mut reader, arena) = (Reader::new(self.lexicons), Bump::new());
        let Ok(taken) = reader.record(Place::start(0), text.as_bytes(), &arena) else { return judged };
        let (Some(plan), Some(judge)) = (self.plans.list.get(taken.policy), self.judges.get_mut(taken.policy)) else { return judged };
        let record = &taken.record;
        let mut verdicts: Vec<Verdict<'_>> = Vec::new();
        let mut open: Vec<Open> = Vec::new();
        let mut outcomes = Vec::new();
        let next = Next::after(self.as_of);
        let mut light = None;
        let soonest = judge.judge(record, &mut |verdict| {
            light = light.into_iter().chain(verdict.light).min();
            if !spoken.is_empty() {
                let instance = instance(plan, &verdict);
                if spoken.iter().any(|one| one.instance == instance) {
                    let due = verdict.due.map(|due| due.at);
                    outcomes.push(Outcome { instance, status: verdict.status, due, done_at: verdict.done_at });
                }
            }
            if verdict.status.is_open() {
                open.push(held(&verdict));
                if verdict.due.is_some() {
                    verdicts.push(verdict);
                }
            }
        });
        let mut counted = Partial::default();
        let count = self.counters.get(taken.policy).and_then(|counter| counter.count(record, light, &mut counted));
        soonest.into_iter().chain(count).for_each(|at| next.note(at));
        if !verdicts.is_empty() {
            let escalation = Escalation::of(plan, record, self.as_of, &next);
            for verdict in &verdicts {
                let Some(due) = verdict.due else { continue };
                let mut own = None;
                for stage in escalation.stages(verdict) {
                    match stage.at {
                        Ok(at) if at <= self.as_of => {
                            let instance = own.get_or_insert_with(|| instance(plan, verdict));
                            let said = Said::new(plan, verdict, instance, &stage, at, due);
                            if let Some(round) = round(spoken, &said.key()) {
                                let body = stage::body(plan, verdict, &said, self.as_of);
                                judged.reached.push((said, round, body));
                            }
                        }
                        Ok(at) => next.note(at),
                        Err(_) => judged.uncounted += 1,
                    }
                }
            }
        }
        let face = self.faces.get(taken.policy).map_or(0, |faces| faces.of(record, text));
        let counted = (!counted.is_empty()).then(|| Box::new(counted));
        judged.held = Held { plan: u16::try_from(taken.policy).ok(), next: next.get(), face, open: open.into_boxed_slice(), counted };
        judged.outcomes = outcomes;
        judged
    }

    /// The data warnings of what was read.
    pub fn warnings(self) -> Warnings {
        self.reader.warnings
    }
}

fn held(verdict: &Verdict<'_>) -> Open {
    let text = |text: &Option<std::borrow::Cow<'_, str>>| text.as_deref().map(Box::from);
    Open {
        rule: verdict.rule.place,
        status: verdict.status,
        light: verdict.light,
        due: verdict.due,
        period: verdict.period,
        on: text(&verdict.on),
        to: text(&verdict.to),
        bearer: text(&verdict.bearer),
    }
}
