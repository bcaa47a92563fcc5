//! The smallest pieces of the printed form: words, literals, places, types.

use crate::base::{Name, QName, Type};
use crate::ir::place::{Const, Projection};

/// What was read, or what is wrong with the text.
pub type Read<T> = Result<T, String>;

/// A text that is read from left to right.
pub struct Cursor<'a> {
    rest: &'a str,
    /// Whether `...` was met behind an argument.
    pub spread: bool,
}

impl<'a> Cursor<'a> {
    pub fn new(rest: &'a str) -> Self {
        Cursor { rest, spread: false }
    }

    pub fn rest(&self) -> &'a str {
        self.rest
    }

    pub fn eat(&mut self, prefix: &str) -> bool {
        match self.rest.strip_prefix(prefix) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    pub fn expect(&mut self, prefix: &str) -> Read<()> {
        if self.eat(prefix) { Ok(()) } else { Err(format!("`{prefix}` expected before `{}`", self.rest)) }
    }

    pub fn end(&self) -> Read<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(format!("`{}` is left over", self.rest)) }
    }

    pub fn take_rest(&mut self) -> &'a str {
        std::mem::take(&mut self.rest)
    }

    /// The text before `end` outside all brackets; both are taken.
    pub fn until(&mut self, end: &str) -> Read<&'a str> {
        let mut depth = 0;
        for (at, c) in self.rest.char_indices() {
            if depth == 0 && self.rest[at..].starts_with(end) {
                let text = &self.rest[..at];
                self.rest = &self.rest[at + end.len()..];
                return Ok(text);
            }
            match c {
                '(' | '[' | '{' => depth += 1,
                ')' | ']' | '}' => depth -= 1,
                _ => {}
            }
        }
        Err(format!("`{end}` expected in `{}`", self.rest))
    }

    pub fn word(&mut self) -> Read<&'a str> {
        let end = self.rest.find(|c: char| !is_word_char(c)).unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        if word.is_empty() { Err(format!("a word expected before `{rest}`")) } else { Ok(word) }
    }

    /// `func@3`.
    pub fn closure(&mut self) -> Option<u32> {
        let digits = self.rest.strip_prefix("func@")?;
        let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
        self.rest = &digits[end..];
        digits[..end].parse().ok()
    }

    pub fn literal(&mut self) -> Read<Option<Const>> {
        for (text, literal) in [("<zero>", Const::Zero), ("<literal>", Const::Other)] {
            if self.eat(text) {
                return Ok(Some(literal));
            }
        }
        let first = self.rest.chars().next().unwrap_or(' ');
        if first == '"' || first == '`' {
            let inner = &self.rest[1..];
            let mut escaped = false;
            for (at, c) in inner.char_indices() {
                if c == first && !escaped {
                    let (text, rest) = self.rest.split_at(at + 2);
                    self.rest = rest;
                    return Ok(Some(Const::Str(Name::new(text))));
                }
                escaped = c == '\\' && first == '"' && !escaped;
            }
            return Err("a text without its end".to_owned());
        }
        let end = self.rest[first.len_utf8().min(self.rest.len())..].find(|c: char| !is_word_char(c));
        let end = end.map_or(self.rest.len(), |at| at + first.len_utf8());
        let (word, rest) = self.rest.split_at(end);
        let literal = match word {
            "nil" => Some(Const::Nil),
            "true" => Some(Const::Bool(true)),
            "false" => Some(Const::Bool(false)),
            number => number.parse().ok().map(Const::Int),
        };
        if literal.is_some() {
            self.rest = rest;
        }
        Ok(literal)
    }

    /// `[2]`
    fn element(&mut self) -> Option<u32> {
        let (number, rest) = self.rest.strip_prefix('[')?.split_once(']')?;
        let number = number.parse().ok()?;
        self.rest = rest;
        Some(number)
    }

    /// The text of the root and the way from there.
    pub fn place(&mut self) -> Read<(String, Vec<Projection>)> {
        if self.eat("*") {
            let (root, mut projections) = self.place()?;
            projections.push(Projection::Deref);
            return Ok((root, projections));
        }
        let (root, mut projections) = if self.eat("(") {
            let inner = self.place()?;
            self.expect(")")?;
            inner
        } else {
            (self.word()?.to_owned(), Vec::new())
        };
        loop {
            if self.eat("[_]") {
                projections.push(Projection::Index);
            } else if let Some(number) = self.element() {
                projections.push(Projection::Element(number));
            } else if self.rest.starts_with('.') && !self.rest.starts_with(".(") && !self.rest.starts_with("...") {
                self.eat(".");
                projections.push(Projection::Field(Name::new(self.word()?)));
            } else {
                return Ok((root, projections));
            }
        }
    }
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || "_#'@".contains(c)
}

/// Whether the text is one word.
pub fn is_word(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('@') && text.chars().all(is_word_char)
}

/// Splits at the commas outside all brackets.
pub fn list(text: &str) -> Vec<&str> {
    let mut cursor = Cursor::new(text);
    let mut items = Vec::new();
    while let Ok(item) = cursor.until(", ") {
        items.push(item);
    }
    items.extend(Some(cursor.rest()).filter(|rest| !rest.is_empty()));
    items
}

/// Reads a type. What is more than a name, a pointer, slice, map, channel or tuple becomes a name that prints
/// the same.
pub fn parse_type(text: &str) -> Type {
    let boxed = |text: &str| Box::new(parse_type(text));
    if text == "?" {
        return Type::Unknown;
    }
    if let Some(inner) = text.strip_prefix('*') {
        return Type::Pointer(boxed(inner));
    }
    if let Some(inner) = text.strip_prefix("[]") {
        return Type::Slice(boxed(inner));
    }
    if let Some(inner) = text.strip_prefix("chan ") {
        return Type::Chan(boxed(inner));
    }
    let mut cursor = Cursor::new(text);
    if cursor.eat("map[")
        && let Ok(key) = cursor.until("]")
    {
        return Type::Map(boxed(key), boxed(cursor.rest()));
    }
    if let Some(inner) = text.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        return Type::Tuple(list(inner).into_iter().map(parse_type).collect());
    }
    if text.starts_with("func(") || text.contains('{') {
        return Type::predeclared(text);
    }
    let (name, args) = text.strip_suffix(']').and_then(|text| text.split_once('[')).unwrap_or((text, ""));
    let (package, name) = name.rsplit_once('.').unwrap_or(("", name));
    Type::Named(QName::new(package, name), list(args).into_iter().map(parse_type).collect())
}
