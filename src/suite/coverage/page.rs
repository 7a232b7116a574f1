//! Coverage as a page: the lines of the policy, coloured by what the tests decide of them. Nothing from outside.

use super::shown::{figure_name, never, text};
use super::{Coverage, Extent, Figure, Item};
use crate::lang::Lang;
use crate::plan::Plan;
use crate::say;
use crate::source::{FileId, Sources};
use minijinja::{Environment, Value, context};
use std::collections::BTreeMap;

/// The coverage of some policies as one page.
///
/// # Errors
/// The template does not hold: a fault of this program.
pub fn page(policies: &[(&Plan, &Coverage)], sources: &Sources, lang: Lang) -> Result<String, minijinja::Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(minijinja::UndefinedBehavior::Lenient);
    environment.add_template("page.html", include_str!("page.html"))?;
    let pick = |text: crate::lang::Bilingual| text.get(lang).to_owned();
    let words = context! {
        policy => pick(say!("政策"; "policy")),
        figures => Figure::ALL.map(|figure| pick(figure_name(figure))),
        whole => pick(say!("测试判断过"; "decided by tests")),
        partly => pick(say!("只判断过一面"; "decided one way only")),
        never => pick(say!("从未判断"; "never decided")),
    };
    let policies: Vec<Value> = policies.iter().map(|(plan, coverage)| policy(plan, coverage, sources, lang)).collect();
    let title = pick(say!("测试覆盖"; "Test coverage"));
    environment.get_template("page.html")?.render(context! {
        lang => if lang == Lang::Zh { "zh" } else { "en" },
        title, words, policies,
    })
}

fn policy(plan: &Plan, coverage: &Coverage, sources: &Sources, lang: Lang) -> Value {
    let mut by_file: BTreeMap<FileId, BTreeMap<usize, Vec<&Item>>> = BTreeMap::new();
    for item in &coverage.items {
        let line = sources.place(item.span).0;
        by_file.entry(item.span.file).or_default().entry(line).or_default().push(item);
    }
    let files: Vec<Value> = by_file.iter().map(|(id, lines)| file(plan, *id, lines, sources, lang)).collect();
    let figures = Figure::ALL.map(|figure| {
        let (whole, all) = coverage.count(figure);
        let extent = if whole == all { Extent::Whole } else { Extent::Partly };
        context! { shown => format!("{whole}/{all}"), extent => class(extent) }
    });
    context! { id => plan.id(), title => &plan.policy.declared.head.title, figures, files }
}

fn file(plan: &Plan, id: FileId, items: &BTreeMap<usize, Vec<&Item>>, sources: &Sources, lang: Lang) -> Value {
    let source = sources.get(id);
    let name = source.path.rsplit('/').next().unwrap_or_default();
    let line = |(n, written): (usize, &str)| {
        let own = items.get(&n).map(Vec::as_slice).unwrap_or_default();
        let extent = match own.iter().map(|item| item.extent()).min() {
            Some(Extent::Never) if own.iter().any(|item| item.extent() != Extent::Never) => Some(Extent::Partly),
            worst => worst,
        };
        let gaps = own.iter().filter(|item| item.extent() != Extent::Whole);
        let (colon, next) = if lang == Lang::En { (": ", "; ") } else { (":", ";") };
        let never: Vec<String> = gaps.map(|item| format!("{}{colon}{}", text(item, sources), never(item, lang))).collect();
        context! {
            id => format!("{}-{name}-{n}", plan.id()), number => n, text => written,
            extent => extent.map(class), never => never.join(next),
        }
    };
    let lines: Vec<Value> = (1..).zip(source.text.lines()).map(line).collect();
    context! { path => &source.path, lines }
}

fn class(extent: Extent) -> &'static str {
    match extent {
        Extent::Whole => "whole",
        Extent::Partly => "partly",
        Extent::Never => "never",
    }
}
