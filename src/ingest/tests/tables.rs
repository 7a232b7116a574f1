//! Tables as text: read without a detour, put together side by side or after waiting, a record is the same.

use super::super::blocks::{Blocks, By, hint};
use super::super::open::Pace;
use super::super::*;
use super::vocabulary;
use crate::diag::Faults;
use crate::mapping::Mapping;
use crate::source::Sources;
use crate::table::csv;
use crate::time::Zone;
use proptest::prelude::*;
use std::sync::Arc;

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
[table.events]
files = "events*"
rows = "event"
id = "编号"
[table.events.attributes]
"subject.name" = "姓名"
[table.events.event]
type = { column = "环节", values = { "查获" = "caught", "通报" = "persons_notified", "归档" = "archived" }, ignore = ["登记"] }
at = "时间"
by = "单位"
to = { column = "对方", split = "、" }
id = "流水"
recorded_at = "录入"
retracted = "作废"
supersedes = "替换"
attributes = { venue = "地点", participants = { column = "参加", type = "list" }, persons = { column = "名单", type = "list" } }
"#;

pub fn mapping(text: &str) -> Mapping {
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let mapping = Mapping::read(sources.add("mapping.toml", text), text, &mut faults);
    assert!(faults.is_empty(), "{:?}", faults.sorted());
    mapping
}

/// Records and errors as text, in order, then the warnings.
#[derive(Debug, Default, PartialEq)]
pub struct Said(pub Vec<String>, Warnings);

impl Said {
    /// What blocks say to those who ask for entries, or to those who do not.
    pub fn of(blocks: &[Block], entries: bool) -> Said {
        let vocabulary = vocabulary();
        let lexicons = [Lexicon::new(&vocabulary)];
        let (mut said, mut reader, arena) = (Vec::new(), Reader::new(&lexicons), bumpalo::Bump::new());
        for block in blocks {
            let take = |_: Option<Entry<'_>>, taken: Result<Taken<'_>, DataError>| said.push(format!("{taken:?}"));
            if entries { reader.records(block, &arena, take) } else { reader.taken(block, &arena, take) }
        }
        Said(said, reader.warnings)
    }

    /// The same whatever came first.
    pub fn sorted(mut self) -> Said {
        self.0.sort();
        self
    }
}

/// The blocks of two tables that are read one after the other.
fn waited(tables: [&str; 2], bound: usize) -> Vec<Block> {
    waited_by(MAPPING, tables, bound)
}

fn waited_by(text: &str, tables: [&str; 2], bound: usize) -> Vec<Block> {
    let (mapping, inputs) = ([mapping(text)], Inputs::default());
    let mut intake = Intake::with_bound(&mapping, &inputs, None, Some(Zone::shanghai()), bound);
    let mut blocks = Vec::new();
    for (name, text) in ["cases.csv", "events.csv"].into_iter().zip(tables) {
        let number = inputs.add(InputName { form: Form::Grid, ..InputName::new(std::path::Path::new(name)) });
        let mut grid = Grid::new(number, Box::new(csv::open(std::io::Cursor::new(text.as_bytes().to_vec()), csv::Settings::default())));
        while let Some(block) = grid.next(&mut intake, None) {
            blocks.push(block);
        }
    }
    while let Some(block) = intake.next(None) {
        blocks.push(block);
    }
    blocks
}

/// The blocks of the same as files.
fn opened(tables: [&str; 2]) -> Vec<Block> {
    let folder = tempfile::tempdir().unwrap();
    let files = ["cases.csv", "events.csv"].map(|name| folder.path().join(name));
    files.iter().zip(tables).for_each(|(file, text)| std::fs::write(file, text).unwrap());
    let (mappings, inputs, pace) = ([mapping(MAPPING)], Inputs::default(), Arc::new(Pace::default()));
    let hints = |file: &str| hint(&mappings, file);
    let by = By { inputs: &inputs, mappings: &mappings, layouts: None };
    let mut read = Blocks::new(&files, by, &pace, &hints, [Zone::shanghai()]);
    let mut blocks = Vec::new();
    while let Some(block) = read.next(None) {
        blocks.push(block.unwrap());
    }
    blocks
}

fn cell(words: &'static [&'static str]) -> impl Strategy<Value = String> {
    let plain = proptest::sample::select(words).prop_map(str::to_owned);
    prop_oneof![
        30 => plain,
        2 => Just(String::new()),
        1 => Just("-".to_owned()),
        1 => Just(" 乙 ".to_owned()),
        1 => Just("\"甲,乙\"".to_owned()),
        1 => Just("\"甲\"\"乙\"".to_owned()),
        1 => Just("\"甲\n乙\"".to_owned()),
        1 => Just("1,2".to_owned()),
    ]
}

fn case() -> impl Strategy<Value = String> {
    (cell(&["梁某", "王某"]), cell(&["是", "否", "√", "民盟"]), cell(&["95", "0.5", "1,000", "多", "007"]))
        .prop_map(|(a, b, c)| format!("{a},{b},{c}"))
}

fn event() -> impl Strategy<Value = String> {
    let time = || {
        cell(&[
            "2022-05-15T15:00:00+08:00",
            "2022-05-15T15:00:00+08:00",
            "2022-05-15 16:10",
            "2022/5/16",
            "2022年5月15日下午3时",
            "2022-02-30",
        ])
    };
    let first = (
        cell(&["查获", "查获", "通报", "归档", "登记", "立案"]),
        time(),
        cell(&["police", "区公安局", "某人"]),
        cell(&["法院、区人社局", "检察院", "某人、"]),
    );
    let second = (
        cell(&["1", "2", "31", "4.2E+17"]),
        cell(&["", "", "", "2022-05-16"]),
        cell(&["", "", "", "是"]),
        cell(&["", "", "", "1", "#0", "9"]),
    );
    let third = (cell(&["家中", ""]), cell(&["甲、乙", ""]), cell(&["丙", ""]), cell(&["", "", "梁某"]));
    (first, second, third).prop_map(|((a, b, c, d), (e, f, g, h), (i, j, k, l))| format!("{a},{b},{c},{d},{e},{f},{g},{h},{i},{j},{k},{l}"))
}

/// Records with their events; most of them have a row of their own.
fn records() -> impl Strategy<Value = Vec<(Option<String>, Vec<String>)>> {
    prop::collection::vec((prop::option::weighted(0.95, case()), prop::collection::vec(event(), 0..5)), 0..8)
}

fn tables(records: &[(Option<String>, Vec<String>)]) -> [String; 2] {
    let mut tables = ["编号,姓名,党员,酒精\n".to_owned(), "编号,环节,时间,单位,对方,流水,录入,作废,替换,地点,参加,名单,姓名\n".to_owned()];
    for (n, (case, events)) in records.iter().enumerate() {
        // of some the id is what the row of the next may start with
        let id = if n % 3 == 1 { format!("\"c{},查获\"", n + 1) } else { format!("c{n}") };
        tables[0].extend(case.iter().map(|case| format!("{id},{case}\n")));
        tables[1].extend(events.iter().map(|event| format!("{id},{event}\n")));
    }
    tables
}

proptest! {
    #[test]
    fn rows_read_without_a_detour_say_the_same(records in records(), bound in prop_oneof![Just(usize::MAX), 1..2_000_usize]) {
        let tables = tables(&records);
        let blocks = waited([&tables[0], &tables[1]], bound);
        prop_assert_eq!(Said::of(&blocks, false), Said::of(&blocks, true));
    }

    #[test]
    fn rows_that_wait_beside_those_of_another_kind_say_the_same(records in records(), of in 0..2_usize, bound in prop_oneof![Just(usize::MAX), 1..2_000_usize]) {
        let tables = tables(&records);
        let tables = [tables[0].as_str(), &tables[1]];
        // where rows may be left out, they are read at once
        let (table, column) = [("cases", "姓名"), ("events", "环节")][of];
        let text = MAPPING.replace(&format!("[table.{table}]\n"), &format!("[table.{table}]\nleave_out = {{ \"{column}\" = [\"合计\"] }}\n"));
        prop_assert_eq!(Said::of(&waited_by(&text, tables, bound), false).sorted(), Said::of(&waited(tables, bound), true).sorted());
    }

    #[test]
    fn tables_read_side_by_side_say_the_same(records in records(), turned in any::<bool>()) {
        let mut tables = tables(&records);
        if turned {
            // the same rows in another order
            let (header, rows) = tables[1].split_once('\n').unwrap();
            let rows: Vec<&str> = rows.lines().rev().collect();
            tables[1] = format!("{header}\n{}\n", rows.join("\n"));
        }
        let tables = [tables[0].as_str(), &tables[1]];
        prop_assert_eq!(Said::of(&opened(tables), false).sorted(), Said::of(&waited(tables, usize::MAX), true).sorted());
    }
}

#[test]
fn what_is_plain_takes_no_detour() {
    let tables = [
        "编号,姓名,党员,酒精\nc1,梁某,是,95\nc2,王某,否,\n",
        "编号,环节,时间,单位,对方,流水,录入,作废,替换,地点,参加,名单,姓名\nc1,查获,2022-05-15T15:00:00+08:00,police,法院、某人,1,,,,家中,甲、乙,丙,\nc2,通报,2022/5/15 16:10,,,,,,,,,,王某\n",
    ];
    let blocks = opened(tables);
    let bundles: Vec<_> = blocks.iter().flat_map(|block| &block.sheaf.bundles).collect();
    let said = Said::of(&blocks, false);
    assert_eq!(bundles.len(), 2);
    assert!(bundles.iter().all(|bundle| bundle.composed.get().is_none()));
    assert!(said.0.iter().all(|said| said.starts_with("Ok(")), "{:?}", said.0);
    assert_eq!(said.1.iter().map(|warning| warning.code()).collect::<Vec<_>>(), ["unknown-party"]);
    assert_eq!(blocks.iter().map(|block| block.sheaf.straws.len()).sum::<usize>(), 4);
}

#[test]
fn a_row_is_not_of_the_record_whose_quoted_id_it_starts_with() {
    let events = "编号,环节,时间,单位,对方,流水,录入,作废,替换,地点,参加,名单,姓名\n";
    let tables = [
        "编号,姓名,党员,酒精\n\"c,查获\",梁某,是,95\nc,王某,否,\n",
        &format!("{events}\"c,查获\",通报,2022-05-15,,,,,,,,,,\nc,查获,2022-05-16,,,,,,,,,,\n"),
    ];
    for blocks in [opened(tables), waited(tables, usize::MAX)] {
        let said = Said::of(&blocks, true).0;
        assert_eq!(said.iter().map(|said| said.matches("Event {").count()).collect::<Vec<_>>(), [1, 1], "{said:?}");
    }
}

#[test]
fn rows_in_the_same_order_do_not_wait() {
    let (cases, events) = ("编号,姓名,党员,酒精\n", "编号,环节,时间,单位,对方,流水,录入,作废,替换,地点,参加,名单,姓名\n");
    let of = |ids: [&[u32]; 2]| {
        let cases: String = std::iter::once(cases.to_owned()).chain(ids[0].iter().map(|id| format!("c{id},,,\n"))).collect();
        let events: String =
            std::iter::once(events.to_owned()).chain(ids[1].iter().map(|id| format!("c{id},查获,2022-05-15,,,,,,,,,,\n"))).collect();
        opened([&cases, &events]).len()
    };
    // a block for both, none for what waited
    let side_by_side = of([&[1, 2, 3], &[1, 1, 3]]);
    assert_eq!(of([&[3, 1, 2], &[3, 1, 1]]), side_by_side);
    for apart in [[&[1, 2][..], &[2, 1]], [&[1, 2], &[1, 2, 1]], [&[1, 2], &[4]], [&[1, 2, 1], &[1]]] {
        assert!(of(apart) > side_by_side, "{apart:?}");
    }
}
