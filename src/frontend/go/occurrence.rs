//! Where a declaration mentions a name, and what stands before the dot: a second, closer look at its tokens.
//!
//! The outline knows only that a name is mentioned somewhere. Whether `New` is that of one package or of another
//! can be told from the text without parsing it.

use rustc_hash::FxHashSet;

use super::lex::{Lexer, TokenKind};
use crate::base::name::hash_text;
use crate::base::{Name, SourceFile};
use crate::ir::{Arguments, Decl, Occurrence, OccurrenceBase};

/// A word right before a dot, by its place; the hash finds it among the words that stand alone.
struct Candidate<'t> {
    name: u32,
    base: Option<&'t str>,
    bare: bool,
}

/// Every place of the declaration that mentions a wanted name.
pub fn occurrences(file: &SourceFile, decl: &Decl, wanted: &dyn Fn(u32) -> bool) -> Vec<Occurrence> {
    let mut lexer = Lexer::new(&file.text);
    lexer.seek(decl.start);
    let mut found: Vec<Candidate<'_>> = Vec::new();
    // Words that stand somewhere without a dot on either side: they may be declared here.
    let mut alone: FxHashSet<u32> = FxHashSet::default();
    // The token before the dot before the current one, and those in between.
    let (mut base, mut before, mut last) = (None, TokenKind::Newline, TokenKind::Newline);
    let mut token = lexer.next_token();
    while token.start < decl.end && token.kind != TokenKind::Eof {
        let next = lexer.next_token();
        if token.kind == TokenKind::Ident {
            let text = file.text.get(token.start as usize..token.end as usize).unwrap_or("");
            let hash = hash_text(text);
            let selected = last == TokenKind::Dot;
            if wanted(hash) {
                let base = base.filter(|_| selected && before == TokenKind::Ident);
                found.push(Candidate { name: hash, base, bare: !selected });
            }
            if !selected && next.kind != TokenKind::Dot {
                alone.insert(hash);
            }
            // Only a word that no dot precedes can be a package.
            base = Some(text).filter(|_| !selected);
        } else if token.kind != TokenKind::Dot {
            base = None;
        }
        (before, last) = (last, token.kind);
        token = next;
    }
    found.into_iter().map(|candidate| candidate.told_from(&alone)).collect()
}

impl Candidate<'_> {
    fn told_from(self, alone: &FxHashSet<u32>) -> Occurrence {
        let base = match self.base {
            _ if self.bare => OccurrenceBase::Nothing,
            Some(word) if !alone.contains(&hash_text(word)) => OccurrenceBase::Qualifier(Name::new(word)),
            Some(word) => OccurrenceBase::Variable(Name::new(word)),
            None => OccurrenceBase::Value,
        };
        Occurrence { name: self.name, base, arguments: Arguments::Unknown }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Language};

    fn bases(body: &str) -> Vec<OccurrenceBase> {
        let text = format!("package p\n\nfunc f(c *T) {{\n{body}\n}}\n");
        let file = SourceFile { id: FileId(0), path: "p.go".into(), language: Language::Go, text };
        let outline = super::super::outline(&file);
        let hash = hash_text("Get");
        occurrences(&file, &outline.decls[0], &|name| name == hash).into_iter().map(|found| found.base).collect()
    }

    #[test]
    fn what_stands_before_the_dot_is_told() {
        let (http, value) = (Name::new("http"), OccurrenceBase::Value);
        assert_eq!(bases("http.Get(url)\nGet(url)"), [OccurrenceBase::Qualifier(http), OccurrenceBase::Nothing]);
        assert_eq!(bases("c.Get(url)\na.b.Get()\nf().Get()"), [OccurrenceBase::Variable(Name::new("c")), value, value]);
        assert_eq!(bases("http := client()\nhttp.Get(url)"), [OccurrenceBase::Variable(http)]);
        assert_eq!(bases("http.\n\tGet(url)"), [OccurrenceBase::Qualifier(http)]);
    }
}
