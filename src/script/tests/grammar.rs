//! Expressions, functions and records made from a list of bytes: each byte is a choice, none left is the plainest one. A
//! shorter list is a simpler case, so that proptest shrinks both at once.

use super::{Record, kept, police};
use crate::record::{Event, Value};
use crate::time::{Day, When, Zone};
use std::fmt::Write;

/// What is chosen, one byte after the other.
pub struct Choices<'b> {
    bytes: std::slice::Iter<'b, u8>,
}

impl<'b> Choices<'b> {
    pub fn new(bytes: &'b [u8]) -> Choices<'b> {
        Choices { bytes: bytes.iter() }
    }

    fn pick(&mut self, among: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % among
    }

    fn one<'t>(&mut self, among: &[&'t str]) -> &'t str {
        among[self.pick(among.len())]
    }
}

/// Part of an expression: text of Rhai, or what is three-valued.
#[derive(Clone, Debug)]
pub enum Piece {
    Text(String),
    And(Vec<Expr>),
    Or(Vec<Expr>),
    Not(Box<Expr>),
    /// `x in [a, b]`
    OneOf(Box<Expr>, Vec<Expr>),
    Known(Box<Expr>),
    /// `x ?? y`
    Else(Box<[Expr; 2]>),
}

#[derive(Clone, Debug, Default)]
pub struct Expr(pub Vec<Piece>);

impl Expr {
    fn of(text: impl Into<String>) -> Expr {
        Expr(vec![Piece::Text(text.into())])
    }

    /// `form` with its holes `@` filled.
    fn filled(form: &str, holes: Vec<Expr>) -> Expr {
        let mut made = Expr::default();
        let mut holes = holes.into_iter();
        for (n, part) in form.split('@').enumerate() {
            if n > 0 {
                made.0.extend(holes.next().expect("as many as there are holes").0);
            }
            made.0.push(Piece::Text(part.to_owned()));
        }
        made
    }

    /// As a policy has it.
    pub fn text(&self) -> String {
        let joined = |parts: &[Expr], sign: &str| parts.iter().map(Expr::text).collect::<Vec<_>>().join(sign);
        let mut made = String::new();
        for piece in &self.0 {
            let _ = match piece {
                Piece::Text(text) => write!(made, "{text}"),
                Piece::And(parts) => write!(made, "({})", joined(parts, " && ")),
                Piece::Or(parts) => write!(made, "({})", joined(parts, " || ")),
                Piece::Not(part) => write!(made, "(!({}))", part.text()),
                Piece::Known(part) => write!(made, "known({})", part.text()),
                Piece::Else(sides) => write!(made, "({} ?? {})", sides[0].text(), sides[1].text()),
                Piece::OneOf(item, list) => write!(made, "(({}) in [{}])", item.text(), joined(list, ", ")),
            };
        }
        made
    }
}

const NUMBERS: [&str; 14] = [
    "trigger.level",
    "trigger.crew",
    "trigger.distance_km",
    "record.level",
    "record.approved",
    "record.crew",
    "record.x",
    "count.paid",
    "parameter.days",
    "record[\"report-no\"]",
    "trigger.x",
    "table.t.nothing",
    "trigger.title",
    "trigger.on",
];
const TEXTS: [&str; 9] = [
    "trigger.category",
    "record.category",
    "trigger.kind",
    "record.kind",
    "trigger.subject.name",
    "record.id",
    "trigger.type",
    "record.due_on",
    "trigger.title",
];
const TIMES: [&str; 8] =
    ["trigger.at", "trigger.date", "trigger.time", "trigger.on", "record.due_on", "record.date", "record.at", "trigger.title"];
const PARTIES: [&str; 5] = ["trigger.by", "trigger.by.role", "trigger.by.level", "trigger.by.id", "record.by"];
const LISTS: [&str; 4] = ["record.payments", "record.tags", "trigger.tags", "trigger.payments"];
const FLAGS: [&str; 8] = ["trigger.auto", "record.auto", "record.approved", "yes", "no", "maybe", "record.title", "trigger.x"];
const WHOLES: [&str; 10] = ["5", "0", "1", "-1", "2", "15", "100", "9223372036854775807", "-9223372036854775807", "9007199254740993"];
const WORDS: [&str; 11] = [
    "\"gang\"",
    "\"\"",
    "\"ga\"",
    "\"police\"",
    "\"公安局\"",
    "\"县\"",
    "\"督办\"",
    "\"2022-05-10\"",
    "\"9:00\"",
    "\"county\"",
    "\"discipline\"",
];
const FLOATS: [&str; 6] = ["2.5", "0.0", "-0.5", "5.0", "100.25", "1e300"];
const DATES: [&str; 6] =
    ["date(\"2022-05-10\")", "date(\"2022-05-11\")", "time(9, 0)", "time(21, 30)", "date(\"2021-12-31\")", "time(24, 0)"];
const SIGNS: [&str; 6] = ["==", "!=", "<", "<=", ">", ">="];
const CALCULATIONS: [&str; 5] = ["+", "-", "*", "/", "%"];

/// Functions that every case has.
pub const LIBRARY: &str = "
fn total(list) { let sum = 0; for x in list { sum += x; } sum }
fn absent_or(x) { if known(x) { x } else { x ?? 7 } }
fn between(x, low, high) { low <= x && x <= high }
fn label(n) { `第${n}日` }
fn factorial(n) { if n <= 1 { 1 } else { n * factorial(n - 1) } }
fn grade(x) { switch x { 5 => \"gang\", 1 => \"ga\", _ => \"none\" } }
fn early(x, y) { if x == 5 { return y; } let z = x; z = z + 1; z }
fn same(t) { t.level == 5 || t.category == \"gang\" }
fn deep(t) { t.subject.name }
fn evens(list) { list.filter(|x| x % 2 == 0).map(|x| x / 2) }
fn largest(list) { let best = 0; for x in list { if x > best { best = x; } } best }
fn is_police(p) { p == \"police\" || p == \"discipline\" }
";

/// Where an expression stands, and what it can see.
#[derive(Clone)]
struct Sight {
    /// Variables; none in an expression of a policy, where places are seen.
    locals: Option<Vec<String>>,
    depth: usize,
}

impl Sight {
    fn deeper(&self) -> Sight {
        Sight { depth: self.depth.saturating_sub(1), ..self.clone() }
    }
}

/// Makes expressions.
pub struct Grammar<'b, 'c> {
    choices: &'c mut Choices<'b>,
    /// The functions made so far, by name and how many arguments they take.
    functions: Vec<(String, usize)>,
    pub file: String,
}

impl<'b, 'c> Grammar<'b, 'c> {
    pub fn new(choices: &'c mut Choices<'b>) -> Grammar<'b, 'c> {
        Grammar { choices, functions: Vec::new(), file: String::new() }
    }

    /// Some functions, and a condition that may call them.
    pub fn case(&mut self) -> Expr {
        for n in 0..self.choices.pick(4).saturating_sub(1) {
            let name = format!("own{n}");
            let arguments: Vec<String> = (0..=self.choices.pick(2)).map(|n| format!("a{n}")).collect();
            let sight = Sight { locals: Some(arguments.clone()), depth: 3 };
            let body = self.statements(&sight);
            let _ = writeln!(self.file, "fn {name}({}) {{ {body} }}", arguments.join(", "));
            self.functions.push((name, arguments.len()));
        }
        self.truth(&Sight { locals: None, depth: 4 })
    }

    fn statements(&mut self, sight: &Sight) -> String {
        let mut sight = sight.clone();
        let mut made = String::new();
        for n in 0..self.choices.pick(4) {
            let locals = sight.locals.clone().unwrap_or_default();
            let assigned = locals[self.choices.pick(locals.len())].clone();
            let inner = sight.deeper();
            let _ = match self.choices.pick(6) {
                0 | 1 => {
                    let value = self.any(&inner).text();
                    let name = format!("v{}{n}", sight.depth);
                    sight.locals.get_or_insert_default().push(name.clone());
                    write!(made, "let {name} = {value}; ")
                }
                2 => write!(made, "{assigned} = {}; ", self.any(&inner).text()),
                3 => write!(made, "{assigned} {}= {}; ", self.choices.one(&CALCULATIONS), self.number(&inner).text()),
                4 if sight.depth > 0 => {
                    let condition = self.truth(&inner).text();
                    let body = self.statements(&inner);
                    let end = self.choices.one(&["return 1;", "", "return a0;"]);
                    write!(made, "if {condition} {{ {body}; {end} }} ")
                }
                5 if sight.depth > 0 => {
                    let list = match self.choices.pick(3) {
                        0 => "0..4".to_owned(),
                        _ => self.list(&inner).text(),
                    };
                    let mut within = inner.clone();
                    within.locals.get_or_insert_default().push("item".to_owned());
                    write!(made, "for item in {list} {{ {assigned} = {}; }} ", self.any(&within).text())
                }
                _ => write!(made, "{}; ", self.any(&inner).text()),
            };
        }
        let tail = self.any(&sight).text();
        format!("{made}{tail}")
    }

    fn holes(&mut self, form: &str, sight: &Sight, make: &[fn(&mut Self, &Sight) -> Expr]) -> Expr {
        let inner = sight.deeper();
        Expr::filled(form, make.iter().map(|make| make(self, &inner)).collect())
    }

    fn otherwise(&mut self, sight: &Sight, a: fn(&mut Self, &Sight) -> Expr, b: fn(&mut Self, &Sight) -> Expr) -> Expr {
        let inner = sight.deeper();
        let made = Expr(vec![Piece::Else(Box::new([a(self, &inner), b(self, &inner)]))]);
        if sight.locals.is_none() { made } else { Expr::of(made.text()) }
    }

    fn local(&mut self, sight: &Sight) -> Option<Expr> {
        let locals = sight.locals.as_ref()?;
        Some(Expr::of(locals[self.choices.pick(locals.len())].clone()))
    }

    /// One of the places, or a variable where there are some.
    fn seen(&mut self, sight: &Sight, places: &[&'static str]) -> Expr {
        match self.local(sight) {
            Some(local) => local,
            None => Expr::of(self.choices.one(places)),
        }
    }

    fn any(&mut self, sight: &Sight) -> Expr {
        match self.choices.pick(8) {
            0..=2 => self.number(sight),
            3 => self.words(sight),
            4 => self.truth(sight),
            5 => self.list(sight),
            6 => self.time(sight),
            _ => self.seen(sight, &PARTIES),
        }
    }

    fn number(&mut self, sight: &Sight) -> Expr {
        let any = Self::any;
        let number = Self::number;
        if sight.depth == 0 {
            return match self.choices.pick(3) {
                0 => self.seen(sight, &NUMBERS),
                1 => Expr::of(self.choices.one(&WHOLES)),
                _ => Expr::of(self.choices.one(&FLOATS)),
            };
        }
        match self.choices.pick(26) {
            0..=3 => self.seen(sight, &NUMBERS),
            4 | 5 => Expr::of(self.choices.one(&WHOLES)),
            6 => Expr::of(self.choices.one(&FLOATS)),
            7..=10 => {
                let sign = self.choices.one(&CALCULATIONS);
                self.holes(&format!("(@ {sign} @)"), sight, &[number, number])
            }
            11 => self.holes("(-(@))", sight, &[number]),
            12 => self.otherwise(sight, number, number),
            13 => self.holes("(if @ { @ } else { @ })", sight, &[Self::truth, number, any]),
            14 => self.holes("count(@)", sight, &[Self::list]),
            15 => self.holes("(@).len()", sight, &[Self::list]),
            16 => self.holes("(@).len()", sight, &[Self::words]),
            17 => self.holes("(@).sum()", sight, &[Self::list]),
            18 => {
                let name = self.choices.one(&["min", "max"]);
                self.holes(&format!("{name}(@, @)"), sight, &[number, number])
            }
            19 => {
                let name = self.choices.one(&["abs", "floor", "ceiling", "round", "to_int", "to_float"]);
                self.holes(&format!("(@).{name}()"), sight, &[number])
            }
            20 => self.holes("days_between(@, @)", sight, &[Self::time, Self::time]),
            21 => {
                let n = self.choices.one(&["0", "1", "-1", "2"]);
                self.holes(&format!("(@)[{n}]"), sight, &[Self::list])
            }
            22 => {
                let name = self.choices.one(&["total", "largest"]);
                self.holes(&format!("{name}(@)"), sight, &[Self::list])
            }
            23 => {
                let name = self.choices.one(&["absent_or", "early", "early", "absent_or", "absent_or", "factorial"]);
                let form = if name == "early" { "early(@, @)" } else { &format!("{name}(@)") };
                let holes: &[fn(&mut Self, &Sight) -> Expr] = if name == "early" { &[any, any] } else { &[number] };
                self.holes(form, sight, holes)
            }
            24 => self.own(sight),
            _ if self.choices.pick(4) == 3 => self.holes("(@ << 1)", sight, &[number]),
            _ => self.holes("(@ % 7)", sight, &[number]),
        }
    }

    /// A call of a function that was made for this case.
    fn own(&mut self, sight: &Sight) -> Expr {
        if self.functions.is_empty() {
            return self.number(&sight.deeper());
        }
        let n = self.choices.pick(self.functions.len());
        let (name, arguments) = self.functions[n].clone();
        let form = format!("{name}({})", vec!["@"; arguments].join(", "));
        self.holes(&form, sight, &vec![Self::any as fn(&mut Self, &Sight) -> Expr; arguments])
    }

    fn words(&mut self, sight: &Sight) -> Expr {
        let any = Self::any;
        if sight.depth == 0 {
            return if self.choices.pick(2) == 0 { self.seen(sight, &TEXTS) } else { Expr::of(self.choices.one(&WORDS)) };
        }
        match self.choices.pick(13) {
            0..=2 => self.seen(sight, &TEXTS),
            3 | 4 => Expr::of(self.choices.one(&WORDS)),
            5 => self.holes("(@ + @)", sight, &[Self::words, any]),
            6 => self.holes("`<${@}>`", sight, &[any]),
            7 => self.holes("(@).trim()", sight, &[Self::words]),
            8 => self.holes("(@).to_string()", sight, &[any]),
            9 => self.otherwise(sight, Self::words, any),
            10 => self.holes("(if @ { @ } else if @ { @ } else { @ })", sight, &[Self::truth, Self::words, Self::truth, any, Self::words]),
            11 => self.holes("label(@)", sight, &[any]),
            _ if self.choices.pick(4) == 3 => self.holes("grade(@)", sight, &[Self::number]),
            _ => self.holes("label(@)", sight, &[Self::number]),
        }
    }

    fn time(&mut self, sight: &Sight) -> Expr {
        match self.choices.pick(4) {
            0 | 1 => self.seen(sight, &TIMES),
            2 if sight.depth > 0 => self.holes("date(@)", sight, &[Self::time]),
            _ => Expr::of(self.choices.one(&DATES)),
        }
    }

    fn list(&mut self, sight: &Sight) -> Expr {
        let any = Self::any;
        if sight.depth == 0 {
            return self.seen(sight, &LISTS);
        }
        match self.choices.pick(13) {
            0..=3 => self.seen(sight, &LISTS),
            4 => self.holes("[@]", sight, &[any]),
            5 => self.holes("[@, @]", sight, &[any, any]),
            6 => self.holes("[@, @, @]", sight, &[Self::number, any, Self::number]),
            7 => {
                let list = self.list(&sight.deeper());
                let inside = self.inside();
                Expr::filled(&format!("(@).filter(|x| {inside})"), vec![list])
            }
            8 => {
                let list = self.list(&sight.deeper());
                let sight = Sight { locals: Some(vec!["x".to_owned()]), depth: 2 };
                let inside = self.any(&sight).text();
                Expr::filled(&format!("(@).map(|x| {inside})"), vec![list])
            }
            9 if sight.locals.is_none() => Expr::of("events(\"paid\").map(|e| e.amount)"),
            10 => self.holes("(@ + @)", sight, &[Self::list, Self::list]),
            11 => self.holes("evens(@)", sight, &[Self::list]),
            _ => self.otherwise(sight, Self::list, any),
        }
    }

    /// A condition about `x`, between bars.
    fn inside(&mut self) -> String {
        let sight = Sight { locals: Some(vec!["x".to_owned()]), depth: 2 };
        self.truth(&sight).text()
    }

    fn several(&mut self, sight: &Sight) -> Vec<Expr> {
        let inner = sight.deeper();
        (0..2 + self.choices.pick(2)).map(|_| self.truth(&inner)).collect()
    }

    fn truth(&mut self, sight: &Sight) -> Expr {
        let any = Self::any;
        let policy = sight.locals.is_none();
        if sight.depth == 0 {
            return self.seen(sight, &FLAGS);
        }
        match self.choices.pick(30) {
            0..=5 => {
                let sign = self.choices.one(&SIGNS);
                let sides: [fn(&mut Self, &Sight) -> Expr; 2] = match self.choices.pick(7) {
                    0..=2 => [Self::number, Self::number],
                    3 => [Self::words, Self::words],
                    4 => [Self::time, Self::time],
                    5 => [Self::party, Self::words],
                    _ => [any, any],
                };
                self.holes(&format!("(@ {sign} @)"), sight, &sides)
            }
            6 => self.seen(sight, &FLAGS),
            7..=10 => {
                let parts = self.several(sight);
                let all = self.choices.pick(2) == 0;
                match (policy, all) {
                    (true, true) => Expr(vec![Piece::And(parts)]),
                    (true, false) => Expr(vec![Piece::Or(parts)]),
                    (false, all) => {
                        let sign = if all { " && " } else { " || " };
                        Expr::of(format!("({})", parts.iter().map(Expr::text).collect::<Vec<_>>().join(sign)))
                    }
                }
            }
            11 | 12 => {
                let part = self.truth(&sight.deeper());
                if policy { Expr(vec![Piece::Not(Box::new(part))]) } else { Expr::of(format!("(!({}))", part.text())) }
            }
            13 | 14 => {
                let inner = sight.deeper();
                let item = self.any(&inner);
                let list: Vec<Expr> = (0..1 + self.choices.pick(3)).map(|_| self.any(&inner)).collect();
                let one = Piece::OneOf(Box::new(item), list);
                if policy { Expr(vec![one]) } else { Expr::of(Expr(vec![one]).text()) }
            }
            15 => self.holes("(@ in @)", sight, &[any, |of, sight| of.seen(sight, &LISTS)]),
            16 => self.holes("(@ in @)", sight, &[Self::words, |of, sight| of.seen(sight, &TEXTS)]),
            17 => {
                let range = self.choices.one(&["1..5", "1..=5", "0..0", "-3..=100"]);
                self.holes(&format!("(@ in {range})"), sight, &[Self::number])
            }
            18 => {
                let part = self.any(&sight.deeper());
                if policy { Expr(vec![Piece::Known(Box::new(part))]) } else { Expr::of(format!("known({})", part.text())) }
            }
            19 => self.otherwise(sight, Self::truth, Self::truth),
            20 => self.holes("(if @ { @ } else { @ })", sight, &[Self::truth, Self::truth, Self::truth]),
            21 => {
                let name = self.choices.one(&["contains", "starts_with", "ends_with"]);
                self.holes(&format!("(@).{name}(@)"), sight, &[Self::words, Self::words])
            }
            22 => self.holes("(@).contains(@)", sight, &[Self::list, any]),
            23 => self.holes("(@).is_empty()", sight, &[Self::list]),
            24 => {
                let name = self.choices.one(&["any", "all"]);
                let list = self.list(&sight.deeper());
                let inside = self.inside();
                Expr::filled(&format!("(@).{name}(|x| {inside})"), vec![list])
            }
            25 if policy => {
                let form = self.choices.one(&[
                    "events(\"paid\").any(|e| e.amount > 15)",
                    "events(\"paid\").all(|e| e.by == \"police\")",
                    "same(trigger)",
                    "(deep(trigger) == \"甲\")",
                    "(deep(record) == \"甲\")",
                ]);
                Expr::of(form)
            }
            26 => self.holes("between(@, @, @)", sight, &[Self::number, Self::number, Self::number]),
            27 => self.holes("is_police(@)", sight, &[Self::party]),
            28 => self.holes("(@ == ())", sight, &[any]),
            _ => self.own(sight),
        }
    }

    fn party(&mut self, sight: &Sight) -> Expr {
        self.seen(sight, &PARTIES)
    }
}

/// A record: what is at each place, or nothing.
pub fn record(choices: &mut Choices<'_>) -> Record {
    let zone = Zone::shanghai();
    let mut record = Record::default();
    let places = [
        "trigger.level",
        "trigger.category",
        "trigger.auto",
        "trigger.crew",
        "trigger.distance_km",
        "record.level",
        "record.approved",
        "record.category",
        "record.auto",
        "record.crew",
        "record.x",
        "record.report-no",
        "record.payments",
        "record.tags",
        "trigger.payments",
        "trigger.tags",
        "trigger.x",
        "trigger.kind",
        "record.kind",
        "trigger.subject.name",
        "record.due_on",
        "record.id",
        "record.title",
    ];
    for place in places {
        let fitting = match place.rsplit('.').next().unwrap_or_default() {
            "level" | "crew" | "distance_km" | "x" | "report-no" => 1,
            "category" | "kind" | "name" | "id" => 2,
            "payments" | "tags" => 3,
            "auto" | "approved" => 4,
            _ => 0,
        };
        let fits = choices.pick(5) > 0;
        let value = match fitting {
            1 if fits => Some(Value::Whole(choices.pick(12) as i64)),
            2 if fits => Some(Value::Text(["gang", "ga", "督办单", "police"][choices.pick(4)].into())),
            3 if fits => Some(Value::List((0..choices.pick(4)).map(|n| Value::Whole(n as i64 * 10)).collect())),
            4 if fits => Some(Value::Boolean(choices.pick(2) == 0)),
            _ => self::value(choices, 2),
        };
        if let Some(value) = value {
            record.values.insert(place.to_owned(), value);
        }
    }
    let day = Day::from_ymd(2022, 5, 9 + choices.pick(4) as u32).expect("a day in May");
    let at = zone.start_of(day).plus(choices.pick(48) as i64 * crate::time::instant::HOUR / 2);
    if choices.pick(4) > 0 {
        record.times.insert("trigger.at".into(), When::exactly(at));
        record.days.insert("trigger.date".into(), day);
        record.clocks.insert("trigger.time".into(), choices.pick(48) as i64 * crate::time::instant::HOUR / 2);
        record.times.insert("record.at".into(), When::between(at, at.plus(crate::time::instant::DAY)));
    }
    if choices.pick(3) > 0 {
        record.times.insert("trigger.on".into(), When::between(zone.start_of(day), zone.end_of(day)));
    }
    if choices.pick(3) > 0 {
        let mut party = police();
        match choices.pick(4) {
            1 => party.role = None,
            2 => (party.level, party.level_found) = (None, None),
            3 => party.id = Some("discipline".into()),
            _ => {}
        }
        record.party = Some(party);
    }
    for n in 0..choices.pick(4) {
        let amount = value(choices, 0);
        record.paid.push(Event {
            position: n as u32,
            id: None,
            name: Some(crate::record::NameId(3)),
            when: When::exactly(at),
            by: (choices.pick(2) == 0).then(|| kept(police())),
            to: &[],
            attributes: amount.map_or(&[], |amount| kept([(crate::record::NameId(7), amount)])),
            recorded_at: None,
        });
    }
    record
}

fn value(choices: &mut Choices<'_>, depth: usize) -> Option<Value<'static>> {
    let texts = ["gang", "ga", "", "police", "公安局", "县公安局", "督办单", "2022-05-10", "2022-05-10 09:00", "9:00", "甲", "discipline"];
    Some(match choices.pick(if depth > 0 { 16 } else { 11 }) {
        0 => Value::Whole(5),
        1 => return None,
        2 => Value::Whole([0, 1, -1, 2, 3, 100, i64::MAX, i64::MIN, 9_007_199_254_740_993][choices.pick(9)]),
        3 => Value::Number([0.5, 5.0, -0.0, 2.5, 1e300, 1e-7][choices.pick(6)]),
        4 | 5 => Value::Text(texts[choices.pick(texts.len())].into()),
        6 => Value::Boolean(choices.pick(2) == 0),
        7 => Value::Null,
        8 | 9 => Value::Whole(choices.pick(20) as i64),
        10 => Value::Boolean(true),
        _ => Value::List((0..choices.pick(4)).map(|_| value(choices, depth - 1).unwrap_or(Value::Null)).collect()),
    })
}
