//! Rules that show and judge nothing: lights, escalation, access, charts. They are rules like others (a clause, a
//! version, readings) and so stand among them, in one [`Duty`](super::rule::Duty) of their own.

mod access;
mod chart;
mod escalation;
mod lights;

use super::common;
use super::condition::Conditions;
use super::place::Names;
use super::reader::Reader;
use super::rule::{Condition, Scope};
use crate::diag::Faults;
use crate::record::PartyId;
use crate::record::look::Look;
use crate::script::Functions;
use crate::time::span::Counted;

/// Time left until due, in colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Light {
    Red,
    Yellow,
    Blue,
    Green,
}

impl Light {
    pub const ALL: [Light; 4] = [Light::Red, Light::Yellow, Light::Blue, Light::Green];

    pub fn word(self) -> &'static str {
        match self {
            Light::Red => "red",
            Light::Yellow => "yellow",
            Light::Blue => "blue",
            Light::Green => "green",
        }
    }
}

/// What a rule shows, and where it applies: its conditions see the record, no event.
#[derive(Clone, Debug)]
pub struct Shown {
    pub scope: Scope,
    pub form: Form,
}

#[derive(Clone, Debug)]
pub enum Form {
    Lights(Lights),
    Escalation(Vec<Warn>),
    Access(Vec<See>),
    Chart(Chart),
}

/// When the lights of an open instance come on. Past due it is red whatever stands here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lights {
    /// Red before it is past due.
    pub red: Threshold,
    pub yellow: Threshold,
    pub blue: Threshold,
}

impl Lights {
    pub fn has_shares(&self) -> bool {
        [self.red, self.yellow, self.blue].iter().any(|threshold| matches!(threshold, Threshold::Used(_)))
    }
}

/// The lights of a policy that sets none (spec section 5).
pub static USUAL: Lights = Lights { red: Threshold::Off, yellow: Threshold::Left(10), blue: Threshold::Left(30) };

/// When one light comes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threshold {
    Off,
    /// So many full days, or fewer, are left until due.
    Left(u32),
    /// So many ten-thousandths of the limit, or more, are used up, in its own measure.
    Used(u32),
    /// From 00:00 of the due day.
    DueDay,
}

/// Who is warned when a light comes on, or has been on for so long.
#[derive(Clone, Debug, PartialEq)]
pub struct Warn {
    pub who: Who,
    pub light: Light,
    pub lasting: Option<Counted<u32>>,
    /// As the policy writes it.
    pub written: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// The one who owes the act.
    Bearer,
    Office(PartyId),
}

/// What a role may see.
#[derive(Clone, Debug)]
pub struct See {
    pub role: PartyId,
    /// Records for which this holds, `user` being who looks; none: every record.
    pub records: Option<Condition>,
}

/// Records counted by each of these, drawn in each of these ways.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    pub draw: Vec<Draw>,
    pub by: Vec<By>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Draw {
    Bar,
    Pie,
}

#[derive(Clone, Debug, PartialEq)]
pub enum By {
    Light,
    At(Look),
}

/// The words that head such rules.
pub const KINDS: [&str; 4] = ["lights", "escalation", "access", "chart"];

/// Reads the keys of one of [`KINDS`].
pub fn read(kind: &str, reader: &mut Reader<'_>, names: Names<'_>, functions: &Functions, faults: &mut Faults) -> Shown {
    let mut conditions = Conditions { names, functions };
    let scope = common::scope(reader, &mut conditions, faults);
    let form = match kind {
        "lights" => Form::Lights(lights::read(reader, &conditions, faults)),
        "escalation" => Form::Escalation(escalation::read(reader, &conditions, faults)),
        "access" => Form::Access(access::read(reader, &mut conditions, faults)),
        _ => Form::Chart(chart::read(reader, &conditions, faults)),
    };
    Shown { scope, form }
}
