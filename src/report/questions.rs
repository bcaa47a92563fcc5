//! The answers to conditions of Rust in words: `?`, patterns, and methods that ask whether something is there.
//!
//! The engine asks "is it nil?" of an `Option` or `Result`, of a descriptor and of a pointer, whichever way the source
//! puts the question; so the answer has to be turned back into what the source says.

use crate::base::{SourceFile, Span};

use super::words::{shorten, text_of};

/// The answer to the condition at a place; `None` where it goes without saying.
pub fn answer(file: &SourceFile, span: Span, yes: bool) -> Option<String> {
    let before = file.text.get(..span.start as usize).unwrap_or("").trim_end();
    let after = file.text.get(span.end as usize..).unwrap_or("").trim_start();
    said(before, text_of(file, span).trim(), after, yes)
}

fn said(before: &str, text: &str, after: &str, yes: bool) -> Option<String> {
    if let Some(asked) = text.strip_suffix('?') {
        // That it goes on is what everybody expects.
        return yes.then(|| format!("`{}` fails, and `?` returns", shorten(asked)));
    }
    if before.ends_with(" in") {
        return Some(if yes { "the loop is entered" } else { "the loop is over" }.to_owned());
    }
    if is_pattern(before, text, after) {
        let fits = yes != (text.starts_with("Some(") || text.starts_with("Ok("));
        let says = if fits { "matches" } else { "does not match" };
        return Some(format!("`{}` {says}", shorten(text)));
    }
    for (method, there, absent) in [
        (".is_some()", "`Some`", "`None`"),
        (".is_none()", "`Some`", "`None`"),
        (".is_ok()", "`Ok`", "`Err`"),
        (".is_err()", "`Ok`", "`Err`"),
        (".is_null()", "not null", "null"),
    ] {
        if let Some(subject) = text.strip_suffix(method) {
            return Some(format!("`{}` is {}", shorten(subject), if yes { absent } else { there }));
        }
    }
    Some(match comparison(text) {
        Asked::AsWritten => format!("`{}` is {yes}", shorten(text)),
        Asked::TheOpposite => format!("`{}` is {}", shorten(text), !yes),
        Asked::WhetherEqual(left, right) => {
            let says = if yes { "equals" } else { "differs from" };
            format!("`{}` {says} `{}`", shorten(left), shorten(right))
        }
    })
}

/// What the engine asks instead of a comparison.
enum Asked<'t> {
    AsWritten,
    TheOpposite,
    WhetherEqual(&'t str, &'t str),
}

fn comparison(text: &str) -> Asked<'_> {
    let is_nothing = |right: &str| right == "None" || right.contains("MAP_FAILED") || right.contains("INVALID_");
    if let Some((left, right)) = text.split_once("!=") {
        let (left, right) = (left.trim(), right.trim());
        return match right {
            "-1" | "true" => Asked::TheOpposite,
            "false" => Asked::AsWritten,
            _ if is_nothing(right) => Asked::TheOpposite,
            _ => Asked::WhetherEqual(left, right),
        };
    }
    let turned = [(">=", "0"), ("==", "false"), (">", "-1")];
    let is_turned = turned.iter().any(|(operator, right)| {
        text.rsplit_once(operator).is_some_and(|(left, other)| other.trim() == *right && !left.contains("&&"))
    });
    if is_turned { Asked::TheOpposite } else { Asked::AsWritten }
}

/// Whether a text is a pattern, as told from its neighbours and from its first word.
fn is_pattern(before: &str, text: &str, after: &str) -> bool {
    let path = text.split(['(', '{', ' ']).next().unwrap_or(text).trim();
    let is_path = !path.is_empty() && path.chars().all(|c| c.is_alphanumeric() || c == '_' || c == ':');
    let last = path.rsplit("::").next().unwrap_or(path);
    let is_variant = is_path && last.starts_with(char::is_uppercase);
    before.ends_with(" let") || after.starts_with("=>") || is_variant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_read_as_the_source_does() {
        let told =
            |before: &str, text: &str, after: &str, yes: bool| said(before, text, after, yes).unwrap_or_default();
        let plain = |text: &str, yes: bool| told("if", text, "{", yes);
        assert_eq!(plain("f(x)?", true), "`f(x)` fails, and `?` returns");
        assert_eq!(plain("f(x)?", false), "");
        assert_eq!(told("if let", "Some(x)", "= y {", false), "`Some(x)` matches");
        assert_eq!(told("if let", "Err(e)", "= y {", true), "`Err(e)` matches");
        assert_eq!(told("{", "Kind::A { .. }", "=> 1", false), "`Kind::A { .. }` does not match");
        assert_eq!(plain("x.is_some()", true), "`x` is `None`");
        assert_eq!(plain("x.is_err()", false), "`x` is `Ok`");
        assert_eq!(plain("p.is_null()", true), "`p` is null");
        assert_eq!(plain("fd < 0", true), "`fd < 0` is true");
        assert_eq!(plain("fd >= 0", true), "`fd >= 0` is false");
        assert_eq!(plain("fd != -1", false), "`fd != -1` is true");
        assert_eq!(plain("a != b", true), "`a` equals `b`");
        assert_eq!(plain("done", true), "`done` is true");
        assert_eq!(told("for x in", "xs", "{", false), "the loop is over");
    }
}
