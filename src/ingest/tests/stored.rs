//! Rows of stored cells: kept as they stand, side by side or waiting, they say what they say as JSON.

use super::super::join::Join;
use super::super::*;
use super::tables::{Said, mapping};
use crate::say;
use crate::table::stored::{self, tests::any_cell};
use crate::table::{Cell, Clock, Line, Lines, Row, Rows, Step, Style, TableFault};
use crate::time::Zone;
use crate::time::instant::{DAY, Day, Instant};
use proptest::prelude::*;
use std::io;

const MAPPING: &str = r#"
policy = "xiangzhou-dui"
[table.cases]
files = "cases*"
rows = "record"
id = "编号"
[table.cases.attributes]
"subject.name" = "姓名"
"subject.party_member" = { column = "党员", type = "boolean" }
bac_mg_per_100ml = { column = "酒精", type = "number" }
venue = { column = "地点", type = "text" }
[table.events]
files = "events*"
rows = "event"
id = "编号"
[table.events.attributes]
"subject.name" = "姓名"
[table.events.event]
type = { column = "环节", values = { "查获" = "caught", "7" = "persons_notified", "true" = "archived" }, ignore = ["登记"] }
at = "时间"
by = "单位"
to = { column = "对方", split = "、" }
id = "流水"
recorded_at = { column = "录入", dates = "unix seconds" }
retracted = "作废"
attributes = { venue = "地点", participants = { column = "参加", type = "list" }, persons = { column = "名单", type = "whole" }, work_unit = { column = "金额", type = "number", unit = "万元" }, expense_source = { column = "日期", type = "date" } }
"#;

const CASES: [&str; 5] = ["编号", "姓名", "党员", "酒精", "地点"];
const EVENTS: [&str; 14] = ["编号", "环节", "时间", "单位", "对方", "流水", "录入", "作废", "地点", "参加", "名单", "金额", "日期", "姓名"];

/// A table in memory; at one of its rows something may be wrong.
struct Table {
    columns: Vec<String>,
    rows: Vec<Row>,
    at: usize,
    wrong: Option<usize>,
    stays: bool,
    bytes: Vec<u8>,
}

impl Table {
    fn boxed(columns: &[&str], rows: &[Row], wrong: Option<usize>, stays: bool) -> Box<Table> {
        let columns = columns.iter().map(|name| (*name).to_owned()).collect();
        Box::new(Table { columns, rows: rows.to_vec(), at: 0, wrong, stays, bytes: Vec::new() })
    }

    fn step(&mut self) -> Line {
        if self.wrong == Some(self.at) {
            self.wrong = None;
            let words = say!("坏了"; "broken");
            return Line::Step(Step::Fault(TableFault { code: "reading-broke-off", line: 1, column: None, words }));
        }
        let Some(row) = self.rows.get(self.at) else { return Line::Step(Step::End) };
        self.at += 1;
        self.bytes.clear();
        (0..row.len()).for_each(|n| stored::put(row.cell(n), &mut self.bytes));
        assert!(stored::is_row(&self.bytes, 99));
        Line::Row(self.at as u64)
    }

    fn last(&self, row: &mut Row) {
        stored::take(&self.bytes, self.at as u64, row);
    }
}

impl Rows for Table {
    fn next(&mut self, row: &mut Row) -> io::Result<Step> {
        Ok(match self.step() {
            Line::Step(step) => step,
            Line::Row(line) => {
                // not as they were put
                row.clear(line);
                let own = &self.rows[self.at - 1];
                (0..own.len()).for_each(|n| row.push(own.cell(n)));
                Step::Row
            }
        })
    }

    fn columns(&self) -> Option<&[String]> {
        Some(&self.columns)
    }

    fn lines(&mut self) -> Option<&mut dyn Lines> {
        if self.stays { Some(self) } else { None }
    }
}

impl Lines for Table {
    fn next_line(&mut self, row: &mut Row) -> io::Result<Line> {
        let line = self.step();
        if matches!(line, Line::Step(Step::Fault(_))) {
            self.last(row);
        }
        Ok(line)
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    fn style(&self) -> Option<Style> {
        None
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    /// As cells, from row to row.
    Cells,
    AsTheyStand,
    SideBySide,
}

#[derive(Clone, Debug)]
struct Made {
    cases: Vec<Row>,
    events: Vec<Row>,
    wrong: [Option<usize>; 2],
}

fn blocks(text: &str, made: &Made, how: How, bound: usize) -> Vec<Block> {
    let (mappings, inputs) = ([mapping(text)], Inputs::default());
    let mut intake = Intake::with_bound(&mappings, &inputs, None, Some(Zone::shanghai()), bound);
    let stays = how != How::Cells;
    let tables = [Table::boxed(&CASES, &made.cases, made.wrong[0], stays), Table::boxed(&EVENTS, &made.events, made.wrong[1], stays)];
    let mut grids = ["cases", "events"].into_iter().zip(tables).map(|(name, table)| {
        let number = inputs.add(InputName { form: Form::Grid, ..InputName::new(std::path::Path::new(name)) });
        Box::new(Grid::new(number, table))
    });
    let mut blocks = Vec::new();
    if how == How::SideBySide {
        let Ok(mut join) = Join::new(grids.next().unwrap(), grids.next().unwrap(), &mut intake) else {
            // without a row there is no table, and it would not have been found to be in the same order
            return self::blocks(text, made, How::AsTheyStand, bound);
        };
        blocks.extend(std::iter::from_fn(|| join.next(&mut intake, None)));
    } else {
        for mut grid in grids {
            blocks.extend(std::iter::from_fn(|| grid.next(&mut intake, None)));
        }
    }
    blocks.extend(std::iter::from_fn(|| intake.next(None)));
    blocks
}

fn of(cell: Cell<'_>) -> Row {
    let mut row = Row::default();
    row.push(cell);
    row
}

fn texts(words: &'static [&'static str]) -> BoxedStrategy<Row> {
    proptest::sample::select(words).prop_map(|word| of(Cell::Text(word))).boxed()
}

/// A usual cell, seldom another.
fn mostly(usual: impl Strategy<Value = Row> + 'static, all: bool) -> BoxedStrategy<Row> {
    let usual = prop_oneof![40 => usual, 3 => Just(of(Cell::Blank))];
    if !all {
        return usual.boxed();
    }
    let odd = texts(&["-", " 乙 ", "甲、乙", "4.2E+17", "是", "95", "无"]);
    prop_oneof![20 => usual, 1 => any_cell(), 1 => odd].boxed()
}

fn whole() -> BoxedStrategy<Row> {
    (-9..40_i64).prop_map(|n| of(Cell::Whole(n))).boxed()
}

fn number() -> BoxedStrategy<Row> {
    prop_oneof![(-9..400_i32).prop_map(|n| of(Cell::Number(f64::from(n) / 4.0))), any::<f64>().prop_map(|n| of(Cell::Number(n)))].boxed()
}

fn flag() -> BoxedStrategy<Row> {
    prop_oneof![any::<bool>().prop_map(|flag| of(Cell::Boolean(flag))), texts(&["是", "否", "√"]), Just(of(Cell::Whole(1)))].boxed()
}

fn time() -> BoxedStrategy<Row> {
    let day = || 19_000..19_200_i32;
    let clock = || prop_oneof![(0..86_400_i64).prop_map(|second| second * 1_000_000), 0..DAY];
    prop_oneof![
        4 => (day(), clock()).prop_map(|(day, clock)| of(Cell::Instant(Instant(i64::from(day) * DAY + clock)))),
        2 => (day(), clock()).prop_map(|(day, clock)| of(Cell::Local(Day(day), Clock::At(clock)))),
        1 => day().prop_map(|day| of(Cell::Local(Day(day), Clock::None))),
        1 => texts(&["2022-05-15T15:00:00+08:00", "2022/5/16", "2022-02-30"]),
        1 => (44_000..45_000_i64).prop_map(|n| of(Cell::Whole(n))),
    ]
    .boxed()
}

fn case(all: bool) -> BoxedStrategy<Vec<Row>> {
    (
        mostly(prop_oneof![texts(&["梁某", "王某"]), whole(), number()], all),
        mostly(flag(), all),
        mostly(prop_oneof![whole(), number(), texts(&["95", "0.5", "多"])], all),
        mostly(prop_oneof![texts(&["家中"]), whole(), number(), time(), flag()], all),
    )
        .prop_map(|(a, b, c, d)| vec![a, b, c, d])
        .boxed()
}

fn event(all: bool) -> BoxedStrategy<Vec<Row>> {
    let blank = || Just(of(Cell::Blank));
    let first = (
        mostly(prop_oneof![6 => texts(&["查获", "查获", "登记", "立案"]), 1 => Just(of(Cell::Whole(7))), 1 => flag()], all),
        mostly(time(), all),
        mostly(texts(&["police", "区公安局", "某人"]), all),
        mostly(prop_oneof![4 => texts(&["法院、区人社局", "检察院"]), 1 => whole()], all),
        mostly(prop_oneof![whole(), (0..99_i64).prop_map(|n| of(Cell::Text(&n.to_string())))], all),
    );
    let second = (
        mostly(prop_oneof![3 => blank(), 1 => (1_640_000_000..1_660_000_000_i64).prop_map(|n| of(Cell::Whole(n))), 1 => time()], all),
        mostly(prop_oneof![5 => blank(), 1 => flag()], all),
        mostly(prop_oneof![texts(&["家中"]), whole(), number(), time(), flag()], all),
        mostly(prop_oneof![texts(&["甲、乙"]), whole(), number(), time()], all),
    );
    let third = (
        mostly(prop_oneof![whole(), number(), texts(&["7", "07"])], all),
        mostly(prop_oneof![blank().boxed(), whole(), number(), texts(&["3", "3元"])], all),
        mostly(prop_oneof![blank().boxed(), time()], all),
        mostly(prop_oneof![8 => blank().boxed(), 1 => texts(&["梁某"]), 1 => whole()], all),
    );
    (first, second, third).prop_map(|((a, b, c, d, e), (f, g, h, i), (j, k, l, m))| vec![a, b, c, d, e, f, g, h, i, j, k, l, m]).boxed()
}

fn row(id: &Row, cells: &[Row]) -> Row {
    let mut row = of(id.cell(0));
    cells.iter().for_each(|cell| row.push(cell.cell(0)));
    row
}

/// Records in the order of their events. `odd`: any cell may stand anywhere, and rows may be missing or wrong.
fn made(odd: bool) -> BoxedStrategy<Made> {
    let id = move |n: usize| {
        let usual = prop_oneof![Just(of(Cell::Text(&format!("c{n}")))), Just(of(Cell::Whole(n as i64)))];
        prop_oneof![30 => usual, u32::from(odd) => any_cell(), u32::from(odd) => texts(&["4.2E+17", "#N/A", " "])]
    };
    let some = move |case: Vec<Row>| (Just(case), prop::bool::weighted(if odd { 0.95 } else { 1.0 }));
    let cases = prop::collection::vec((case(odd).prop_flat_map(some), prop::collection::vec(event(odd), 0..5)), 1..8);
    let cases = cases.prop_flat_map(move |cases| {
        let ids: Vec<_> = (0..cases.len()).map(id).collect();
        (Just(cases), ids)
    });
    (cases, prop::array::uniform2(prop::option::weighted(0.1, 0..9_usize)))
        .prop_map(move |((cases, ids), wrong)| {
            let mut made = Made { cases: Vec::new(), events: Vec::new(), wrong };
            for (((case, there), events), id) in cases.iter().zip(&ids) {
                made.cases.extend(there.then(|| row(id, case)));
                made.events.extend(events.iter().map(|event| row(id, event)));
            }
            made
        })
        .boxed()
}

fn bound() -> impl Strategy<Value = usize> {
    prop_oneof![Just(usize::MAX), 1..2_000_usize]
}

proptest! {
    #[test]
    fn cells_that_stay_say_the_same(made in made(true), bound in bound()) {
        let (stay, cells) = (blocks(MAPPING, &made, How::AsTheyStand, bound), blocks(MAPPING, &made, How::Cells, bound));
        prop_assert_eq!(Said::of(&stay, false).sorted(), Said::of(&cells, true).sorted());
        prop_assert_eq!(Said::of(&stay, false), Said::of(&stay, true));
    }

    #[test]
    fn cells_side_by_side_say_the_same(made in made(false), bound in bound()) {
        let (side, cells) = (blocks(MAPPING, &made, How::SideBySide, bound), blocks(MAPPING, &made, How::Cells, bound));
        prop_assert_eq!(Said::of(&side, false).sorted(), Said::of(&cells, true).sorted());
    }

    #[test]
    fn rows_of_one_table_say_the_same(made in made(true), sorted in any::<bool>()) {
        let text = MAPPING.replace("id = \"编号\"\n[table.events.attributes]", "id = \"编号\"\nsorted = true\n[table.events.attributes]");
        let start = text.find(&format!("[table.{}]", if sorted { "cases" } else { "events" })).unwrap();
        let end = if sorted { text.find("[table.events]").unwrap() } else { text.len() };
        let text = format!("{}{}", &text[..start], &text[end..]);
        let (stay, cells) = (blocks(&text, &made, How::AsTheyStand, 99), blocks(&text, &made, How::Cells, 99));
        prop_assert_eq!(Said::of(&stay, false).sorted(), Said::of(&cells, true).sorted());
    }
}

#[test]
fn plain_cells_take_no_detour() {
    let at = Instant(1_652_598_000_000_000);
    let case = row(&of(Cell::Whole(1)), &[of(Cell::Text("梁某")), of(Cell::Boolean(true)), of(Cell::Whole(95)), of(Cell::Blank)]);
    let mut event = vec![of(Cell::Text("查获")), of(Cell::Instant(at)), of(Cell::Text("police")), of(Cell::Blank), of(Cell::Whole(1))];
    event.push(of(Cell::Whole(1_652_598_000)));
    event.push(of(Cell::Boolean(false)));
    event.extend([
        of(Cell::Text("家中")),
        of(Cell::Blank),
        of(Cell::Whole(3)),
        of(Cell::Number(0.5)),
        of(Cell::Local(Day(19_127), Clock::None)),
    ]);
    let made = Made { cases: vec![case], events: vec![row(&of(Cell::Whole(1)), &event)], wrong: [None; 2] };
    let blocks = blocks(MAPPING, &made, How::SideBySide, 99);
    let said = Said::of(&blocks, false);
    let bundles: Vec<_> = blocks.iter().flat_map(|block| &block.sheaf.bundles).collect();
    assert_eq!(bundles.len(), 1);
    assert!(bundles.iter().all(|bundle| bundle.composed.get().is_none()), "{said:?}");
    assert!(said.0.iter().all(|said| said.starts_with("Ok(")), "{said:?}");
    assert_eq!(blocks[0].sheaf.straws.first().map(|straw| straw.line), Some(1));
}
