//! The state that all parts of the lowering share: the body in the making, and what has to be dropped where.
//!
//! Each scope lists the variables and temporaries that are dropped at its end. A statement is a scope for its
//! temporaries. Leaving several scopes at once, by `return`, `?`, `break` or `continue`, drops those of each, the
//! innermost first.

use super::extent::Extent;
use rustc_hash::FxHashMap;

use super::types::{self, TypeScope, read_type};
use crate::base::{LineIndex, Name, Signature, Span, Type};
use crate::ir::builder::{Binding, BodyBuilder};
use crate::ir::{BlockId, BlockKind, Const, Local, LocalKind, Operand, Place, Rvalue};

/// Lowers one function.
pub(super) struct Lowerer {
    /// The body that is being made.
    pub builder: BodyBuilder,
    whole: Span,
    /// Where each line of the declaration starts, if all its characters are one byte long.
    lines: Option<LineIndex>,
    /// What `Self` is.
    pub own: Option<Name>,
    type_params: Vec<Name>,
    /// What each open scope drops at its end, outermost first.
    scopes: Vec<Vec<Local>>,
    /// Number of scopes outside of each open region.
    regions: Vec<usize>,
    exits: Vec<Exit>,
    /// Variables that the first alternative of a pattern has declared, while the others are read.
    pub shared: Option<FxHashMap<Name, Local>>,
}

/// A loop or labelled block.
struct Exit {
    label: Option<Name>,
    break_to: BlockId,
    continue_to: Option<BlockId>,
    /// Where a value given to `break` goes.
    result: Option<Local>,
    /// Number of scopes outside.
    depth: usize,
    region: usize,
}

impl Lowerer {
    /// A lowering into an empty body; `whole` is the declaration that spans are relative to, and `text` is its text.
    pub fn new(whole: Span, text: &str, own: Option<Name>, type_params: Vec<Name>) -> Lowerer {
        Lowerer {
            builder: BodyBuilder::new(),
            whole,
            lines: text.is_ascii().then(|| LineIndex::new(text)),
            own,
            type_params,
            scopes: Vec::new(),
            regions: vec![0],
            exits: Vec::new(),
            shared: None,
        }
    }

    /// A place of the parser as one of the file.
    pub fn span(&self, span: proc_macro2::Span) -> Span {
        let range = match &self.lines {
            Some(lines) => self.offset(lines, span.start())..self.offset(lines, span.end()),
            None => span.byte_range(),
        };
        Span::new(self.whole.file, self.place(range.start), self.place(range.end))
    }

    /// The parser counts bytes from the start for each place it is asked for, and lines only once.
    fn offset(&self, lines: &LineIndex, at: proc_macro2::LineColumn) -> usize {
        lines.start_of(at.line as u32) as usize + at.column
    }

    fn place(&self, offset: usize) -> u32 {
        self.whole.start.saturating_add(offset as u32).min(self.whole.end)
    }

    /// The place of a piece of syntax.
    pub fn span_of(&self, syntax: &impl Extent) -> Span {
        let (first, last) = syntax.ends();
        match &self.lines {
            Some(lines) => {
                let (start, end) = (self.offset(lines, first.start()), self.offset(lines, last.end()));
                Span::new(self.whole.file, self.place(start), self.place(end))
            }
            None => Span { end: self.span(last).end, ..self.span(first) },
        }
    }

    /// A type as written.
    pub fn ty(&self, ty: &syn::Type) -> Type {
        read_type(ty, TypeScope { own: self.own, params: &self.type_params })
    }

    /// A path as a type.
    pub fn path_ty(&self, path: &syn::Path) -> Type {
        types::path_type(path, TypeScope { own: self.own, params: &self.type_params })
    }

    // Scopes.

    /// Begins a scope.
    pub fn open_scope(&mut self) {
        self.builder.open_scope();
        self.scopes.push(Vec::new());
    }

    /// Ends the innermost scope: what it owns is dropped, if its end is reached at all.
    pub fn close_scope(&mut self, span: Span) {
        self.drop_from(self.scopes.len() - 1, span);
        self.scopes.pop();
        self.builder.close_scope();
    }

    /// Drops what the innermost scope owns so far; the scope stays open.
    pub fn drop_innermost(&mut self, span: Span) {
        self.drop_from(self.scopes.len() - 1, span);
    }

    fn drop_from(&mut self, depth: usize, span: Span) {
        if !self.builder.is_reachable() {
            return;
        }
        for n in (depth..self.scopes.len()).rev() {
            for m in (0..self.scopes[n].len()).rev() {
                let local = self.scopes[n][m];
                self.builder.drop_local(local, span.at_end());
            }
        }
    }

    /// The innermost scope drops a local at its end.
    pub fn own(&mut self, local: Local) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.push(local);
        }
    }

    /// A temporary of the innermost scope.
    pub fn temp(&mut self, span: Span) -> Local {
        let local = self.builder.temp(span);
        self.own(local);
        local
    }

    /// A temporary with a value.
    pub fn temp_of(&mut self, value: Rvalue, span: Span) -> Local {
        let local = self.temp(span);
        self.builder.assign(Place::local(local), value, span);
        local
    }

    /// A variable that is in sight from here on.
    pub fn variable(&mut self, name: Name, ty: Type, span: Span) -> Local {
        if let Some(&known) = self.shared.as_ref().and_then(|shared| shared.get(&name)) {
            return known;
        }
        let local = self.builder.var(name, ty, span);
        if let Some(shared) = &mut self.shared {
            shared.insert(name, local);
        }
        self.builder.bind(name, Binding::Local(local));
        self.own(local);
        local
    }

    /// The variable of this name.
    pub fn lookup(&self, name: Name) -> Option<Local> {
        match self.builder.lookup(name) {
            Some(Binding::Local(local)) => Some(*local),
            Some(Binding::Type(_)) | None => None,
        }
    }

    /// The place an operand names; a value without a place gets a temporary.
    pub fn place_of(&mut self, operand: Operand, span: Span) -> Place {
        match operand {
            Operand::Place(place) | Operand::Addr(place) => place,
            value @ (Operand::Const(_) | Operand::Closure(_)) => Place::local(self.temp_of(Rvalue::Use(value), span)),
        }
    }

    // Regions and their exits.

    /// Declares the parameters of the function.
    pub fn parameters(&mut self, head: &syn::Signature, signature: &Signature) {
        let typed = head.inputs.iter().filter_map(|input| match input {
            syn::FnArg::Typed(typed) => Some(typed),
            syn::FnArg::Receiver(_) => None,
        });
        for (typed, param) in typed.zip(&signature.params) {
            self.parameter(&typed.pat, param.ty.clone(), !matches!(*typed.ty, syn::Type::Reference(_)));
        }
    }

    /// Declares a parameter of the innermost region, and takes it apart if it is a pattern.
    pub fn parameter(&mut self, pattern: &syn::Pat, ty: Type, owned: bool) {
        let span = self.span_of(pattern);
        let name = types::pattern_name(pattern);
        let local = self.builder.param(LocalKind::Param, name, ty, span);
        if owned {
            self.own(local);
        }
        if name.is_none() {
            self.bind_whole(pattern, Place::local(local));
        }
    }

    /// Declares the result of the innermost region.
    pub fn result(&mut self, ty: Type, span: Span) -> Local {
        self.builder.result(None, ty, span)
    }

    /// Lowers the body of the function and ends it.
    pub fn body(&mut self, block: &syn::Block) {
        let result = self.builder.results().first().copied();
        let tail = self.block(block, result);
        let brace = self.span(block.brace_token.span.close());
        self.leave_region(tail.unwrap_or(brace));
    }

    /// Begins a region inside the current one.
    pub fn enter_region(&mut self) {
        self.regions.push(self.scopes.len());
        self.open_scope();
    }

    /// Drops everything the innermost region owns and returns.
    pub fn leave_region(&mut self, span: Span) {
        let depth = self.regions.last().copied().unwrap_or(0);
        self.drop_from(depth, span);
        self.builder.ret(span);
    }

    /// Ends the innermost region, whose end has been lowered.
    pub fn exit_region(&mut self) {
        let depth = self.regions.pop().unwrap_or(0);
        self.scopes.truncate(depth);
        self.builder.close_scope();
    }

    /// `return value`, and the failing way of `?`.
    pub fn return_value(&mut self, value: Operand, span: Span) {
        if let Some(&result) = self.builder.results().first() {
            self.builder.assign(Place::local(result), Rvalue::Use(value), span);
        }
        self.leave_region(span);
    }

    /// Until [`Lowerer::close_exit`], `break` and `continue` go there.
    pub fn open_exit(
        &mut self,
        label: Option<Name>,
        break_to: BlockId,
        continue_to: Option<BlockId>,
        result: Option<Local>,
    ) {
        let (depth, region) = (self.scopes.len(), self.regions.len());
        self.exits.push(Exit { label, break_to, continue_to, result, depth, region });
    }

    /// Forgets the innermost loop.
    pub fn close_exit(&mut self) {
        self.exits.pop();
    }

    /// `break 'label value`.
    pub fn leave_by_break(&mut self, label: Option<Name>, value: Option<Operand>, span: Span) {
        let region = self.regions.len();
        let fits = |exit: &&Exit| {
            exit.region == region
                && match label {
                    Some(_) => exit.label == label,
                    None => exit.continue_to.is_some(),
                }
        };
        let Some(exit) = self.exits.iter().rev().find(fits) else { return self.builder.unreachable(span) };
        let (to, depth, result) = (exit.break_to, exit.depth, exit.result);
        if let Some(result) = result {
            let value = value.unwrap_or(Operand::Const(Const::Other));
            self.builder.assign(Place::local(result), Rvalue::Use(value), span);
        }
        self.drop_from(depth, span);
        self.builder.goto(to, span);
    }

    /// `continue 'label`.
    pub fn leave_by_continue(&mut self, label: Option<Name>, span: Span) {
        let region = self.regions.len();
        let fits = |exit: &&Exit| {
            exit.region == region && exit.continue_to.is_some() && (label.is_none() || exit.label == label)
        };
        let found = self.exits.iter().rev().find(fits).and_then(|exit| Some((exit.continue_to?, exit.depth)));
        let Some((to, depth)) = found else { return self.builder.unreachable(span) };
        self.drop_from(depth, span);
        self.builder.goto(to, span);
    }

    /// A new block of this kind.
    pub fn block_of(&mut self, kind: BlockKind) -> BlockId {
        self.builder.block(kind)
    }
}
