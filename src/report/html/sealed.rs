//! The head of a page that asks for nothing from outside: its policy of contents admits its own script and style and
//! nothing else.

use super::base64::encode;
use crate::report::escape::escape;
use sha2::{Digest, Sha256};

/// What the browser holds a script or style against.
fn hash(text: &str) -> String {
    let mut out = "'sha256-".to_owned();
    encode(&Sha256::digest(text.as_bytes()), &mut out);
    out + "'"
}

/// Everything up to `<body>`; `title` is text.
pub fn head(lang: &str, title: &str, style: &str, script: &str) -> String {
    let (of_style, of_script, title) = (hash(style), hash(script), escape(title));
    format!(
        "<!DOCTYPE html>\n<html lang=\"{lang}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src {of_script}; style-src {of_style}; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n"
    )
}
