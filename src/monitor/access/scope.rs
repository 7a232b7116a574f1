//! What one person may see. A scope is made here and nowhere else, from an account; whoever reads the board or the store
//! for a page has to show one.

use super::{Role, User};
use crate::engine::access::{Known, decided_by, face, sees};
use crate::ingest::{Lexicon, Place, Reader};
use crate::monitor::board::tally::{Tallies, Tally};
use crate::monitor::board::{Held, Number, View};
use crate::plan::Plan;
use crate::record::{NameId, Record};
use crate::time::{Day, Instant};
use bumpalo::Bump;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

/// What of a record decides who may see it, as a digest: records of the same face are seen by the same people.
pub type Face = u128;

/// The faces of the records of one policy.
#[derive(Debug)]
pub struct Faces<'p> {
    plan: &'p Plan,
    decided_by: Option<Vec<NameId>>,
}

impl<'p> Faces<'p> {
    pub fn new(plan: &'p Plan) -> Faces<'p> {
        Faces { plan, decided_by: decided_by(plan) }
    }

    /// The face of a record; where anything in it may decide, a face of its own.
    pub fn of(&self, record: &Record<'_>, text: &str) -> Face {
        let digest: [u8; 32] = match face(self.plan, self.decided_by.as_deref(), record) {
            Some(face) => Sha256::digest(face).into(),
            None => Sha256::new().chain_update(self.plan.id()).chain_update([0]).chain_update(text).finalize().into(),
        };
        digest.first_chunk().map_or(0, |half| Face::from_le_bytes(*half))
    }
}

#[derive(Debug)]
pub struct Scope {
    user: User,
    known: Box<Known>,
    /// What was found out, as long as the policies and the day are the same.
    seen: Mutex<Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    plans: Vec<String>,
    days: Vec<Day>,
    faces: HashMap<Face, bool>,
    turns: u64,
}

impl Scope {
    fn new(user: User) -> Scope {
        Scope { known: user.known().into_boxed_slice(), user, seen: Mutex::default() }
    }

    pub fn user(&self) -> &User {
        &self.user
    }

    /// Forgets what was found out under other policies, or on another day. Returns how often it has.
    pub(super) fn turn(&self, view: &View) -> u64 {
        let plans = || view.plans.list.iter();
        let days: Vec<Day> = plans().map(|plan| plan.vocabulary().zone.day(view.as_of)).collect();
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.days != days || !plans().map(|plan| plan.digest.as_str()).eq(seen.plans.iter().map(String::as_str)) {
            let turns = seen.turns + 1;
            *seen = Seen { plans: plans().map(|plan| plan.digest.clone()).collect(), days, faces: HashMap::new(), turns };
        }
        seen.turns
    }

    /// What everything comes to that is seen, by plan; none where a face has not been met before.
    pub(super) fn sum(&self, tallies: &Tallies) -> Option<BTreeMap<u16, Tally>> {
        let mut sums: BTreeMap<u16, Tally> = BTreeMap::new();
        if !self.user.role.sees_records() {
            return Some(sums);
        }
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        for ((plan, face), tally) in &tallies.faces {
            if *seen.faces.get(face)? {
                let sum = sums.entry(*plan).or_default();
                sum.records += tally.records;
                sum.lights.iter_mut().zip(tally.lights).for_each(|(sum, more)| *sum += more);
            }
        }
        Some(sums)
    }

    /// Calls `take` with each record that is seen for certain. Returns, of the faces not met before, the plan and one
    /// record each: they are to be learned, and everything asked again.
    pub(super) fn each<'s>(&self, view: &'s View, mut take: impl FnMut(Number, &'s Held)) -> Unmet<'s> {
        let mut unmet: HashMap<Face, (&'s Arc<Plan>, Number)> = HashMap::new();
        if !self.user.role.sees_records() {
            return Unmet(Vec::new());
        }
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut last: Option<(Face, bool)> = None;
        for (number, held) in view.records.iter() {
            // of a policy that is not in force nobody can say who may see what
            let Some(plan) = held.plan.and_then(|n| view.plans.list.get(usize::from(n))) else { continue };
            let known = last.filter(|(face, _)| *face == held.face).map(|(_, sees)| sees);
            match known.or_else(|| seen.faces.get(&held.face).copied()) {
                Some(sees) => {
                    last = Some((held.face, sees));
                    if sees {
                        take(number, held);
                    }
                }
                None => _ = unmet.entry(held.face).or_insert((plan, number)),
            }
        }
        Unmet(unmet.into_iter().map(|(face, (plan, number))| (face, plan, number)).collect())
    }

    /// Whether one record is seen; none where its face is not known yet.
    pub(super) fn admits(&self, held: &Held) -> Option<bool> {
        if !self.user.role.sees_records() || held.plan.is_none() {
            return Some(false);
        }
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).faces.get(&held.face).copied()
    }

    /// Finds out whether records of a face are seen, from the text of one of them.
    pub(super) fn learn(&self, face: Face, plan: &Plan, text: &str, as_of: Instant) {
        let lexicons = [Lexicon::new(plan.vocabulary())];
        let (mut reader, arena) = (Reader::new(&lexicons), Bump::new());
        // what cannot be read cannot be shown
        let admits = reader.record(Place::start(0), text.as_bytes(), &arena).is_ok_and(|taken| {
            // a policy without access rules leaves it to the one who sees all
            sees(plan, &taken.record, as_of, self.user.role.word(), &self.known).unwrap_or(self.user.role == Role::MainLeader)
        });
        self.seen.lock().unwrap_or_else(PoisonError::into_inner).faces.insert(face, admits);
    }
}

/// Faces not met before.
pub(super) struct Unmet<'s>(pub Vec<(Face, &'s Arc<Plan>, Number)>);

impl Unmet<'_> {
    pub fn owned(self) -> Vec<(Face, Arc<Plan>, Number)> {
        self.0.into_iter().map(|(face, plan, number)| (face, Arc::clone(plan), number)).collect()
    }
}

/// The scopes of everybody signed in: what one request has found out serves the next.
#[derive(Debug, Default)]
pub struct Scopes(Mutex<HashMap<User, Arc<Scope>>>);

/// So many people at once keep what they found out.
const MOST: usize = 256;

impl Scopes {
    /// The scope of somebody signed in, as the account is now.
    pub(in crate::monitor) fn of(&self, session: &super::accounts::Session) -> Arc<Scope> {
        let mut scopes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if scopes.len() >= MOST && !scopes.contains_key(&session.user) {
            scopes.clear();
        }
        Arc::clone(scopes.entry(session.user.clone()).or_insert_with(|| Arc::new(Scope::new(session.user.clone()))))
    }
}
