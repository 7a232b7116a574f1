//! Reads `[chart.ID]`: `draw`, `by`.

use super::{By, Chart, Draw};
use crate::diag::Faults;
use crate::policy::condition::Conditions;
use crate::policy::fault;
use crate::policy::obligation::content;
use crate::policy::reader::Reader;

pub fn read(reader: &mut Reader<'_>, conditions: &Conditions<'_>, faults: &mut Faults) -> Chart {
    let mut draw = Vec::new();
    if reader.required("draw").is_some() {
        for word in reader.texts("draw", faults) {
            match word.value.as_str() {
                "bar" => draw.push(Draw::Bar),
                "pie" => draw.push(Draw::Pie),
                _ => faults.push(fault::name::not_one_of(&word, &["bar", "pie"])),
            }
        }
    }
    let mut by = Vec::new();
    if reader.required("by").is_some() {
        for word in reader.texts("by", faults) {
            match word.value.as_str() {
                "light" => by.push(By::Light),
                place => by.extend(conditions.names.place(place, content(&word), faults).map(By::At)),
            }
        }
    }
    Chart { draw, by }
}
