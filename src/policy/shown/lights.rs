//! Reads `[lights.ID]`: `yellow`, `blue`, `red`.

use super::{Lights, Threshold, USUAL};
use crate::diag::Faults;
use crate::policy::condition::Conditions;
use crate::policy::fault;
use crate::policy::grammar::{self, Amount, LightAt};
use crate::policy::reader::{Reader, text};
use crate::say;
use crate::source::{Span, Spanned};

pub fn read(reader: &mut Reader<'_>, conditions: &Conditions<'_>, faults: &mut Faults) -> Lights {
    let mut one = |key: &'static str, usual: Threshold| match reader.node(key) {
        Some(node) => text(node, faults).and_then(|word| threshold(&word.value, node.inner(), conditions, faults)).unwrap_or(usual),
        None => usual,
    };
    let lights = Lights { red: one("red", USUAL.red), yellow: one("yellow", USUAL.yellow), blue: one("blue", USUAL.blue) };
    if never_before(lights.blue, lights.yellow) {
        let at = reader.node("blue").or_else(|| reader.node("yellow")).map_or(reader.span(), |node| node.inner());
        faults.push(fault::shown::blue_never(at));
    }
    lights
}

fn threshold(word: &str, span: Span, conditions: &Conditions<'_>, faults: &mut Faults) -> Option<Threshold> {
    match grammar::light_at(word, span) {
        Ok(LightAt::Off) => Some(Threshold::Off),
        Ok(LightAt::DueDay) => Some(Threshold::DueDay),
        Ok(LightAt::Used(share)) => Some(Threshold::Used(share)),
        Ok(LightAt::Left(amount)) => fixed(&amount, conditions, faults).map(Threshold::Left),
        Err(list) => {
            list.into_iter().for_each(|fault| faults.push(fault));
            None
        }
    }
}

/// A number that is written, or a parameter's.
pub fn fixed(amount: &Amount, conditions: &Conditions<'_>, faults: &mut Faults) -> Option<u32> {
    match amount {
        Amount::Fixed(n) => Some(*n),
        Amount::Parameter(name) => parameter(name, conditions, faults),
        Amount::Place(place) => {
            faults.push(fault::shown::only_a_number(place.span));
            None
        }
    }
}

fn parameter(name: &Spanned<String>, conditions: &Conditions<'_>, faults: &mut Faults) -> Option<u32> {
    let value = conditions.parameter(name, faults)?;
    let found = value.whole().and_then(|n| u32::try_from(n).ok()).filter(|n| *n >= 1);
    if found.is_none() {
        faults.push(fault::rule::wrong_parameter(name, &value.shown(), &say!("不小于 1 的整数"; "a whole number of at least 1")));
    }
    found
}

/// Whether the first never comes on before the second, as far as it can be told from the words alone.
fn never_before(first: Threshold, second: Threshold) -> bool {
    match (first, second) {
        (Threshold::Left(first), Threshold::Left(second)) => first <= second,
        (Threshold::Used(first), Threshold::Used(second)) => first >= second,
        _ => false,
    }
}
