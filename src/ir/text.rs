//! Reads the printed form back, so that tests of the engine need no front end.
//!
//! What the form does not say is filled in: instructions and calls are numbered in the order of the text, and
//! every span is the place in the text itself, so that a finding can be compared with a line of the test.

use std::collections::BTreeMap;

use super::body::{
    Block, BlockId, BlockKind, Body, Call, CallId, CallMode, Callee, Closure, ClosureId, Element, Function, Instr,
    InstrKind, LocalDecl, LocalKind, Rvalue, Terminator,
};
use super::names::{RESERVED, is_temp};
use super::place::{Cond, Local, Operand, Place, Root};
use crate::base::{FileId, IndexVec, Name, Param, Signature, Span, Type};

mod cursor;
mod header;
mod line;
mod tests;

use cursor::{Cursor, Read, list, parse_type};
use header::Header;
use line::{Line, assignment, is_header};

/// Reads one function; positions at the ends of lines are ignored.
pub fn read(text: &str) -> Read<Function> {
    let mut reader = Reader::new(text);
    for line in Line::all(text) {
        reader.line(&line).map_err(|error| format!("{error} in `{}`", line.text))?;
    }
    reader.finish()
}

struct Reader {
    body: Body,
    function: Option<Function>,
    span: Span,
    locals: BTreeMap<String, Local>,
    blocks: BTreeMap<u32, Block>,
    closures: BTreeMap<u32, Closure>,
    /// Where each local is mentioned.
    mentions: Vec<(Local, Option<ClosureId>)>,
    region: Option<ClosureId>,
    /// Literals around the current line, with their indentation.
    nesting: Vec<(usize, ClosureId)>,
    block: Option<u32>,
}

impl Reader {
    /// Declares the locals that the text as a whole gives away: those that are written.
    fn new(text: &str) -> Reader {
        let mut reader = Reader {
            body: Body::default(),
            function: None,
            span: Span::new(FileId(0), 0, text.len() as u32),
            locals: BTreeMap::new(),
            blocks: BTreeMap::new(),
            closures: BTreeMap::new(),
            mentions: Vec::new(),
            region: None,
            nesting: Vec::new(),
            block: None,
        };
        for line in Line::all(text) {
            if is_header(line.text) {
                let _ = reader.header_locals(&line);
            } else if let Some(rest) = line.text.strip_prefix("var ") {
                let (name, ty) = rest.split_once(": ").unwrap_or((rest, "?"));
                let local = reader.declare(name, LocalKind::Var, line.span);
                reader.body.locals[local].ty = parse_type(ty);
            } else if let Some((targets, _)) = assignment(line.text) {
                for target in targets.split(", ").filter(|target| cursor::is_word(target) && *target != "_") {
                    reader.declare(target, LocalKind::Var, line.span);
                }
            }
        }
        reader
    }

    /// Declares a local and those before it of the same name.
    fn declare(&mut self, text: &str, kind: LocalKind, span: Span) -> Local {
        if let Some(&local) = self.locals.get(text) {
            return local;
        }
        let unnamed = |reader: &mut Reader, text: &str, kind| {
            let decl = LocalDecl { name: None, kind, ty: Type::Unknown, span, closure: None };
            let local = reader.body.locals.push(decl);
            reader.locals.insert(text.to_owned(), local);
            local
        };
        if is_temp(text) {
            let count: u32 = text[1..].parse().unwrap_or(0);
            for n in 0..count {
                if !self.locals.contains_key(&format!("t{n}")) {
                    unnamed(self, &format!("t{n}"), LocalKind::Temp);
                }
            }
            return unnamed(self, text, LocalKind::Temp);
        }
        let (name, number) = text.split_once('#').unwrap_or((text, "1"));
        let number: u32 = number.parse().unwrap_or(1);
        let taken =
            RESERVED.contains(&name) || self.locals.get(name).is_some_and(|&at| self.body.locals[at].name.is_none());
        for n in 1 + u32::from(taken)..=number {
            let text = if n == 1 { name.to_owned() } else { format!("{name}#{n}") };
            if !self.locals.contains_key(&text) {
                let kind = if n == number { kind } else { LocalKind::Var };
                let decl = LocalDecl { name: Some(Name::new(name)), kind, ty: Type::Unknown, span, closure: None };
                let local = self.body.locals.push(decl);
                self.locals.insert(text, local);
            }
        }
        self.locals[text]
    }

    /// Declares the parameters and results of a header; unnamed ones are recognised by their text and position.
    fn header_locals(&mut self, line: &Line) -> Read<Header> {
        let mut header = Header::parse(line.text)?;
        for (letter, kind) in [('p', LocalKind::Param), ('r', LocalKind::Result)] {
            let list = if letter == 'p' { header.params.clone() } else { header.results.clone() };
            for (n, (text, ty)) in list.into_iter().enumerate() {
                let kind =
                    if letter == 'p' && n == 0 && header.receiver.is_some() { LocalKind::Receiver } else { kind };
                let inside = header.closure.map_or(String::new(), |id| format!("'{id}"));
                let unnamed = text == format!("{letter}{n}{inside}");
                let local = if unnamed && !self.locals.contains_key(&text) {
                    let decl = LocalDecl { name: None, kind, ty: Type::Unknown, span: line.span, closure: None };
                    let local = self.body.locals.push(decl);
                    self.locals.insert(text, local);
                    local
                } else {
                    self.declare(&text, kind, line.span)
                };
                let decl = &mut self.body.locals[local];
                (decl.kind, decl.ty) = (kind, ty);
                header.locals.push(local);
            }
        }
        Ok(header)
    }

    fn line(&mut self, line: &Line) -> Read<()> {
        let first = line.text.split(' ').next().unwrap_or("");
        if is_header(line.text) {
            return if first == "fn" { self.function(line) } else { self.closure(line) };
        }
        if let Some(number) = first.strip_prefix("bb").and_then(|number| number.parse().ok()) {
            let kind = block_kind(line.text.split(' ').nth(1).unwrap_or(""))?;
            self.block = Some(number);
            let terminator = Terminator::Unreachable;
            let block =
                Block { kind, closure: self.region, instrs: Vec::new(), terminator, terminator_span: line.span };
            return match self.blocks.insert(number, block) {
                Some(_) => Err("a block is there twice".to_owned()),
                None => Ok(()),
            };
        }
        if first == "var" && assignment(line.text).is_none() {
            return Ok(());
        }
        let terminator = self.terminator(line.text)?;
        let kind = if terminator.is_none() { Some(self.instr(line.text)?) } else { None };
        let block = self.block.and_then(|number| self.blocks.get_mut(&number)).ok_or("not in a block")?;
        if let Some(terminator) = terminator {
            block.terminator = terminator;
            block.terminator_span = line.span;
        }
        if let Some(kind) = kind {
            block.instrs.push(self.body.instrs.push(Instr { kind, span: line.span }));
        }
        Ok(())
    }

    fn function(&mut self, line: &Line) -> Read<()> {
        let header = self.header_locals(line)?;
        let params = header.params.len();
        self.body.params = header.locals[..params].to_vec();
        self.body.results = header.locals[params..].to_vec();
        let skipped = usize::from(header.receiver.is_some());
        self.function = Some(Function {
            name: Name::new(&header.name),
            receiver: header.receiver.clone(),
            signature: self.signature(&header, skipped),
            span: self.span,
            name_span: line.span,
            body: Body::default(),
        });
        Ok(())
    }

    fn closure(&mut self, line: &Line) -> Read<()> {
        let header = self.header_locals(line)?;
        let id = ClosureId(header.closure.ok_or("no number")?);
        self.nesting.retain(|&(depth, _)| depth < line.depth);
        let parent = self.nesting.last().map(|&(_, id)| id);
        self.nesting.push((line.depth, id));
        self.region = Some(id);
        let (params, results) = header.locals.split_at(header.params.len());
        let mut captures = Vec::new();
        for text in &header.captures {
            captures.push(*self.locals.get(text).ok_or_else(|| format!("{text} is not declared"))?);
        }
        captures.sort_unstable();
        let entry = BlockId(u32::MAX);
        let (params, results) = (params.to_vec(), results.to_vec());
        let signature = self.signature(&header, 0);
        let (moves, span) = (header.moves, line.span);
        self.closures.insert(id.0, Closure { entry, signature, params, results, parent, captures, moves, span });
        Ok(())
    }

    fn signature(&self, header: &Header, skipped: usize) -> Signature {
        let param = |&local: &Local| {
            let decl = &self.body.locals[local];
            Param { name: decl.name, ty: decl.ty.clone() }
        };
        let (params, results) = header.locals.split_at(header.params.len());
        Signature {
            type_params: header.type_params.clone(),
            params: params[skipped..].iter().map(param).collect(),
            variadic: header.variadic,
            results: results.iter().map(param).collect(),
        }
    }

    fn terminator(&mut self, text: &str) -> Read<Option<Terminator>> {
        let block = |text: &str| -> Read<BlockId> {
            let number = text.trim().strip_prefix("bb").and_then(|number| number.parse().ok());
            number.map(BlockId).ok_or_else(|| format!("`{text}` is no block"))
        };
        if assignment(text).is_some() {
            return Ok(None);
        }
        let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
        Ok(Some(match word {
            "goto" => Terminator::Goto(block(rest)?),
            "branch" => {
                let (cond, targets) = rest.rsplit_once(": ").ok_or("no targets")?;
                let (then, otherwise) = targets.split_once(" else ").ok_or("no else")?;
                let mut cursor = Cursor::new(cond);
                let cond = self.cond(&mut cursor)?;
                cursor.end()?;
                Terminator::Branch { cond: Box::new(cond), then: block(then)?, otherwise: block(otherwise)? }
            }
            "switch" => Terminator::Switch(rest.split(',').map(block).collect::<Read<_>>()?),
            "return" => Terminator::Return,
            "panic" => Terminator::Panic,
            "unreachable" => Terminator::Unreachable,
            _ => return Ok(None),
        }))
    }

    fn instr(&mut self, text: &str) -> Read<InstrKind> {
        if text == "run defers" {
            return Ok(InstrKind::RunDefers);
        }
        if text == "nop" {
            return Ok(InstrKind::Nop);
        }
        let (targets, source) = assignment(text).unwrap_or(("", text));
        let targets = self.targets(targets)?;
        let mut cursor = Cursor::new(source);
        let kind = self.effect(&mut cursor, targets)?;
        cursor.end()?;
        Ok(kind)
    }

    fn targets(&mut self, text: &str) -> Read<Vec<Option<Place>>> {
        let mut cursor = Cursor::new(text);
        let mut targets = Vec::new();
        while !cursor.rest().is_empty() {
            let blank = cursor.rest() == "_" || cursor.rest().starts_with("_,");
            targets.push(if blank && cursor.eat("_") { None } else { Some(self.place(&mut cursor)?) });
            cursor.eat(", ");
        }
        Ok(targets)
    }

    fn effect(&mut self, cursor: &mut Cursor, targets: Vec<Option<Place>>) -> Read<InstrKind> {
        for (words, mode) in
            [("call ", CallMode::Normal), ("defer call ", CallMode::Deferred), ("go call ", CallMode::Spawned)]
        {
            if cursor.eat(words) {
                return self.call(cursor, mode, targets);
            }
        }
        if cursor.eat("opaque(") {
            let uses = self.operands(cursor, ")")?;
            return Ok(InstrKind::Opaque { uses, writes: targets.into_iter().flatten().collect() });
        }
        if cursor.eat("drop ") {
            return Ok(InstrKind::Drop(self.place(cursor)?));
        }
        let dst = targets.into_iter().next().flatten().ok_or("nothing is written")?;
        if cursor.eat("await ") {
            return Ok(InstrKind::Await { future: self.operand(cursor)?, dst });
        }
        Ok(InstrKind::Assign { dst, src: self.rvalue(cursor)? })
    }

    fn call(&mut self, cursor: &mut Cursor, mode: CallMode, dst: Vec<Option<Place>>) -> Read<InstrKind> {
        let callee = match cursor.closure() {
            Some(id) => Callee::Closure(ClosureId(id)),
            None => Callee::Place(self.place(cursor)?),
        };
        let type_args =
            if cursor.eat("[") { list(cursor.until("]")?).into_iter().map(parse_type).collect() } else { Vec::new() };
        cursor.expect("(")?;
        let args = self.operands(cursor, ")")?;
        let id = CallId(self.body.call_count);
        self.body.call_count += 1;
        let spread = cursor.spread;
        Ok(InstrKind::Call(Box::new(Call { id, callee, type_args, args, spread, dst, mode })))
    }

    /// Values up to `end`, which is taken.
    fn operands(&mut self, cursor: &mut Cursor, end: &str) -> Read<Vec<Operand>> {
        let mut operands = Vec::new();
        while !cursor.eat(end) {
            operands.push(self.operand(cursor)?);
            cursor.spread |= cursor.eat("...");
            cursor.eat(", ");
        }
        Ok(operands)
    }

    fn rvalue(&mut self, cursor: &mut Cursor) -> Read<Rvalue> {
        if cursor.eat("cond ") {
            let negated = cursor.eat("not ");
            return Ok(Rvalue::Cond { cond: self.cond(cursor)?, negated });
        }
        if cursor.eat("compute(") {
            return Ok(Rvalue::Compute(self.operands(cursor, ")")?));
        }
        if cursor.eat("range[") {
            let position = cursor.until("] ")?.parse().map_err(|_| "no position")?;
            return Ok(Rvalue::RangeElement { of: self.operand(cursor)?, position });
        }
        if cursor.eat("new ") {
            let ty = parse_type(cursor.until(" {")?);
            let mut elements = Vec::new();
            while !cursor.eat("}") {
                elements.push((element(cursor.until(": ")?), self.operand(cursor)?));
                cursor.eat(", ");
            }
            return Ok(Rvalue::Composite { ty, elements });
        }
        let operand = self.operand(cursor)?;
        if cursor.eat(".(") {
            return Ok(Rvalue::TypeAssert(operand, Box::new(parse_type(cursor.until(")")?))));
        }
        if cursor.eat(" as ") {
            return Ok(Rvalue::Convert(operand, Box::new(parse_type(cursor.take_rest()))));
        }
        Ok(Rvalue::Use(operand))
    }

    fn cond(&mut self, cursor: &mut Cursor) -> Read<Cond> {
        if cursor.eat("?(") {
            return Ok(Cond::Opaque(self.operands(cursor, ")")?));
        }
        let operand = self.operand(cursor)?;
        if cursor.eat(" is nil") {
            return Ok(Cond::Nil(operand));
        }
        if cursor.eat(" is type ") {
            return Ok(Cond::IsType(operand, Box::new(parse_type(cursor.take_rest()))));
        }
        if cursor.eat(" == ") {
            return Ok(Cond::Eq(operand, Box::new(self.operand(cursor)?)));
        }
        Ok(Cond::True(operand))
    }

    fn operand(&mut self, cursor: &mut Cursor) -> Read<Operand> {
        if let Some(literal) = cursor.literal()? {
            return Ok(Operand::Const(literal));
        }
        if let Some(id) = cursor.closure() {
            return Ok(Operand::Closure(ClosureId(id)));
        }
        if cursor.eat("&") {
            return Ok(Operand::Addr(self.place(cursor)?));
        }
        Ok(Operand::Place(self.place(cursor)?))
    }

    fn place(&mut self, cursor: &mut Cursor) -> Read<Place> {
        let (text, projections) = cursor.place()?;
        let local = if is_temp(&text) {
            Some(self.declare(&text, LocalKind::Temp, self.span))
        } else {
            self.locals.get(&text).copied()
        };
        let root = match local {
            Some(local) => {
                self.mentions.push((local, self.region));
                Root::Local(local)
            }
            None => Root::Global(Name::new(text.strip_prefix('@').unwrap_or(&text))),
        };
        Ok(Place { root, projections: projections.into() })
    }

    /// Puts the parts together; blocks and literals must be numbered without gaps.
    fn finish(mut self) -> Read<Function> {
        for (n, (number, block)) in std::mem::take(&mut self.blocks).into_iter().enumerate() {
            if n as u32 != number {
                return Err(format!("bb{n} is missing"));
            }
            if let Some(closure) = block.closure.and_then(|id| self.closures.get_mut(&id.0)) {
                closure.entry = closure.entry.min(BlockId(number));
            }
            self.body.blocks.push(block);
        }
        self.body.closures = std::mem::take(&mut self.closures).into_values().collect::<IndexVec<_, _>>();
        self.owners();
        let mut function = self.function.ok_or("no function")?;
        function.body = self.body;
        Ok(function)
    }

    /// A local belongs to the outermost literal that mentions it without capturing it.
    fn owners(&mut self) {
        for &(local, region) in &self.mentions {
            let mut at = region;
            while let Some(closure) = at.and_then(|id| self.body.closures.get(id)) {
                if !closure.captures.contains(&local) {
                    break;
                }
                at = closure.parent;
            }
            self.body.locals[local].closure = at;
        }
        for (id, closure) in self.body.closures.iter_enumerated() {
            for &local in closure.params.iter().chain(&closure.results) {
                self.body.locals[local].closure = Some(id);
            }
        }
    }
}

fn element(text: &str) -> Element {
    match text.parse() {
        Ok(n) => Element::Position(n),
        Err(_) if text == "[_]" => Element::Keyed,
        Err(_) => Element::Field(Name::new(text)),
    }
}

fn block_kind(text: &str) -> Read<BlockKind> {
    use BlockKind::*;
    let kinds = [
        Entry,
        IfThen,
        IfElse,
        IfDone,
        LoopHead,
        LoopBody,
        LoopPost,
        LoopDone,
        SwitchCase,
        SwitchNext,
        SwitchDone,
        SelectCase,
        SelectDone,
        AndRight,
        OrRight,
        CondDone,
        Label,
        Closure,
        Unreachable,
    ];
    kinds.into_iter().find(|kind| kind.as_str() == text).ok_or_else(|| format!("`{text}` is no kind of block"))
}
