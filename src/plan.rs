//! The plan: a policy that can be judged, immutable and shareable, indexed by event type.

pub mod load;

use crate::policy::Policy;
use crate::policy::rule::{Duty, Rule};
use crate::policy::declare::event::base_ids;
use crate::record::look::EventId;
use crate::record::{NameId, Vocabulary};
use crate::time::WorkCalendar;
use crate::time::due::Clock;

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
        for (n, rule) in (0..).zip(&policy.rules) {
            match triggers(rule) {
                Some(events) => {
                    for name in events.iter().flat_map(|id| &base_types[usize::from(id.0)]) {
                        let list: &mut Vec<u16> = &mut triggered[usize::from(name.0)];
                        if list.last() != Some(&n) {
                            list.push(n);
                        }
                    }
                }
                None if matches!(rule.duty, Duty::Constraint(_)) => standing.push(n),
                None => {}
            }
        }
        Plan { types, base_types, triggered, standing, policy, calendar, digest }
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

    /// The rules that events of these types may trigger, and those that judge the record itself, in order.
    pub fn rules_for(&self, names: impl Iterator<Item = NameId>, rules: &mut Vec<u16>) {
        rules.clear();
        rules.extend_from_slice(&self.standing);
        for name in names {
            if let Some(list) = self.triggered.get(usize::from(name.0)) {
                rules.extend_from_slice(list);
            }
        }
        rules.sort_unstable();
        rules.dedup();
    }

    /// What a rule's limits are counted over.
    pub fn clock(&self, rule: &Rule) -> Clock<'_> {
        let hours = &self.policy.declared.hours;
        let set = rule.hours.and_then(|n| hours.sets.get(usize::from(n))).map(|(_, set)| set);
        Clock { zone: self.vocabulary().zone, calendar: &self.calendar, hours: set.unwrap_or(&hours.usual) }
    }

    /// The place of one of its rules in the policy's order.
    pub fn place_of(&self, rule: &Rule) -> u16 {
        let found = self.policy.rules.iter().position(|own| std::ptr::eq(own, rule));
        found.and_then(|n| u16::try_from(n).ok()).unwrap_or(u16::MAX)
    }

    /// The title of a declared event.
    pub fn event_title(&self, id: EventId) -> &str {
        &self.policy.declared.event(id).title
    }
}

/// The events that may trigger a rule; none for one that judges the record itself.
fn triggers(rule: &Rule) -> Option<Vec<EventId>> {
    let events: Vec<EventId> = match &rule.duty {
        Duty::Obligation(obligation) => obligation.branches.iter().flat_map(|b| &b.on).copied().collect(),
        Duty::Constraint(constraint) => constraint.cases.iter().flat_map(|c| &c.on).copied().collect(),
        Duty::Unjudged => Vec::new(),
    };
    (!events.is_empty()).then_some(events)
}
