//! Units of numbers: 万元 is ten thousand 元. A number is taken from its column's unit into the policy's, exactly where
//! both are decimal.

/// From a column's unit to the one that the policy counts in.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// As written: stripped where a cell repeats it.
    pub name: String,
    pub factor: Factor,
}

/// A ratio, in lowest terms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor {
    pub times: i64,
    pub over: i64,
}

/// What a unit measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    Money,
    Share,
    Count,
    Time,
    Mass,
    Length,
    Area,
    Concentration,
}

/// Names, what they measure, and how many of the measure's base they are.
const UNITS: [(&[&str], Measure, i64, i64); 34] = [
    (&["元", "圆", "人民币元", "yuan", "cny", "rmb", "eur", "€", "usd", "$", "¥"], Measure::Money, 1, 1),
    (&["角"], Measure::Money, 1, 10),
    (&["分", "cent", "cents"], Measure::Money, 1, 100),
    (&["比例", "share", "1"], Measure::Share, 1, 1),
    (&["成"], Measure::Share, 1, 10),
    (&["%", "百分比", "百分之", "percent"], Measure::Share, 1, 100),
    (&["‰", "千分比", "千分之", "permille"], Measure::Share, 1, 1000),
    (&["个", "人", "件", "次", "户", "起", "条", "份", "辆", "名"], Measure::Count, 1, 1),
    (&["毫秒", "ms", "millisecond", "milliseconds"], Measure::Time, 1, 1000),
    (&["秒", "s", "second", "seconds"], Measure::Time, 1, 1),
    (&["分钟", "min", "minute", "minutes"], Measure::Time, 60, 1),
    (&["小时", "h", "hour", "hours"], Measure::Time, 3600, 1),
    (&["天", "日", "d", "day", "days"], Measure::Time, 86_400, 1),
    (&["周", "星期", "week", "weeks"], Measure::Time, 604_800, 1),
    (&["毫克", "mg"], Measure::Mass, 1, 1_000_000),
    (&["克", "g"], Measure::Mass, 1, 1000),
    (&["两"], Measure::Mass, 1, 20),
    (&["斤"], Measure::Mass, 1, 2),
    (&["千克", "公斤", "kg"], Measure::Mass, 1, 1),
    (&["吨", "t"], Measure::Mass, 1000, 1),
    (&["毫米", "mm"], Measure::Length, 1, 1000),
    (&["厘米", "cm"], Measure::Length, 1, 100),
    (&["米", "m"], Measure::Length, 1, 1),
    (&["里"], Measure::Length, 500, 1),
    (&["千米", "公里", "km"], Measure::Length, 1000, 1),
    (&["平方米", "㎡", "m²", "m2"], Measure::Area, 1, 1),
    (&["亩", "mu"], Measure::Area, 2000, 3),
    (&["公顷", "ha", "hectare", "hectares"], Measure::Area, 10_000, 1),
    (&["平方公里", "平方千米", "km²", "km2"], Measure::Area, 1_000_000, 1),
    (&["mg/100ml", "mg/dl", "毫克/100毫升"], Measure::Concentration, 1, 1),
    (&["mg/ml", "g/l", "毫克/毫升", "克/升"], Measure::Concentration, 100, 1),
    (&["μg/ml", "µg/ml", "ug/ml", "mg/l", "毫克/升"], Measure::Concentration, 1, 10),
    (&["μg/100ml", "µg/100ml", "ug/100ml"], Measure::Concentration, 1, 1000),
    (&["g/100ml", "g/dl", "克/100毫升"], Measure::Concentration, 1000, 1),
];

/// Multiples before a unit: 万元, 千人, 百万元.
const MULTIPLES: [(char, i64); 5] = [('十', 10), ('百', 100), ('千', 1000), ('万', 10_000), ('亿', 100_000_000)];

/// What a unit measures, and how many of the base it is.
pub fn find(name: &str) -> Option<(Measure, Factor)> {
    let folded = crate::time::spelling::fold(name.trim()).to_lowercase();
    let mut rest = folded.as_str();
    let mut times = 1_i64;
    loop {
        if let Some((_, measure, n, over)) = UNITS.iter().find(|(names, ..)| names.contains(&rest)) {
            return Some((*measure, Factor { times: times.checked_mul(*n)?, over: *over }.reduced()));
        }
        let first = rest.chars().next()?;
        let (_, multiple) = MULTIPLES.iter().find(|(mark, _)| *mark == first)?;
        times = times.checked_mul(*multiple).filter(|n| *n <= 1_000_000_000_000)?;
        rest = &rest[first.len_utf8()..];
        if rest.is_empty() {
            return Some((Measure::Count, Factor { times, over: 1 }));
        }
    }
}

/// Every name, for the nearest one.
pub fn names() -> impl Iterator<Item = &'static str> {
    UNITS.iter().flat_map(|(names, ..)| names.iter().copied()).chain(["万元", "亿元", "千元", "万人"])
}

impl Measure {
    /// The unit that a policy counts in unless the mapping says another; none where nobody can guess it.
    pub fn base(self) -> Option<Factor> {
        matches!(self, Measure::Money | Measure::Share | Measure::Count).then_some(Factor { times: 1, over: 1 })
    }

    /// A few of its units, for messages: in Chinese and English.
    pub fn some(self) -> (&'static str, &'static str) {
        match self {
            Measure::Money => ("元 万元 亿元", "元 万元 亿元"),
            Measure::Share => ("比例 % ‰", "share % ‰"),
            Measure::Count => ("个 人 件 万人", "个 人 件 万人"),
            Measure::Time => ("秒 分钟 小时 天 周", "seconds minutes hours days weeks"),
            Measure::Mass => ("毫克 克 千克 吨", "mg g kg t"),
            Measure::Length => ("厘米 米 公里", "cm m km"),
            Measure::Area => ("平方米 亩 公顷", "m2 mu ha"),
            Measure::Concentration => ("mg/100ml mg/ml", "mg/100ml mg/ml"),
        }
    }
}

impl Factor {
    /// From this unit to `target` of the same measure.
    pub fn into_unit(self, target: Factor) -> Option<Factor> {
        let times = self.times.checked_mul(target.over)?;
        let over = self.over.checked_mul(target.times)?;
        Some(Factor { times, over }.reduced())
    }

    fn reduced(self) -> Factor {
        let (mut a, mut b) = (self.times, self.over);
        while b != 0 {
            (a, b) = (b, a % b);
        }
        let common = a.max(1);
        Factor { times: self.times / common, over: self.over / common }
    }

    /// How far the decimal point moves to the right, where that is all.
    pub fn shift(self) -> Option<i32> {
        let power = |n: i64| (0..=18).find(|p| 10_i64.checked_pow(*p) == Some(n)).and_then(|p| i32::try_from(p).ok());
        // lowest terms: at most one of them is more than 1
        match (self.times, self.over) {
            (times, 1) => power(times),
            (1, over) => power(over).map(|p| -p),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shift(from: &str, to: &str) -> Option<i32> {
        let ((a, from), (b, to)) = (find(from).unwrap(), find(to).unwrap());
        assert_eq!(a, b);
        from.into_unit(to).unwrap().shift()
    }

    #[test]
    fn units_and_their_multiples() {
        assert_eq!(shift("万元", "元"), Some(4));
        assert_eq!(shift("百万元", "万元"), Some(2));
        assert_eq!(shift("%", "比例"), Some(-2));
        assert_eq!(shift("%", "1"), Some(-2));
        assert_eq!(shift("mg/ml", "mg/100ml"), Some(2));
        assert_eq!(shift("MG/ML", "mg/100ml"), Some(2));
        assert_eq!(shift("天", "小时"), None);
        assert_eq!(find("天").unwrap().1.into_unit(find("小时").unwrap().1), Some(Factor { times: 24, over: 1 }));
        assert_eq!(find("小时").unwrap().1.into_unit(find("天").unwrap().1), Some(Factor { times: 1, over: 24 }));
        assert_eq!(find("万人").unwrap(), (Measure::Count, Factor { times: 10_000, over: 1 }));
        assert_eq!(find("万万万万万万万万万万").map(|_| ()), None);
        assert_eq!(find("光年"), None);
    }

    #[test]
    fn every_name_is_a_unit() {
        for name in names() {
            assert!(find(name).is_some(), "{name}");
        }
    }
}
