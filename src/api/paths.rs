//! Reads signatures and types written as Rust writes them.
//!
//! `Pool<DB>::begin(&self) -> Result<Transaction<DB>>` is how tables name a function. A name without a path is a type
//! parameter, a type that is in sight everywhere, or one of the module the text is about (`own`); any other path is
//! taken from its crate on. The last word but one is the receiver if it begins with a capital. Parameters may have
//! names; lifetimes, bounds and `mut` are left out. `impl Trait` and `_` say nothing.

use std::sync::Arc;

use super::parse::{ParseError, ParsedFunction};
use crate::base::{FuncPath, Name, Param, QName, Signature, Type};

/// Types nested deeper than this are refused.
const MAX_DEPTH: u32 = 64;

/// Reads a function: `std::fs::File::open(path: P) -> Result<File>`.
pub fn parse_path_signature(text: &str, own: Name) -> Result<ParsedFunction, ParseError> {
    let mut parser = Parser { text, at: 0, own, params: Vec::new(), depth: 0 };
    let function = parser.function()?;
    parser.end()?;
    Ok(function)
}

/// Reads a type: `&mut Transaction<DB>`, `Option<std::process::Child>`.
pub fn parse_path_type(text: &str, own: Name) -> Result<Type, ParseError> {
    let mut parser = Parser { text, at: 0, own, params: Vec::new(), depth: 0 };
    let ty = parser.ty()?;
    parser.end()?;
    Ok(ty)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
    own: Name,
    params: Vec<Name>,
    depth: u32,
}

/// One word of a path with its arguments.
struct Segment<'a> {
    word: &'a str,
    args: Vec<Type>,
}

impl<'a> Parser<'a> {
    fn skip(&mut self) -> usize {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or(&[]);
        self.at += rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        self.at
    }

    fn eat(&mut self, token: &str) -> bool {
        let at = self.skip();
        let found = self.text[at..].starts_with(token);
        self.at += if found { token.len() } else { 0 };
        found
    }

    fn keyword(&mut self, word: &str) -> bool {
        let at = self.skip();
        let found = self.peek_word() == word;
        self.at = if found { at + word.len() } else { at };
        found
    }

    fn peek_word(&mut self) -> &'a str {
        let at = self.skip();
        let rest = &self.text[at..];
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        &rest[..end]
    }

    fn word(&mut self) -> Result<&'a str, ParseError> {
        let word = self.peek_word();
        if word.is_empty() || word.starts_with(|c: char| c.is_ascii_digit()) {
            return Err(self.error("expected a name"));
        }
        self.at += word.len();
        Ok(word)
    }

    fn expect(&mut self, token: &str) -> Result<(), ParseError> {
        if self.eat(token) { Ok(()) } else { Err(self.error(&format!("expected `{token}`"))) }
    }

    fn end(&mut self) -> Result<(), ParseError> {
        let at = self.skip();
        if at == self.text.len() { Ok(()) } else { Err(self.error("nothing more is expected here")) }
    }

    fn error(&self, message: &str) -> ParseError {
        ParseError { at: self.at, message: message.to_owned() }
    }

    /// Type parameters may be written before they are used: what stands in the arguments of the receiver and behind
    /// the name of the function declares them.
    fn function(&mut self) -> Result<ParsedFunction, ParseError> {
        let mut words: Vec<&str> = Vec::new();
        let mut receiver_params = Vec::new();
        let mut type_params = Vec::new();
        loop {
            words.push(self.word()?);
            if self.eat("<") {
                let names = self.names()?;
                self.params.extend(&names);
                if self.eat("::") {
                    receiver_params = names;
                    continue;
                }
                type_params = names;
                break;
            }
            if !self.eat("::") {
                break;
            }
        }
        let name = words.pop().unwrap_or_default();
        let is_type = |word: &&str| word.starts_with(char::is_uppercase);
        // Nothing is inside of a type: after a capital, a capital is one more module.
        let in_module = !words.iter().rev().nth(1).is_some_and(is_type);
        let receiver = words.last().copied().filter(|word| in_module && is_type(word));
        if receiver.is_some() {
            words.pop();
        }
        let package = if matches!((receiver, words.is_empty()), (Some("Option" | "Result"), true)) {
            Name::new("")
        } else if words.is_empty() {
            self.own
        } else {
            Name::new(&format!("::{}", words.join("::")))
        };
        self.expect("(")?;
        let takes_self = self.receiver();
        let params = self.parameters()?;
        let ty = if self.eat("->") { self.ty()? } else { Type::Tuple(Vec::new()) };
        let ty = own_type(&ty, package, receiver, &receiver_params);
        let param = |name: &Name| Param { name: Some(*name), ty: Type::Unknown };
        let signature = Signature {
            type_params: type_params.iter().map(param).collect(),
            params,
            variadic: false,
            results: vec![Param { name: None, ty }],
        };
        Ok(ParsedFunction {
            path: FuncPath { package, receiver: receiver.map(Name::new), name: Name::new(name) },
            has_receiver: takes_self.is_some(),
            pointer_receiver: takes_self.is_some_and(|by_value| !by_value),
            receiver_params,
            qualified: !words.is_empty(),
            signature,
        })
    }

    /// `self`, `&self`, `&mut self`: whether it is taken by value.
    fn receiver(&mut self) -> Option<bool> {
        let before = self.at;
        let reference = self.eat("&");
        self.lifetime();
        self.keyword("mut");
        if self.keyword("self") {
            self.eat(",");
            return Some(!reference);
        }
        self.at = before;
        None
    }

    fn lifetime(&mut self) {
        if self.eat("'") {
            self.at += self.peek_word().len();
        }
    }

    fn names(&mut self) -> Result<Vec<Name>, ParseError> {
        let mut names = Vec::new();
        while !self.eat(">") {
            if self.eat("'") {
                self.at += self.peek_word().len();
            } else {
                names.push(Name::new(self.word()?));
            }
            self.eat(",");
            if self.at >= self.text.len() {
                return Err(self.error("expected `>`"));
            }
        }
        Ok(names)
    }

    fn parameters(&mut self) -> Result<Vec<Param>, ParseError> {
        let mut params = Vec::new();
        while !self.eat(")") {
            let before = self.at;
            let word = self.peek_word();
            self.at += word.len();
            let named = !word.is_empty() && !self.text[self.skip()..].starts_with("::") && self.eat(":");
            if !named {
                self.at = before;
            }
            let ty = self.ty()?;
            params.push(Param { name: named.then(|| Name::new(word)), ty });
            if !self.eat(",") {
                self.expect(")")?;
                break;
            }
        }
        Ok(params)
    }

    fn ty(&mut self) -> Result<Type, ParseError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.error("this type is nested too deeply"));
        }
        let ty = self.plain_type();
        self.depth -= 1;
        ty
    }

    fn plain_type(&mut self) -> Result<Type, ParseError> {
        if self.eat("&") || self.eat("*") {
            self.lifetime();
            let _ = self.keyword("mut") || self.keyword("const");
            return Ok(self.ty()?.pointer());
        }
        if self.eat("[") {
            let element = self.ty()?;
            self.expect("]")?;
            return Ok(Type::Slice(Box::new(element)));
        }
        if self.eat("(") {
            let mut elements = Vec::new();
            while !self.eat(")") {
                elements.push(self.ty()?);
                if !self.eat(",") {
                    self.expect(")")?;
                    break;
                }
            }
            return Ok(Type::Tuple(elements));
        }
        if self.keyword("_") {
            return Ok(Type::Unknown);
        }
        if self.keyword("impl") || self.keyword("dyn") {
            self.path()?;
            return Ok(Type::Unknown);
        }
        if ["fn", "Fn", "FnMut", "FnOnce"].iter().any(|word| self.keyword(word)) {
            self.expect("(")?;
            let params = self.parameters()?;
            let ty = if self.eat("->") { self.ty()? } else { Type::Tuple(Vec::new()) };
            let results = vec![Param { name: None, ty }];
            return Ok(Type::Func(Arc::new(Signature { params, results, ..Signature::default() })));
        }
        let path = self.path()?;
        Ok(self.named(path))
    }

    fn path(&mut self) -> Result<Vec<Segment<'a>>, ParseError> {
        let mut segments = Vec::new();
        loop {
            let word = self.word()?;
            let mut args = Vec::new();
            if self.eat("<") {
                while !self.eat(">") {
                    if self.eat("'") {
                        self.at += self.peek_word().len();
                    } else {
                        args.push(self.ty()?);
                    }
                    if !self.eat(",") {
                        self.expect(">")?;
                        break;
                    }
                }
            }
            segments.push(Segment { word, args });
            if !self.eat("::") {
                return Ok(segments);
            }
        }
    }

    fn named(&self, mut path: Vec<Segment<'a>>) -> Type {
        let Some(last) = path.pop() else { return Type::Unknown };
        let mut args = last.args;
        if path.is_empty() {
            if let Some(param) = self.params.iter().find(|param| param.as_str() == last.word) {
                return Type::Param(*param);
            }
            match last.word {
                "Option" | "Result" => return Type::Named(QName::new("", last.word), args),
                "Box" | "Arc" | "Rc" | "Pin" if args.len() == 1 => return args.remove(0).pointer(),
                "Vec" if args.len() == 1 => return Type::Slice(Box::new(args.remove(0))),
                "String" | "bool" | "char" | "str" => return Type::predeclared(last.word),
                word if word.starts_with(|c: char| c.is_ascii_lowercase()) => return Type::predeclared(word),
                word => return Type::Named(QName { package: self.own, name: Name::new(word) }, args),
            }
        }
        let words: Vec<&str> = path.iter().map(|segment| segment.word).collect();
        Type::Named(QName::new(&format!("::{}", words.join("::")), last.word), args)
    }
}

/// `Self` is the receiver's type.
fn own_type(ty: &Type, package: Name, receiver: Option<&str>, params: &[Name]) -> Type {
    ty.map(&mut |part| match part {
        Type::Named(name, _) if name.name.as_str() == "Self" => receiver.map(|receiver| {
            let args = params.iter().map(|param| Type::Param(*param)).collect();
            Type::Named(QName { package, name: Name::new(receiver) }, args)
        }),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> String {
        match parse_path_signature(text, Name::new("::lib")) {
            Ok(found) => format!("{} {}", found.path, found.signature),
            Err(error) => format!("{}: {}", error.at, error.message),
        }
    }

    #[test]
    fn functions_are_read() {
        assert_eq!(
            read("Pool<DB>::begin(&self) -> Result<Transaction<'static, DB>, Error>"),
            "lib::Pool::begin () Result[::lib.Transaction[DB], ::lib.Error]"
        );
        assert_eq!(read("std::mem::forget<T>(value: T)"), "std::mem::forget (value T) ()");
        assert_eq!(read("Thing::new(path: &str, 'x)").split(':').count(), 2);
        assert_eq!(
            read("Thing::split(self) -> (Self, Option<std::fs::File>)"),
            "lib::Thing::split () (::lib.Thing, Option[::std::fs.File])"
        );
    }
}
