//! The tests beside a policy (`tests/*.toml`, dialect section 6): read, run, compared field by field.

pub mod coverage;
pub mod export;
pub mod fault;
pub mod junit;
pub mod mutant;
pub mod mutate;
pub mod read;
pub mod run;
pub mod shown;
pub mod whole;

use crate::policy::Choice;
use crate::source::{Span, Spanned};
use crate::time::Instant;
use crate::verdict::Status;

/// One `[test.NAME]`.
#[derive(Clone, Debug)]
pub struct Test {
    pub name: String,
    pub span: Span,
    pub title: String,
    /// None: a year after the last event.
    pub as_of: Option<Instant>,
    /// Each record as one line of JSON, by its id.
    pub records: Vec<(String, String)>,
    pub expect: Vec<Expectation>,
    /// Where records and expectations lie in files of their own.
    pub files: Option<export::Files>,
}

/// One `[equivalent.NAME]`: mutants that no test can tell from the policy, and why.
#[derive(Clone, Debug)]
pub struct Equivalent {
    pub name: Spanned<String>,
    /// Where the value stands: `XZ-04.within`.
    pub at: String,
    /// The value as the policy has it; none: whatever it is.
    pub from: Option<String>,
    /// The values it may be changed to; none: whatever.
    pub to: Vec<String>,
}

/// One line of `expect`: it meets exactly one verdict.
#[derive(Clone, Debug)]
pub struct Expectation {
    pub span: Span,
    pub rule: Spanned<String>,
    pub record: Option<String>,
    pub on: Option<String>,
    pub to: Option<String>,
    pub bearer: Option<String>,
    pub period: Option<String>,
    /// A reading of the rule, or `RULE=READING` of another that bears on it: lights, suspensions, outcomes.
    pub reading: Option<Spanned<String>>,
    pub status: Wanted,
    /// The other fields compared: name and text as a verdict would show it.
    pub fields: Vec<(&'static str, String)>,
    /// Fields compared as they stand in an export of verdicts.
    pub raw: Vec<(String, serde_json::Value)>,
}

impl Expectation {
    /// The reading that it is judged under; none for the default one.
    pub fn choice(&self) -> Option<Choice> {
        let name = self.reading.as_ref().map(|r| r.value.as_str()).filter(|name| *name != "default")?;
        let (rule, reading) = name.split_once('=').unwrap_or((&self.rule.value, name));
        Some(Choice { rule: rule.to_owned(), reading: reading.to_owned() })
    }

    /// The same as a key.
    pub fn named(&self) -> Option<run::Named> {
        self.choice().map(|choice| (choice.rule, choice.reading))
    }
}

/// What an expectation wants to find.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// No such verdict.
    Nothing,
    Verdict(Status),
    /// Whatever its status.
    Any,
    /// A number that stands in the summary: a metric without a threshold gives no verdict.
    Summary,
}

impl Wanted {
    pub fn word(self) -> &'static str {
        match self {
            Wanted::Nothing => "none",
            Wanted::Verdict(status) => status.word(),
            Wanted::Summary => "summary",
            Wanted::Any => "any",
        }
    }
}

/// What became of one test.
#[derive(Clone, Debug)]
pub struct Outcome {
    pub name: String,
    pub title: String,
    pub span: Span,
    pub failures: Vec<Failure>,
    /// Expectations about rules that this version does not judge.
    pub skipped: usize,
    pub compared: usize,
}

/// An expectation that was not met.
#[derive(Clone, Debug)]
pub struct Failure {
    pub span: Span,
    /// Rule, event, recipient, reading: which verdict.
    pub which: String,
    pub why: Why,
}

/// How it was not met.
#[derive(Clone, Debug)]
pub enum Why {
    /// Fields that differ: name, expected, found.
    Differs(Vec<(String, String, String)>),
    /// No verdict is there; the ones of that rule are.
    NoVerdict { others: Vec<String> },
    /// The line meets several verdicts.
    Several { found: Vec<String> },
    /// A verdict is there where none should be.
    Unwanted { found: String },
    /// The test's own record could not be read.
    BadRecord { message: crate::lang::Bilingual },
}
