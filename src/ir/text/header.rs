//! The first line of a function or function literal.

use super::cursor::{Cursor, Read, list, parse_type};
use crate::base::{Name, Param, Type};
use crate::ir::body::Receiver;
use crate::ir::place::Local;

/// A first line of a function or literal, in parts.
pub struct Header {
    pub name: String,
    pub closure: Option<u32>,
    pub receiver: Option<Receiver>,
    pub type_params: Vec<Param>,
    pub params: Vec<(String, Type)>,
    pub variadic: bool,
    pub results: Vec<(String, Type)>,
    pub captures: Vec<String>,
    pub moves: bool,
    /// Parameters and results once declared.
    pub locals: Vec<Local>,
}

impl Header {
    pub fn parse(line: &str) -> Read<Header> {
        let mut cursor = Cursor::new(line);
        cursor.eat("fn ");
        let closure = cursor.closure();
        let receiver = if closure.is_none() && cursor.eat("(") { Some(receiver(cursor.until(").")?)) } else { None };
        let name = if closure.is_some() { String::new() } else { cursor.word()?.to_owned() };
        let type_params = if cursor.eat("[") { list(cursor.until("]")?) } else { Vec::new() };
        let type_param = |text: &str| {
            let (name, ty) = text.split_once(' ').unwrap_or((text, "?"));
            Param { name: (name != "_").then(|| Name::new(name)), ty: parse_type(ty) }
        };
        let type_params = type_params.into_iter().map(type_param).collect();
        cursor.expect("(")?;
        let params = list(cursor.until(")")?);
        let results = if cursor.eat(" -> (") { list(cursor.until(")")?) } else { Vec::new() };
        let captures = if cursor.eat(" captures [") { list(cursor.until("]")?) } else { Vec::new() };
        let moves = cursor.eat(" moves");
        let variadic = params.last().is_some_and(|last| last.contains(": ..."));
        let declared = |text: &str| -> Read<(String, Type)> {
            let (name, ty) = text.split_once(": ").ok_or("a parameter without a type")?;
            let ty = match ty.strip_prefix("...") {
                Some(element) => Type::Slice(Box::new(parse_type(element))),
                None => parse_type(ty),
            };
            Ok((name.to_owned(), ty))
        };
        Ok(Header {
            name,
            closure,
            receiver,
            type_params,
            params: params.into_iter().map(declared).collect::<Read<_>>()?,
            variadic,
            results: results.into_iter().map(declared).collect::<Read<_>>()?,
            moves,
            captures: captures.into_iter().map(str::to_owned).collect(),
            locals: Vec::new(),
        })
    }
}

fn receiver(text: &str) -> Receiver {
    let (name, rest) = text.split_once('[').unwrap_or((text, ""));
    let type_params = list(rest.trim_end_matches(']')).into_iter().map(Name::new).collect();
    Receiver { type_name: Name::new(name.trim_start_matches('*')), pointer: name.starts_with('*'), type_params }
}
