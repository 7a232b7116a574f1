//! The names that a policy declares, as they can be offered, explained and found.

use crate::policy::Policy;
use crate::policy::declare::Type;
use crate::policy::schema::Of;
use crate::source::Span;

/// What a name stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    Event,
    Attribute,
    Party,
    Role,
    Level,
    Kind,
    Condition,
    Parameter,
    Table,
    Rule,
    Hours,
    Reading,
}

impl Sort {
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Sort::Event => ("事件", "event"),
            Sort::Attribute => ("属性", "attribute"),
            Sort::Party => ("单位", "party"),
            Sort::Role => ("职责", "role"),
            Sort::Level => ("级别", "level"),
            Sort::Kind => ("记录类别", "kind of records"),
            Sort::Condition => ("条件", "condition"),
            Sort::Parameter => ("参数", "parameter"),
            Sort::Table => ("判定表", "decision table"),
            Sort::Rule => ("规则", "rule"),
            Sort::Hours => ("作息时间", "opening hours"),
            Sort::Reading => ("读法", "reading"),
        }
    }

    fn serves(self, of: Of) -> bool {
        match of {
            Of::Event | Of::EventOrOutcome => self == Sort::Event,
            Of::Attribute | Of::Correlation => self == Sort::Attribute,
            Of::Party => matches!(self, Sort::Party | Sort::Role),
            Of::Role => self == Sort::Role,
            Of::Level => self == Sort::Level,
            Of::Kind => self == Sort::Kind,
            Of::Rule => self == Sort::Rule,
            Of::Hours => self == Sort::Hours,
            Of::Reading => self == Sort::Reading,
            Of::Calendar | Of::Reason | Of::Policy | Of::Column => false,
        }
    }
}

/// One name.
#[derive(Clone, Debug)]
pub struct Name {
    pub sort: Sort,
    pub id: String,
    pub title: String,
    pub span: Option<Span>,
}

/// A policy's names.
#[derive(Clone, Debug, Default)]
pub struct Known {
    pub names: Vec<Name>,
    /// Values that attributes declare: attribute, code, title.
    pub values: Vec<(String, String, String)>,
    /// Attributes that are true or false.
    pub flags: Vec<String>,
    /// What each event carries.
    pub has: Vec<(String, Vec<String>)>,
    pub policy: String,
    /// The text that is quoted: title, day of publication.
    pub source: Option<(String, Option<String>)>,
}

impl Known {
    pub fn of(policy: &Policy) -> Known {
        let declared = &policy.declared;
        let mut names = Vec::new();
        let mut add = |sort, id: &str, title: &str, span| names.push(Name { sort, id: id.to_owned(), title: title.to_owned(), span });
        for event in &declared.events {
            add(Sort::Event, &event.name.value, &event.title, Some(event.name.span));
        }
        for attribute in &declared.attributes {
            add(Sort::Attribute, &attribute.name.value, &attribute.title, Some(attribute.name.span));
        }
        for (n, office) in declared.register().offices().iter().enumerate() {
            let sort = if office.is_role { Sort::Role } else { Sort::Party };
            add(sort, &office.id, &office.name, declared.office_spans.get(n).copied().flatten());
        }
        for level in declared.register().levels() {
            add(Sort::Level, &level.id, &level.name, None);
        }
        for kind in &declared.kinds {
            add(Sort::Kind, &kind.name.value, &kind.title, Some(kind.name.span));
        }
        for condition in &declared.conditions {
            add(Sort::Condition, &condition.name.value, "", Some(condition.name.span));
        }
        for parameter in &declared.parameters {
            let title = format!("{} = {}", parameter.title, parameter.value.shown());
            add(Sort::Parameter, &parameter.name.value, &title, Some(parameter.name.span));
        }
        for table in &declared.tables {
            add(Sort::Table, &table.name.value, &table.title, Some(table.name.span));
        }
        for rule in &policy.rules {
            add(Sort::Rule, &rule.id, &rule.title, Some(rule.span));
        }
        for (set, _) in &declared.hours.sets {
            add(Sort::Hours, &set.value, "", Some(set.span));
        }
        for reading in &policy.readings {
            add(Sort::Reading, &reading.name.value, reading.title.as_deref().unwrap_or_default(), Some(reading.name.span));
        }
        let values = declared.attributes.iter().flat_map(|attribute| {
            attribute.values.iter().map(|(code, title)| (attribute.name.value.clone(), code.value.clone(), title.clone()))
        });
        let flags = declared.attributes.iter().filter(|a| a.kind == Type::Boolean).map(|a| a.name.value.clone());
        let has = declared.events.iter().map(|e| (e.name.value.clone(), e.has.iter().map(|h| h.value.clone()).collect()));
        Known {
            values: values.collect(),
            flags: flags.collect(),
            has: has.collect(),
            policy: declared.head.id.value.clone(),
            source: declared.head.source.as_ref().map(|source| (source.title.clone(), source.published.clone())),
            names,
        }
    }

    pub fn sorted(&self, sort: Sort) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(move |name| name.sort == sort)
    }

    pub fn serving(&self, of: Of) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(move |name| name.sort.serves(of))
    }

    /// The name of this id: of these sorts, else of any.
    pub fn find(&self, id: &str, sorts: &[Sort]) -> Option<&Name> {
        let wanted = self.names.iter().find(|name| name.id == id && sorts.contains(&name.sort));
        wanted.or_else(|| self.names.iter().find(|name| name.id == id))
    }
}
