//! Values of attributes: read whole where a rule reads them, else passed over with their syntax checked.

use super::cursor::{Cursor, Read, flaw};
use super::fault::{DataFault, Shape, cut};
use super::keys::{FEW, Keys};
use super::reason::Reason;
use crate::record::{Several, Value};
use bumpalo::collections::Vec as ArenaVec;
use std::borrow::Cow;

impl<'a> Cursor<'a> {
    /// The value here.
    ///
    /// # Errors
    /// Bad JSON, or a name twice in one object.
    pub fn value(&mut self) -> Read<Value<'a>> {
        match self.shape()? {
            Shape::Text => self.string().map(|text| Value::Text(Cow::Borrowed(text))),
            Shape::Number => self.quantity(),
            Shape::Boolean | Shape::Null => Ok(self.word()?.map_or(Value::Null, Value::Boolean)),
            Shape::List => self.list(),
            Shape::Object => self.table(),
        }
    }

    fn list(&mut self) -> Read<Value<'a>> {
        self.open()?;
        let (mut items, mut started) = (ArenaVec::with_capacity_in(2, self.arena), false);
        while self.item(&mut started)? {
            let item = self.value()?;
            items.push(item);
        }
        Ok(Value::List(Several::Borrowed(items.into_bump_slice())))
    }

    fn table(&mut self) -> Read<Value<'a>> {
        self.open()?;
        let (mut entries, mut started, mut many) = (ArenaVec::with_capacity_in(4, self.arena), false, Keys::default());
        while let Some(key) = self.key(&mut started)? {
            let at = self.key_at;
            // few are compared with those already there
            let twice = if entries.len() < FEW { entries.iter().any(|(other, _)| *other == key) } else { !many.add(key) };
            if twice {
                return flaw(at, DataFault::DuplicateKey { key: cut(key) });
            }
            let value = self.value()?;
            entries.push((key, value));
            if entries.len() == FEW {
                entries.iter().for_each(|(key, _)| _ = many.add(key));
            }
        }
        Ok(Value::Table(entries.into_bump_slice()))
    }

    fn quantity(&mut self) -> Read<Value<'a>> {
        let start = self.at;
        let number = self.number()?;
        if number.whole
            && let Ok(n) = number.written.parse()
        {
            return Ok(Value::Whole(n));
        }
        match number.written.parse::<f64>() {
            Ok(n) if n.is_finite() => Ok(Value::Number(n)),
            _ => flaw(start, DataFault::Json(Reason::NumberTooLarge)),
        }
    }

    /// Passes over the value here. Names that stand twice are not looked for in it.
    ///
    /// # Errors
    /// Bad JSON.
    pub fn pass(&mut self) -> Read<()> {
        let outside = self.depth();
        // one bit a level: whether it is an object
        let mut objects = 0_u128;
        let mut started = false;
        loop {
            match self.shape()? {
                Shape::Text => self.pass_string()?,
                Shape::Number => {
                    self.number()?;
                }
                Shape::Boolean | Shape::Null => {
                    self.word()?;
                }
                shape @ (Shape::List | Shape::Object) => {
                    self.open()?;
                    objects = objects << 1 | u128::from(shape == Shape::Object);
                    started = false;
                }
            }
            loop {
                if self.depth() == outside {
                    return Ok(());
                }
                let more = if objects & 1 == 1 { self.pass_key(&mut started)? } else { self.item(&mut started)? };
                if more {
                    break;
                }
                objects >>= 1;
                started = true;
            }
        }
    }
}
