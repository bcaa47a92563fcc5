//! Interned words, and the paths that name types and functions across packages.
//!
//! A [`Name`] is the address of a text; two names are equal exactly if their texts are.
//! Ordering is by text, so that nothing the user sees depends on the order of interning, which differs
//! from run to run with threads. Texts are kept for the life of the process: they are the identifiers of
//! the functions that were lowered, not of all the code that was read.

use std::cell::Cell;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::{LazyLock, RwLock};

use hashbrown::HashTable;
use rustc_hash::FxHasher;

const SHARDS: usize = 16;

/// Names a thread has asked for lately, by the low bits of their hashes: most words of a file repeat.
const RECENT: usize = 4096;

thread_local! {
    static LATELY: [Cell<Option<(u32, Name)>>; RECENT] = const { [const { Cell::new(None) }; RECENT] };
}

/// An interned word: the address of its text, which is kept once.
#[derive(Clone, Copy)]
pub struct Name(&'static Word);

#[derive(Clone, Copy, Default)]
struct Word {
    text: &'static str,
    hash: u32,
}

/// Some of all names.
struct Shard {
    /// Names with their hashes beside them, so that few texts are looked at.
    table: HashTable<(u32, Name)>,
    /// Room for more words, got in large pieces: there are many, and they are never given back.
    words: &'static mut [Word],
    /// Room for their texts.
    texts: &'static mut [u8],
}

/// Words that are made room for at a time.
const WORDS: usize = 256;

/// Bytes of text that are made room for at a time.
const TEXTS: usize = 4096;

static INTERNER: [RwLock<Shard>; SHARDS] =
    [const { RwLock::new(Shard { table: HashTable::new(), words: &mut [], texts: &mut [] }) }; SHARDS];
static EMPTY: LazyLock<Name> = LazyLock::new(|| Name::new(""));

impl Name {
    /// The name for `text`.
    pub fn new(text: &str) -> Name {
        let hash = hash_text(text);
        LATELY.with(|lately| {
            let slot = &lately[hash as usize % RECENT];
            match slot.get() {
                Some((known, name)) if known == hash && name.0.text == text => name,
                _ => {
                    let name = Name::interned(text, hash);
                    slot.set(Some((hash, name)));
                    name
                }
            }
        })
    }

    fn interned(text: &str, hash: u32) -> Name {
        let lock = &INTERNER[(hash >> 4) as usize % SHARDS];
        let is_it = |entry: &(u32, Name)| entry.0 == hash && entry.1.0.text == text;
        if let Ok(shard) = lock.read()
            && let Some((_, name)) = shard.table.find(spread(hash), is_it)
        {
            return *name;
        }
        let mut shard = lock.write().unwrap_or_else(|poisoned| poisoned.into_inner());
        if let Some((_, name)) = shard.table.find(spread(hash), is_it) {
            return *name;
        }
        let name = shard.keep(text, hash);
        shard.table.insert_unique(spread(hash), (hash, name), |entry| spread(entry.0));
        name
    }

    /// The text.
    pub fn as_str(self) -> &'static str {
        self.0.text
    }

    /// A number that stands for the name. It differs from run to run: for look-ups only, never for output.
    pub fn number(self) -> usize {
        std::ptr::from_ref(self.0).addr()
    }

    /// Whether the text is empty.
    pub fn is_empty(self) -> bool {
        self == *EMPTY
    }

    /// A hash of the text that is the same in every run; the outline stores called names as such hashes.
    pub fn text_hash(self) -> u32 {
        self.0.hash
    }
}

impl Shard {
    /// Keeps a word that is not in the table for the life of the process.
    fn keep(&mut self, text: &str, hash: u32) -> Name {
        if self.texts.len() < text.len() {
            self.texts = vec![0; TEXTS.max(text.len())].leak();
        }
        let (kept, rest) = std::mem::take(&mut self.texts).split_at_mut(text.len());
        self.texts = rest;
        kept.copy_from_slice(text.as_bytes());
        let text = std::str::from_utf8(kept).expect("a copy of a text is a text");
        if self.words.is_empty() {
            self.words = vec![Word::default(); WORDS].leak();
        }
        let (word, rest) = std::mem::take(&mut self.words).split_first_mut().expect("room was made");
        self.words = rest;
        *word = Word { text, hash };
        Name(word)
    }
}

impl PartialEq for Name {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self.0, other.0)
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.0.hash);
    }
}

/// The table looks at the upper bits of a hash too.
fn spread(hash: u32) -> u64 {
    u64::from(hash).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

/// The stable 32-bit hash behind [`Name::text_hash`], for text that is not interned.
pub fn hash_text(text: &str) -> u32 {
    let mut hasher = FxHasher::default();
    text.hash(&mut hasher);
    let wide = hasher.finish();
    (wide ^ (wide >> 32)) as u32
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        if self == other { Ordering::Equal } else { self.as_str().cmp(other.as_str()) }
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<&str> for Name {
    fn from(text: &str) -> Name {
        Name::new(text)
    }
}

/// A name in a package: `database/sql.DB`.
///
/// Before resolution `package` is the qualifier as written (`sql`, or empty); after it, the import path.
/// Predeclared names (`error`, `string`) have an empty package in both readings.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct QName {
    /// Import path, or the qualifier as written.
    pub package: Name,
    /// The name inside the package.
    pub name: Name,
}

impl QName {
    /// A qualified name from texts.
    pub fn new(package: &str, name: &str) -> QName {
        QName { package: Name::new(package), name: Name::new(name) }
    }
}

impl fmt::Display for QName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.package.is_empty() { write!(f, "{}", self.name) } else { write!(f, "{}.{}", self.package, self.name) }
    }
}

/// What a function is called from outside: `os.Open`, `(database/sql.DB).Query`.
///
/// Pointer receivers are not told apart: a method set never holds both.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct FuncPath {
    /// Import path of the declaring package.
    pub package: Name,
    /// Receiver type, for methods and interface methods.
    pub receiver: Option<Name>,
    /// The function's own name.
    pub name: Name,
}

impl FuncPath {
    /// A path from texts; an empty receiver means a plain function.
    pub fn new(package: &str, receiver: &str, name: &str) -> FuncPath {
        let receiver = (!receiver.is_empty()).then(|| Name::new(receiver));
        FuncPath { package: Name::new(package), receiver, name: Name::new(name) }
    }

    /// Whether the package belongs to a standard library that keeps nothing it is given: the first segment of a Go
    /// import path has no dot there.
    pub fn in_standard_library(self) -> bool {
        let package = self.package.as_str();
        if package.starts_with("::") {
            // Values move into what is called there; what it does with them is said in tables, as for any library.
            return false;
        }
        let first = package.split(['/', ':']).next().unwrap_or(package);
        !first.is_empty() && !first.contains('.')
    }
}

impl fmt::Display for FuncPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.receiver {
            _ if self.package.as_str().starts_with("::") => {
                let package = self.package.as_str().trim_start_matches("::");
                let receiver = self.receiver.map_or_else(String::new, |receiver| format!("{receiver}::"));
                write!(f, "{package}::{receiver}{}", self.name)
            }
            Some(receiver) => write!(f, "({}.{receiver}).{}", self.package, self.name),
            None => write!(f, "{}.{}", self.package, self.name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_order_by_text() {
        let (b, a) = (Name::new("zz-b"), Name::new("zz-a"));
        assert!(a < b);
        assert_eq!(Name::new("zz-a"), a);
        assert_eq!(a.as_str(), "zz-a");
        assert_eq!(FuncPath::new("os", "File", "Close").to_string(), "(os.File).Close");
    }
}
