//! The plan: a policy that can be judged, immutable and shareable, indexed by event type.

pub mod load;

use crate::policy::Policy;
use crate::policy::rule::{Duty, OutcomeOf, Rule};
use crate::policy::declare::event::base_ids;
use crate::record::look::EventId;
use crate::record::{NameId, Vocabulary};
use crate::time::WorkCalendar;
use crate::time::due::Clock;

/// In the place of an event: the record itself is judged.
pub const STANDING: u32 = u32::MAX;

/// A policy with its calendar, ready to judge records.
#[derive(Debug)]
pub struct Plan {
    pub policy: Policy,
    pub calendar: WorkCalendar,
    /// SHA-256 of the exact bytes it was made from, hexadecimal.
    pub digest: String,
    /// The type of each declared event that happens itself.
    types: Vec<Option<NameId>>,
    /// The types that each declared event may be told as.
    base_types: Vec<Vec<NameId>>,
    /// By type: the rules that an event of it may trigger, in the policy's order.
    triggered: Vec<Vec<u16>>,
    /// Rules that judge the record itself.
    standing: Vec<u16>,
    /// Rules that count over many records.
    metrics: Vec<u16>,
    /// By rule: the rules whose outcome triggers it, for each outcome its branches name, in order.
    outcomes: Vec<Vec<(OutcomeOf, Vec<u16>)>>,
}

impl Plan {
    /// Indexes a policy without errors. Cannot fail on what a user wrote.
    pub fn new(policy: Policy, calendar: WorkCalendar, digest: String) -> Plan {
        let declared = &policy.declared;
        let types: Vec<Option<NameId>> = declared.events.iter().map(|e| e.type_name).collect();
        let bases = |id: EventId| {
            let ids = base_ids(&declared.events, id);
            ids.iter().filter_map(|base| types[usize::from(base.0)]).collect::<Vec<_>>()
        };
        let base_types: Vec<Vec<NameId>> = (0..types.len()).filter_map(|n| u16::try_from(n).ok()).map(|n| bases(EventId(n))).collect();
        let mut triggered = vec![Vec::new(); declared.vocabulary.len()];
        let mut standing = Vec::new();
        let mut metrics = Vec::new();
        for (n, rule) in (0..).zip(&policy.rules) {
            if matches!(rule.duty, Duty::Metric(_)) {
                metrics.push(n);
                continue;
            }
            match triggers(&policy.rules, rule, 0) {
                Some(events) => {
                    for name in events.iter().flat_map(|id| &base_types[usize::from(id.0)]) {
                        let list: &mut Vec<u16> = &mut triggered[usize::from(name.0)];
                        if list.last() != Some(&n) {
                            list.push(n);
                        }
                    }
                }
                None if !matches!(rule.duty, Duty::Unjudged) => standing.push(n),
                None => {}
            }
        }
        let outcomes = policy.rules.iter().map(|rule| outcomes(&policy.rules, rule)).collect();
        Plan { types, base_types, triggered, standing, metrics, outcomes, policy, calendar, digest }
    }

    pub fn id(&self) -> &str {
        &self.policy.declared.head.id.value
    }

    pub fn vocabulary(&self) -> &Vocabulary {
        &self.policy.declared.vocabulary
    }

    /// The type of an event that happens itself.
    pub fn type_of(&self, id: EventId) -> Option<NameId> {
        self.types[usize::from(id.0)]
    }

    /// Whether an event of this type may be what `id` stands for.
    pub fn may_be(&self, name: NameId, id: EventId) -> bool {
        self.base_types[usize::from(id.0)].contains(&name)
    }

    /// Which rule each event may trigger, by rule in the policy's order, then by event; a rule that judges the record
    /// itself stands with [`STANDING`]. Time grows with the rules whose trigger occurs, not with the rules there are.
    pub fn triggers(&self, events: impl Iterator<Item = Option<NameId>>, found: &mut Vec<(u16, u32)>) {
        found.clear();
        found.extend(self.standing.iter().map(|rule| (*rule, STANDING)));
        for (n, name) in (0u32..).zip(events) {
            if let Some(rules) = name.and_then(|name| self.triggered.get(usize::from(name.0))) {
                found.extend(rules.iter().map(|rule| (*rule, n)));
            }
        }
        found.sort_unstable();
    }

    /// Which events may trigger one rule, in the form of [`Plan::triggers`].
    pub fn triggers_of(&self, rule: u16, events: impl Iterator<Item = Option<NameId>>, found: &mut Vec<(u16, u32)>) {
        found.clear();
        if self.standing.contains(&rule) {
            found.push((rule, STANDING));
        }
        let triggers = |name: NameId| self.triggered.get(usize::from(name.0)).is_some_and(|rules| rules.contains(&rule));
        found.extend((0u32..).zip(events).filter(|(_, name)| name.is_some_and(triggers)).map(|(n, _)| (rule, n)));
    }

    /// The rules that count over many records, in the policy's order.
    pub fn metrics(&self) -> &[u16] {
        &self.metrics
    }

    /// The rules whose outcome a branch of `rule` names.
    pub fn bases_of(&self, rule: &Rule, outcome: &OutcomeOf) -> &[u16] {
        let named = self.outcomes.get(usize::from(rule.place)).into_iter().flatten();
        named.clone().find(|(own, _)| own == outcome).map_or(&[], |(_, rules)| rules)
    }

    /// What a rule's limits are counted over.
    pub fn clock(&self, rule: &Rule) -> Clock<'_> {
        let hours = &self.policy.declared.hours;
        let set = rule.hours.and_then(|n| hours.sets.get(usize::from(n))).map(|(_, set)| set);
        Clock { zone: self.vocabulary().zone, calendar: &self.calendar, hours: set.unwrap_or(&hours.usual), still: &[] }
    }

    /// The title of the event that is told as this type, else the type.
    pub fn title_of(&self, name: NameId) -> &str {
        let declared = self.types.iter().position(|own| *own == Some(name));
        declared.map_or_else(|| self.vocabulary().name(name), |n| self.policy.declared.events[n].title.as_str())
    }

    /// The title of a declared event.
    pub fn event_title(&self, id: EventId) -> &str {
        &self.policy.declared.event(id).title
    }
}

/// Outcomes of outcomes of outcomes: deeper ones are a circle.
const DEPTH: usize = 8;

/// The events that may trigger a rule; none for one that judges the record itself.
fn triggers(rules: &[Rule], rule: &Rule, depth: usize) -> Option<Vec<EventId>> {
    let mut events: Vec<EventId> = match &rule.duty {
        Duty::Obligation(obligation) => obligation.branches.iter().flat_map(|b| &b.on).copied().collect(),
        Duty::Constraint(constraint) => constraint.on.clone(),
        Duty::Burst(burst) => burst.on.clone(),
        Duty::Periodic(_) | Duty::Metric(_) | Duty::Unjudged => Vec::new(),
    };
    for base in outcomes(rules, rule).iter().flat_map(|(_, bases)| bases) {
        let base = &rules[usize::from(*base)];
        if depth < DEPTH {
            events.extend(triggers(rules, base, depth + 1)?);
        }
    }
    (!events.is_empty()).then_some(events)
}

/// The outcomes that trigger a rule, each with the rules it means: the one of that id, or the rows of that header.
fn outcomes(rules: &[Rule], rule: &Rule) -> Vec<(OutcomeOf, Vec<u16>)> {
    let named: Vec<&OutcomeOf> = match &rule.duty {
        Duty::Obligation(obligation) => obligation.branches.iter().flat_map(|b| &b.outcomes).collect(),
        Duty::Metric(metric) => metric.outcome().into_iter().collect(),
        _ => Vec::new(),
    };
    let means = |outcome: &OutcomeOf| rules.iter().filter(|r| r.id == outcome.rule || r.header == outcome.rule).map(|r| r.place).collect();
    named.into_iter().map(|outcome| (outcome.clone(), means(outcome))).collect()
}
