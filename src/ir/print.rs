//! The stable text form of lowered functions, used by dumps and by snapshots.
//!
//! One line an instruction, with the line and column of its source behind it if a line index is given.
//! Locals are told apart by [`Names`]. Function literals follow the function they stand in, indented.
//!
//! ```text
//! fn LoadBad(path: string) -> (r0: []byte, r1: error)
//! bb0 entry
//!     f, err = call os.Open(path)                 6:12
//!     branch err is nil: bb2 else bb1             7:5
//! ```
//!
//! `x = call f()` may stand for fewer results than `f` has; `_` is the blank identifier; a call whose results
//! are all dropped has no left side. A local that no instruction of this form would declare, because it has
//! a type in the source or is never written, is declared by a `var` line.

use super::body::{
    BlockId, Body, Call, CallMode, Callee, ClosureId, Element, Function, InstrKind, LocalKind, Rvalue, Terminator,
};
use super::names::{Names, closure_text, for_each_place};
use super::place::{Local, Operand, Place};
use crate::base::{LineIndex, Param, Span, Type};
use rustc_hash::FxHashSet;

/// Column at which positions are printed, if the line leaves room.
const POSITION_COLUMN: usize = 48;

/// Indentation stops growing here, so that absurd nesting does not print absurd lines.
const DEEPEST_INDENT: usize = 80;

/// Prints a function with all its literals.
pub fn print(function: &Function, index: Option<&LineIndex>) -> String {
    let body = &function.body;
    let mut printer = Printer { body, names: Names::new(body), index, written: whole_writes(body), out: String::new() };
    let header = printer.header(function);
    printer.line(0, &header, None);
    let parts = Part::of_regions(body);
    // Literals are listed outer before inner; the stack turns that into a tree walk without recursion.
    let mut stack = vec![(0, None)];
    while let Some((depth, region)) = stack.pop() {
        let part = &parts[region_number(region)];
        if let Some(id) = region {
            printer.closure_header(depth, id);
        }
        printer.region(depth, part);
        let inner = (depth + 4).min(DEEPEST_INDENT);
        stack.extend(part.closures.iter().rev().map(|&id| (inner, Some(id))));
    }
    printer.out
}

/// Prints one instruction, without position.
pub fn print_instr(names: &Names, kind: &InstrKind) -> String {
    match kind {
        InstrKind::Assign { dst, src } => format!("{} = {}", names.place(dst), rvalue_text(names, src)),
        InstrKind::Call(call) => call_text(names, call),
        InstrKind::RunDefers => "run defers".to_owned(),
        InstrKind::Drop(place) => format!("drop {}", names.place(place)),
        InstrKind::Await { future, dst } => format!("{} = await {}", names.place(dst), names.operand(future)),
        InstrKind::Opaque { uses, writes } => {
            let writes: Vec<Option<Place>> = writes.iter().cloned().map(Some).collect();
            format!("{}opaque({})", targets_text(names, &writes), names.operands(uses))
        }
        InstrKind::Nop => "nop".to_owned(),
    }
}

/// Prints how a block ends, without position.
pub fn print_terminator(names: &Names, terminator: &Terminator) -> String {
    match terminator {
        Terminator::Goto(next) => format!("goto {}", block_text(*next)),
        Terminator::Branch { cond, then, otherwise } => {
            format!("branch {}: {} else {}", names.cond(cond), block_text(*then), block_text(*otherwise))
        }
        Terminator::Switch(targets) => {
            format!("switch {}", targets.iter().map(|&target| block_text(target)).collect::<Vec<_>>().join(", "))
        }
        Terminator::Return => "return".to_owned(),
        Terminator::Panic => "panic".to_owned(),
        Terminator::Unreachable => "unreachable".to_owned(),
    }
}

struct Printer<'a> {
    body: &'a Body,
    names: Names,
    index: Option<&'a LineIndex>,
    written: FxHashSet<Local>,
    out: String,
}

impl Printer<'_> {
    fn header(&self, function: &Function) -> String {
        let mut text = "fn ".to_owned();
        let mut params = self.body.params.as_slice();
        let mut receiver = String::new();
        if let Some(of) = &function.receiver {
            let star = if of.pointer { "*" } else { "" };
            let type_params: Vec<&str> = of.type_params.iter().map(|name| name.as_str()).collect();
            let type_params =
                if type_params.is_empty() { String::new() } else { format!("[{}]", type_params.join(", ")) };
            text.push_str(&format!("({star}{}{type_params}).", of.type_name));
            if let Some((first, rest)) = params.split_first() {
                let separator = if rest.is_empty() { "" } else { ", " };
                receiver = format!("{}{separator}", self.declared(*first));
                params = rest;
            }
        }
        text.push_str(function.name.as_str());
        text.push_str(&type_params_text(&function.signature.type_params));
        text.push_str(&format!("({receiver}{})", self.params(params, function.signature.variadic)));
        text.push_str(&self.results(&self.body.results));
        text
    }

    fn params(&self, params: &[Local], variadic: bool) -> String {
        let mut texts: Vec<String> = params.iter().map(|&param| self.declared(param)).collect();
        if variadic && let (Some(last), Some(&param)) = (texts.last_mut(), params.last()) {
            let element = match self.body.locals.get(param).map(|decl| &decl.ty) {
                Some(Type::Slice(element)) => element.to_string(),
                _ => Type::Unknown.to_string(),
            };
            *last = format!("{}: ...{element}", self.names.local(param));
        }
        texts.join(", ")
    }

    fn results(&self, results: &[Local]) -> String {
        if results.is_empty() {
            return String::new();
        }
        let texts: Vec<String> = results.iter().map(|&result| self.declared(result)).collect();
        format!(" -> ({})", texts.join(", "))
    }

    fn declared(&self, local: Local) -> String {
        let ty = self.body.locals.get(local).map_or(&Type::Unknown, |decl| &decl.ty);
        format!("{}: {ty}", self.names.local(local))
    }

    fn closure_header(&mut self, depth: usize, id: ClosureId) {
        let closure = &self.body.closures[id];
        let mut text = closure_text(id);
        text.push_str(&format!("({})", self.params(&closure.params, closure.signature.variadic)));
        text.push_str(&self.results(&closure.results));
        if !closure.captures.is_empty() {
            let mut captures: Vec<String> = closure.captures.iter().map(|&local| self.names.local(local)).collect();
            captures.sort_unstable();
            text.push_str(&format!(" captures [{}]", captures.join(", ")));
        }
        if closure.moves {
            text.push_str(" moves");
        }
        self.line(depth, &text, Some(closure.span));
    }

    fn region(&mut self, depth: usize, part: &Part) {
        let body = self.body;
        for &local in &part.vars {
            let decl = &body.locals[local];
            if !decl.ty.is_unknown() || !self.written.contains(&local) {
                self.line(depth + 4, &format!("var {}", self.declared(local)), Some(decl.span));
            }
        }
        for &id in &part.blocks {
            let block = &body.blocks[id];
            self.line(depth, &format!("{} {}", block_text(id), block.kind.as_str()), None);
            for &instr in &block.instrs {
                match body.instrs.get(instr) {
                    Some(instr) => self.line(depth + 4, &print_instr(&self.names, &instr.kind), Some(instr.span)),
                    None => self.line(depth + 4, "missing instruction", None),
                }
            }
            let position = match block.terminator {
                Terminator::Goto(_) | Terminator::Unreachable => None,
                Terminator::Branch { .. } | Terminator::Switch(_) | Terminator::Return | Terminator::Panic => {
                    Some(block.terminator_span)
                }
            };
            self.line(depth + 4, &print_terminator(&self.names, &block.terminator), position);
        }
    }

    /// One line, ended; the position is put at its column or two spaces behind a long line.
    fn line(&mut self, depth: usize, text: &str, span: Option<Span>) {
        let start = self.out.len();
        self.out.extend(std::iter::repeat_n(' ', depth));
        self.out.push_str(text);
        if let (Some(span), Some(index)) = (span, self.index) {
            let width = self.out[start..].chars().count();
            let padding = POSITION_COLUMN.saturating_sub(width).max(2);
            let at = index.byte_column(span.start);
            self.out.extend(std::iter::repeat_n(' ', padding));
            self.out.push_str(&format!("{}:{}", at.line, at.column));
        }
        self.out.push('\n');
    }
}

/// What belongs to one region, in order.
#[derive(Default)]
struct Part {
    vars: Vec<Local>,
    blocks: Vec<BlockId>,
    closures: Vec<ClosureId>,
}

impl Part {
    /// The function first, then its literals; what names a literal that does not exist is the function's.
    fn of_regions(body: &Body) -> Vec<Part> {
        let mut parts: Vec<Part> = body.regions().map(|_| Part::default()).collect();
        let known = |region: Option<ClosureId>| region_number(region.filter(|&id| body.closures.get(id).is_some()));
        for (local, decl) in body.locals.iter_enumerated().filter(|(_, decl)| decl.kind == LocalKind::Var) {
            parts[known(decl.closure)].vars.push(local);
        }
        for (id, block) in body.blocks.iter_enumerated() {
            parts[known(block.closure)].blocks.push(id);
        }
        for part in &mut parts {
            part.vars.sort_by_key(|&local| (body.locals[local].span.start, local));
        }
        for (id, closure) in body.closures.iter_enumerated() {
            parts[known(closure.parent.filter(|&parent| parent < id))].closures.push(id);
        }
        parts
    }
}

fn region_number(region: Option<ClosureId>) -> usize {
    region.map_or(0, |id| id.0 as usize + 1)
}

/// Locals that some instruction writes as a whole.
fn whole_writes(body: &Body) -> FxHashSet<Local> {
    let mut locals = FxHashSet::default();
    for_each_place(body, &mut |place, written| {
        if written {
            locals.extend(place.as_local());
        }
    });
    locals
}

fn block_text(block: BlockId) -> String {
    format!("bb{}", block.0)
}

fn type_params_text(params: &[Param]) -> String {
    if params.is_empty() {
        return String::new();
    }
    let text = |param: &Param| match param.name {
        Some(name) => format!("{name} {}", param.ty),
        None => format!("_ {}", param.ty),
    };
    format!("[{}]", params.iter().map(text).collect::<Vec<_>>().join(", "))
}

fn call_text(names: &Names, call: &Call) -> String {
    let callee = match &call.callee {
        Callee::Place(place) => names.place(place),
        Callee::Closure(id) => closure_text(*id),
    };
    let mode = match call.mode {
        CallMode::Normal => "",
        CallMode::Deferred => "defer ",
        CallMode::Spawned => "go ",
    };
    let type_args = if call.type_args.is_empty() {
        String::new()
    } else {
        format!("[{}]", call.type_args.iter().map(Type::to_string).collect::<Vec<_>>().join(", "))
    };
    let spread = if call.spread { "..." } else { "" };
    let targets = targets_text(names, &call.dst);
    format!("{targets}{mode}call {callee}{type_args}({}{spread})", names.operands(&call.args))
}

fn targets_text(names: &Names, targets: &[Option<Place>]) -> String {
    if targets.is_empty() {
        return String::new();
    }
    let texts: Vec<String> =
        targets.iter().map(|target| target.as_ref().map_or("_".to_owned(), |place| names.place(place))).collect();
    format!("{} = ", texts.join(", "))
}

fn rvalue_text(names: &Names, rvalue: &Rvalue) -> String {
    match rvalue {
        Rvalue::Use(operand) => names.operand(operand),
        Rvalue::Cond { cond, negated } => format!("cond {}{}", if *negated { "not " } else { "" }, names.cond(cond)),
        Rvalue::Composite { ty, elements } => {
            let element = |(element, operand): &(Element, Operand)| match element {
                Element::Field(name) => format!("{name}: {}", names.operand(operand)),
                Element::Position(n) => format!("{n}: {}", names.operand(operand)),
                Element::Keyed => format!("[_]: {}", names.operand(operand)),
            };
            format!("new {ty} {{{}}}", elements.iter().map(element).collect::<Vec<_>>().join(", "))
        }
        Rvalue::TypeAssert(operand, ty) => format!("{}.({ty})", names.operand(operand)),
        Rvalue::Convert(operand, ty) => format!("{} as {ty}", names.operand(operand)),
        Rvalue::RangeElement { of, position } => format!("range[{position}] {}", names.operand(of)),
        Rvalue::Compute(operands) => format!("compute({})", names.operands(operands)),
    }
}
