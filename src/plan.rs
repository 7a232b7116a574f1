//! The plan: a policy that can be judged, immutable and shareable, indexed by event type.

pub mod amended;
pub mod force;
pub mod load;
pub mod lowered;
pub mod plain;
pub mod readings;
pub mod steady;

use crate::policy::Policy;
use crate::policy::declare::event::base_ids;
use crate::policy::rule::{Duty, OutcomeOf, Rule};
use crate::policy::shown::{Chart, Form, Shown};
use crate::record::look::EventId;
use crate::record::{Event, NameId, Vocabulary};
use crate::source::Spanned;
use crate::time::WorkCalendar;
use crate::time::due::Clock;
use std::collections::HashMap;

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
    /// Rules that set lights.
    lights: Vec<u16>,
    /// Rules that draw charts.
    charts: Vec<u16>,
    /// By id or header of rows: the rules that an outcome of that name means.
    by_id: HashMap<String, Vec<u16>>,
    /// By rule: the suspensions and extensions that move its clock, in the policy's order.
    movers: Vec<Vec<u16>>,
    /// Rules that count over many records.
    metrics: Vec<u16>,
    /// Those of them that look at every record.
    always_counted: Vec<u16>,
    /// By type: those that look at records with an event of it.
    counted: Vec<Vec<u16>>,
    /// By rule.
    force: Vec<force::Force>,
    /// By rule: the steady conditions that decide whether it applies.
    steady: Vec<steady::Bits>,
    /// By rule, then branch or case: what is plain.
    plain: Vec<Vec<Option<plain::Plain>>>,
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
        let by_id = by_id(&policy.rules);
        let mut triggered = vec![Vec::new(); declared.vocabulary.len()];
        let mut standing = Vec::new();
        let (mut metrics, mut always_counted) = (Vec::new(), Vec::new());
        let mut counted = vec![Vec::new(); declared.vocabulary.len()];
        for (n, rule) in (0..).zip(&policy.rules) {
            if let Duty::Metric(metric) = &rule.duty {
                metrics.push(n);
                if metric.on.is_empty() || metric.outcome().is_some() {
                    always_counted.push(n);
                    continue;
                }
                for name in metric.on.iter().flat_map(|id| &base_types[usize::from(id.0)]) {
                    let list: &mut Vec<u16> = &mut counted[usize::from(name.0)];
                    if list.last() != Some(&n) {
                        list.push(n);
                    }
                }
                continue;
            }
            match triggers(&policy.rules, &by_id, rule) {
                Some(events) => {
                    for name in events.iter().flat_map(|id| &base_types[usize::from(id.0)]) {
                        let list: &mut Vec<u16> = &mut triggered[usize::from(name.0)];
                        if list.last() != Some(&n) {
                            list.push(n);
                        }
                    }
                }
                None if matches!(rule.duty, Duty::Constraint(_) | Duty::Periodic(_) | Duty::Obligation(_)) => standing.push(n),
                None => {}
            }
        }
        let moving: Vec<&Rule> = policy.rules.iter().filter(|rule| !named(rule).is_empty()).collect();
        let movers: Vec<Vec<u16>> = policy.rules.iter().map(|rule| movers(&moving, rule)).collect();
        let shows = |is: fn(&Form) -> bool| {
            let one = |rule: &&Rule| matches!(&rule.duty, Duty::Shown(shown) if is(&shown.form));
            policy.rules.iter().filter(one).map(|rule| rule.place).collect()
        };
        let (in_force, zone) = (policy.declared.head.in_force, policy.declared.vocabulary.zone);
        let force = policy.rules.iter().map(|rule| force::Force::new(rule.in_force, in_force, &zone)).collect();
        let own = steady::steady(&policy);
        let steady = policy.rules.iter().map(|rule| steady::asked(rule) & own).collect();
        let type_of = |id: EventId| types[usize::from(id.0)];
        let plain = policy.rules.iter().zip(&movers).map(|(rule, movers)| plain::plain(rule, !movers.is_empty(), own, &type_of)).collect();
        let lights = shows(|form| matches!(form, Form::Lights(_)));
        let charts = shows(|form| matches!(form, Form::Chart(_)));
        Plan {
            types,
            base_types,
            triggered,
            standing,
            lights,
            charts,
            metrics,
            always_counted,
            counted,
            by_id,
            movers,
            force,
            steady,
            plain,
            policy,
            calendar,
            digest,
        }
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

    /// Calls `found` with each rule that an event may trigger and the event's number, by event; before them each rule that
    /// judges the record itself, with [`STANDING`]. Time grows with the rules whose trigger occurs, not with the rules there
    /// are.
    pub fn triggers(&self, events: impl Iterator<Item = Option<NameId>>, mut found: impl FnMut(u16, u32)) {
        self.standing.iter().for_each(|rule| found(*rule, STANDING));
        for (n, name) in (0u32..).zip(events) {
            if let Some(rules) = name.and_then(|name| self.triggered.get(usize::from(name.0))) {
                rules.iter().for_each(|rule| found(*rule, n));
            }
        }
    }

    /// Which events may trigger one rule; [`STANDING`] where it judges the record itself.
    pub fn triggers_of(&self, rule: u16, events: impl Iterator<Item = Option<NameId>>) -> Vec<u32> {
        let standing = self.standing.contains(&rule).then_some(STANDING);
        let triggers = |name: NameId| self.triggered.get(usize::from(name.0)).is_some_and(|rules| rules.contains(&rule));
        standing.into_iter().chain((0u32..).zip(events).filter(|(_, name)| name.is_some_and(triggers)).map(|(n, _)| n)).collect()
    }

    /// The rules that count over many records, in the policy's order.
    pub fn metrics(&self) -> &[u16] {
        &self.metrics
    }

    /// Calls `count` with each rule that may count a record of these events, once, and with the first event that may
    /// put the record in. Time does not grow with the rules there are.
    pub fn counters(&self, events: &[Event<'_>], mut count: impl FnMut(u16, usize)) {
        let of = |event: &Event<'_>| event.name.and_then(|name| self.counted.get(usize::from(name.0))).map_or(&[][..], Vec::as_slice);
        self.always_counted.iter().for_each(|rule| count(*rule, 0));
        let mut first = None;
        for (n, event) in events.iter().enumerate() {
            let rules = of(event);
            if rules.is_empty() {
                continue;
            }
            let before = &events[*first.get_or_insert(n)..n];
            for rule in rules {
                if !before.iter().any(|before| of(before).contains(rule)) {
                    count(*rule, n);
                }
            }
        }
    }

    /// When a rule is in force.
    pub fn force_of(&self, rule: &Rule) -> &force::Force {
        &self.force[usize::from(rule.place)]
    }

    /// The conditions that decide whether a rule applies and are the same at every event.
    pub fn steady_of(&self, rule: &Rule) -> steady::Bits {
        self.steady.get(usize::from(rule.place)).copied().unwrap_or(0)
    }

    /// What is plain of a rule, by branch or case; shorter where less is.
    pub fn plain_of(&self, rule: &Rule) -> &[Option<plain::Plain>] {
        self.plain.get(usize::from(rule.place)).map_or(&[], Vec::as_slice)
    }

    /// The suspensions and extensions that move the clock of a rule.
    pub fn movers_of(&self, rule: &Rule) -> impl Iterator<Item = &Rule> {
        let movers = self.movers.get(usize::from(rule.place)).into_iter().flatten();
        movers.map(|n| &self.policy.rules[usize::from(*n)])
    }

    /// The rules that an outcome means: the one of that id, or the rows of that header.
    pub fn bases_of(&self, outcome: &OutcomeOf) -> &[u16] {
        self.by_id.get(&outcome.rule).map_or(&[], Vec::as_slice)
    }

    /// The rules that set lights, in the policy's order.
    pub fn lights(&self) -> impl Iterator<Item = &Rule> {
        self.lights.iter().map(|place| &self.policy.rules[usize::from(*place)])
    }

    /// The rules that draw charts, in the policy's order.
    pub fn charts(&self) -> impl Iterator<Item = (&Rule, &Shown, &Chart)> {
        let rules = self.charts.iter().filter_map(|place| self.policy.rules.get(usize::from(*place)));
        rules.filter_map(|rule| match &rule.duty {
            Duty::Shown(shown) => match &shown.form {
                Form::Chart(chart) => Some((rule, shown, chart)),
                _ => None,
            },
            _ => None,
        })
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

/// The events that may trigger a rule; none for one that judges the record itself. Outcomes make no circle: reading
/// has seen to it.
fn triggers(rules: &[Rule], by_id: &HashMap<String, Vec<u16>>, rule: &Rule) -> Option<Vec<EventId>> {
    let (mut events, outcomes): (Vec<EventId>, Vec<&OutcomeOf>) = match &rule.duty {
        Duty::Obligation(obligation) => {
            let branches = &obligation.branches;
            (branches.iter().flat_map(|b| &b.on).copied().collect(), branches.iter().flat_map(|b| &b.outcomes).collect())
        }
        Duty::Constraint(constraint) => (constraint.on.clone(), Vec::new()),
        Duty::Burst(burst) => (burst.on.clone(), Vec::new()),
        Duty::Periodic(_) | Duty::Suspension(_) | Duty::Extension(_) | Duty::Shown(_) | Duty::Metric(_) | Duty::Unjudged => {
            (Vec::new(), Vec::new())
        }
    };
    for base in outcomes.into_iter().filter_map(|outcome| by_id.get(&outcome.rule)).flatten() {
        events.extend(triggers(rules, by_id, &rules[usize::from(*base)])?);
    }
    (!events.is_empty()).then_some(events)
}

fn by_id(rules: &[Rule]) -> HashMap<String, Vec<u16>> {
    let mut map: HashMap<String, Vec<u16>> = HashMap::new();
    for rule in rules {
        map.entry(rule.id.clone()).or_default().push(rule.place);
        if rule.header != rule.id {
            map.entry(rule.header.clone()).or_default().push(rule.place);
        }
    }
    map
}

/// The rules whose clock a suspension or extension moves.
fn named(mover: &Rule) -> &[Spanned<String>] {
    match &mover.duty {
        Duty::Suspension(suspension) => &suspension.rules,
        Duty::Extension(extension) => &extension.rules,
        _ => &[],
    }
}

/// The suspensions and extensions that name a rule, or the header whose row it is.
fn movers(moving: &[&Rule], rule: &Rule) -> Vec<u16> {
    let moves = |mover: &&&Rule| named(mover).iter().any(|name| name.value == rule.id || name.value == rule.header);
    moving.iter().filter(moves).map(|mover| mover.place).collect()
}
