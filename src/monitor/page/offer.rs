//! What an officer may enter for a record as it stands: which acts the policy itself provides for. Nothing here knows a
//! policy; what is not written in one is not offered.

use crate::plan::Plan;
use crate::policy::declare::event::base_ids;
use crate::policy::rule::{Duty, Obligation, What};
use crate::record::look::EventId;
use crate::source::Spanned;
use crate::verdict::{Status, Verdict};

/// Why it is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// The act that answers for something past due.
    Explanation,
    Extension,
    Suspension,
    Resumption,
}

impl Sort {
    pub fn word(self) -> &'static str {
        match self {
            Sort::Explanation => "explanation",
            Sort::Extension => "extension",
            Sort::Suspension => "suspension",
            Sort::Resumption => "resumption",
        }
    }

    /// Whether it moves a due instant: not everybody's to give.
    pub fn is_grant(self) -> bool {
        self != Sort::Explanation
    }
}

/// One event that may be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    pub sort: Sort,
    /// The event's type.
    pub event: String,
    pub title: String,
    /// Who does it, where the policy says one; none: it is not told.
    pub by: Option<String>,
    /// The attributes that the event carries.
    pub has: Vec<String>,
}

/// Everything that may be entered, in the order of the policy.
pub fn offers(plan: &Plan, verdicts: &[Verdict<'_>]) -> Vec<Offer> {
    let mut list: Vec<Offer> = Vec::new();
    let mut add = |sort: Sort, ids: &[EventId], by: Option<&str>| {
        let declared = &plan.policy.declared;
        for id in ids.iter().flat_map(|id| base_ids(&declared.events, *id)) {
            let event = declared.event(id);
            let offer = Offer {
                sort,
                event: event.name.value.clone(),
                title: event.title.clone(),
                by: by.map(str::to_owned),
                has: event.has.iter().map(|name| name.value.clone()).collect(),
            };
            if !list.iter().any(|known| known.sort == offer.sort && known.event == offer.event) {
                list.push(offer);
            }
        }
    };
    let open = |status: Status| matches!(status, Status::Pending | Status::Overdue | Status::Suspended);
    for verdict in verdicts.iter().filter(|verdict| open(verdict.status)) {
        if let Duty::Obligation(Obligation { branches }) = &verdict.rule.duty {
            let answers = branches.iter().filter(|branch| branch.outcomes.iter().any(|outcome| outcome.what == What::PastDue));
            // of several bearers nobody can say which one it was
            let by = verdict.bearer.as_deref().filter(|bearer| !bearer.contains(','));
            answers.for_each(|branch| add(Sort::Explanation, &branch.act, by));
        }
    }
    let names = |rules: &[Spanned<String>], wanted: &dyn Fn(Status) -> bool| {
        let named = |verdict: &&Verdict<'_>| rules.iter().any(|name| name.value == verdict.rule.id || name.value == verdict.rule.header);
        verdicts.iter().filter(named).any(|verdict| wanted(verdict.status))
    };
    for rule in &plan.policy.rules {
        match &rule.duty {
            Duty::Extension(extension) if names(&extension.rules, &open) => add(Sort::Extension, &extension.on, None),
            Duty::Suspension(suspension) => {
                if names(&suspension.rules, &|status| status == Status::Pending) {
                    add(Sort::Suspension, &suspension.since, None);
                }
                if names(&suspension.rules, &|status| status == Status::Suspended) {
                    add(Sort::Resumption, &suspension.until, None);
                }
            }
            _ => {}
        }
    }
    list
}
