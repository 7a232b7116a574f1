//! What the keys at the cursor may hold: the table of keys, walked along a path.

use crate::policy::schema::{File, Key, Shape, Table};

/// What stands at a path.
#[derive(Debug, Default)]
pub struct Meant {
    pub shapes: Vec<Shape>,
    /// The last key of the path, where it is one of the dialect's.
    pub key: Option<&'static Key>,
    /// Within a condition: the place so far, `trigger`.
    pub place: Vec<String>,
    pub in_condition: bool,
}

/// Walks from the file's root along `path`.
pub fn along(file: &File, path: &[String]) -> Meant {
    let mut meant = Meant { shapes: vec![Shape::Table(file.root)], ..Meant::default() };
    for name in path {
        if meant.in_condition {
            meant.place.push(name.clone());
            continue;
        }
        let mut next = Vec::new();
        let mut key = None;
        let mut condition = false;
        for shape in &meant.shapes {
            step(shape, name, &mut next, &mut key, &mut condition);
        }
        if condition && next.is_empty() {
            meant.in_condition = true;
            meant.place.push(name.clone());
            meant.key = None;
            continue;
        }
        meant.shapes = next;
        meant.key = key;
    }
    meant.in_condition |= meant.shapes.iter().any(is_condition);
    meant
}

fn step(shape: &Shape, name: &str, next: &mut Vec<Shape>, key: &mut Option<&'static Key>, condition: &mut bool) {
    match shape {
        Shape::Table(table) => match table.find(name) {
            Some(found) => {
                *key = Some(found);
                flat(&found.shape, next);
            }
            None => {
                if let Some((_, shape)) = &table.names {
                    flat(shape, next);
                }
            }
        },
        Shape::Named(table) | Shape::Variants(table) => next.push(Shape::Table(table)),
        Shape::Several(inner) => step(inner, name, next, key, condition),
        Shape::Either(several) => several.iter().for_each(|one| step(one, name, next, key, condition)),
        Shape::Condition => *condition = true,
        _ => {}
    }
}

/// One shape for each alternative; a list is its items.
fn flat(shape: &Shape, found: &mut Vec<Shape>) {
    match shape {
        Shape::Several(inner) => flat(inner, found),
        Shape::Either(several) => several.iter().for_each(|one| flat(one, found)),
        one => found.push(*one),
    }
}

fn is_condition(shape: &Shape) -> bool {
    matches!(shape, Shape::Condition)
}

impl Meant {
    /// The tables whose keys may stand here.
    pub fn tables(&self) -> impl Iterator<Item = &'static Table> + '_ {
        self.shapes.iter().filter_map(|shape| match shape {
            Shape::Table(table) => Some(*table),
            _ => None,
        })
    }
}
