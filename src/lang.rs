//! The two languages of every message. A text that lacks one of them does not compile.

/// The language of messages and reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// 简体中文
    #[default]
    Zh,
    /// English
    En,
}

/// One text in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

impl Bilingual {
    /// Returns the text in `lang`.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// The same words in both languages: a name, a number.
    pub fn same(text: impl Into<String>) -> Self {
        let zh = text.into();
        Bilingual { en: zh.clone(), zh }
    }
}

/// Formats one text in both languages: `say!("第{n}天"; "day {n}")`.
#[macro_export]
macro_rules! say {
    ($zh:literal ; $en:literal) => {
        $crate::lang::Bilingual { zh: format!($zh), en: format!($en) }
    };
}

/// Writes one text in one language to a text that is growing; the other language costs nothing:
/// `tell!(out, lang; "第{n}天"; "day {n}")`; or, where it is often, of parts that are texts already:
/// `tell!(out, lang; ["第", n, "天"]; ["day ", n])`.
#[macro_export]
macro_rules! tell {
    // A text of its own, where nothing is at hand to write into.
    ($lang:expr ; $zh:literal ; $en:literal) => {
        match $lang {
            $crate::lang::Lang::Zh => format!($zh),
            $crate::lang::Lang::En => format!($en),
        }
    };
    ($out:expr, $lang:expr ; [$($zh:expr),+] ; [$($en:expr),+]) => {
        match $lang {
            $crate::lang::Lang::Zh => $out.extend([$(&*$zh),+]),
            $crate::lang::Lang::En => $out.extend([$(&*$en),+]),
        }
    };
    ($out:expr, $lang:expr ; $zh:literal ; $en:literal) => {
        // writing to memory does not fail
        _ = match $lang {
            $crate::lang::Lang::Zh => write!($out, $zh),
            $crate::lang::Lang::En => write!($out, $en),
        }
    };
}
