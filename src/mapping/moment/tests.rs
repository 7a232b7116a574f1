//! Spellings of times.

use super::*;
use crate::time::Zone;
use crate::time::instant::{HOUR, MINUTE};

fn shown(text: &str, dates: Dates, year: Option<i32>) -> Result<String, NotAMoment> {
    let mut out = String::new();
    Zones::default().write(read(text, dates, year)?, &mut out)?;
    Ok(out.trim_matches('"').to_owned())
}

#[test]
fn one_instant_in_many_spellings() {
    for text in [
        "2022-05-15 15:00:00",
        "2022/05/15 15:00",
        "2022-05-15T15:00",
        "2022/5/15 15:00",
        "2022年5月15日下午3时",
        "2022年5月15日 下午3:00",
        "2022年5月15日15时00分",
        "2022年5月15日(周日)下午3点整",
        "2022-05-15 星期日 15:00",
        "2022/5/15 3:00:00 PM",
        "2022/5/15 03:00 pm",
        "2022/5/15 3 PM",
        "20220515150000",
        "202205151500",
        "20220515 15:00",
        "20220515 1500",
        "2022年5月15日 下午15时",
        "2022.5.15 15点",
    ] {
        assert_eq!(shown(text, Dates::YearFirst, None).as_deref(), Ok("2022-05-15T15:00:00"), "{text}");
    }
    for (text, expected) in [
        ("20220515", "2022-05-15"),
        ("2022-05-15 15:00:00-03:30", "2022-05-15T15:00:00-03:30"),
        ("2022年5月15日", "2022-05-15"),
        ("2022-05-15T15:00:00+02:00", "2022-05-15T15:00:00+02:00"),
        ("2022-05-15 15:00:00.25Z", "2022-05-15T15:00:00.250000+00:00"),
        ("2022年5月15日晚9时半", "2022-05-15T21:30:00"),
        ("2022年5月15日晚上12点", "2022-05-15T24:00:00"),
        ("2022年5月15日凌晨2时", "2022-05-15T02:00:00"),
        ("2022年5月15日凌晨12时30分", "2022-05-15T00:30:00"),
        ("2022年5月15日中午12时", "2022-05-15T12:00:00"),
        ("2022年5月15日中午1点", "2022-05-15T13:00:00"),
        ("2022年5月15日上午9时15分", "2022-05-15T09:15:00"),
        ("2022-05-15 24:00", "2022-05-15T24:00:00"),
        ("2022/5/15 12:30 AM", "2022-05-15T00:30:00"),
    ] {
        assert_eq!(shown(text, Dates::YearFirst, None).as_deref(), Ok(expected), "{text}");
    }
}

#[test]
fn what_the_mapping_tells() {
    assert_eq!(shown("15/05/2022", Dates::DayFirst, None).as_deref(), Ok("2022-05-15"));
    assert_eq!(shown("05/15/2022 03:00:00 PM", Dates::MonthFirst, None).as_deref(), Ok("2022-05-15T15:00:00"));
    assert_eq!(shown("15-5-2022 8:05", Dates::DayFirst, None).as_deref(), Ok("2022-05-15T08:05:00"));
    assert_eq!(shown("2022-05-15", Dates::DayFirst, None).as_deref(), Ok("2022-05-15"), "a year first is plain");
    assert_eq!(shown("15/05/2022", Dates::YearFirst, None), Err(NotAMoment::OrderUntold));
    assert_eq!(shown("5月15日", Dates::YearFirst, Some(2022)).as_deref(), Ok("2022-05-15"));
    assert_eq!(shown("5月15日下午3时", Dates::YearFirst, Some(2022)).as_deref(), Ok("2022-05-15T15:00:00"));
    assert_eq!(shown("05-15 15:00", Dates::YearFirst, Some(2022)).as_deref(), Ok("2022-05-15T15:00:00"));
    assert_eq!(shown("5月15日", Dates::YearFirst, None), Err(NotAMoment::YearUntold));
    assert_eq!(shown("2月29日", Dates::YearFirst, Some(2023)), Err(NO_SUCH_DATE));
    assert_eq!(shown("1652598000", Dates::UnixSeconds, None).as_deref(), Ok("2022-05-15T07:00:00+00:00"));
    assert_eq!(shown("1652598000250", Dates::UnixMillis, None).as_deref(), Ok("2022-05-15T07:00:00.250000+00:00"));
    assert_eq!(shown("1652598000250", Dates::UnixSeconds, None), Err(NO_SUCH_DATE));
}

#[test]
fn what_is_no_time() {
    for (text, why) in [
        ("2022-02-30", NO_SUCH_DATE),
        ("2022/2/30", NO_SUCH_DATE),
        ("20220230", NO_SUCH_DATE),
        ("2022年13月1日", NO_SUCH_DATE),
        ("2022-05-15 25:00", NO_SUCH_TIME),
        ("2022-05-15T24:00:00+08:00", NO_SUCH_TIME),
        ("2022-05-15T15:00:00+24:00", NO_SUCH_TIME),
        ("2022-05-15 12:60:00", NO_SUCH_TIME),
        ("20220515250000", NO_SUCH_TIME),
        ("2022年5月15日上午15时", NotAMoment::DayPart),
        ("2022年5月15日晚2时", NotAMoment::DayPart),
        ("昨天", NOT_A_TIME),
        ("2022年5月", NOT_A_TIME),
        ("2022", NOT_A_TIME),
        ("2022-05-15 ab", NOT_A_TIME),
        ("#N/A", NOT_A_TIME),
    ] {
        assert_eq!(shown(text, Dates::YearFirst, None), Err(why), "{text}");
    }
}

#[test]
fn clocks_alone() {
    for (text, hours) in [("15:00", 15.0), ("1530", 15.5), ("下午3时", 15.0), ("3:00 PM", 15.0), ("15时30分", 15.5), ("153000", 15.5)]
    {
        assert_eq!(clock(text), Ok((hours * HOUR as f64) as i64), "{text}");
    }
    assert_eq!(clock("2500"), Err(NO_SUCH_TIME));
    assert_eq!(clock("三点"), Err(NOT_A_TIME));
}

#[test]
fn serials_of_spreadsheets() {
    let spelt = serial(44_696.625).unwrap();
    assert_eq!((spelt.day.to_string(), spelt.clock), ("2022-05-15".to_owned(), Some(15 * HOUR)));
    assert_eq!(serial(44_696.0).unwrap().clock, None);
    assert_eq!(serial(2022.0), None);
    assert_eq!(serial(f64::NAN), None);
}

#[test]
fn zones() {
    let write = |zones: Zones, text: &str| {
        let mut out = String::new();
        zones.write(read(text, Dates::YearFirst, None)?, &mut out)?;
        Ok::<_, NotAMoment>(out)
    };
    let rome = Zone::named("Europe/Rome");
    let (home, abroad) = (Zones { own: rome, foreign: false }, Zones { own: rome, foreign: true });
    assert_eq!(write(home, "2021-07-01 12:00").as_deref(), Ok("\"2021-07-01T12:00:00+02:00\""));
    assert_eq!(write(home, "2021-01-01 12:00").as_deref(), Ok("\"2021-01-01T12:00:00+01:00\""));
    assert_eq!(write(home, "2021-10-31 02:30").as_deref(), Ok("\"2021-10-31T02:30:00\""));
    assert_eq!(write(abroad, "2021-10-31 02:30"), Err(NotAMoment::Twice));
    assert_eq!(write(home, "2021-03-28 02:30"), Err(NotAMoment::Misspelt(Misspelt::Skipped)));
    assert_eq!(write(home, "2021-07-01 24:00").as_deref(), Ok("\"2021-07-01T24:00:00\""));
    assert_eq!(write(Zones { own: Some(Zone::shanghai()), foreign: false }, "1900-01-01 12:00").as_deref(), Ok("\"1900-01-01T12:00:00\""));
}

proptest::proptest! {
    #[test]
    fn no_text_panics(text in "\\PC{0,24}|[0-9年月日时分上下午晚半周一:/. APM-]{0,24}", day_first: bool) {
        let dates = if day_first { Dates::DayFirst } else { Dates::YearFirst };
        if let Ok(spelt) = read(&text, dates, Some(2022)) {
            let mut out = String::new();
            let _ = Zones { own: Some(Zone::shanghai()), foreign: day_first }.write(spelt, &mut out);
        }
        let _ = clock(&text);
    }

    /// What is written is read back as the same time, whatever way it was spelt.
    #[test]
    fn what_is_written_is_a_time(days in 0..40_000_i32, minutes in 0..1440_i64) {
        let day = Day(days);
        let (hour, minute) = (minutes / 60, minutes % 60);
        let part = if hour < 12 { "上午" } else { "下午" };
        let twelve = if hour > 12 { hour - 12 } else { hour };
        let date = day.date();
        for text in [
            format!("{day} {hour:02}:{minute:02}"),
            format!("{}{part}{twelve}时{minute}分", date.format("%Y年%-m月%-d日")),
            format!("{}{hour:02}{minute:02}", date.format("%Y%m%d")),
        ] {
            let spelt = read(&text, Dates::YearFirst, None);
            proptest::prop_assert_eq!(spelt, Ok(Spelt { day, clock: Some(minutes * MINUTE), offset: None }), "{}", text);
        }
    }
}
