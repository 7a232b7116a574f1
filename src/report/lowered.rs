//! What `duban check --plan` shows: of every rule what is native, what runs in Rhai and why; or JSON.

use super::excerpt::excerpt;
use super::findings::{Finding, finding};
use super::layout;
use crate::lang::Lang;
use crate::plan::lowered::{Form, Lowered, Part};
use crate::say;
use crate::source::Sources;
use crate::tell;
use serde::Serialize;
use std::fmt::Write;

/// Policy by policy: named conditions, rules, then the places that stay in Rhai.
pub fn text(policies: &[Lowered], sources: &Sources, lang: Lang, colour: bool) -> String {
    let mut out = String::new();
    for policy in policies {
        let count = |form: Form| policy.parts().filter(|part| part.form == form).count();
        let (patterns, lowered, kept) = (count(Form::Pattern), count(Form::Lowered), count(Form::Interpreted));
        let (id, rules) = (&policy.policy, policy.rules.len());
        tell!(out, lang;
            "{id}:{rules} 条规则;表格 {patterns} 处,Rhai 转为原生 {lowered} 处,在 Rhai 中运行 {kept} 处\n";
            "{id}: rules: {rules}; tables: {patterns}, Rhai made native: {lowered}, run in Rhai: {kept}\n");
        let title = say!("[conditions]"; "[conditions]");
        let names = std::iter::once((title.get(lang), policy.conditions.as_slice()));
        let rules = policy.rules.iter().map(|rule| (rule.id.as_str(), rule.parts.as_slice()));
        let all: Vec<(&str, &[Part])> = names.filter(|(_, parts)| !parts.is_empty()).chain(rules).collect();
        let wide = all.iter().map(|(name, _)| layout::width(name)).max().unwrap_or(0);
        for (name, parts) in all {
            let said: Vec<String> = parts.iter().map(|part| word(part, lang)).collect();
            let none = say!("没有条件"; "no condition");
            let said = if said.is_empty() { none.get(lang).to_owned() } else { said.join(if lang == Lang::Zh { ";" } else { "; " }) };
            let _ = writeln!(out, "  {}  {said}", layout::left(name, wide));
        }
        for found in policy.parts().flat_map(|part| &part.kept) {
            let _ = write!(out, "\n{}\n", excerpt(found, sources, lang, colour));
        }
        out.push('\n');
    }
    out
}

/// `when 表格`
fn word(part: &Part, lang: Lang) -> String {
    let form = match part.form {
        Form::Pattern => say!("表格"; "table"),
        Form::Lowered => say!("Rhai,原生"; "Rhai, native"),
        Form::Interpreted => say!("Rhai"; "Rhai"),
    };
    let once = say!("(每案一次)"; " (once a record)");
    format!("{} {}{}", part.name, form.get(lang), if part.steady { once.get(lang) } else { "" })
}

/// The same as an array of policies.
pub fn json(policies: &[Lowered], sources: &Sources, lang: Lang) -> String {
    let list: Vec<OfPolicy<'_>> = policies
        .iter()
        .map(|policy| OfPolicy {
            policy: &policy.policy,
            conditions: of(&policy.conditions, sources, lang),
            rules: policy.rules.iter().map(|rule| OfRule { rule: &rule.id, parts: of(&rule.parts, sources, lang) }).collect(),
        })
        .collect();
    let mut text = serde_json::to_string_pretty(&list).unwrap_or_default();
    text.push('\n');
    text
}

#[derive(Serialize)]
struct OfPolicy<'p> {
    policy: &'p str,
    conditions: Vec<OfPart<'p>>,
    rules: Vec<OfRule<'p>>,
}

#[derive(Serialize)]
struct OfRule<'p> {
    rule: &'p str,
    parts: Vec<OfPart<'p>>,
}

/// `form`: `table`, `native` (Rhai made native) or `rhai`.
#[derive(Serialize)]
struct OfPart<'p> {
    name: &'p str,
    form: &'static str,
    once_a_record: bool,
    text: Option<&'p str>,
    kept: Vec<Finding<'p>>,
}

fn of<'p>(parts: &'p [Part], sources: &'p Sources, lang: Lang) -> Vec<OfPart<'p>> {
    let one = |part: &'p Part| OfPart {
        name: &part.name,
        form: match part.form {
            Form::Pattern => "table",
            Form::Lowered => "native",
            Form::Interpreted => "rhai",
        },
        once_a_record: part.steady,
        text: part.text.as_deref(),
        kept: part.kept.iter().map(|found| finding(found, sources, lang)).collect(),
    };
    parts.iter().map(one).collect()
}
