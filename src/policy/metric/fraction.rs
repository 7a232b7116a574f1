//! Exact fractions: thresholds and quotas are compared without floating point.

use std::cmp::Ordering;
use std::fmt;

/// A number as a policy writes it: `0.8`, `95%`, `84.3%`, `3`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fraction {
    parts: u64,
    /// A power of ten.
    of: u64,
    percent: bool,
}

/// So many decimals are read at most.
const DECIMALS: usize = 9;

impl Fraction {
    pub const ZERO: Fraction = Fraction { parts: 0, of: 1, percent: false };
    pub const ONE: Fraction = Fraction { parts: 1, of: 1, percent: false };

    /// Reads a number that is not negative, or a percentage.
    pub fn parse(text: &str) -> Option<Fraction> {
        let text = text.trim();
        let (number, percent) = match text.strip_suffix(['%', '\u{ff05}']) {
            Some(number) => (number.trim_end(), true),
            None => (text, false),
        };
        let (whole, decimals) = number.split_once('.').unwrap_or((number, ""));
        let decimals = decimals.trim_end_matches('0');
        let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > DECIMALS || decimals.len() > DECIMALS || !digits(whole) || !digits(decimals) {
            return None;
        }
        let scale = 10u64.pow(u32::try_from(decimals.len()).ok()?);
        let below: u64 = if decimals.is_empty() { 0 } else { decimals.parse().ok()? };
        let parts = whole.parse::<u64>().ok()?.checked_mul(scale)?.checked_add(below)?;
        Some(Fraction { parts, of: if percent { scale.checked_mul(100)? } else { scale }, percent })
    }

    /// How `numerator / denominator` compares with it; a denominator of 0 counts as 1.
    pub fn compare(&self, numerator: u64, denominator: u64) -> Ordering {
        let wide = |a: u64, b: u64| u128::from(a) * u128::from(b);
        wide(numerator, self.of).cmp(&wide(self.parts, denominator.max(1)))
    }

    /// This share of `n`, rounded half up.
    pub fn of(&self, n: u64) -> u64 {
        let (parts, of) = (u128::from(self.parts) * u128::from(n), u128::from(self.of));
        u64::try_from((2 * parts + of) / (2 * of)).unwrap_or(u64::MAX)
    }

    /// The sum of two; none where it does not fit.
    pub fn plus(self, other: Fraction) -> Option<Fraction> {
        let of = self.of.max(other.of);
        let parts = self.parts.checked_mul(of / self.of)?.checked_add(other.parts.checked_mul(of / other.of)?)?;
        Some(Fraction { parts, of, percent: self.percent })
    }

    /// Whether it is greater than another.
    pub fn exceeds(&self, other: &Fraction) -> bool {
        other.compare(self.parts, self.of) == Ordering::Greater
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (parts, of) =
            if self.percent { (u128::from(self.parts) * 100, u128::from(self.of)) } else { (self.parts.into(), self.of.into()) };
        write!(f, "{}", parts / of)?;
        let mut rest = parts % of;
        for n in 0.. {
            if rest == 0 {
                break;
            }
            write!(f, "{}{}", if n == 0 { "." } else { "" }, rest * 10 / of)?;
            rest = rest * 10 % of;
        }
        f.write_str(if self.percent { "%" } else { "" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn fraction(text: &str) -> Fraction {
        Fraction::parse(text).unwrap()
    }

    #[test]
    fn quotas_are_rounded_half_up() {
        for (n, wanted) in
            [(0, [0, 0, 0]), (1, [0, 0, 0]), (3, [0, 1, 0]), (4, [0, 2, 0]), (5, [1, 2, 1]), (6, [1, 2, 1]), (25, [3, 10, 3])]
        {
            assert_eq!(["10%", "40%", "10%"].map(|share| fraction(share).of(n)), wanted, "{n}");
        }
        assert_eq!(fraction("0.5").of(1), 1);
        assert_eq!(fraction("33.3%").of(3), 1);
        assert_eq!(fraction("100%").of(u64::MAX), u64::MAX);
    }

    #[test]
    fn numbers_and_percentages() {
        for (text, shown) in [
            ("0.80", "0.8"),
            ("95%", "95%"),
            ("84.30 %", "84.3%"),
            ("100%", "100%"),
            ("1", "1"),
            ("12", "12"),
            ("0.000000001", "0.000000001"),
        ] {
            assert_eq!(fraction(text).to_string(), shown);
        }
        for text in ["", "%", "-1", "+1", "1e3", ".5", "0x1", "九成", "1%%", "0.1234567891", "12345678901"] {
            assert_eq!(Fraction::parse(text), None, "{text}");
        }
    }

    #[test]
    fn comparing_is_exact() {
        assert_eq!(fraction("0.8").compare(4, 5), Ordering::Equal);
        assert_eq!(fraction("84.3%").compare(843, 1000), Ordering::Equal);
        assert_eq!(fraction("33.3%").compare(1, 3), Ordering::Greater);
        assert_eq!(fraction("1").compare(u64::MAX - 1, u64::MAX), Ordering::Less);
        assert!(fraction("110%").exceeds(&Fraction::ONE) && !fraction("100%").exceeds(&Fraction::ONE));
        assert_eq!(fraction("60%").plus(fraction("0.4")).map(|sum| sum.compare(1, 1)), Some(Ordering::Equal));
    }

    proptest! {
        #[test]
        fn a_share_is_nearest(parts in 0u64..=1000, n in 0u64..1_000_000) {
            let share = fraction(&format!("{}.{}%", parts / 10, parts % 10));
            let twice = 2 * i128::from(share.of(n)) * 1000 - 2 * i128::from(parts) * i128::from(n);
            prop_assert!(-1000 < twice && twice <= 1000);
        }
    }
}
