//! Small words: what a resource is called, verbs in the forms that messages need, source text cut to size.

use crate::base::{SourceFile, Span};
use crate::rule::ResourceKind;
use crate::typestate::Finding;

/// Longest piece of source that a message quotes, in characters.
const LONGEST_QUOTE: usize = 60;

/// What a finding's resource is called in messages.
pub struct Subject {
    /// `file`.
    pub noun: String,
    /// `` `f` ``, `the file` when no variable has it, or `` the file in `store` `` when an object holds it.
    pub short: String,
    /// `` file `f` ``, or `` the file from `os.Open` ``.
    pub long: String,
    /// The object that holds it: `` `store` ``, or `` the result of `NewStore` ``.
    pub holder: Option<String>,
    /// `is` or `are`, after `short`.
    pub short_is: &'static str,
    /// `is` or `are`, after `long`.
    pub long_is: &'static str,
    /// `closed`, `committed or rolled back`.
    pub released: String,
    /// `closing`, `committing or rolling back`.
    pub releasing: String,
    /// The variable, or a word that can stand for one in the text of a cure.
    pub placeholder: String,
}

impl Subject {
    /// The words for the resource of a finding.
    pub fn new(finding: &Finding, resource: &ResourceKind) -> Subject {
        let noun = resource.noun.as_str();
        let released = if resource.released_word.is_empty() { "released" } else { resource.released_word.as_str() };
        let handle = finding.handle.map(|name| name.as_str()).filter(|name| !name.is_empty());
        let (short, long) = match handle {
            Some(handle) => (format!("`{handle}`"), format!("{noun} `{handle}`")),
            None => (format!("the {noun}"), format!("the {noun} from `{}`", shorten(&finding.callee))),
        };
        let holder = finding.inside_an_object.then(|| match handle {
            Some(handle) => format!("`{handle}`"),
            None => format!("the result of `{}`", shorten(&finding.callee)),
        });
        let (short, long) = match &holder {
            Some(holder) => (format!("the {noun} in {holder}"), format!("the {noun} in {holder}")),
            None => (short, long),
        };
        let word = noun.split_whitespace().next_back().unwrap_or("it");
        let long_is = if noun.ends_with('s') && !noun.ends_with("ss") { "are" } else { "is" };
        Subject {
            noun: noun.to_owned(),
            short,
            long,
            short_is: if handle.is_some() && holder.is_none() { "is" } else { long_is },
            holder,
            long_is,
            released: released.to_owned(),
            releasing: releasing(released),
            placeholder: handle.unwrap_or(word).to_owned(),
        }
    }
}

impl Subject {
    /// `open`, or `held` for what is not closed: a cancel function, a transaction, a lock.
    pub fn unreleased(&self) -> &'static str {
        if self.released.starts_with("closed") { "open" } else { "held" }
    }

    /// `a file`, `an iterator`, `rows`.
    pub fn one(&self) -> String {
        let noun = &self.noun;
        match noun.chars().next() {
            _ if self.long_is == "are" => noun.clone(),
            Some('a' | 'e' | 'i' | 'o' | 'A' | 'E' | 'I' | 'O') => format!("an {noun}"),
            _ => format!("a {noun}"),
        }
    }
}

/// The `-ing` form of participles: `committed or rolled back` becomes `committing or rolling back`.
fn releasing(released: &str) -> String {
    let words: Vec<String> = released.split(' ').map(present_participle).collect();
    words.join(" ")
}

fn present_participle(word: &str) -> String {
    match word {
        "put" => "putting".to_owned(),
        "reset" => "resetting".to_owned(),
        "shut" => "shutting".to_owned(),
        "given" => "giving".to_owned(),
        "run" => "running".to_owned(),
        "sent" => "sending".to_owned(),
        "read" => "reading".to_owned(),
        "freed" => "freeing".to_owned(),
        _ => match word.strip_suffix("ed") {
            Some(stem) => format!("{stem}ing"),
            None => word.to_owned(),
        },
    }
}

/// The cure for this handle, with the code in it marked as such, unless it is already: what stands around `{handle}`
/// without a space, and a `defer` before that.
pub fn cure(template: &str, subject: &Subject) -> String {
    let mut words: Vec<String> = Vec::new();
    for word in template.split(' ') {
        if !word.contains("{handle}") {
            words.push(word.to_owned());
            continue;
        }
        if word.contains('`') {
            words.push(word.replace("{handle}", &subject.placeholder));
            continue;
        }
        let code = word.trim_end_matches([',', ';', ':']);
        let defer = words.pop_if(|last| last == "defer").map(|defer| defer + " ").unwrap_or_default();
        words.push(format!("`{defer}{}`{}", code.replace("{handle}", &subject.placeholder), &word[code.len()..]));
    }
    words.join(" ")
}

/// White space collapsed, and cut to a length that fits into a message.
pub fn shorten(text: &str) -> String {
    // Far more than a quote holds is never looked at: a span may cover a whole generated function.
    let head = text.char_indices().nth(LONGEST_QUOTE * 8).map_or(text, |(end, _)| &text[..end]);
    let joined = head.split_whitespace().collect::<Vec<_>>().join(" ").replace('`', "'");
    if joined.chars().count() <= LONGEST_QUOTE {
        return joined;
    }
    let mut short: String = joined.chars().take(LONGEST_QUOTE - 3).collect();
    short.push_str("...");
    short
}

/// The text of a span; empty if the span does not fit the file.
pub fn text_of(file: &SourceFile, span: Span) -> &str {
    file.text.get(span.start as usize..span.end as usize).unwrap_or("")
}

/// The part of a span that lies on its first line.
pub fn first_line(file: &SourceFile, span: Span) -> Span {
    let text = text_of(file, span);
    let length = text.find('\n').map_or(text.len(), |end| text[..end].trim_end().len());
    Span { end: span.start + length as u32, ..span }
}

/// The callee of a call's text: everything before the argument list that ends the text.
pub fn callee_of(call: &str) -> String {
    let mut call = call.trim();
    for keyword in ["defer ", "go "] {
        call = call.strip_prefix(keyword).unwrap_or(call).trim_start();
    }
    let end = match call.strip_suffix(')') {
        Some(inner) => matching_open(inner).unwrap_or(call.len()),
        None => call.find('(').unwrap_or(call.len()),
    };
    shorten(&call[..end])
}

/// Offset of the `(` that the `)` right after `inner` closes. Brackets in strings may mislead it; the answer
/// is only quoted.
fn matching_open(inner: &str) -> Option<usize> {
    let mut depth = 1;
    for (at, byte) in inner.bytes().enumerate().rev() {
        match byte {
            b')' => depth += 1,
            b'(' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// Names assigned by the statement that a call stands in, as far as its first line tells: `f` and `err` of
/// `f, err := os.Open(p)`.
pub fn assigned_by(file: &SourceFile, call: Span) -> Vec<&str> {
    // A line of generated code may be the whole file; the names stand close before the call.
    const REACH: usize = 400;
    let end = call.start as usize;
    let mut start = end.saturating_sub(REACH);
    while !file.text.is_char_boundary(start) {
        start += 1;
    }
    let Some(before) = file.text.get(start..end) else {
        return Vec::new();
    };
    let before = before.rsplit('\n').next().unwrap_or(before);
    let Some(at) = before.rfind('=') else {
        return Vec::new();
    };
    let left = before[..at].trim_end().trim_end_matches(':');
    let left = left.rsplit([';', '{']).next().unwrap_or(left);
    left.split(',').map(|name| name.trim().rsplit(' ').next().unwrap_or("")).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn participles() {
        assert_eq!(releasing("closed"), "closing");
        assert_eq!(releasing("committed or rolled back"), "committing or rolling back");
        assert_eq!(releasing("put back"), "putting back");
        assert_eq!(releasing("waited for"), "waiting for");
    }

    #[test]
    fn cures_quote_code() {
        let subject = Subject {
            noun: "file".to_owned(),
            short: String::new(),
            long: String::new(),
            holder: None,
            short_is: "is",
            long_is: "is",
            released: String::new(),
            releasing: String::new(),
            placeholder: "f".to_owned(),
        };
        let said = |template| cure(template, &subject);
        assert_eq!(said("defer {handle}.Close() right after it"), "`defer f.Close()` right after it");
        assert_eq!(said("call {handle}.Wait(), or leave"), "call `f.Wait()`, or leave");
        assert_eq!(said("call `{handle}.wait()`, or leave"), "call `f.wait()`, or leave");
        assert_eq!(said("wait for it"), "wait for it");
    }

    #[test]
    fn quotes_are_short_and_on_one_line() {
        assert_eq!(shorten("a &&\n\t\tb"), "a && b");
        assert_eq!(shorten(&"é".repeat(500)).chars().count(), LONGEST_QUOTE);
    }

    #[test]
    fn callees_of_calls() {
        assert_eq!(callee_of("s.db.Query(ctx, f(x))"), "s.db.Query");
        assert_eq!(callee_of("get(x).Close()"), "get(x).Close");
        assert_eq!(callee_of("defer f.Close()"), "f.Close");
        assert_eq!(callee_of("f.Read(buf"), "f.Read");
        assert_eq!(callee_of(""), "");
    }

    #[test]
    fn assigned_names() {
        let text = "if f, err := open(p); err != nil {\nvar g, e = open(p)\nopen(p)";
        let file = SourceFile {
            id: crate::base::FileId(0),
            path: "a.go".to_owned(),
            language: crate::base::Language::Go,
            text: text.to_owned(),
        };
        let names = |at: usize| assigned_by(&file, Span::new(file.id, at as u32, at as u32 + 4));
        assert_eq!(names(text.find("open").unwrap()), ["f", "err"]);
        assert_eq!(names(text.find("open(p)\nopen").unwrap()), ["g", "e"]);
        assert!(names(text.rfind("open").unwrap()).is_empty());
    }
}
