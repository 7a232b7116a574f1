//! Rules as judged: every name looked up, every variant merged in.

use super::declare::InForce;
use super::grammar::PeriodRoll;
use super::metric::Metric;
use super::shown::Shown;
use crate::record::look::{AttributeId, ConditionId, EventId, Look, TableId};
use crate::record::register::LevelId;
use crate::record::{PartyId, Value};
use crate::script::Script;
use crate::source::{Span, Spanned};
use crate::time::Day;
use crate::time::period::Every;
use crate::time::span::{Counted, Unit};

/// How much a violation matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    Critical,
    #[default]
    Major,
    Minor,
    Data,
}

impl Severity {
    pub const ALL: [Severity; 4] = [Severity::Critical, Severity::Major, Severity::Minor, Severity::Data];

    pub fn word(self) -> &'static str {
        match self {
            Severity::Critical => "critical",
            Severity::Major => "major",
            Severity::Minor => "minor",
            Severity::Data => "data",
        }
    }
}

/// One rule of one version under one reading.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Its place among the policy's rules.
    pub place: u16,
    pub id: String,
    /// The id in its header: for a row, that of the rule whose row it is.
    pub header: String,
    pub span: Span,
    pub title: String,
    /// The clause, verbatim; none for practice (`assumed`).
    pub cite: Option<String>,
    pub note: Option<String>,
    pub severity: Severity,
    pub in_force: InForce,
    /// Which of several versions it is.
    pub version: Option<Version>,
    /// Where that version is headed; that of the rule where it is the first or only one.
    pub version_span: Span,
    /// Kinds of records; empty: every kind.
    pub kinds: Vec<String>,
    /// Opening hours: a set of the policy's, or the usual ones.
    pub hours: Option<u16>,
    /// The reading in force, none for the default one.
    pub reading: Option<String>,
    /// Outcomes of other rules that its conditions ask for.
    pub asks: Vec<OutcomeOf>,
    pub duty: Duty,
}

/// One of several versions of a rule: the days that it governs, within those of the policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Version {
    pub from: Option<Day>,
    pub until: Option<Day>,
}

impl Rule {
    /// Every other rule it depends on: as a trigger, as what is measured, or in a condition.
    pub fn outcomes(&self) -> impl Iterator<Item = &OutcomeOf> {
        let (triggers, share) = match &self.duty {
            Duty::Obligation(obligation) => (obligation.branches.as_slice(), None),
            Duty::Metric(metric) => ([].as_slice(), metric.outcome()),
            _ => ([].as_slice(), None),
        };
        triggers.iter().flat_map(|branch| &branch.outcomes).chain(share).chain(&self.asks)
    }
}

/// What a rule asks.
#[derive(Clone, Debug)]
pub enum Duty {
    Obligation(Obligation),
    Constraint(Constraint),
    Periodic(Periodic),
    Burst(Burst),
    Metric(Metric),
    Suspension(Suspension),
    Extension(Extension),
    /// Lights, escalation, access, a chart: shown, not judged.
    Shown(Shown),
    /// Read and checked, not judged by this version.
    Unjudged,
}

/// When a rule applies at all.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// Not there: no verdict.
    pub given: Vec<Look>,
    pub when: Option<Condition>,
    pub unless: Option<Condition>,
}

/// After a trigger, somebody must do an act towards somebody by the due instant.
#[derive(Clone, Debug)]
pub struct Obligation {
    /// One for each part, and for each recipient that differs in more than itself.
    pub branches: Vec<Branch>,
}

/// The outcome of another rule as a trigger: `HJ-05.past_due`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutcomeOf {
    /// The rule, or the header of rows: then each of them.
    pub rule: String,
    pub what: What,
    pub span: Span,
}

/// What comes true of an instance (dialect section 3.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    PastDue,
    Yellow,
    Blue,
    Fulfilled,
    Lapsed,
    Violated,
}

impl What {
    pub const ALL: [(&'static str, What); 6] = [
        ("past_due", What::PastDue),
        ("yellow", What::Yellow),
        ("blue", What::Blue),
        ("fulfilled", What::Fulfilled),
        ("lapsed", What::Lapsed),
        ("violated", What::Violated),
    ];
}

/// An act owed in every calendar period.
#[derive(Clone, Debug)]
pub struct Periodic {
    pub scope: Scope,
    /// None: the unit of the record.
    pub bearer: Option<Bearer>,
    pub act: Vec<EventId>,
    pub to: Vec<Addressee>,
    pub every: Every,
    pub due: PeriodDue,
    /// The due day as the policy writes it; none: the period's end.
    pub written: Option<String>,
    /// Of each of `to`.
    pub to_spans: Vec<Span>,
}

/// When in or after a period an act is due.
#[derive(Clone, Debug, PartialEq)]
pub enum PeriodDue {
    End,
    /// 0 = Monday.
    Weekday(u32, Option<PeriodRoll>),
    DayOfMonth {
        day: u32,
        after: bool,
        roll: Option<PeriodRoll>,
    },
    MonthDay {
        month: u32,
        day: u32,
        after: bool,
        roll: Option<PeriodRoll>,
    },
    AfterPeriod(Counted<u32>),
    /// 24:00 of the day of an event in the period; no such event: not owed.
    DayOf(EventId),
}

/// So many events with one key inside a sliding window.
#[derive(Clone, Debug)]
pub struct Burst {
    pub scope: Scope,
    pub on: Vec<EventId>,
    pub key: Vec<Key>,
    pub times: u32,
    pub window: Limit,
}

/// A time in which the clocks of some rules stand still.
#[derive(Clone, Debug)]
pub struct Suspension {
    pub scope: Scope,
    /// The rules it moves, by id or by the header of rows.
    pub rules: Vec<Spanned<String>>,
    pub key: Vec<Key>,
    /// It opens at the first of these, and closes at the first `until` after it, or when `within` has run out.
    pub since: Vec<EventId>,
    pub until: Vec<EventId>,
    pub within: Option<Limit>,
    /// Days on which it is open whatever happens.
    pub dates: Vec<Dates>,
    /// A day is suspended only when wholly so.
    pub whole_days: bool,
    /// The clock starts anew when it closes.
    pub restart: bool,
}

/// Days, both ends inclusive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dates {
    Once(Day, Day),
    /// Every year; it may pass the year's end.
    Yearly((u32, u32), (u32, u32)),
}

/// An event that moves the due instants of some rules.
#[derive(Clone, Debug)]
pub struct Extension {
    pub scope: Scope,
    pub rules: Vec<Spanned<String>>,
    pub key: Vec<Key>,
    pub on: Vec<EventId>,
    pub length: Length,
    /// At most so many.
    pub times: Option<u32>,
}

/// What an extension gives.
#[derive(Clone, Debug, PartialEq)]
pub enum Length {
    /// So much more, from the old due instant.
    More(Limit),
    /// So much in all, from the trigger.
    Total(Limit),
}

/// One shape of an obligation's instances.
#[derive(Clone, Debug)]
pub struct Branch {
    pub scope: Scope,
    pub on: Vec<EventId>,
    /// Outcomes of other rules that trigger it.
    pub outcomes: Vec<OutcomeOf>,
    pub only: Option<Only>,
    pub bearer: Option<Bearer>,
    pub act: Vec<EventId>,
    /// An instance for each; empty: nobody in particular.
    pub to: Vec<Addressee>,
    /// The part's name, shown in the verdict's `to`.
    pub part: Option<String>,
    pub key: Vec<Key>,
    pub since: Vec<EventId>,
    pub limit: Limit,
    /// 可于: due is the later one where they apply.
    pub may: Vec<Alternative>,
    /// Due is the earlier one.
    pub caps: Vec<Alternative>,
    pub done: Done,
    pub before: Before,
    pub lapses: Vec<EventId>,
    /// Of the part, or of the recipient that differs; else of the rule.
    pub span: Span,
    /// Of each of `to`.
    pub to_spans: Vec<Span>,
}

impl Branch {
    /// Each addressee, or once nobody in particular.
    pub fn addressees(&self) -> impl Iterator<Item = Option<&Addressee>> {
        let nobody = self.to.is_empty().then_some(None);
        self.to.iter().map(Some).chain(nobody)
    }
}

/// Of several triggers with equal key, just this one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Only {
    First,
    Last,
}

/// What makes an act done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// The n-th act.
    Acts(u32),
    /// The act that brings the n-th party that acted.
    DifferentBy(u32),
    DifferentTo(u32),
}

/// Which acts before the trigger count too.
#[derive(Clone, Debug, PartialEq)]
pub enum Before {
    None,
    Any,
    Within(Counted<u32>),
}

/// Another limit of the same duty.
#[derive(Clone, Debug)]
pub struct Alternative {
    pub name: String,
    pub span: Span,
    pub when: Option<Condition>,
    pub since: Vec<EventId>,
    pub limit: Limit,
}

/// Who owes.
#[derive(Clone, Debug, PartialEq)]
pub enum Bearer {
    /// A declared party or role; a list is any of it.
    Any(Vec<PartyId>),
    TriggerBy,
    /// Any of the trigger's recipients.
    TriggerTo,
    /// Every one of them, an instance each.
    EachTriggerTo,
    /// The party of the record itself, or one told at a place.
    At(Look),
}

/// To whom: one instance each.
#[derive(Clone, Debug, PartialEq)]
pub enum Addressee {
    Office {
        id: PartyId,
        level: Level,
    },
    /// Parties or names told at a place, an instance each unless it is the trigger's `by`.
    At {
        look: Look,
        level: Level,
    },
}

/// The level a recipient must have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    Any,
    /// 同级: that of the trigger's `by`.
    Same,
    /// 上一级
    OneUp,
    Exactly(LevelId),
}

/// What must be equal on every event that the rule names.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    Attribute(Look),
    By,
}

/// `within`, with its names looked up, and its words.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    pub kind: LimitKind,
    /// As the policy writes it.
    pub written: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum LimitKind {
    None,
    Promptly,
    UntilEvent(EventId),
    Until(Look, Option<Counted<Amount>>),
    Counted(Counted<Amount>),
    Backward {
        amount: Amount,
        unit: Unit,
        look: Look,
        roll: bool,
    },
    /// A function of `policy.rhai`, by name, with what it is given.
    Function {
        name: String,
        arguments: Vec<Given>,
    },
    /// A table whose cells hold limits, one for each row.
    Cell {
        table: TableId,
        rows: Vec<Option<LimitKind>>,
    },
}

/// An argument of a limit function.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    Trigger,
    Record,
    At(Look),
}

/// A number in a limit.
#[derive(Clone, Debug, PartialEq)]
pub enum Amount {
    Fixed(u32),
    /// A parameter's; assumed ones are said so in explanations.
    Parameter {
        name: String,
        value: u32,
    },
    At(Look),
}

/// What must hold in a record, or at an event.
#[derive(Clone, Debug)]
pub struct Constraint {
    pub scope: Scope,
    pub only: Option<Only>,
    pub key: Vec<Key>,
    /// Every period that has ended is judged instead of events.
    pub every: Option<Every>,
    /// Every event judged; none: the record itself.
    pub on: Vec<EventId>,
    /// The words for each event.
    pub cases: Vec<Case>,
}

/// The words that hold at some events.
#[derive(Clone, Debug)]
pub struct Case {
    pub on: Vec<EventId>,
    pub words: Words,
}

/// What a constraint demands; all of it must hold.
#[derive(Clone, Debug, Default)]
pub struct Words {
    pub filled: Vec<Look>,
    pub documents: Option<(Look, Vec<Wanted>)>,
    pub signatures: Option<(Look, Vec<Wanted>)>,
    /// One name may sign twice.
    pub same_person: bool,
    pub expect: Option<Condition>,
    pub reject: Option<Condition>,
    pub after: Vec<EventId>,
    pub steps: Vec<EventId>,
    pub since: Vec<EventId>,
    pub within: Option<Limit>,
    pub wait: Option<Limit>,
    pub grace: Option<Limit>,
    pub forbidden: Option<Forbidden>,
    /// With `every` of the constraint: such an event lies in the period.
    pub needs: Vec<EventId>,
    pub check: Option<Script>,
    /// Looked at in this order.
    pub order: Vec<Word>,
    /// A reason in place of a word's own.
    pub reasons: Vec<(Word, String)>,
    /// The reason of `after` and `steps` where no such event is seen at all.
    pub never: Option<String>,
    /// Where each word stands, in the order of `order`.
    pub spans: Vec<Span>,
}

/// A state that must not stand: the last of `since` and `until` before the event is not `since`.
#[derive(Clone, Debug, PartialEq)]
pub struct Forbidden {
    pub since: Vec<EventId>,
    pub until: Vec<EventId>,
}

/// The words of a constraint in the order of the dialect's section 4.8.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    Filled,
    Documents,
    Signatures,
    Expect,
    Reject,
    After,
    Steps,
    Within,
    Wait,
    Forbidden,
    Needs,
    Check,
}

impl Word {
    pub const ALL: [(&'static str, Word, &'static str); 12] = [
        ("filled", Word::Filled, "missing-field"),
        ("documents", Word::Documents, "missing-document"),
        ("signatures", Word::Signatures, "missing-signature"),
        ("expect", Word::Expect, "invalid-value"),
        ("reject", Word::Reject, "forbidden-value"),
        ("after", Word::After, "wrong-order"),
        ("steps", Word::Steps, "wrong-order"),
        ("within", Word::Within, "out-of-time"),
        ("wait", Word::Wait, "too-early"),
        ("forbidden", Word::Forbidden, "forbidden-value"),
        ("needs", Word::Needs, "missing-event"),
        ("check", Word::Check, "check-failed"),
    ];

    /// The key it is written as.
    pub fn key(self) -> &'static str {
        Word::ALL.iter().find(|(_, word, _)| *word == self).map_or("", |(key, _, _)| key)
    }

    /// The reason of a violation, unless the rule gives another.
    pub fn reason(self) -> &'static str {
        Word::ALL.iter().find(|(_, word, _)| *word == self).map_or("", |(_, _, reason)| reason)
    }
}

/// Something that is true, false or unknown.
#[derive(Clone, Debug)]
pub enum Condition {
    /// Every test holds.
    All(Vec<Test>),
    /// One of them holds.
    Any(Vec<Condition>),
    Script(Script),
}

/// One line of a pattern.
#[derive(Clone, Debug)]
pub enum Test {
    Named {
        id: ConditionId,
        wanted: bool,
        span: Span,
    },
    /// `span` is the place's, `spans` are those of the values.
    Place {
        look: Look,
        wanted: Vec<Wanted>,
        span: Span,
        spans: Vec<Span>,
    },
    Outcome {
        outcome: OutcomeOf,
        wanted: bool,
    },
}

/// What a place must be: one of these.
#[derive(Clone, Debug, PartialEq)]
pub enum Wanted {
    /// `"*"`: there at all.
    Present,
    Value(Value<'static>),
    /// A declared party or role.
    Office(PartyId),
    Level(LevelId),
    Day(Day),
    Range(Range),
    /// Equal to what is found there.
    At(Look),
}

/// A range of numbers, days, clock times or month–days; each end with whether it belongs.
#[derive(Clone, Debug, PartialEq)]
pub struct Range {
    pub low: Option<(Bound, bool)>,
    pub high: Option<(Bound, bool)>,
    pub written: String,
}

#[derive(Clone, Debug, PartialEq)]
pub enum Bound {
    Number(f64),
    Clock(i64),
    Day(Day),
    MonthDay(u32, u32),
    At(Look),
}

/// A decision table.
#[derive(Clone, Debug)]
pub struct Table {
    pub name: String,
    pub title: String,
    pub by: Look,
    pub cells: Vec<String>,
    pub rows: Vec<Row>,
}

/// A row: chosen by its name, or by its band.
#[derive(Clone, Debug)]
pub struct Row {
    pub name: String,
    pub span: Span,
    pub is: Option<Range>,
    /// In the order of the table's cells; none where the row has no such cell.
    pub cells: Vec<Option<Value<'static>>>,
}

/// The attribute an event carries, for `given` and keys of other events.
pub fn attribute_of(look: &Look) -> Option<AttributeId> {
    use crate::record::look::{Field, Spot};
    match &look.at {
        Spot::Trigger(Field::Attribute { id, .. }) | Spot::Record(Field::Attribute { id, .. }) => Some(*id),
        _ => None,
    }
}
