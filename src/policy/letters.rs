//! Letters that deceive: those that cannot be seen, and those that look like others. A name that looks right and is
//! not found costs an afternoon.

use crate::lang::Bilingual;
use crate::say;

/// What cannot be seen: zero-width characters, marks that turn the direction of writing, blanks that are none.
const INVISIBLE: [(char, &str, &str); 24] = [
    ('\u{00ad}', "软连字符", "a soft hyphen"),
    ('\u{034f}', "看不见的连接符", "an invisible joiner"),
    ('\u{061c}', "文字方向标记", "a mark of direction"),
    ('\u{180e}', "零宽分隔符", "a zero-width separator"),
    ('\u{200b}', "零宽空格", "a zero-width space"),
    ('\u{200c}', "零宽不连字", "a zero-width non-joiner"),
    ('\u{200d}', "零宽连字", "a zero-width joiner"),
    ('\u{200e}', "文字方向标记", "a mark of direction"),
    ('\u{200f}', "文字方向标记", "a mark of direction"),
    ('\u{202a}', "文字方向标记", "a mark of direction"),
    ('\u{202b}', "文字方向标记", "a mark of direction"),
    ('\u{202c}', "文字方向标记", "a mark of direction"),
    ('\u{202d}', "文字方向标记", "a mark of direction"),
    ('\u{202e}', "文字方向标记", "a mark of direction"),
    ('\u{2060}', "零宽连接符", "a word joiner"),
    ('\u{2061}', "看不见的运算符", "an invisible operator"),
    ('\u{2062}', "看不见的运算符", "an invisible operator"),
    ('\u{2063}', "看不见的分隔符", "an invisible separator"),
    ('\u{2066}', "文字方向标记", "a mark of direction"),
    ('\u{2067}', "文字方向标记", "a mark of direction"),
    ('\u{2068}', "文字方向标记", "a mark of direction"),
    ('\u{2069}', "文字方向标记", "a mark of direction"),
    ('\u{feff}', "字节顺序标记", "a byte order mark"),
    ('\u{00a0}', "不换行空格", "a no-break space"),
];

/// The name of a character that cannot be seen.
pub fn invisible(c: char) -> Option<Bilingual> {
    // All of them lie here, and no Chinese does.
    if !matches!(c, '\u{a0}'..='\u{2fff}' | '\u{feff}') {
        return None;
    }
    INVISIBLE.iter().find(|(known, ..)| *known == c).map(|(_, zh, en)| say!("{zh}"; "{en}"))
}

/// What is meant where such a character stands: nothing, or a blank.
pub fn visible(c: char) -> &'static str {
    if c == '\u{a0}' { " " } else { "" }
}

/// Letters of other scripts, each before the Latin letter that it looks like.
const LATIN: &str = "АAВBЕEЅSІIЈJКKМMНHОOРPСCТTУYХXаaеeіiјjоoрpсcѕsуyхxԁdһhԛqԝw\
ΑAΒBΕEΖZΗHΙIΚKΜMΝNΟOΡPΤTΥYΧXοoνvαaρpιi";

/// Characters that are taken for one another, each before the one that stands for all of them.
const ALIKE: &str = "O0o0〇0○0◯0l1I1|1Ⅰ1曰日已己巳己末未土士干千戊戌戍戌侯候冶治拔拨";

/// The Latin letter that a letter of another script looks like, and the name of that script.
pub fn latin(c: char) -> Option<(char, Bilingual)> {
    let chars: Vec<char> = LATIN.chars().collect();
    let plain = chars.chunks_exact(2).find(|pair| pair[0] == c)?[1];
    let greek = ('\u{370}'..='\u{3ff}').contains(&c);
    Some((plain, if greek { say!("希腊字母"; "a Greek letter") } else { say!("西里尔字母"; "a Cyrillic letter") }))
}

/// The half-width form of a full-width letter, digit or mark.
pub fn half_width(c: char) -> Option<char> {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        '\u{3000}' => Some(' '),
        _ => None,
    }
}

/// A name in half-width letters that can all be seen.
pub fn plain(name: &str) -> String {
    name.chars().filter(|c| invisible(*c).is_none()).map(|c| half_width(c).unwrap_or(c)).collect()
}

/// A name as it looks: two names with equal looks are taken for one another.
pub fn looks(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars().filter(|c| invisible(*c).is_none()) {
        let c = half_width(c).unwrap_or(c);
        // All but letters of these blocks stand for themselves.
        let c = if ('\u{370}'..='\u{52f}').contains(&c) { latin(c).map_or(c, |(plain, _)| plain) } else { c };
        out.push(alike(c));
    }
    out
}

fn alike(c: char) -> char {
    let mut pairs = ALIKE.chars();
    while let (Some(from), Some(to)) = (pairs.next(), pairs.next()) {
        if from == c {
            return to;
        }
    }
    c
}

/// The known name that `word` looks like without being it.
pub fn look_alike<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let look = looks(word);
    known.into_iter().find(|name| *name != word && looks(name) == look)
}

/// Where two names that look alike part: the character of `word`, in words.
pub fn difference(word: &str, name: &str) -> Bilingual {
    if let Some(name) = word.chars().find_map(invisible) {
        let Bilingual { zh, en } = name;
        return say!("里面有看不见的{zh}"; "there is {en} in it");
    }
    let Some((n, (c, there))) = word.chars().zip(name.chars()).enumerate().find(|(_, (a, b))| a != b) else {
        return say!("长短不同"; "their lengths differ");
    };
    let (n, code) = (n + 1, u32::from(c));
    if let Some((_, Bilingual { zh, en })) = latin(c) {
        return say!("第 {n} 个是{zh} {c}(U+{code:04X}),不是 {there}"; "character {n} is {en}, {c} (U+{code:04X}), not {there}");
    }
    if half_width(c).is_some() {
        return say!("第 {n} 个是全角的 {c},不是 {there}"; "character {n} is the full-width {c}, not {there}");
    }
    say!("第 {n} 个是 {c},不是 {there}"; "character {n} is {c}, not {there}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_look_alike() {
        assert_eq!(look_alike("pоlice", ["office", "police"]), Some("police"));
        assert_eq!(look_alike("ＸＺ－０１", ["XZ-01"]), Some("XZ-01"));
        assert_eq!(look_alike("XZ-0l", ["XZ-01"]), Some("XZ-01"));
        assert_eq!(look_alike("city\u{200b}", ["city"]), Some("city"));
        assert_eq!(look_alike("巳办", ["己办", "已立"]), Some("己办"));
        assert_eq!(look_alike("police", ["police", "policy"]), None);
        assert!(difference("pоlice", "police").en.contains("Cyrillic"));
    }

    #[test]
    fn pairs_are_pairs() {
        assert_eq!((LATIN.chars().count() % 2, ALIKE.chars().count() % 2), (0, 0));
        let chars: Vec<char> = LATIN.chars().collect();
        assert!(chars.chunks_exact(2).all(|pair| !pair[0].is_ascii() && pair[1].is_ascii()));
    }
}
