//! `[parameters]`: numbers and texts that rules name in braces; assumed ones are listed for the person who signs.

use super::attribute::constant;
use super::reserved::is_reserved;
use crate::diag::Faults;
use crate::policy::fault;
use crate::policy::reader::Reader;
use crate::policy::schema;
use crate::policy::tree::Table;
use crate::record::Value;
use crate::say;
use crate::source::Spanned;

/// A declared parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    pub name: Spanned<String>,
    pub title: String,
    pub value: Value<'static>,
    /// The source gives no such number.
    pub assumed: bool,
    pub why: Option<String>,
}

pub fn read(table: &Table, faults: &mut Faults) -> Vec<Parameter> {
    let mut list = Vec::new();
    for entry in &table.entries {
        let name = entry.key.clone();
        if is_reserved(&name.value) {
            faults.push(fault::name::reserved(&name));
        }
        let Some(table) = entry.node.table() else {
            faults.push(fault::table::wrong_type(&entry.node, say!("{{ title, value }} 表"; "a table {{ title, value }}")));
            list.push(Parameter { name, title: String::new(), value: Value::Null, assumed: false, why: None });
            continue;
        };
        let mut reader = Reader::new(table, name.span, &schema::declared::PARAMETER);
        let title = reader.required_text("title", faults).map(|t| t.value).unwrap_or_default();
        let value = reader.required("value").and_then(|node| constant(node, faults));
        let assumed = reader.boolean("assumed", faults).unwrap_or(false);
        let why = reader.text("why", faults).map(|t| t.value);
        reader.finish(faults);
        if assumed {
            let shown = value.as_ref().map(Value::shown).unwrap_or_default();
            faults.push(fault::rule::assumed(name.span, &crate::lang::Bilingual::same(title.as_str()), &shown, why.as_deref()));
        }
        list.push(Parameter { name, title, value: value.unwrap_or(Value::Null), assumed, why });
    }
    list
}
