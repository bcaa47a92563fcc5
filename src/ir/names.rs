//! How locals, places, operands and conditions are written in dumps.
//!
//! Every local of a body gets a text of its own: its name, with `#2`, `#3` for later locals of the same name;
//! `t0`, `p0`, `r0`, `v0` for temporaries, parameters, results and variables without one. The texts are
//! chosen so that the test reader can tell locals from globals; a global that could be mistaken for a local
//! is written `@name`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::body::{Body, Callee, ClosureId, InstrKind, LocalKind, Rvalue, Terminator};
use super::place::{Cond, Const, Local, Operand, Place, Projection, Root};
use crate::base::{IndexVec, Name};

/// Words that no name may be mistaken for; a local of such a name is written with a number.
pub const RESERVED: [&str; 3] = ["nil", "true", "false"];

/// Longest literal that is printed in full; longer ones are cut.
const LITERAL_LIMIT: usize = 48;

/// The texts of the locals of one body.
pub struct Names {
    locals: IndexVec<Local, String>,
    marked: FxHashSet<Name>,
}

impl Names {
    /// Chooses the texts.
    pub fn new(body: &Body) -> Names {
        let locals = local_texts(body);
        let texts: FxHashSet<&str> = locals.iter().map(String::as_str).collect();
        let mut marked = FxHashSet::default();
        for_each_place(body, &mut |place, written| {
            if let Root::Global(name) = place.root {
                let text = name.as_str();
                let whole = written && place.projections.is_empty();
                if whole || texts.contains(text) || RESERVED.contains(&text) || is_temp(text) {
                    marked.insert(name);
                }
            }
        });
        Names { locals, marked }
    }

    /// A local; `?` and its number if the body has no such local.
    pub fn local(&self, local: Local) -> String {
        self.locals.get(local).cloned().unwrap_or_else(|| format!("?{}", local.0))
    }

    /// A place: `f`, `s.db.Query`, `list[_]`, `(*p).x`.
    pub fn place(&self, place: &Place) -> String {
        let mut text = match place.root {
            Root::Local(local) => self.local(local),
            Root::Global(name) if self.marked.contains(&name) => format!("@{name}"),
            Root::Global(name) => name.to_string(),
        };
        let mut projections = place.projections.iter().peekable();
        while let Some(projection) = projections.next() {
            match projection {
                Projection::Field(name) => {
                    text.push('.');
                    text.push_str(name.as_str());
                }
                Projection::Index => text.push_str("[_]"),
                Projection::Element(number) => text.push_str(&format!("[{number}]")),
                Projection::Deref if projections.peek().is_some() => text = format!("(*{text})"),
                Projection::Deref => text.insert(0, '*'),
            }
        }
        text
    }

    /// A value.
    pub fn operand(&self, operand: &Operand) -> String {
        match operand {
            Operand::Place(place) => self.place(place),
            Operand::Addr(place) => format!("&{}", self.place(place)),
            Operand::Const(literal) => const_text(literal),
            Operand::Closure(id) => closure_text(*id),
        }
    }

    /// Values with commas between.
    pub fn operands<'a>(&self, operands: impl IntoIterator<Item = &'a Operand>) -> String {
        operands.into_iter().map(|operand| self.operand(operand)).collect::<Vec<_>>().join(", ")
    }

    /// A question: `err is nil`, `ok`, `a == b`, `x is type T`, `?(a, b)`.
    pub fn cond(&self, cond: &Cond) -> String {
        match cond {
            Cond::Nil(operand) => format!("{} is nil", self.operand(operand)),
            Cond::True(operand) => self.operand(operand),
            Cond::Eq(left, right) => format!("{} == {}", self.operand(left), self.operand(right)),
            Cond::IsType(operand, ty) => format!("{} is type {ty}", self.operand(operand)),
            Cond::Opaque(operands) => format!("?({})", self.operands(operands)),
        }
    }
}

/// A function literal.
pub fn closure_text(id: ClosureId) -> String {
    format!("func@{}", id.0)
}

/// Whether a text is that of a temporary: `t12`.
pub fn is_temp(text: &str) -> bool {
    text.strip_prefix('t').is_some_and(|digits| digits.parse::<u32>().is_ok_and(|n| n.to_string() == digits))
}

fn local_texts(body: &Body) -> IndexVec<Local, String> {
    let unnamed = unnamed_texts(body);
    // Names that an unnamed local or a word of ours already has start at `#2`.
    let mut used: FxHashMap<&str, u32> = RESERVED.iter().map(|&word| (word, 1)).collect();
    used.extend(unnamed.values().map(|text| (text.as_str(), 1)));
    let mut texts = IndexVec::new();
    for (local, decl) in body.locals.iter_enumerated() {
        let Some(name) = decl.name else {
            texts.push(unnamed.get(&local).cloned().unwrap_or_default());
            continue;
        };
        let name = name.as_str();
        let count = used.entry(name).or_insert(0);
        *count += 1;
        texts.push(if *count == 1 { name.to_owned() } else { format!("{name}#{count}") });
    }
    texts
}

/// Parameters and results are numbered by position, `p0` of a literal inside being `p0'1` in literal 1.
fn unnamed_texts(body: &Body) -> FxHashMap<Local, String> {
    let mut texts = FxHashMap::default();
    for region in body.regions() {
        let params = region.map_or(&body.params, |id| &body.closures[id].params);
        let inside = region.map_or(String::new(), |id| format!("'{}", id.0));
        for (letter, locals) in [('p', params.as_slice()), ('r', body.results_of(region))] {
            for (n, local) in locals.iter().enumerate() {
                texts.insert(*local, format!("{letter}{n}{inside}"));
            }
        }
    }
    let (mut temps, mut vars) = (0, 0);
    for (local, decl) in body.locals.iter_enumerated().filter(|(_, decl)| decl.name.is_none()) {
        let (letter, count) = match decl.kind {
            LocalKind::Receiver => {
                texts.insert(local, "recv".to_owned());
                continue;
            }
            LocalKind::Temp => ('t', &mut temps),
            LocalKind::Param | LocalKind::Result | LocalKind::Var => ('v', &mut vars),
        };
        texts.entry(local).or_insert_with(|| {
            *count += 1;
            format!("{letter}{}", *count - 1)
        });
    }
    texts
}

/// Literals are kept on one line and short.
fn const_text(literal: &Const) -> String {
    match literal {
        Const::Nil => "nil".to_owned(),
        Const::Bool(value) => value.to_string(),
        Const::Int(value) => value.to_string(),
        Const::Str(text) => short_literal(text.as_str()),
        Const::Zero => "<zero>".to_owned(),
        Const::Other => "<literal>".to_owned(),
    }
}

fn short_literal(text: &str) -> String {
    // Enough to know whether the rest has to go; literals can be as long as a file.
    let shown: String = text.chars().take(LITERAL_LIMIT + 1).collect();
    let mut line = shown.replace('\r', "\\r").replace('\n', "\\n").replace('\t', "\\t");
    if line.chars().count() > LITERAL_LIMIT {
        let quote = if line.starts_with('`') { '`' } else { '"' };
        line = line.chars().take(LITERAL_LIMIT - 8).collect();
        // A backslash at the cut would swallow the quote that is put there.
        line.truncate(line.trim_end_matches('\\').len());
        line.push('…');
        line.push(quote);
    }
    line
}

/// Calls `visit` with every place of the body and whether it is written.
pub fn for_each_place<'a>(body: &'a Body, visit: &mut dyn FnMut(&'a Place, bool)) {
    for instr in body.instrs.iter() {
        visit_instr(&instr.kind, visit);
    }
    for block in body.blocks.iter() {
        if let Terminator::Branch { cond, .. } = &block.terminator {
            visit_operands(cond.operands(), visit);
        }
    }
}

/// Calls `visit` with every place of one instruction and whether it is written.
pub fn visit_instr<'a>(kind: &'a InstrKind, visit: &mut dyn FnMut(&'a Place, bool)) {
    match kind {
        InstrKind::Assign { dst, src } => {
            visit_operands(rvalue_operands(src), visit);
            visit(dst, true);
        }
        InstrKind::Call(call) => {
            if let Callee::Place(place) = &call.callee {
                visit(place, false);
            }
            visit_operands(&call.args, visit);
            call.dst.iter().flatten().for_each(|place| visit(place, true));
        }
        InstrKind::Drop(place) => visit(place, false),
        InstrKind::Await { future, dst } => {
            visit_operands([future], visit);
            visit(dst, true);
        }
        InstrKind::Opaque { uses, writes } => {
            visit_operands(uses, visit);
            writes.iter().for_each(|place| visit(place, true));
        }
        InstrKind::RunDefers | InstrKind::Nop => {}
    }
}

/// The values an assignment reads.
pub fn rvalue_operands(rvalue: &Rvalue) -> Vec<&Operand> {
    match rvalue {
        Rvalue::Use(operand)
        | Rvalue::TypeAssert(operand, _)
        | Rvalue::Convert(operand, _)
        | Rvalue::RangeElement { of: operand, .. } => vec![operand],
        Rvalue::Cond { cond, .. } => cond.operands(),
        Rvalue::Composite { elements, .. } => elements.iter().map(|(_, operand)| operand).collect(),
        Rvalue::Compute(operands) => operands.iter().collect(),
    }
}

fn visit_operands<'a>(operands: impl IntoIterator<Item = &'a Operand>, visit: &mut dyn FnMut(&'a Place, bool)) {
    for operand in operands {
        if let Some(place) = operand.place() {
            visit(place, false);
        }
    }
}
