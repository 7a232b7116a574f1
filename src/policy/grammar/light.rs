//! When a light comes on, and when somebody is warned: `10整天`, `75% used`, `red, 3整天`.

use super::scan::Scan;
use super::{Amount, Limit, limit};
use crate::diag::Diagnostic;
use crate::policy::fault::shown as fault;
use crate::policy::shown::Light;
use crate::say;
use crate::source::Span;
use crate::time::span::{Counted, Length, Unit};

/// When a light comes on, as written.
#[derive(Clone, Debug, PartialEq)]
pub enum LightAt {
    Off,
    /// So many full days left.
    Left(Amount),
    /// Ten-thousandths of the limit used.
    Used(u32),
    DueDay,
}

/// All of a limit.
const WHOLE: u32 = 10_000;

/// `10整天`, `"25%"` (left), `"75% used"`, `到期日`, `off`.
pub fn light_at(text: &str, span: Span) -> Result<LightAt, Vec<Diagnostic>> {
    let mut scan = Scan::new(text, span);
    match scan.whole().as_str() {
        "off" => return Ok(LightAt::Off),
        "到期日" | "due day" => return Ok(LightAt::DueDay),
        _ => {}
    }
    if let Some(found) = share(&mut scan, text) {
        return found.map(LightAt::Used).map_err(|fault| vec![fault]);
    }
    match limit(text, span)? {
        Limit::Counted(Counted { length: Length::Of(amount, Unit::FullDays), anchor: None, .. }) => Ok(LightAt::Left(amount)),
        _ => Err(vec![fault::bad_light(span, text, Some(say!("要写整天或份额"; "full days or a share are wanted")))]),
    }
}

/// A share of the limit, as the part used; none where no percentage stands.
fn share(scan: &mut Scan, text: &str) -> Option<Result<u32, Diagnostic>> {
    let from = scan.at();
    let used_zh = scan.eat("已用");
    scan.blanks();
    let number = hundredths(scan);
    if !scan.eat("%") {
        scan.go(from);
        return None;
    }
    let to = scan.at();
    scan.blanks();
    let used = used_zh || scan.phrase("used") || !(scan.done() || scan.phrase("left"));
    if !scan.done() {
        return Some(Err(fault::bad_light(scan.rest_span(), text, None)));
    }
    Some(match number.filter(|n| (1..WHOLE).contains(n)) {
        Some(part) => Ok(if used { part } else { WHOLE - part }),
        None => Err(fault::bad_light(scan.span(from, to), text, Some(say!("份额大于 0、小于 100%"; "a share is over 0 and under 100%")))),
    })
}

/// A number with at most two decimals, in hundredths.
fn hundredths(scan: &mut Scan) -> Option<u32> {
    let whole: u32 = scan.digits()?.parse().ok()?;
    let decimals = if scan.eat(".") { scan.digits()? } else { String::new() };
    let part: u32 = match decimals.len() {
        0 => 0,
        1 => decimals.parse::<u32>().ok()? * 10,
        2 => decimals.parse().ok()?,
        _ => return None,
    };
    whole.checked_mul(100)?.checked_add(part)
}

/// A light, or a light and how long it has lasted.
pub fn warning(text: &str, span: Span) -> Result<(Light, Option<Counted<Amount>>), Vec<Diagnostic>> {
    let mut scan = Scan::new(text, span);
    let words = [("red", "红", Light::Red), ("yellow", "黄", Light::Yellow), ("blue", "蓝", Light::Blue)];
    let found = words.into_iter().find(|(en, zh, _)| scan.phrase(en) || scan.eat(zh));
    let Some((_, _, light)) = found else { return Err(vec![fault::bad_warning(span, text)]) };
    scan.blanks();
    if scan.done() {
        return Ok((light, None));
    }
    if !scan.eat(",") {
        return Err(vec![fault::bad_warning(scan.rest_span(), text)]);
    }
    scan.blanks();
    match limit(scan.rest(), scan.rest_span())? {
        Limit::Counted(counted) => Ok((light, Some(counted))),
        _ => Err(vec![fault::bad_warning(scan.rest_span(), text)]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::grammar::scan::tests::all;

    #[test]
    fn when_a_light_comes_on() {
        for (text, found) in [
            ("10整天", LightAt::Left(Amount::Fixed(10))),
            ("3 full days", LightAt::Left(Amount::Fixed(3))),
            ("25%", LightAt::Used(7_500)),
            ("25% left", LightAt::Used(7_500)),
            ("75% used", LightAt::Used(7_500)),
            ("已用12.5%", LightAt::Used(1_250)),
            ("到期日", LightAt::DueDay),
            ("due day", LightAt::DueDay),
            ("off", LightAt::Off),
        ] {
            assert_eq!(light_at(text, all(text)).as_ref(), Ok(&found), "{text}");
        }
        for text in ["", "10", "10日", "10个工作日", "0%", "100%", "150%", "75% gone", "half", "12.345%", "2整天 used", "至 closed"]
        {
            assert!(light_at(text, all(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn when_somebody_is_warned() {
        let lasting = |text: &str| warning(text, all(text)).unwrap();
        assert_eq!(lasting("yellow"), (Light::Yellow, None));
        assert_eq!(lasting("红,3整天").1, Some(Counted::new(Length::Of(Amount::Fixed(3), Unit::FullDays))));
        assert_eq!(lasting("red, 2 working days").0, Light::Red);
        for text in ["green", "red 3整天", "red,", "red, soon", "redder"] {
            assert!(warning(text, all(text)).is_err(), "{text}");
        }
    }
}
