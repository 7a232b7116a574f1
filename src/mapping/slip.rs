//! What can be wrong in a cell, and what to write instead.

use super::columns::letters;
use super::moment::NotAMoment;
use super::number::NotANumber;
use crate::lang::Bilingual;
use crate::say;
use crate::table::TableFault;
use crate::time::spelling::Misspelt;

/// One thing wrong with a cell, or with the columns as a whole.
#[derive(Clone, Debug, PartialEq)]
pub enum Slip {
    NoId,
    NoTime,
    NoType,
    Time(NotAMoment),
    Number(NotANumber),
    /// Not one of the words for yes and no.
    Boolean,
    /// None of the values that the mapping knows; the nearest one, and the key of the mapping that takes more.
    Unmapped(Option<String>, bool),
    /// A formula that came to nothing, or a stored time that is none.
    Broken,
    /// Digits are lost: more than 15 in a number, or `3.4E+17`.
    Lossy,
    /// It cannot be what is wanted: a date where a number is.
    WrongKind,
    BadYear,
    BadOrder,
}

/// The fault of a cell: what stands there is cut to 60 characters.
pub fn cell(slip: &Slip, line: u64, column: Option<u32>, name: &str, text: &str) -> TableFault {
    let text = crate::mapping::part::cut(text);
    TableFault { code: slip.code(), line, column, words: slip.words(name, &text) }
}

impl Slip {
    /// A stable word for machines.
    fn code(&self) -> &'static str {
        match self {
            Slip::NoId => "id-missing",
            Slip::NoTime => "time-missing",
            Slip::NoType => "type-missing",
            Slip::Time(_) => "bad-time",
            Slip::Number(_) => "bad-number",
            Slip::Boolean => "bad-boolean",
            Slip::Unmapped(..) => "value-not-mapped",
            Slip::Broken => "broken-formula",
            Slip::Lossy => "digits-lost",
            Slip::WrongKind => "wrong-type",
            Slip::BadYear => "bad-year",
            Slip::BadOrder => "bad-order",
        }
    }

    fn words(&self, name: &str, text: &str) -> Bilingual {
        match self {
            Slip::NoId => {
                say!("“{name}”是空的,不知道是哪一条记录;请补上编号"; "`{name}` is empty, so nobody knows which record this is; fill in the id")
            }
            Slip::NoTime => {
                say!("“{name}”是空的:有这件事,却不知道是何时;请补上时间"; "`{name}` is empty: this happened, but nobody knows when; fill in the time")
            }
            Slip::NoType => say!("“{name}”是空的,不知道是什么事件;请补上"; "`{name}` is empty, so nobody knows what happened; fill it in"),
            Slip::Time(why) => time(why, name, text),
            Slip::Number(why) => number(*why, name, text),
            Slip::Boolean => {
                say!("“{name}”写的“{text}”不知是“是”还是“否”;请写 是 或 否,或者在映射中加 values"; "`{name}`: “{text}” is neither yes nor no; write yes or no, or add `values` to the mapping")
            }
            Slip::Unmapped(near, ignorable) => unmapped(near.as_deref(), *ignorable, name, text),
            Slip::Broken => {
                say!("“{name}”没有可读的值({text}):公式没有算出结果,或者时间超出范围;请改正,或者直接填值"; "`{name}`: no value can be read ({text}): a formula came to nothing, or a time is out of range; correct it, or put in the value itself")
            }
            Slip::Lossy => {
                say!("“{name}”的编号存成了数字“{text}”,末几位可能已经丢失;请把这一列设为文本格式后重新导出"; "`{name}`: the id is stored as the number “{text}” and its last digits may be lost; make the column text and export again")
            }
            Slip::WrongKind => say!("“{name}”写的“{text}”不是这一列应有的值"; "`{name}`: “{text}” is not what this column takes"),
            Slip::BadYear => say!("“{name}”写的“{text}”不是年份;请写四位数字"; "`{name}`: “{text}” is no year; write four digits"),
            Slip::BadOrder => say!("“{name}”写的“{text}”不是整数,排不了先后"; "`{name}`: “{text}” is no whole number to order by"),
        }
    }
}

fn time(why: &NotAMoment, name: &str, text: &str) -> Bilingual {
    match why {
        NotAMoment::Misspelt(Misspelt::NotATime) => {
            say!("“{name}”写的“{text}”不是能识别的时间;可写 2022-05-15 15:00、2022年5月15日下午3时,或只写日期"; "`{name}`: “{text}” is no time; write 2022-05-15 15:00, or a date alone")
        }
        NotAMoment::Misspelt(Misspelt::NoSuchDate) => {
            say!("“{name}”写的“{text}”:没有这一天;请核对年月日"; "`{name}`: “{text}” names a day that does not exist; check year, month and day")
        }
        NotAMoment::Misspelt(Misspelt::NoSuchTime) => {
            say!("“{name}”写的“{text}”:没有这个钟点;请核对时分秒"; "`{name}`: “{text}” names a clock time that does not exist; check hours, minutes and seconds")
        }
        NotAMoment::Misspelt(Misspelt::Skipped) => {
            say!("“{name}”写的当地时间“{text}”不存在:夏令时把钟拨过了它;请写明时差"; "`{name}`: the local time “{text}” does not exist, clocks were put forward over it; write the offset from UTC")
        }
        NotAMoment::OrderUntold => {
            say!("“{name}”写的“{text}”分不清日和月;请在映射中写 dates = \"日/月/年\" 或 \"月/日/年\""; "`{name}`: “{text}” does not tell day from month; write dates = \"day/month/year\" or \"month/day/year\" in the mapping")
        }
        NotAMoment::YearUntold => {
            say!("“{name}”写的“{text}”没有年份;请补上,或者在映射中写 year(年份所在的列,或一个数)"; "`{name}`: “{text}” has no year; add it, or write `year` (a column or a number) in the mapping")
        }
        NotAMoment::DayPart => {
            say!("“{name}”写的“{text}”:上午、下午、晚上与钟点对不上;请核对"; "`{name}`: “{text}”: the part of the day does not go with the hour; check it")
        }
        NotAMoment::Twice => {
            say!("“{name}”写的“{text}”换算不到政策的时区:夏令时结束时重复的一小时,或者 24:00;请写明时差"; "`{name}`: “{text}” cannot be told in the policy's time zone: an hour that came twice, or 24:00; write the offset from UTC")
        }
        NotAMoment::TwoClocks => {
            say!("“{name}”写的“{text}”自带钟点,与时刻那一列不同;请留一处"; "`{name}`: “{text}” has a time of day of its own, other than the time's column; keep one of them")
        }
        NotAMoment::NoDay => {
            say!("“{name}”写的“{text}”只有时刻,没有日期;请补上日期"; "`{name}`: “{text}” is a time of day without its date; fill in the date")
        }
    }
}

fn number(why: NotANumber, name: &str, text: &str) -> Bilingual {
    match why {
        NotANumber::NoNumber => say!("“{name}”写的“{text}”不是数;请只写数字"; "`{name}`: “{text}” is no number; write digits only"),
        NotANumber::Comma => {
            say!("“{name}”写的“{text}”里逗号位置不对:千分位每三位一个,小数点写“.”"; "`{name}`: the comma in “{text}” is out of place: one before each three digits, and a point for decimals")
        }
        NotANumber::Percent => {
            say!("“{name}”写的“{text}”是百分数;请在映射中写 unit = \"%\""; "`{name}`: “{text}” is a percentage; write unit = \"%\" in the mapping")
        }
        NotANumber::TooLong => say!("“{name}”写的“{text}”位数太多"; "`{name}`: “{text}” has too many digits"),
        NotANumber::NotWhole => say!("“{name}”写的“{text}”不是整数"; "`{name}`: “{text}” is no whole number"),
        NotANumber::OtherUnit => {
            say!("“{name}”写的“{text}”单位与映射中的 unit 不是一类;请核对"; "`{name}`: the unit of “{text}” does not measure what the mapping's `unit` does; check it")
        }
    }
}

fn unmapped(near: Option<&str>, ignorable: bool, name: &str, text: &str) -> Bilingual {
    let (zh, en) = match (near, ignorable) {
        (Some(near), _) => (format!("最接近的是“{near}”;"), format!("the nearest is “{near}”; ")),
        (None, _) => (String::new(), String::new()),
    };
    match ignorable {
        true => {
            say!("“{name}”写的“{text}”不在映射的 values 里;{zh}请加进 values,或者加进 ignore"; "`{name}`: “{text}” is none of the mapping's `values`; {en}add it there or to `ignore`")
        }
        false => {
            say!("“{name}”写的“{text}”不在映射的 values 里;{zh}请加进 values,或者写 else"; "`{name}`: “{text}” is none of the mapping's `values`; {en}add it there, or write `else`")
        }
    }
}

/// A column that the mapping names and the file lacks.
pub fn missing(name: &str, near: Option<&str>) -> TableFault {
    let words = match near {
        Some(near) => {
            say!("表里没有“{name}”这一列;最接近的是“{near}”。请改映射或表头"; "there is no column `{name}`; the nearest is `{near}`. Change the mapping or the header")
        }
        None => {
            say!("表里没有“{name}”这一列;请改映射或表头,没有列名的写 @C(列的字母)"; "there is no column `{name}`; change the mapping or the header, or name it by its letter, @C")
        }
    };
    TableFault { code: "column-missing", line: 0, column: None, words }
}

/// Not one of so many columns is there: what was read is no header, or the sheet holds something else.
pub fn no_header(found: &[String], many: usize) -> TableFault {
    let mut shown: Vec<&str> = found.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).collect();
    // a merged cell stands in each of its columns
    shown.dedup();
    shown.truncate(3);
    let Bilingual { zh, en } = match shown.as_slice() {
        [] => say!("这一行是空的"; "it is blank"),
        shown => {
            let (zh, en) = (shown.join("”“"), shown.join("”, “"));
            say!("这里写的是“{zh}”"; "it says “{en}”")
        }
    };
    let words = say!("这不是表头:映射要的 {many} 列一列也没有,{zh}。表头在下面的,在映射里写 skip_rows = 上方的行数;这张表不是台账的,用 sheets 写明要读的工作表";
                     "this is no header: not one of the {many} columns of the mapping is here, {en}. Where the header stands below, write skip_rows with the rows above it; where this is another sheet, name those to read in sheets");
    TableFault { code: "no-header", line: 0, column: None, words }
}

/// A name that two columns bear.
pub fn twice(name: &str, first: u32, second: u32) -> TableFault {
    let (one, other) = (letters(first), letters(second));
    let words = say!("有两列都叫“{name}”({one}、{other});请在映射中写 @{one} 或 @{other}"; "two columns are called `{name}` ({one}, {other}); write @{one} or @{other} in the mapping");
    TableFault { code: "column-twice", line: 0, column: Some(second), words }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_cells() {
        let times = [
            NotAMoment::Misspelt(Misspelt::NotATime),
            NotAMoment::Misspelt(Misspelt::NoSuchDate),
            NotAMoment::Misspelt(Misspelt::NoSuchTime),
            NotAMoment::Misspelt(Misspelt::Skipped),
            NotAMoment::OrderUntold,
            NotAMoment::YearUntold,
            NotAMoment::DayPart,
            NotAMoment::Twice,
            NotAMoment::TwoClocks,
            NotAMoment::NoDay,
        ];
        let numbers = [
            NotANumber::NoNumber,
            NotANumber::Comma,
            NotANumber::Percent,
            NotANumber::TooLong,
            NotANumber::NotWhole,
            NotANumber::OtherUnit,
        ];
        let others = [
            Slip::NoId,
            Slip::NoTime,
            Slip::NoType,
            Slip::Boolean,
            Slip::Unmapped(None, false),
            Slip::Unmapped(Some("立案".to_owned()), true),
            Slip::Broken,
            Slip::Lossy,
            Slip::WrongKind,
            Slip::BadYear,
            Slip::BadOrder,
        ];
        let all = others.into_iter().chain(times.map(Slip::Time)).chain(numbers.map(Slip::Number));
        let shown: Vec<String> = all
            .map(|slip| {
                let fault = cell(&slip, 7, Some(2), "查获时间", "某格");
                format!("{}\n  {}\n  {}", fault.code, fault.words.zh, fault.words.en)
            })
            .collect();
        insta::assert_snapshot!(shown.join("\n"));
    }
}
