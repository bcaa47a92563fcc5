//! Reads signatures and types written in the notation of Go's documentation.
//!
//! `(*DB).QueryContext(ctx context.Context, query string, args ...any) (*Rows, error)` is how tables and API lists
//! name a function. Three kinds of words occur in it. A word without qualifier is a type parameter in scope, a
//! predeclared type, or a name of the package the text is about (`own`). A short qualifier (`sql.DB`) means what
//! the caller's `qualifier` says. A qualifier with a slash (`database/sql.DB`) is an import path as it stands.
//!
//! The text may come from a user's file: every mistake is a [`ParseError`] with its place, never a panic.

#[cfg(test)]
mod tests;
mod words;

use std::sync::Arc;

use crate::base::{Field, FuncPath, Name, Param, QName, Signature, Type};

use words::is_word;

/// Types nested deeper than this are refused, so that no text can exhaust the stack.
const MAX_DEPTH: usize = 64;

/// A function or method with its signature.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParsedFunction {
    /// What it is called from outside.
    pub path: FuncPath,
    /// Whether it is called on a value: a function of a type need not be.
    pub has_receiver: bool,
    /// Whether the receiver is written as a pointer.
    pub pointer_receiver: bool,
    /// Type parameters of the receiver, in the names the signature uses.
    pub receiver_params: Vec<Name>,
    /// Whether the function or its receiver was written with a qualifier, so that `own` did not matter.
    pub qualified: bool,
    /// Parameters and results.
    pub signature: Signature,
}

/// What is wrong with a text, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ParseError {
    /// Byte offset in the text.
    pub at: usize,
    /// Lower case, no full stop.
    pub message: String,
}

/// What a short qualifier stands for.
pub type Qualifier<'a> = &'a dyn Fn(&str) -> Option<Name>;

/// Reads a function or method: `Open(name string) (*File, error)`, `(*DB).Begin() (*Tx, error)`,
/// `func (*DB) Begin() (*Tx, error)`, `Must[T any](value T, err error) T`, `os.Exit(code int)`.
pub fn parse_signature(text: &str, qualifier: Qualifier<'_>, own: Name) -> Result<ParsedFunction, ParseError> {
    let mut parser = Parser::new(text, qualifier, own);
    parser.keyword("func");
    let function = parser.function()?;
    parser.end()?;
    Ok(function)
}

/// Reads a type: `*DB`, `map[string][]io.Reader`, `func(ctx context.Context) error`.
pub fn parse_type(text: &str, qualifier: Qualifier<'_>, own: Name) -> Result<Type, ParseError> {
    let mut parser = Parser::new(text, qualifier, own);
    let ty = parser.ty()?;
    parser.end()?;
    Ok(ty)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    qualifier: Qualifier<'a>,
    own: Name,
    type_params: Vec<Name>,
}

/// One entry between the parentheses of a parameter list, before it is known which words are names.
struct Item<'a> {
    at: usize,
    word: &'a str,
    first: Type,
    second: Option<Type>,
    variadic: bool,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, qualifier: Qualifier<'a>, own: Name) -> Self {
        Parser { text, at: 0, depth: 0, qualifier, own, type_params: Vec::new() }
    }

    fn function(&mut self) -> Result<ParsedFunction, ParseError> {
        let mut receiver = None;
        let mut receiver_params = Vec::new();
        let mut pointer_receiver = false;
        let mut package = self.own;
        let mut qualified = false;
        if self.eat("(") {
            pointer_receiver = self.eat("*");
            let at = self.at;
            let mut word = self.path_word()?;
            if !matches!(self.peek(), Some(b')' | b'[')) && !pointer_receiver {
                // A receiver may have a name: `(db *DB)`.
                pointer_receiver = self.eat("*");
                word = self.path_word()?;
            }
            let (named, was_qualified) = self.qname(word, at)?;
            (package, qualified) = (named.package, was_qualified);
            receiver = Some(named.name);
            if self.eat("[") {
                receiver_params = self.names_until_bracket()?;
            }
            self.expect(")")?;
            self.eat(".");
        }
        let at = self.skip();
        let word = self.path_word()?;
        let name = match receiver {
            Some(_) if word.contains('.') => return Err(self.error(at, "the name of a method has no qualifier")),
            Some(_) => Name::new(word),
            None => {
                let (named, was_qualified) = self.qname(word, at)?;
                (package, qualified) = (named.package, was_qualified);
                named.name
            }
        };
        self.type_params.extend(receiver_params.iter().copied());
        let signature = self.signature()?;
        let path = FuncPath { package, receiver, name };
        let has_receiver = path.receiver.is_some();
        Ok(ParsedFunction { path, has_receiver, pointer_receiver, receiver_params, qualified, signature })
    }

    /// Type parameters, parameters and results.
    fn signature(&mut self) -> Result<Signature, ParseError> {
        let outer = self.type_params.len();
        let type_params = if self.peek() == Some(b'[') { self.type_params()? } else { Vec::new() };
        if self.peek() != Some(b'(') {
            return Err(self.error_here("expected `(` and the parameters"));
        }
        let (params, variadic) = self.params()?;
        let results = match self.peek() {
            Some(b'(') => self.params()?.0,
            None | Some(b')' | b',' | b']' | b';' | b'}' | b'|' | b'=') => Vec::new(),
            Some(_) => vec![Param { name: None, ty: self.ty()? }],
        };
        self.type_params.truncate(outer);
        Ok(Signature { type_params, params, variadic, results })
    }

    fn type_params(&mut self) -> Result<Vec<Param>, ParseError> {
        self.expect("[")?;
        let start = self.at;
        let mut params: Vec<Param> = Vec::new();
        // Constraints may mention parameters that come later, so names are collected first.
        let mut names = Vec::new();
        loop {
            names.push(Name::new(self.word()?));
            if self.eat(",") {
                continue;
            }
            self.skip_constraint();
            if !self.eat(",") {
                break;
            }
        }
        self.type_params.extend(names.iter().copied());
        self.at = start;
        let mut waiting = 0;
        loop {
            params.push(Param { name: Some(Name::new(self.word()?)), ty: Type::Unknown });
            waiting += 1;
            if self.eat(",") {
                continue;
            }
            let constraint = self.constraint()?;
            let from = params.len() - waiting;
            params[from..].iter_mut().for_each(|param| param.ty = constraint.clone());
            waiting = 0;
            if !self.eat(",") {
                break;
            }
        }
        self.expect("]")?;
        Ok(params)
    }

    /// Steps over a constraint without reading it.
    fn skip_constraint(&mut self) {
        let mut open = 0usize;
        for (n, byte) in self.text.bytes().enumerate().skip(self.at) {
            match byte {
                b'[' | b'(' | b'{' => open += 1,
                b']' | b')' | b'}' if open > 0 => open -= 1,
                b']' | b')' | b'}' | b',' if open == 0 => {
                    self.at = n;
                    return;
                }
                _ => {}
            }
        }
        self.at = self.text.len();
    }

    /// A union becomes unknown; `~[]E` counts as the type it stands on, which is what inference needs.
    fn constraint(&mut self) -> Result<Type, ParseError> {
        self.eat("~");
        let first = self.ty()?;
        let mut only = true;
        while self.eat("|") {
            self.eat("~");
            self.ty()?;
            only = false;
        }
        Ok(if only { first } else { Type::Unknown })
    }

    fn params(&mut self) -> Result<(Vec<Param>, bool), ParseError> {
        self.expect("(")?;
        let mut items = Vec::new();
        while !self.eat(")") {
            items.push(self.item()?);
            if !self.eat(",") {
                self.expect(")")?;
                break;
            }
        }
        let variadic = items.last().is_some_and(|item| item.variadic);
        if let Some(item) = items.iter().rev().skip(1).find(|item| item.variadic) {
            return Err(self.error(item.at, "only the last parameter can be variadic"));
        }
        if items.iter().all(|item| item.second.is_none()) {
            let params = items.into_iter().map(|item| Param { name: None, ty: item.first }).collect();
            return Ok((params, variadic));
        }
        // `a, b string`: a lone word is a name and has the type that follows.
        let mut params = Vec::with_capacity(items.len());
        let mut following = None;
        for item in items.into_iter().rev() {
            let ty = match (item.second, &following) {
                (Some(ty), _) => ty,
                (None, Some(ty)) => Type::clone(ty),
                (None, None) => return Err(self.error(item.at, "either all parameters have names or none has")),
            };
            if item.word.is_empty() {
                return Err(self.error(item.at, "expected the name of a parameter"));
            }
            following = Some(ty.clone());
            params.push(Param { name: (item.word != "_").then(|| Name::new(item.word)), ty });
        }
        params.reverse();
        Ok((params, variadic))
    }

    fn item(&mut self) -> Result<Item<'a>, ParseError> {
        let at = self.skip();
        if self.eat("...") {
            let first = Type::Slice(Box::new(self.ty()?));
            return Ok(Item { at, word: "", first, second: None, variadic: true });
        }
        let before = self.at;
        let first = self.ty()?;
        let word = self.text[before..self.at].trim();
        let word = if is_word(word) { word } else { "" };
        let mut variadic = false;
        let second = if matches!(self.peek(), None | Some(b',' | b')')) {
            None
        } else {
            variadic = self.eat("...");
            let ty = self.ty()?;
            Some(if variadic { Type::Slice(Box::new(ty)) } else { ty })
        };
        Ok(Item { at, word, first, second, variadic })
    }

    fn ty(&mut self) -> Result<Type, ParseError> {
        if self.depth >= MAX_DEPTH {
            return Err(self.error_here("nested too deeply"));
        }
        self.depth += 1;
        let ty = self.ty_inner();
        self.depth -= 1;
        ty
    }

    fn ty_inner(&mut self) -> Result<Type, ParseError> {
        let at = self.skip();
        if self.eat("*") {
            return Ok(self.ty()?.pointer());
        }
        if self.eat("[") {
            let length = self.text[self.at..].find(']').ok_or_else(|| self.error_here("expected `]`"))?;
            self.at += length + 1;
            return Ok(Type::Slice(Box::new(self.ty()?)));
        }
        if self.eat("<-") {
            self.keyword("chan");
            return Ok(Type::Chan(Box::new(self.ty()?)));
        }
        if self.eat("(") {
            let ty = self.ty()?;
            self.expect(")")?;
            return Ok(ty);
        }
        match self.path_word()? {
            "map" => {
                self.expect("[")?;
                let key = self.ty()?;
                self.expect("]")?;
                Ok(Type::Map(Box::new(key), Box::new(self.ty()?)))
            }
            "chan" => {
                self.eat("<-");
                Ok(Type::Chan(Box::new(self.ty()?)))
            }
            "func" => Ok(Type::Func(Arc::new(self.signature()?))),
            "struct" => Ok(Type::Struct(Arc::new(self.fields(false)?))),
            "interface" => Ok(Type::Interface(Arc::new(self.fields(true)?))),
            word => self.named(word, at),
        }
    }

    fn named(&mut self, word: &str, at: usize) -> Result<Type, ParseError> {
        if !word.contains('.')
            && let Some(param) = self.type_params.iter().find(|param| param.as_str() == word)
        {
            return Ok(Type::Param(*param));
        }
        let (name, _) = self.qname(word, at)?;
        let mut args = Vec::new();
        // Only directly behind the word: `name []byte` is a parameter, `Name[T]` an instance.
        if self.text.as_bytes().get(self.at) == Some(&b'[') && self.text.as_bytes().get(self.at + 1) != Some(&b']') {
            self.at += 1;
            loop {
                args.push(self.ty()?);
                if !self.eat(",") {
                    break;
                }
            }
            self.expect("]")?;
        }
        Ok(Type::Named(name, args))
    }

    /// The fields of a struct or the methods of an interface.
    fn fields(&mut self, interface: bool) -> Result<Vec<Field>, ParseError> {
        self.expect("{")?;
        let mut fields = Vec::new();
        while !self.eat("}") {
            let start = self.skip();
            self.eat("~");
            let before = self.at;
            let first = self.ty()?;
            let word = self.text[before..self.at].trim();
            match self.peek() {
                Some(b'(') if interface && is_word(word) => {
                    let ty = Type::Func(Arc::new(self.signature()?));
                    fields.push(Field { name: Name::new(word), ty, embedded: false });
                }
                Some(b'|') => {
                    self.eat("|");
                    continue;
                }
                None | Some(b';' | b'}') => {
                    let name = first.name().map_or(Name::new(""), |named| named.name);
                    fields.push(Field { name, ty: first, embedded: true });
                }
                Some(_) => self.named_fields(start, &mut fields)?,
            }
            self.eat(";");
        }
        Ok(fields)
    }

    /// `a, b T` in a struct.
    fn named_fields(&mut self, start: usize, fields: &mut Vec<Field>) -> Result<(), ParseError> {
        self.at = start;
        let mut names = vec![Name::new(self.word()?)];
        while self.eat(",") {
            names.push(Name::new(self.word()?));
        }
        let ty = self.ty()?;
        fields.extend(names.into_iter().map(|name| Field { name, ty: ty.clone(), embedded: false }));
        Ok(())
    }

    fn names_until_bracket(&mut self) -> Result<Vec<Name>, ParseError> {
        let mut names = vec![Name::new(self.word()?)];
        while self.eat(",") {
            names.push(Name::new(self.word()?));
        }
        self.expect("]")?;
        Ok(names)
    }

    /// The name a word stands for, and whether it had a qualifier.
    fn qname(&self, word: &str, at: usize) -> Result<(QName, bool), ParseError> {
        let Some((package, name)) = word.rsplit_once('.') else {
            let predeclared = is_predeclared(word);
            let package = if predeclared { Name::new("") } else { self.own };
            return Ok((QName { package, name: Name::new(word) }, false));
        };
        let package = if package.contains('/') {
            Name::new(package)
        } else {
            let message = format!("no import is called `{package}`");
            (self.qualifier)(package).ok_or_else(|| self.error(at, &message))?
        };
        Ok((QName { package, name: Name::new(name) }, true))
    }
}

/// Predeclared types of Go belong to no package.
fn is_predeclared(word: &str) -> bool {
    matches!(
        word,
        "any"
            | "bool"
            | "byte"
            | "comparable"
            | "complex64"
            | "complex128"
            | "error"
            | "float32"
            | "float64"
            | "int"
            | "int8"
            | "int16"
            | "int32"
            | "int64"
            | "rune"
            | "string"
            | "uint"
            | "uint8"
            | "uint16"
            | "uint32"
            | "uint64"
            | "uintptr"
    )
}
