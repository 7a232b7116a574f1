//! A view of a record from one event: where places lead, and what is not there.

use super::condition;
use super::light;
use super::marks::Marks;
use super::unknown::Causes;
use crate::plan::Plan;
use crate::plan::plain::Decided;
use crate::plan::steady::{Bits, bit};
use crate::policy::rule::{Key, Row};
use crate::policy::shown::{Lights, USUAL};
use crate::record::look::{AttributeId, ConditionId, EventId, Field, Look, Of, Spot, TableId};
use crate::record::scene::{Cause, Found, Item, Scene};
use crate::record::{Attributes, Event, NameId, Party, Record, Truth, Value, attribute};
use crate::time::calendar::Gap;
use crate::time::{Day, Instant, Moment, Period, When};
use std::cell::RefCell;

/// What the words of a rule see: the record, the event judged, the events seen by as-of.
pub struct View<'s> {
    pub plan: &'s Plan,
    pub record: &'s Record<'s>,
    /// Events seen by as-of, in judged order.
    pub seen: &'s [Event<'s>],
    pub as_of: Instant,
    /// The event judged, by its index in `seen`.
    pub trigger: Option<usize>,
    /// Where the clock starts if not at the trigger itself: the instant at which an outcome came true.
    pub start: Option<When>,
    /// The period that is judged, or that triggered.
    pub period: Option<Period>,
    /// The instant of the trigger that is assumed, where its time is not exact.
    pub at: Option<Moment>,
    pub keys: &'s [Key],
    /// The lights that hold for the record.
    pub lights: &'s Lights,
    /// What is known of the person who looks: access rules only.
    pub user: &'s [(String, Value<'static>)],
    pub causes: RefCell<Causes>,
    /// Where what is decided is noted, for coverage.
    pub marks: Option<&'s Marks>,
    steady: Settled,
}

/// What the steady conditions of a record have been found to be, as far as that is known.
#[derive(Clone, Copy, Debug, Default)]
pub struct Settled {
    asked: Bits,
    known: Bits,
    holds: Bits,
}

impl<'s> View<'s> {
    pub fn new(plan: &'s Plan, record: &'s Record<'s>, as_of: Instant) -> View<'s> {
        View::marking(plan, record, as_of, None)
    }

    /// The same, what is decided noted in `marks`.
    pub fn marking(plan: &'s Plan, record: &'s Record<'s>, as_of: Instant, marks: Option<&'s Marks>) -> View<'s> {
        let seen = record.events.partition_point(|e| e.when.earliest <= as_of);
        let seen = &record.events[..seen];
        let causes = RefCell::default();
        let view = View {
            plan,
            record,
            seen,
            as_of,
            trigger: None,
            start: None,
            period: None,
            at: None,
            keys: &[],
            lights: &USUAL,
            user: &[],
            causes,
            marks,
            steady: Settled::default(),
        };
        View { lights: light::lights(&view), ..view }
    }

    /// What has been settled of this record: it holds for every view of it.
    pub fn settled(&self) -> Settled {
        self.steady
    }

    /// The same, with what another view of this record has settled.
    #[must_use]
    pub fn knowing(self, settled: Settled) -> View<'s> {
        View { steady: settled, ..self }
    }

    /// Asks steady conditions beforehand. One that leaves a cause is asked anew wherever it matters: whom it blames matters too.
    #[inline]
    pub fn settle(&mut self, conditions: Bits) {
        let open = conditions & !self.steady.asked;
        // where what is decided is noted, it is asked where it decides
        if open != 0 && self.marks.is_none() {
            self.ask(open);
        }
    }

    fn ask(&mut self, mut open: Bits) {
        while open != 0 {
            let id = ConditionId(open.trailing_zeros() as u16);
            open &= open - 1;
            self.steady.asked |= bit(id);
            let probe = View { causes: RefCell::default(), ..*self };
            let truth = probe.condition(id);
            if truth != Truth::Unknown && probe.causes.into_inner().is_empty() {
                self.steady.known |= bit(id);
                self.steady.holds |= if truth.is_true() { bit(id) } else { 0 };
            }
        }
    }

    /// What steady conditions say; unknown where one of them is not settled.
    pub fn decides(&self, decided: Decided) -> Truth {
        if (decided.hold | decided.fail) & !self.steady.known != 0 {
            return Truth::Unknown;
        }
        Truth::from(decided.hold & !self.steady.holds == 0 && decided.fail & self.steady.holds == 0)
    }

    /// The same record seen from another event.
    pub fn from(&self, trigger: usize, keys: &'s [Key]) -> View<'s> {
        View { trigger: Some(trigger), keys, start: None, period: None, at: None, causes: RefCell::default(), ..*self }
    }

    /// The same event, its time assumed to be `at`.
    #[must_use]
    pub fn assuming(&self, at: Moment) -> View<'s> {
        View { at: Some(at), causes: RefCell::default(), ..*self }
    }

    /// The record seen from the instant at which an outcome of another rule came true.
    pub fn after(&self, trigger: Option<usize>, start: When, period: Option<Period>, keys: &'s [Key]) -> View<'s> {
        View { trigger, keys, start: Some(start), period, at: None, causes: RefCell::default(), ..*self }
    }

    /// The same, with no cause noted.
    #[must_use]
    pub fn again(&self) -> View<'s> {
        View { causes: RefCell::default(), ..*self }
    }

    /// The same event, its clock started at `start`.
    pub fn started_at(&self, start: When) -> View<'s> {
        View { start: Some(start), causes: RefCell::default(), ..*self }
    }

    /// The record in one period.
    pub fn during(&self, period: Period) -> View<'s> {
        View { period: Some(period), causes: RefCell::default(), ..*self }
    }

    pub fn event(&self) -> Option<&'s Event<'s>> {
        self.trigger.map(|n| &self.seen[n])
    }

    /// When the clock starts: at the outcome that triggered, else at the event.
    pub fn started(&self) -> Option<When> {
        self.start.or_else(|| self.event().map(|event| event.when))
    }

    /// Whether this is the very event that triggered: it never discharges, ends or follows itself.
    pub fn is_trigger(&self, event: &Event<'_>) -> bool {
        self.event().is_some_and(|trigger| trigger.position == event.position)
    }

    /// Whether an act counts in the period of this view: one that names a period counts for that one only.
    pub fn in_named_period(&self, event: &'s Event<'s>) -> bool {
        self.period.is_none_or(|period| self.named_period(event).is_none_or(|name| period.is_named(name)))
    }

    /// The period that an act names.
    pub fn named_period(&self, event: &'s Event<'s>) -> Option<&'s str> {
        let name = self.plan.vocabulary().find("period")?;
        attribute(event.attributes, name).and_then(Value::text)
    }

    /// Why things are unknown, from another view of the same event.
    pub fn blame_all(&self, other: View<'_>) {
        let mut causes = self.causes.borrow_mut();
        other.causes.into_inner().drain().for_each(|cause| causes.note(cause));
    }

    fn field(&self, event: &'s Event<'s>, field: &'s Field) -> Found<'s> {
        match field {
            Field::Id => event.id.map_or(Found::Nothing, |id| Found::One(Item::Text(id))),
            Field::Type => event.name.map_or(Found::Nothing, |name| Found::One(Item::Text(self.plan.vocabulary().name(name)))),
            Field::At | Field::Date | Field::Time => self.time(event, field),
            Field::By(of) => event.by.map_or(Found::Nothing, |party| told(party, *of)),
            Field::To(of) => several(event.to.iter().map(|party| told(party, *of))),
            Field::Attribute { id, name, below } => told_at(self.plan, event.attributes, *id, *name, below).map_or(Found::Nothing, spread),
        }
    }

    fn time(&self, event: &Event<'_>, field: &Field) -> Found<'s> {
        let judged = self.event().is_some_and(|trigger| trigger.position == event.position);
        let when = match self.at {
            Some(at) if judged => When::exactly(at.within()),
            _ => event.when,
        };
        if matches!(field, Field::At) {
            return Found::One(Item::At(when));
        }
        let zone = self.plan.vocabulary().zone;
        let (first, last) = (zone.local(when.earliest), zone.local(when.latest.within()));
        match field {
            Field::Date if first.0 == last.0 => Found::One(Item::Day(first.0)),
            Field::Time if when.is_exact() => Found::One(Item::Clock(first.1)),
            _ => Found::Imprecise,
        }
    }

    /// Events of a kind up to the one judged, with equal key.
    pub fn history(&self, id: EventId) -> impl Iterator<Item = &'s Event<'s>> {
        let last = self.trigger.map_or(self.seen.len(), |n| n + 1);
        let own = self.event();
        self.seen[..last]
            .iter()
            .filter(move |event| self.is(event, id) == Truth::True && own.is_none_or(|own| super::events::same_key(self, own, event)))
    }

    /// Whether an event is what `id` declares: its type, and `when` of one that stands for others.
    #[inline(always)]
    pub fn is(&self, event: &'s Event<'s>, id: EventId) -> Truth {
        match (event.name, self.plan.type_of(id)) {
            (None, _) => Truth::False,
            (Some(name), Some(own)) => Truth::from(own == name),
            (Some(name), None) => self.stands_for(event, name, id),
        }
    }

    fn stands_for(&self, event: &'s Event<'s>, name: NameId, id: EventId) -> Truth {
        if !self.plan.may_be(name, id) {
            return Truth::False;
        }
        let declared = self.plan.policy.declared.event(id);
        let of = declared.of.iter().filter_map(|of| self.plan.policy.declared.find_event(&of.value));
        let told = of.fold(Truth::False, |truth, of| truth.or(self.is(event, of)));
        let Some(condition) = &self.plan.policy.event_conditions[usize::from(id.0)] else { return told };
        let Some(n) = self.seen.iter().position(|e| std::ptr::eq(e, event)) else { return told };
        told.and(condition::applies(&self.from(n, &[]), condition))
    }

    /// The row of a decision table that the record and event choose.
    pub fn row(&self, table: TableId) -> Result<&'s Row, Found<'s>> {
        let table = &self.plan.policy.tables[usize::from(table.0)];
        let found = self.lookup(&table.by);
        let item = match found {
            Found::One(item) => item,
            Found::Many(ref items) if items.len() == 1 => items[0],
            Found::Many(_) => return Err(Found::NoRow),
            nothing => {
                if matches!(nothing, Found::Nothing) {
                    self.blame(Cause::Missing(table.by.shown.clone()));
                }
                return Err(nothing);
            }
        };
        let chosen = table.rows.iter().find(|row| match &row.is {
            Some(range) => condition::in_range(self, &item, range).is_true(),
            None => named(&item, &row.name),
        });
        if let (Some(marks), Some(row)) = (self.marks, chosen) {
            marks.note(row.span, Truth::True);
        }
        chosen.ok_or(Found::NoRow)
    }

    /// What is at a place, borrowed from the record and the plan.
    pub fn lookup(&self, look: &'s Look) -> Found<'s> {
        let found = match &look.at {
            Spot::Trigger(field) => self.event().map_or(Found::Nothing, |event| self.field(event, field)),
            Spot::Record(Field::Id) => Found::One(Item::Text(self.record.id)),
            Spot::Record(Field::Type) => Found::One(Item::Text(self.record.kind)),
            Spot::Record(Field::Attribute { id, name, below }) => {
                told_at(self.plan, self.record.attributes, *id, *name, below).map_or(Found::Nothing, spread)
            }
            Spot::Record(_) => Found::Nothing,
            Spot::User(name) => {
                let told = self.user.iter().find(|(key, _)| key == name).map(|(_, value)| value);
                told.filter(|value| !value.is_absent()).map_or(Found::Nothing, spread)
            }
            Spot::Last(id, field) => self.history(*id).last().map_or(Found::Nothing, |event| self.field(event, field)),
            Spot::First(id, field) => self.history(*id).next().map_or(Found::Nothing, |event| self.field(event, field)),
            Spot::Count(id) => Found::One(Item::Whole(i64::try_from(self.history(*id).count()).unwrap_or(i64::MAX))),
            Spot::Cell(table, cell) => match self.row(*table) {
                Ok(row) => row.cells[usize::from(*cell)].as_ref().map_or(Found::Nothing, |v| spread(v)),
                Err(found) => found,
            },
        };
        match (&found, &look.otherwise) {
            (Found::Nothing, Some(otherwise)) => self.lookup(otherwise),
            _ => found,
        }
    }
}

impl Scene for View<'_> {
    fn find<'q>(&'q self, look: &'q Look) -> Found<'q> {
        let shorter: &'q View<'q> = self;
        shorter.lookup(look)
    }

    fn condition(&self, id: ConditionId) -> Truth {
        if self.steady.known & bit(id) != 0 {
            return Truth::from(self.steady.holds & bit(id) != 0);
        }
        condition::applies(self, &self.plan.policy.conditions[usize::from(id.0)])
    }

    fn events_named<'q>(&'q self, name: &str) -> Vec<&'q Event<'q>> {
        match self.plan.policy.declared.find_event(name) {
            Some(id) => self.history(id).collect(),
            None => Vec::new(),
        }
    }

    fn working_days_between(&self, after: Day, through: Day) -> Result<i64, Gap> {
        self.plan.calendar.count(after, through)
    }

    fn blame(&self, cause: Cause) {
        self.causes.borrow_mut().note(cause);
    }
}

fn told<'s>(party: &'s Party<'s>, of: Of) -> Found<'s> {
    let text = |text: &'s Option<std::borrow::Cow<'s, str>>| text.as_deref().map(Item::Text);
    let item = match of {
        Of::Party => Some(Item::Party(party)),
        Of::Id => text(&party.id),
        Of::Name => text(&party.name),
        Of::Role => party.role.is_some().then_some(Item::Role(party)),
        Of::Level => party.level.is_some().then_some(Item::Level(party)),
    };
    item.map_or(Found::Nothing, Found::One)
}

/// Several parties: what each tells; one that tells nothing leaves a hole that `expect` must see.
fn several<'s>(parts: impl Iterator<Item = Found<'s>>) -> Found<'s> {
    let mut items = Vec::new();
    let mut parties = 0;
    for part in parts {
        parties += 1;
        if let Found::One(item) = part {
            items.push(item);
        }
    }
    match items.len() {
        0 => Found::Nothing,
        n if n < parties => Found::Some(items),
        1 => Found::One(items[0]),
        _ => Found::Many(items),
    }
}

/// The value of an attribute, or what is declared to stand for it where it is absent.
pub fn told_at<'s>(plan: &'s Plan, attributes: Attributes<'s>, id: AttributeId, name: NameId, below: &[String]) -> Option<&'s Value<'s>> {
    let told = attribute(attributes, name).and_then(|value| value.below(below)).filter(|value| !value.is_absent());
    told.or_else(|| plan.policy.declared.attribute(id).absent.as_ref())
}

/// A list is its items; an empty one has none, and is not absent.
pub fn spread<'s>(value: &'s Value<'s>) -> Found<'s> {
    match value {
        Value::List(items) => match &**items {
            [only] => Found::One(Item::Value(only)),
            items => Found::Many(items.iter().map(Item::Value).collect()),
        },
        _ => Found::One(Item::Value(value)),
    }
}

/// A row's name is the value written as text.
fn named(item: &Item<'_>, name: &str) -> bool {
    match item {
        Item::Value(value) => value.text().map_or_else(|| value.shown() == name, |text| text == name),
        Item::Text(text) => *text == name,
        Item::Whole(n) => n.to_string() == name,
        Item::Role(party) => party.role.as_deref() == Some(name),
        Item::Level(party) => party.level.as_deref() == Some(name),
        Item::Party(party) => party.shown() == Some(name) || party.role.as_deref() == Some(name),
        _ => false,
    }
}
