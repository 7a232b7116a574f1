//! Three-valued truth: what a rule cannot know is neither true nor false (spec section 5).

/// True, false, or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Truth {
    True,
    False,
    Unknown,
}

impl Truth {
    /// False if either is false, true if both are true, else unknown.
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, Truth::True) => Truth::True,
            _ => Truth::Unknown,
        }
    }

    /// True if either is true, false if both are false, else unknown.
    pub fn or(self, other: Truth) -> Truth {
        !(!self).and(!other)
    }

    /// Unknown counts as false.
    pub fn or_false(self) -> Truth {
        if self == Truth::Unknown { Truth::False } else { self }
    }

    pub fn is_true(self) -> bool {
        self == Truth::True
    }
}

impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }
}

impl From<bool> for Truth {
    fn from(flag: bool) -> Truth {
        if flag { Truth::True } else { Truth::False }
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Unknown};

    #[test]
    fn false_and_unknown_is_false_true_or_unknown_is_true() {
        for all in [True, False, Unknown] {
            assert_eq!(False.and(all), False);
            assert_eq!(all.and(False), False);
            assert_eq!(True.or(all), True);
            assert_eq!(all.or(True), True);
            assert_eq!(True.and(all), all);
            assert_eq!(False.or(all), all);
        }
        assert_eq!(!Unknown, Unknown);
        assert_eq!(Unknown.and(Unknown), Unknown);
        assert_eq!(Truth::from(true), True);
    }
}
