//! Takes values out of a parsed TOML table and notices what nobody asked for.
//!
//! Every key is asked for once, by name and kind; [`Keys::finish`] then reports those that were never asked for,
//! with the nearest known key. So the readers in `schema` are also the list of what is allowed.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::mistake::{Mistakes, nearest};

/// A text with its place in the file.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Word {
    pub text: String,
    /// Byte offset of its first character.
    pub at: usize,
}

/// The keys of one TOML table.
pub(super) struct Keys<'t, 'i> {
    table: &'t DeTable<'i>,
    /// What the table is, for messages: `resource`.
    what: &'static str,
    /// Where the table begins.
    pub at: usize,
    known: Vec<&'static str>,
}

impl<'t, 'i> Keys<'t, 'i> {
    pub fn new(table: &'t DeTable<'i>, what: &'static str, span: Range<usize>) -> Self {
        Keys { table, what, at: span.start, known: Vec::new() }
    }

    fn get(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'i>>> {
        self.known.push(key);
        self.table.get(key)
    }

    /// A text; absent is not a mistake.
    pub fn text(&mut self, key: &'static str, mistakes: &mut Mistakes<'_>) -> Option<Word> {
        let value = self.get(key)?;
        let word = word(value, mistakes);
        if word.is_none() {
            mistakes.add(value.span().start, format!("`{key}` must be a text"));
        }
        word
    }

    /// A text that must be there.
    pub fn required(&mut self, key: &'static str, mistakes: &mut Mistakes<'_>) -> Word {
        if !self.table.contains_key(key) {
            mistakes.add(self.at, format!("this {} has no `{key}`", self.what));
        }
        self.text(key, mistakes).unwrap_or(Word { text: String::new(), at: self.at })
    }

    /// A list of texts; a single text counts as a list of one.
    pub fn texts(&mut self, key: &'static str, mistakes: &mut Mistakes<'_>) -> Vec<Word> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let items = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let mut words = Vec::with_capacity(items.len());
        for item in items {
            match word(item, mistakes) {
                Some(word) => words.push(word),
                None => mistakes.add(item.span().start, format!("`{key}` must be a text or a list of texts")),
            }
        }
        words
    }

    /// `true` or `false`; absent is false.
    pub fn flag(&mut self, key: &'static str, mistakes: &mut Mistakes<'_>) -> bool {
        let Some(value) = self.get(key) else { return false };
        match value.get_ref() {
            DeValue::Boolean(flag) => *flag,
            _ => {
                mistakes.add(value.span().start, format!("`{key}` must be `true` or `false`"));
                false
            }
        }
    }

    /// A whole number that is not negative.
    pub fn number(&mut self, key: &'static str, mistakes: &mut Mistakes<'_>) -> Option<u32> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Integer(digits) => digits.as_str().parse().ok(),
            _ => None,
        };
        if number.is_none() {
            mistakes.add(value.span().start, format!("`{key}` must be a whole number"));
        }
        number
    }

    /// The tables of `[[key]]`.
    pub fn tables(&mut self, key: &'static str, mistakes: &mut Mistakes<'_>) -> Vec<(&'t DeTable<'i>, Range<usize>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Array(items) = value.get_ref() else {
            mistakes.add(value.span().start, format!("`{key}` must be written as `[[{key}]]`"));
            return Vec::new();
        };
        let mut tables = Vec::with_capacity(items.len());
        for item in items {
            match item.get_ref() {
                DeValue::Table(table) => tables.push((table, item.span())),
                _ => mistakes.add(item.span().start, format!("`{key}` must be written as `[[{key}]]`")),
            }
        }
        tables
    }

    /// The entries of a table of tables: `[key.NAME]`, or `NAME = { .. }` under `[key]`. In order of their places.
    pub fn entries(&mut self, key: &'static str, mistakes: &mut Mistakes<'_>) -> Vec<(Word, &'t Spanned<DeValue<'i>>)> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let DeValue::Table(table) = value.get_ref() else {
            mistakes.add(value.span().start, format!("`{key}` must be a table"));
            return Vec::new();
        };
        let mut entries: Vec<_> = table
            .iter()
            .map(|(name, value)| (Word { text: name.get_ref().to_string(), at: name.span().start }, value))
            .collect();
        entries.sort_by_key(|(name, _)| name.at);
        entries
    }

    /// Reports the keys that nobody asked for.
    pub fn finish(self, mistakes: &mut Mistakes<'_>) {
        for key in self.table.keys() {
            let name = key.get_ref().as_ref();
            if !self.known.contains(&name) {
                let hint = nearest(name, self.known.iter().copied())
                    .unwrap_or_else(|| format!("allowed are: {}", self.known.join(", ")));
                let message = format!("unknown key `{name}` in this {}", self.what);
                mistakes.add_with(key.span().start, message, Some(hint));
            }
        }
    }
}

/// The text of a value, if it is one.
pub(super) fn word(value: &Spanned<DeValue<'_>>, mistakes: &Mistakes<'_>) -> Option<Word> {
    match value.get_ref() {
        DeValue::String(text) => Some(Word { text: text.to_string(), at: mistakes.inside(&value.span()) }),
        _ => None,
    }
}
