//! A first mapping for an export, guessed from its headers and values and from what a policy declares. Every guess is
//! written with examples and how sure it is: a person looks at it before it is used.

mod likeness;
mod long;
mod seen;
mod values;
mod wide;
mod write;

pub use seen::Sheet;
pub use write::{key_of, quoted};

use crate::lang::Lang;
use crate::policy::declare::Declared;
use seen::{Look, Seen};
use write::Draft;

/// How likely a guess is, from 0 to 1; below this nothing is guessed.
const LEAST: f64 = 0.55;

/// What was guessed.
#[derive(Clone, Debug)]
pub struct Guessed {
    /// A whole `mapping.toml`, with comments.
    pub text: String,
    /// How many columns it uses, and how many there are.
    pub used: usize,
    pub columns: usize,
}

/// Writes a mapping for the sheets of one export. `file` is its name, `encoding` what is not plain; of several policies
/// the one that fits best is taken.
pub fn guess(file: &str, encoding: Option<&str>, sheets: &[Sheet], policies: &[&Declared], lang: Lang) -> Guessed {
    let looks: Vec<Look<'_>> = sheets.iter().map(Look::at).filter(|look| !look.columns.is_empty()).collect();
    let draft = |policy: Option<&Declared>| looks.iter().map(|look| table(look, policy)).collect::<Vec<Draft>>();
    let score = |drafts: &[Draft]| drafts.iter().map(Draft::score).sum::<f64>();
    let tried = policies.iter().map(|policy| (draft(Some(policy)), Some(*policy)));
    let best = tried.max_by(|a, b| score(&a.0).total_cmp(&score(&b.0)));
    let (drafts, policy) = best.unwrap_or_else(|| (draft(None), None));
    let columns = looks.iter().map(|look| look.columns.len()).sum();
    let used = drafts.iter().map(|draft| draft.used.len()).sum();
    let policy = policy.map(|policy| policy.head.id.value.as_str());
    Guessed { text: write::mapping(file, encoding, policy, &looks, &drafts, lang), used, columns }
}

fn table(look: &Look<'_>, policy: Option<&Declared>) -> Draft {
    match long::activity(look, policy) {
        Some(activity) => long::draft(look, policy, activity),
        None => wide::draft(look, policy),
    }
}

/// The column that tells records apart. `once`: each of them stands in one row.
fn id<'l>(look: &'l Look<'_>, once: bool) -> Option<&'l Seen> {
    const HINTS: [&str; 9] = ["编号", "案号", "单号", "证号", "号", "id", "case", "no", "number"];
    let score = |seen: &Seen| {
        let bare = likeness::bare(&seen.name);
        let hinted = HINTS.iter().position(|hint| bare.contains(hint)).map_or(0.0, |n| 0.6 - n as f64 * 0.03);
        let distinct = seen.distinct as f64 / seen.filled.max(1) as f64;
        let apart = if once { distinct } else { 1.0 - (distinct - 0.3).abs() };
        let filled = seen.filled as f64 / look.rows.len().max(1) as f64;
        let trace = if seen.name == "case:concept:name" { 2.0 } else { 0.0 };
        let serial = if ["序号", "行号"].contains(&bare.as_str()) { -0.4 } else { 0.0 };
        let value = if seen.times.is_some() || seen.numbers > 0.95 && hinted == 0.0 { -0.6 } else { 0.0 };
        hinted + apart * 0.6 + filled * 0.4 + trace + serial + value - seen.at as f64 * 0.002
    };
    look.columns.iter().max_by(|a, b| score(a).total_cmp(&score(b)))
}
