//! The keys of parties, roles and levels.

use super::declared::TEXT;
use super::shape::{Of, Shape};
use super::{Key, Table, key};

pub static PARTIES: Table = Table::of_names(
    "parties",
    ("单位", "parties"),
    ("编号 = 名称。", "Id = name."),
    ("单位的编号", "a party's id"),
    Shape::Either(&[TEXT, Shape::Table(&PARTY)]),
);
pub static ROLES: Table = Table::of_names(
    "roles",
    ("职责", "roles"),
    ("编号 = 名称。", "Id = name."),
    ("职责的编号", "a role's id"),
    Shape::Either(&[TEXT, Shape::Table(&ROLE)]),
);
pub static LEVELS: Table = Table::of_names(
    "levels",
    ("级别", "levels"),
    ("高的在前。", "The highest first."),
    ("级别的编号", "a level's id"),
    Shape::Either(&[TEXT, Shape::Table(&LEVEL)]),
);

const NAME: Key = key("name", TEXT, ("名称", "the name"), ("正式名称。", "The official name."), "name = \"区公安局\"").required();
const ALIASES: Key = key(
    "aliases",
    Shape::Several(&TEXT),
    ("别名", "other names"),
    ("导出里可能出现的其他写法。", "Other names that exports may use."),
    "aliases = [\"公安分局\"]",
);
static OFFICE: [Key; 4] = [
    NAME,
    ALIASES,
    key("role", Shape::Name(Of::Role), ("职责", "the role"), ("它属于哪一类。", "The class it belongs to."), "role = \"department\""),
    key("level", Shape::Name(Of::Level), ("级别", "the level"), ("它的级别。", "Its level."), "level = \"county\""),
];
pub static PARTY: Table = Table::new("party", ("单位", "a party"), ("一个单位。", "One office."), &[&OFFICE]);
pub static ROLE: Table = Table::new("role", ("职责", "a role"), ("一类单位或人员。", "A class of offices or persons."), &[&OFFICE]);
pub static LEVEL: Table = Table::new("level", ("级别", "a level"), ("一个级别。", "One level."), &[&[NAME, ALIASES]]);
