//! Who bears and who receives, as rules name them.

use super::condition::Conditions;
use super::fault;
use super::grammar::{LevelAsked, Recipient, Who, recipient};
use super::obligation::content;
use super::reader::text;
use super::rule::{Addressee, Bearer, Level};
use super::tree::Node;
use crate::diag::Faults;
use crate::record::look::{Field, Of, Spot};
use crate::source::Spanned;

/// `bearer`: a party or role, a list (any of it), or a place.
pub fn bearer(node: &Node, conditions: &Conditions<'_>, faults: &mut Faults) -> Option<Bearer> {
    if node.items().is_empty() {
        faults.push(fault::rule::empty_list(node.span));
    }
    let words: Vec<Spanned<String>> = node.items().iter().filter_map(|item| text(item, faults)).collect();
    if words.len() != 1 {
        let offices = words.iter().filter_map(|word| conditions.office(word, faults)).collect();
        return Some(Bearer::Any(offices));
    }
    let form = form(&words[0], faults)?;
    match &form.who {
        Who::Name(name) => conditions.office(name, faults).map(|id| Bearer::Any(vec![id])),
        Who::Place(place) => {
            let look = conditions.names.look(place, faults)?;
            Some(match (&look.at, form.each) {
                (Spot::Trigger(Field::By(Of::Party)), false) => Bearer::TriggerBy,
                (Spot::Trigger(Field::To(Of::Party)), false) => Bearer::TriggerTo,
                (Spot::Trigger(Field::To(Of::Party)), true) => Bearer::EachTriggerTo,
                _ => Bearer::At(look),
            })
        }
    }
}

/// One recipient of `to`.
pub fn addressee(word: &Spanned<String>, conditions: &Conditions<'_>, faults: &mut Faults) -> Option<Addressee> {
    let form = form(word, faults)?;
    let register = conditions.names.declared.register();
    let level = match &form.level {
        LevelAsked::Any => Level::Any,
        LevelAsked::Same | LevelAsked::OneUp if register.levels().is_empty() => {
            faults.push(fault::rule::no_levels(word.span, &word.value));
            return None;
        }
        LevelAsked::Same => Level::Same,
        LevelAsked::OneUp => Level::OneUp,
        LevelAsked::Named(name) => match register.find_level(&name.value) {
            Some(id) => Level::Exactly(id),
            None => {
                faults.push(fault::name::unknown_level(name, register.levels().iter().map(|l| l.id.as_str())));
                return None;
            }
        },
    };
    match &form.who {
        Who::Name(name) => conditions.office(name, faults).map(|id| Addressee::Office { id, level }),
        Who::Place(place) => conditions.names.look(place, faults).map(|look| Addressee::At { look, level }),
    }
}

fn form(word: &Spanned<String>, faults: &mut Faults) -> Option<Recipient> {
    match recipient(&word.value, content(word)) {
        Ok(form) => Some(form),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}
