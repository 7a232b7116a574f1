//! What the loaded policies make of the columns of one table: looked up once.

use super::cells::Columns;
use crate::ingest::lexicon::Lexicon;
use crate::ingest::sheaf::Sheet;
use crate::mapping::convert::pick::{Pick, Take};
use crate::mapping::convert::plan::{Happening, Person};
use crate::record::NameId;

/// A table as one policy sees it.
#[derive(Debug)]
pub(super) struct Aim {
    pub policy: usize,
    /// What every row says of its record's kind and policy.
    head: Vec<(&'static str, String)>,
    /// Of each attribute of the plan: its first name, where some rule reads it.
    keeps: Vec<Option<NameId>>,
    /// Of each attribute of the plan: whatever stands in its cell can be written.
    right: Vec<bool>,
    /// Of each event of the plan.
    pub events: Vec<Target>,
}

/// What a policy makes of one kind of event of a table.
#[derive(Debug)]
pub(super) struct Target {
    /// Its type, where no column tells it.
    pub name: Option<NameId>,
    /// Of each attribute: as in [`Aim`], with the path below its first name.
    pub keeps: Vec<(Option<NameId>, bool)>,
    /// Where attributes stand.
    pub attributes: Columns,
    /// Where its id stands, when it was entered, what it replaces, and whether it is retracted.
    pub notes: Columns,
}

impl Aim {
    /// None where no row of the table can be plain.
    pub fn new(sheet: &Sheet, lexicons: &[Lexicon<'_>]) -> Option<Aim> {
        let plan = &sheet.plan;
        let constant = |(key, pick): &(&'static str, Pick)| match pick.may_be_plain().then_some(&pick.take) {
            Some(Take::Constant(_)) => Some((*key, pick.said("").ok()??.to_owned())),
            _ => None,
        };
        let head: Vec<(&'static str, String)> = plan.head.iter().map(constant).collect::<Option<_>>()?;
        let named = |key| head.iter().find(|(name, _)| *name == key).map(|(_, text)| text.as_str());
        let policy = match (named("policy"), lexicons) {
            (Some(name), _) => lexicons.iter().position(|lexicon| lexicon.vocabulary.policy == name)?,
            (None, [_]) => 0,
            (None, _) => return None,
        };
        let lexicon = lexicons.get(policy)?;
        lexicon.vocabulary.kinds.iter().find(|kind| *kind == named("kind").unwrap_or("case"))?;
        if plan.order.is_some() || !plan.leave_out.is_empty() || !plan.id.iter().all(|pick| pick.column.is_some()) {
            return None;
        }
        let mut keeps = Vec::new();
        for (attribute, pick) in &plan.attributes {
            let path = sheet.form.attributes.get(usize::from(*attribute))?;
            keeps.push(attribute_of(path, pick, lexicon)?);
        }
        let right = plan.attributes.iter().map(|(_, pick)| is_always_right(pick)).collect();
        let events = plan.events.iter().map(|happening| Target::new(happening, lexicon)).collect::<Option<_>>()?;
        Some(Aim { policy, head, keeps, right, events })
    }

    pub fn has_head(&self) -> bool {
        !self.head.is_empty()
    }

    /// Whether the rows of another table say nothing else of their record's kind and policy, if less.
    pub fn says_for(&self, other: &Aim) -> bool {
        other.head.iter().all(|field| self.head.contains(field))
    }

    /// The kind of its records.
    pub fn kind<'b>(&self, sheet: &'b Sheet) -> &'b str {
        let kind = sheet.plan.head.iter().find(|(key, _)| *key == "kind");
        kind.and_then(|(_, pick)| pick.said("").ok()?).unwrap_or("case")
    }

    pub fn keep(&self, attribute: usize) -> Option<NameId> {
        self.keeps.get(attribute).copied().flatten()
    }

    pub fn is_always_right(&self, attribute: usize) -> bool {
        self.right.get(attribute) == Some(&true)
    }
}

impl Target {
    fn new(happening: &Happening, lexicon: &Lexicon<'_>) -> Option<Target> {
        let column = |pick: &Pick| pick.may_be_plain() && !matches!(pick.take, Take::Constant(_));
        let word = |pick: &Pick| pick.may_be_plain();
        let people = |people: &[Person], may_split: bool| {
            people.iter().all(|person| match person {
                Person::Word(pick) => word(pick) && (may_split || pick.split.is_empty()),
                Person::Parts(_) => false,
            })
        };
        let plain = !happening.once
            && happening.at.as_ref().is_some_and(column)
            && [&happening.recorded_at, &happening.retracted].into_iter().flatten().all(column)
            && [&happening.what, &happening.id, &happening.supersedes].into_iter().flatten().all(word)
            && people(&happening.by, false)
            && people(&happening.to, true);
        if !plain {
            return None;
        }
        let name = match &happening.what {
            Some(_) => None,
            None => {
                let text = happening.opening.strip_prefix("{\"type\":\"")?.strip_suffix('"').filter(|text| !text.contains('\\'))?;
                let (name, known) = lexicon.name(text)?;
                Some(known.event.then_some(name)?)
            }
        };
        let keeps = happening.attributes.iter().map(|(path, pick)| Some((attribute_of(path, pick, lexicon)?, is_always_right(pick))));
        let attributes = Columns::of(happening.attributes.iter().map(|(_, pick)| pick));
        let notes = [&happening.id, &happening.recorded_at, &happening.supersedes, &happening.retracted];
        let notes = Columns::of(notes.into_iter().flatten());
        Some(Target { name, keeps: keeps.collect::<Option<_>>()?, attributes, notes })
    }
}

/// The first name of an attribute, where some rule reads it; none at all where it is not plain.
fn attribute_of(path: &str, pick: &Pick, lexicon: &Lexicon<'_>) -> Option<Option<NameId>> {
    let constant = matches!(pick.take, Take::Constant(_));
    if !constant && !pick.may_be_plain() {
        return None;
    }
    let top = path.split('.').next().unwrap_or(path);
    // one that the policy does not know is told of
    let (name, known) = lexicon.name(top).filter(|(_, known)| known.read || known.attribute)?;
    Some(known.read.then_some(name))
}

/// Whatever stands in the cell can be written.
fn is_always_right(pick: &Pick) -> bool {
    matches!(pick.take, Take::Text | Take::Any) && pick.words.is_empty()
}
