//! Tokens to an outline: one pass over the file, no tree.
//!
//! Only names that declare something are interned; the names a declaration mentions are hashed straight
//! from the text. Mentions are a superset: `if ok {` never counts as a literal of type `ok`, but an element
//! `list[i](x)` does count as a call of a generic `list`.
//!
//! Brackets that do not match cost the declaration they are in. Which one that is shows only at the end of
//! the file, for Go allows declarations inside functions; so the first pass trusts the brackets, and from the
//! first declaration that they contradict, a keyword at the start of a line begins a declaration whatever is
//! open. Code that `gofmt` has seen then loses nothing else.

use std::cell::RefCell;

use super::lex::{Lexer, Token, TokenKind};
use crate::base::name::hash_text;
use crate::base::{Language, Name, Problem, ProblemKind, SourceFile, Span};
use crate::frontend::comment;
use crate::ir::{Decl, DeclKind, Import, Outline};

/// Reads a file into its outline.
pub fn outline(file: &SourceFile) -> Outline {
    thread_local! {
        static BUFFERS: RefCell<Buffers> = RefCell::default();
    }
    BUFFERS.with(|buffers| match buffers.try_borrow_mut() {
        Ok(mut buffers) => read(file, &mut buffers),
        Err(_) => read(file, &mut Buffers::default()),
    })
}

fn read(file: &SourceFile, buffers: &mut Buffers) -> Outline {
    let empty = Outline {
        language: Language::Go,
        package: Name::new(""),
        imports: Vec::new(),
        decls: Vec::new(),
        directives: Vec::new(),
        problems: Vec::new(),
        generated: false,
    };
    let text = if u32::try_from(file.text.len()).is_ok() { file.text.as_str() } else { "" };
    let mut lexer = Lexer::new(text);
    let token = lexer.next_token();
    let mut outliner = Outliner { file, text, lexer, token, last_end: 0, outline: empty, buffers };
    if text.len() < file.text.len() {
        outliner.outline.problems.push(Problem {
            kind: ProblemKind::Skipped,
            path: file.path.clone(),
            span: None,
            message: "the file is larger than 4 GiB".to_owned(),
        });
        return outliner.outline;
    }
    outliner.package_clause();
    outliner.declarations();
    outliner.unclosed();
    outliner.remarks();
    let mut outline = outliner.outline;
    outline.decls.shrink_to_fit();
    outline
}

/// Buffers of a thread, reused from file to file.
#[derive(Default)]
struct Buffers {
    /// Open brackets.
    open: Vec<Open>,
    /// Hashes of the declaration that is being read.
    mentions: Vec<u32>,
    /// Recent hashes by their low bits, so that most repeats are dropped early.
    recent: Recent,
}

struct Recent([u32; 64]);

impl Default for Recent {
    fn default() -> Self {
        Recent([0; 64])
    }
}

#[derive(Clone, Copy)]
struct Open {
    /// The bracket that closes this one.
    closer: TokenKind,
    /// The plain name right before it, if any.
    name: Option<Word>,
}

/// Byte range of an identifier.
#[derive(Clone, Copy)]
struct Word {
    start: u32,
    end: u32,
}

/// A declaration that cannot be read.
struct Broken {
    /// Where reading stopped.
    at: u32,
    what: &'static str,
}

type Read<T> = Result<T, Broken>;

struct Outliner<'a> {
    file: &'a SourceFile,
    text: &'a str,
    lexer: Lexer<'a>,
    /// The token to be looked at next.
    token: Token,
    /// End of the last token that was taken and is no separator.
    last_end: u32,
    outline: Outline,
    buffers: &'a mut Buffers,
}

impl<'a> Outliner<'a> {
    fn take(&mut self) -> Token {
        let token = self.token;
        if !matches!(token.kind, TokenKind::Newline | TokenKind::Semicolon | TokenKind::Eof) {
            self.last_end = token.end;
        }
        self.token = self.lexer.next_token();
        token
    }

    fn text_of(&self, token: Token) -> &'a str {
        self.text.get(token.start as usize..token.end as usize).unwrap_or("")
    }

    fn broken<T>(&self, what: &'static str) -> Read<T> {
        Err(Broken { at: self.token.start, what })
    }

    fn problem(&mut self, start: u32, end: u32, message: String) {
        let span = Some(Span::new(self.file.id, start, end));
        let path = self.file.path.clone();
        self.outline.problems.push(Problem { kind: ProblemKind::Syntax, path, span, message });
    }

    fn package_clause(&mut self) {
        self.skip_separators();
        if self.token.kind != TokenKind::Package {
            self.problem(self.token.start, self.token.end, "no package clause".to_owned());
            return;
        }
        let clause = self.take();
        self.outline.generated = self.says_generated(clause.start);
        if self.token.kind == TokenKind::Ident {
            let name = self.take();
            self.outline.package = Name::new(self.text_of(name));
        } else {
            self.problem(clause.start, clause.end, "the package has no name".to_owned());
        }
    }

    fn says_generated(&self, before: u32) -> bool {
        self.lexer.remarks.iter().take_while(|(start, _)| *start < before).any(|&(start, end)| {
            let line = self.text.get(start as usize..end as usize).unwrap_or("").trim_end_matches('\r');
            line.starts_with("// Code generated ") && line.ends_with(" DO NOT EDIT.") && self.at_line_start(start)
        })
    }

    fn at_line_start(&self, offset: u32) -> bool {
        let before = self.text.as_bytes().get(..offset as usize).unwrap_or(&[]);
        matches!(before.last(), None | Some(b'\n')) || before == "\u{feff}".as_bytes()
    }

    fn skip_separators(&mut self) {
        while matches!(self.token.kind, TokenKind::Newline | TokenKind::Semicolon) {
            self.take();
        }
    }

    fn declarations(&mut self) {
        loop {
            self.skip_separators();
            let keyword = self.token;
            if keyword.kind == TokenKind::Eof {
                return;
            }
            let before = (self.outline.decls.len(), self.outline.imports.len());
            let Err(mut broken) = self.declaration() else { continue };
            if !self.lexer.suspicious {
                // Read this one again, now knowing that brackets cannot be trusted.
                self.lexer.suspicious = true;
                self.outline.decls.truncate(before.0);
                self.outline.imports.truncate(before.1);
                self.go_to(keyword.start);
                match self.declaration() {
                    Ok(()) => continue,
                    Err(again) => broken = again,
                }
            }
            self.report(keyword, &broken);
            self.go_to(broken.at);
            self.resynchronise(keyword.start);
        }
    }

    fn report(&mut self, keyword: Token, broken: &Broken) {
        let message = match keyword.kind {
            TokenKind::Func | TokenKind::Type | TokenKind::Var | TokenKind::Const | TokenKind::Import => {
                format!("a `{}` declaration is skipped: {}", self.text_of(keyword), broken.what)
            }
            // Anything else begins no declaration.
            _ => format!("text is skipped: {}", broken.what),
        };
        self.problem(keyword.start, broken.at.max(keyword.end), message);
    }

    fn go_to(&mut self, offset: u32) {
        self.lexer.seek(offset);
        self.token = self.lexer.next_token();
    }

    /// Skips to a declaration keyword at the start of a line, behind `start`.
    fn resynchronise(&mut self, start: u32) {
        while self.token.kind != TokenKind::Eof && !(self.token.start > start && self.at_declaration()) {
            self.token = self.lexer.next_token();
        }
    }

    fn at_declaration(&self) -> bool {
        begins_declaration(self.token.kind) && self.at_line_start(self.token.start)
    }

    fn declaration(&mut self) -> Read<()> {
        match self.token.kind {
            TokenKind::Func => self.function(),
            TokenKind::Import => self.grouped(Self::import),
            TokenKind::Type => self.grouped(|this| this.specification(DeclKind::Type)),
            TokenKind::Var => self.grouped(|this| this.specification(DeclKind::Var)),
            TokenKind::Const => self.grouped(|this| this.specification(DeclKind::Const)),
            // No other token begins a declaration.
            _ => self.broken("a declaration is expected"),
        }
    }

    /// A keyword with one specification, or with several in parentheses.
    fn grouped(&mut self, specification: impl Fn(&mut Self) -> Read<()>) -> Read<()> {
        self.take();
        if self.token.kind != TokenKind::LeftParen {
            return specification(self);
        }
        self.take();
        loop {
            self.skip_separators();
            match self.token.kind {
                TokenKind::RightParen => {
                    self.take();
                    return Ok(());
                }
                TokenKind::Eof => return self.broken("`(` is not closed"),
                // The specification refuses what it cannot begin with.
                _ => specification(self)?,
            }
        }
    }

    fn import(&mut self) -> Read<()> {
        let alias = match self.token.kind {
            TokenKind::Ident | TokenKind::Dot => {
                let alias = self.take();
                Some(Name::new(self.text_of(alias)))
            }
            // Without an alias the path comes first.
            _ => None,
        };
        if self.token.kind != TokenKind::String {
            return self.broken("an import path is expected");
        }
        let path = self.take();
        let path = Name::new(self.text_of(path).trim_matches(['"', '`']));
        self.outline.imports.push(Import { alias, path });
        Ok(())
    }

    /// `a, b T = x, y` of a variable or constant, `T[P any] struct { .. }` of a type.
    fn specification(&mut self, kind: DeclKind) -> Read<()> {
        let mut scan = self.scan();
        let start = self.token.start;
        let first = self.outline.decls.len();
        loop {
            if self.token.kind != TokenKind::Ident {
                self.outline.decls.truncate(first);
                return self.broken("a name is expected");
            }
            let name = self.take();
            let position = (self.outline.decls.len() - first) as u32;
            let name = Name::new(self.text_of(name));
            self.outline.decls.push(Decl {
                kind,
                name,
                position,
                receiver: None,
                start,
                end: start,
                body: start,
                mentions: Box::default(),
            });
            if kind == DeclKind::Type || self.token.kind != TokenKind::Comma {
                break;
            }
            self.take();
        }
        if let Err(broken) = self.specification_rest(&mut scan) {
            self.outline.decls.truncate(first);
            return Err(broken);
        }
        let end = self.last_end;
        let mentions = self.mentions();
        for decl in &mut self.outline.decls[first..] {
            decl.end = end;
            decl.body = end;
            decl.mentions = mentions.clone();
        }
        Ok(())
    }

    fn specification_rest(&mut self, scan: &mut Scan) -> Read<()> {
        loop {
            match self.token.kind {
                TokenKind::Newline | TokenKind::Semicolon | TokenKind::Eof | TokenKind::RightParen => return Ok(()),
                TokenKind::LeftParen | TokenKind::LeftBracket | TokenKind::LeftBrace => self.balanced(scan)?,
                // All else is checked by the step.
                _ => self.step(scan)?,
            }
        }
    }

    fn function(&mut self) -> Read<()> {
        let mut scan = self.scan();
        let start = self.take().start;
        let mut receiver = None;
        let mut kind = DeclKind::Func;
        if self.token.kind == TokenKind::LeftParen {
            kind = DeclKind::Method;
            receiver = Some(self.receiver(&mut scan)?);
        }
        if self.token.kind != TokenKind::Ident {
            return self.broken("a name is expected");
        }
        let name = self.take();
        scan = Scan::default();
        if self.token.kind == TokenKind::LeftBracket {
            self.balanced(&mut scan)?;
            scan.indexed = None;
        }
        if self.token.kind != TokenKind::LeftParen {
            return self.broken("parameters are expected");
        }
        self.balanced(&mut scan)?;
        let body = self.results_and_body(&mut scan)?;
        let end = self.last_end;
        let (name, mentions) = (Name::new(self.text_of(name)), self.mentions());
        let body = body.unwrap_or(end);
        self.outline.decls.push(Decl { kind, name, position: 0, receiver, start, end, body, mentions });
        Ok(())
    }

    /// Reads on to the end of the function and tells where its body begins.
    fn results_and_body(&mut self, scan: &mut Scan) -> Read<Option<u32>> {
        loop {
            match self.token.kind {
                TokenKind::LeftBrace if !matches!(scan.last, TokenKind::Struct | TokenKind::Interface) => {
                    let body = self.token.start;
                    *scan = Scan::default();
                    self.balanced(scan)?;
                    return Ok(Some(body));
                }
                TokenKind::LeftParen | TokenKind::LeftBracket | TokenKind::LeftBrace => self.balanced(scan)?,
                TokenKind::Newline | TokenKind::Semicolon | TokenKind::Eof => return Ok(None),
                TokenKind::Comma => return self.broken("results need parentheses"),
                // All else is checked by the step.
                _ => self.step(scan)?,
            }
        }
    }

    /// `(r *T[K])`: the last name outside square brackets.
    fn receiver(&mut self, scan: &mut Scan) -> Read<Name> {
        let mut depth = 0u32;
        let mut name = None;
        loop {
            match self.token.kind {
                TokenKind::LeftParen => depth += 1,
                TokenKind::RightParen => depth -= 1,
                TokenKind::LeftBracket => {
                    self.balanced(scan)?;
                    continue;
                }
                TokenKind::Ident => name = Some(self.token),
                TokenKind::Star | TokenKind::Comma | TokenKind::Dot => {}
                // Nothing else can stand in a receiver.
                _ => return self.broken("the receiver is not a name of a type"),
            }
            self.take();
            if depth == 0 {
                break;
            }
        }
        match name {
            Some(name) => Ok(Name::new(self.text_of(name))),
            None => self.broken("the receiver has no type"),
        }
    }

    /// A raw string or comment that lacks its end may have cost nothing, or only the literal itself.
    fn unclosed(&mut self) {
        if let Some(start) = self.lexer.unclosed
            && self.outline.problems.is_empty()
        {
            self.problem(start, start + 1, "a raw string or comment is not closed".to_owned());
        }
    }

    /// Directives among the comments.
    fn remarks(&mut self) {
        for (start, end) in std::mem::take(&mut self.lexer.remarks) {
            self.outline.directives.extend(comment::directive(self.file.id, self.text, start, end));
        }
    }
}

/// What has to be known of the tokens before, to tell which names are mentioned.
#[derive(Clone, Copy)]
struct Scan {
    last: TokenKind,
    before_last: TokenKind,
    /// The last token, if it is a name that was not counted yet.
    name: Option<Word>,
    /// The name before the square brackets that the last token closed.
    indexed: Option<Word>,
    /// Number of open brackets at which a control statement waits for its `{`.
    header: Option<usize>,
}

impl Default for Scan {
    fn default() -> Self {
        let last = TokenKind::Newline;
        Scan { last, before_last: last, name: None, indexed: None, header: None }
    }
}

impl Outliner<'_> {
    /// Begins a declaration.
    fn scan(&mut self) -> Scan {
        self.buffers.open.clear();
        self.buffers.mentions.clear();
        self.buffers.recent = Recent::default();
        Scan::default()
    }

    /// The hashes noted since the declaration began.
    fn mentions(&mut self) -> Box<[u32]> {
        let mentions = &mut self.buffers.mentions;
        mentions.sort_unstable();
        mentions.dedup();
        mentions.as_slice().into()
    }

    fn mention(&mut self, word: Word) {
        let hash = hash_text(self.text.get(word.start as usize..word.end as usize).unwrap_or(""));
        let recent = &mut self.buffers.recent.0[hash as usize % 64];
        if *recent != hash || hash == 0 {
            *recent = hash;
            self.buffers.mentions.push(hash);
        }
    }

    /// From an opening bracket to the one that closes it.
    fn balanced(&mut self, scan: &mut Scan) -> Read<()> {
        let outside = self.buffers.open.len();
        loop {
            self.step(scan)?;
            if self.buffers.open.len() == outside {
                return Ok(());
            }
        }
    }

    /// Takes one token.
    #[inline]
    fn step(&mut self, scan: &mut Scan) -> Read<()> {
        let token = self.token;
        let mut name = None;
        let mut indexed = None;
        match token.kind {
            TokenKind::Ident => {
                let word = Word { start: token.start, end: token.end };
                match scan.last {
                    TokenKind::Dot => self.mention(word),
                    // A function with a name is a declaration, so something before it was never closed.
                    TokenKind::Func => return Err(Broken { at: self.last_end - 4, what: "a bracket is not closed" }),
                    // After anything else it depends on what follows.
                    _ => name = Some(word),
                }
            }
            TokenKind::LeftParen => {
                if let Some(word) = scan.name.or(scan.indexed) {
                    self.mention(word);
                }
                self.open(TokenKind::RightParen, None);
            }
            TokenKind::LeftBracket => self.open(TokenKind::RightBracket, scan.name),
            TokenKind::LeftBrace => self.left_brace(scan),
            TokenKind::RightParen | TokenKind::RightBracket | TokenKind::RightBrace => {
                match self.buffers.open.pop() {
                    Some(open) if open.closer == token.kind => indexed = open.name,
                    Some(_) | None => return self.broken("brackets do not match"),
                }
                if token.kind == TokenKind::RightBrace && scan.header == Some(self.buffers.open.len()) {
                    scan.header = None;
                }
            }
            TokenKind::Control => scan.header = Some(self.buffers.open.len()),
            TokenKind::Eof => return self.broken("a bracket is not closed"),
            TokenKind::Package | TokenKind::Import => return self.broken("a bracket is not closed"),
            TokenKind::Func | TokenKind::Type | TokenKind::Var | TokenKind::Const => self.check_keyword(token)?,
            TokenKind::Newline
            | TokenKind::Semicolon
            | TokenKind::Literal
            | TokenKind::String
            | TokenKind::Struct
            | TokenKind::Interface
            | TokenKind::Jump
            | TokenKind::Keyword
            | TokenKind::Comma
            | TokenKind::Dot
            | TokenKind::Star
            | TokenKind::Step
            | TokenKind::Operator => {}
        }
        scan.before_last = scan.last;
        scan.last = token.kind;
        scan.name = name;
        scan.indexed = indexed;
        self.take();
        Ok(())
    }

    fn open(&mut self, closer: TokenKind, name: Option<Word>) {
        self.buffers.open.push(Open { closer, name });
    }

    /// A block, or a composite literal of the type that ends here.
    fn left_brace(&mut self, scan: &Scan) {
        let in_header = scan.header == Some(self.buffers.open.len());
        // Between a control keyword and its block only literals of `[]T`, `[]*T` and `map[K]V` stand bare.
        let unnamed_type = matches!(scan.before_last, TokenKind::RightBracket | TokenKind::Star);
        let literal = match scan.name {
            Some(word) => Some(word).filter(|_| !in_header || unnamed_type),
            None => scan.indexed.filter(|_| !in_header),
        };
        if let Some(word) = literal {
            self.mention(word);
        }
        self.open(TokenKind::RightBrace, None);
    }

    fn check_keyword(&self, token: Token) -> Read<()> {
        let nested = !self.buffers.open.is_empty();
        let statement = token.kind != TokenKind::Func;
        if (!nested && statement) || (self.lexer.suspicious && self.at_declaration()) {
            return self.broken("a bracket is not closed");
        }
        Ok(())
    }
}

fn begins_declaration(kind: TokenKind) -> bool {
    matches!(kind, TokenKind::Func | TokenKind::Type | TokenKind::Var | TokenKind::Const | TokenKind::Import)
}
