//! Comments to directives; the same text in every language.
//!
//! `closewait:ignore RULES -- reason`, `closewait:ignore[RULES] reason` and the same with `file-ignore`; rules
//! are separated by commas. `nolint:` lists, known from another tool, count when they name closewait. No
//! rules means all rules; whether that is allowed is not decided here.

use crate::base::{Directive, DirectiveKind, FileId, Span};

/// Reads a line comment that begins at `start` and ends at `end` of `text`; `//` included.
pub fn directive(file: FileId, text: &str, start: u32, end: u32) -> Option<Directive> {
    let comment = text.get(start as usize..end as usize)?;
    let said = comment.trim_start_matches('/').trim();
    let (kind, rules, reason) = match said.strip_prefix("closewait:") {
        Some(rest) => own(rest)?,
        None => (DirectiveKind::Ignore, Vec::new(), foreign(said.strip_prefix("nolint:")?)?),
    };
    let before = text.get(..start as usize)?.rsplit('\n').next().unwrap_or("");
    let trailing = !before.trim_start_matches('\u{feff}').trim().is_empty();
    let reason = (!reason.is_empty()).then(|| reason.to_owned());
    let end = start + comment.trim_end().len() as u32;
    Some(Directive { kind, span: Span::new(file, start, end), rules, reason, trailing })
}

/// What follows `closewait:`.
fn own(rest: &str) -> Option<(DirectiveKind, Vec<String>, &str)> {
    let (kind, rest) = if let Some(rest) = rest.strip_prefix("file-ignore") {
        (DirectiveKind::FileIgnore, rest)
    } else {
        (DirectiveKind::Ignore, rest.strip_prefix("ignore")?)
    };
    if let Some(bracketed) = rest.strip_prefix('[') {
        let (list, reason) = bracketed.split_once(']')?;
        return Some((kind, rules(list), without_marker(reason)));
    }
    if !rest.is_empty() && !rest.starts_with(char::is_whitespace) {
        return None;
    }
    let (list, reason) = split_list(rest.trim());
    Some((kind, rules(list), without_marker(reason)))
}

/// The reason behind a `nolint:` list that names us.
fn foreign(rest: &str) -> Option<&str> {
    let (list, reason) = rest.split_once("//").unwrap_or((rest, ""));
    rules(list).iter().any(|rule| rule == "closewait").then(|| reason.trim())
}

/// Splits behind the list: it ends at `--`, at `//`, and at a space that no comma precedes or follows.
fn split_list(text: &str) -> (&str, &str) {
    let mut goes_on = true;
    let mut end = 0;
    for word in text.split_whitespace() {
        let at = end + text[end..].find(word).unwrap_or(0);
        let ends_list = word.starts_with("--") || word.starts_with("//") || !(goes_on || word.starts_with(','));
        if ends_list {
            return text.split_at(at);
        }
        goes_on = word.ends_with(',');
        end = at + word.len();
    }
    (text, "")
}

fn rules(list: &str) -> Vec<String> {
    list.split(',').map(str::trim).filter(|rule| !rule.is_empty()).map(str::to_lowercase).collect()
}

fn without_marker(reason: &str) -> &str {
    let reason = reason.trim();
    reason.strip_prefix("--").or_else(|| reason.strip_prefix("//")).unwrap_or(reason).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(DirectiveKind, String, String, bool)> {
        let start = text.find("//")? as u32;
        let read = directive(FileId(0), text, start, text.len() as u32)?;
        Some((read.kind, read.rules.join(" "), read.reason.unwrap_or_default(), read.trailing))
    }

    #[test]
    fn all_spellings() {
        let ignore =
            |rules: &str, reason: &str| Some((DirectiveKind::Ignore, rules.to_owned(), reason.to_owned(), false));
        assert_eq!(read("//closewait:ignore a-b,C -- it is fine"), ignore("a-b c", "it is fine"));
        assert_eq!(read("\t// closewait:ignore a-b, c it is fine"), ignore("a-b c", "it is fine"));
        assert_eq!(read("// closewait:ignore[A , b] it is fine\r"), ignore("a b", "it is fine"));
        assert_eq!(read("//closewait:ignore"), ignore("", ""));
        assert_eq!(read("//closewait:ignore -- why"), ignore("", "why"));
        assert_eq!(read("//nolint:errcheck,closewait // why"), ignore("", "why"));
        let file = read("x := 1 //closewait:file-ignore a").unwrap();
        assert_eq!((file.0, file.1.as_str(), file.3), (DirectiveKind::FileIgnore, "a", true));
    }

    #[test]
    fn other_comments_are_left_alone() {
        for text in ["// closewait", "//closewait:ignored a", "//nolint:errcheck", "//nolint", "//closewait:ignore[a"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
