//! `unused`: declared, and no rule looks at it. Usually a rule is missing, or names something else.

use super::Checked;
use super::mentions::Mentions;
use crate::diag::{Diagnostic, Faults, Level};
use crate::lang::Bilingual;
use crate::policy::declare::event::base_ids;
use crate::record::look::EventId;
use crate::say;
use crate::source::{Span, Spanned};
use std::collections::HashSet;

pub fn lint(checked: &Checked<'_>, faults: &mut Faults) {
    let declared = &checked.policy.declared;
    let mut mentions = Mentions::of(checked);
    functions(checked, &mentions, faults);
    mentions.script(checked);
    let events = used_events(checked, &mut mentions);
    for (n, event) in declared.events.iter().enumerate().filter(|(n, _)| !events.contains(n)) {
        let stands =
            declared.events.iter().enumerate().find(|(m, other)| *m != n && other.of.iter().any(|of| of.value == event.name.value));
        let help = match stands {
            Some((_, other)) => {
                let other = &other.name.value;
                say!("只有 {other} 提到它,而 {other} 也没有用到"; "only {other} mentions it, which is not used either")
            }
            None => say!("是不是漏了一条规则?不需要的就删去"; "is a rule missing? if not, remove the line"),
        };
        faults.push(unused(&event.name, Level::Warning, say!("事件"; "the event")).help(help));
    }
    attributes(checked, &events, &mentions, faults);
    offices(checked, &mentions, faults);
    let others = declared.parameters.iter().map(|p| (&p.name, say!("参数"; "the parameter")));
    let others = others.chain(declared.conditions.iter().map(|c| (&c.name, say!("条件"; "the condition"))));
    let others = others.chain(declared.tables.iter().map(|t| (&t.name, say!("表"; "the table"))));
    let others = others.chain(declared.hours.sets.iter().map(|(name, _)| (name, say!("作息时间"; "the set of opening hours"))));
    for (name, what) in others.filter(|(name, _)| !mentions.word(&name.value)) {
        faults.push(unused(name, Level::Warning, what).help(say!("不需要的就删去"; "remove it if it is not needed")));
    }
}

/// Functions of `policy.rhai` that neither a rule nor another function calls.
fn functions(checked: &Checked<'_>, mentions: &Mentions, faults: &mut Faults) {
    let Some(text) = checked.script.map(|file| checked.sources.get(file).text.as_str()) else { return };
    let functions = &checked.policy.functions;
    let called = |name: &str| {
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        let calls = code.flat_map(|line| line.match_indices(name).map(move |(at, _)| (&line[..at], &line[at + name.len()..])));
        let part = |c: char| c.is_alphanumeric() || c == '_';
        calls.filter(|(before, after)| !before.ends_with(part) && after.starts_with('(') && !before.trim_end().ends_with("fn")).count() > 0
    };
    for name in functions.names().filter(|name| !mentions.word(name) && !called(name)) {
        if let Some(span) = functions.span(name) {
            let name = Spanned::new(name.to_owned(), span);
            faults.push(
                unused(&name, Level::Warning, say!("函数"; "the function")).help(say!("不需要的就删去"; "remove it if it is not needed")),
            );
        }
    }
}

fn unused(name: &Spanned<String>, level: Level, what: Bilingual) -> Diagnostic {
    let (span, name) = (name.span, &name.value);
    let Bilingual { zh, en } = what;
    Diagnostic::new(level, "unused", span, say!("没有规则用到{zh} {name}"; "no rule uses {en} {name}"))
}

/// The events that rules name, and those that these stand for.
fn used_events(checked: &Checked<'_>, mentions: &mut Mentions) -> HashSet<usize> {
    let events = &checked.policy.declared.events;
    let mut used: HashSet<usize> = HashSet::new();
    for (n, _) in events.iter().enumerate().filter(|(_, event)| mentions.word(&event.name.value)) {
        used.insert(n);
        let Ok(id) = u16::try_from(n) else { continue };
        used.extend(base_ids(events, EventId(id)).iter().map(|base| usize::from(base.0)));
    }
    loop {
        let between: Vec<usize> =
            used.iter().flat_map(|n| &events[*n].of).filter_map(|of| events.iter().position(|e| e.name.value == of.value)).collect();
        let before = used.len();
        used.extend(between);
        if used.len() == before {
            break;
        }
    }
    for n in &used {
        if let Some(when) = &events[*n].when {
            mentions.node(when);
        }
    }
    used
}

/// What an event or record carries is worth having in a verdict's record, and is only noted; what nothing carries
/// and nobody asks for is a slip.
fn attributes(checked: &Checked<'_>, events: &HashSet<usize>, mentions: &Mentions, faults: &mut Faults) {
    let declared = &checked.policy.declared;
    let carried: HashSet<&str> = {
        let by_events = declared.events.iter().enumerate().filter(|(n, _)| events.contains(n)).flat_map(|(_, e)| &e.has);
        by_events.chain(declared.kinds.iter().flat_map(|k| &k.has)).map(|has| has.value.as_str()).collect()
    };
    for attribute in declared.attributes.iter().filter(|a| !mentions.attribute(&a.name.value)) {
        if carried.contains(attribute.name.value.as_str()) {
            faults.push(
                unused(&attribute.name, Level::Note, say!("属性"; "the attribute")).label(say!("只随记录保存"; "it is only carried along")),
            );
        } else {
            let help = say!("用到的事件和记录都不带它;不需要的就删去"; "nothing that is used carries it either: remove the line if it is not needed");
            faults.push(unused(&attribute.name, Level::Warning, say!("属性"; "the attribute")).help(help));
        }
    }
}

/// Parties and roles, but for the register `parties.csv`, which lists whoever may appear.
fn offices(checked: &Checked<'_>, mentions: &Mentions, faults: &mut Faults) {
    let declared = &checked.policy.declared;
    let register = declared.register();
    let found: HashSet<_> = mentions.words().filter_map(|word| register.find(word)).collect();
    let toml = |span: Span| checked.sources.get(span.file).path.ends_with(".toml");
    for ((n, office), span) in (0..).zip(register.offices()).zip(&declared.office_spans) {
        let named = found.contains(&crate::record::PartyId(n)) || register.offices().iter().any(|o| o.role.as_ref() == Some(&office.id));
        if let Some(span) = span.filter(|span| !named && toml(*span)) {
            let name = Spanned::new(office.id.clone(), span);
            faults.push(match office.is_role {
                // Records may name a role that no rule asks for.
                true => unused(&name, Level::Note, say!("职责"; "the role")).label(say!("只供案件数据使用"; "it serves the records only")),
                false => {
                    unused(&name, Level::Warning, say!("单位"; "the party")).help(say!("不需要的就删去"; "remove it if it is not needed"))
                }
            });
        }
    }
}
