//! Whether a function plainly releases whatever it acquires: `defer f.Close()` behind the check of the error, or a release
//! on each way out. Most functions that acquire something do, and nothing would be said of them.
//!
//! That is told from the lowered body alone, before a name in it is looked up: what may acquire is taken for something
//! that does, and a value that goes anywhere but into a call is taken for one that is kept. In doubt the answer is no, and
//! the function is analysed like any other.

mod walk;

use crate::base::{Name, Type};
use crate::ir::{Body, Call, CallMode, Callee, Instr, InstrId, InstrKind, Local, LocalKind, Operand, Place};
use crate::ir::{Projection, Root, Rvalue};
use crate::rule::{Acquire, Catalog, Guard, Handle, ImplicitEnd, Release, ReportWhen, ResourceKind};

/// What a call may acquire.
pub enum May<'c> {
    /// Nothing.
    Nothing,
    /// This.
    Acquire(Vec<Owed<'c>>),
    /// Something that it takes more to judge.
    NeedMore,
}

/// What a call acquires, if it succeeds.
#[derive(Clone, Debug)]
pub struct Owed<'c> {
    /// What carries the duty.
    pub handle: Handle,
    /// What tells whether there is one; `None` if that is the last result.
    pub guard: Option<Guard>,
    /// Any one of these ends it.
    pub releases: &'c [Release],
    /// Whether nothing is said where the function never ends it.
    pub may_be_left: bool,
}

/// The way from a value to what is called: in most cases nothing, or the field of an answer that holds its body.
fn is_way(place: &[Projection], fields: &[Name]) -> bool {
    place.len() == fields.len() && place.iter().zip(fields).all(|(step, name)| *step == Projection::Field(*name))
}

impl<'c> Owed<'c> {
    /// What a function of a table acquires, unless more than its release is of interest.
    pub fn of_table(catalog: &'c Catalog, entry: &Acquire, in_test: bool) -> Option<Owed<'c>> {
        let kind = catalog.resource(entry.resource);
        let plain = entry.argument_made_by.is_empty() && entry.if_unread.is_none() && !entry.live_with_error;
        let followed = matches!(entry.handle, Handle::Result(_) | Handle::Receiver);
        let asked = !matches!(entry.guard, Guard::FieldNil(_));
        (plain && followed && asked && has_only_an_end(catalog, kind)).then_some(Owed {
            handle: entry.handle,
            guard: Some(entry.guard),
            releases: &kind.releases,
            may_be_left: may_be_left(kind, in_test),
        })
    }

    /// What a function of the program hands out as it is.
    pub fn of_result(catalog: &'c Catalog, result: usize, kind: &'c ResourceKind, in_test: bool) -> Option<Owed<'c>> {
        has_only_an_end(catalog, kind).then_some(Owed {
            handle: Handle::Result(result),
            guard: None,
            releases: &kind.releases,
            may_be_left: may_be_left(kind, in_test),
        })
    }
}

/// Whether nothing matters of such a resource but that it is released.
fn has_only_an_end(catalog: &Catalog, kind: &ResourceKind) -> bool {
    let told = |release: &Release| matches!(release, Release::Method { .. } | Release::Call);
    let of_parent = |end: &ImplicitEnd| matches!(end, ImplicitEnd::Parent(_));
    kind.report != ReportWhen::MadePerCall
        && kind.holds != crate::typestate::POOL_CONNECTION
        && kind.limit.is_none()
        && kind.never_closed.is_empty()
        && !kind.not_across_wait
        && !kind.implicit.iter().any(of_parent)
        && !kind.types.iter().any(|ty| catalog.is_pool(*ty))
        && kind.releases.iter().any(told)
}

/// Whether nothing is said of a function that makes such a thing and never ends it: it is meant to live on. One made too
/// often is told of, but not in tests.
fn may_be_left(kind: &ResourceKind, in_test: bool) -> bool {
    (kind.long_lived || kind.report == ReportWhen::ReleasedElsewhere) && (!kind.shared || in_test)
}

/// The name that a call goes by, and what stands before it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Called {
    /// A name by itself: a function of the package.
    Own(Name),
    /// A member of a package, or of a variable of this one.
    Member(Name, Name),
    /// A member of some value.
    OfValue(Name),
}

impl Called {
    /// What a place says that is called.
    pub fn at(place: &Place) -> Option<Called> {
        match (place.root, place.projections.as_slice()) {
            (Root::Global(name), []) => Some(Called::Own(name)),
            (Root::Global(before), [Projection::Field(name)]) => Some(Called::Member(before, *name)),
            (_, [.., Projection::Field(name)]) => Some(Called::OfValue(*name)),
            _ => None,
        }
    }

    /// The name.
    pub fn name(self) -> Name {
        match self {
            Called::Own(name) | Called::Member(_, name) | Called::OfValue(name) => name,
        }
    }
}

/// What has to be known of the program.
pub struct Facts<'a, 'c> {
    /// What a call may acquire.
    pub acquires: &'a dyn Fn(Called, &Call) -> May<'c>,
    /// Whether a literal of a type of this name may be something to release.
    pub is_made: &'a dyn Fn(Name) -> bool,
    /// What a call says of its arguments by returning.
    pub tells: &'a dyn Fn(&Call) -> Told,
}

/// What a call says of its arguments by returning.
#[derive(Clone, Copy, Default, Debug)]
pub struct Told {
    /// This one is nil.
    pub nil: Option<usize>,
    /// This one is true.
    pub yes: Option<usize>,
}

/// What is looked at in one function at most, acquisitions times instructions: each is followed through the whole body.
const MANY_STEPS: usize = 1 << 20;

/// Whether a function releases whatever it may acquire.
pub fn releases_all(body: &Body, facts: &Facts<'_, '_>) -> bool {
    let mut left = MANY_STEPS / body.instrs.len().max(1);
    for (at, instr) in body.instrs.iter_enumerated() {
        match &instr.kind {
            InstrKind::Call(call) => {
                if mentions_acquirer(call, facts) {
                    return false;
                }
                let Callee::Place(place) = &call.callee else { continue };
                let Some(called) = Called::at(place) else { continue };
                // What is recovered from goes on after a panic.
                if called == Called::Own(Name::new("recover")) {
                    return false;
                }
                match (facts.acquires)(called, call) {
                    May::Nothing => {}
                    May::NeedMore => return false,
                    May::Acquire(owed) => {
                        if left < owed.len() || !owed.iter().all(|owed| is_released(body, at, call, owed, facts)) {
                            return false;
                        }
                        left -= owed.len();
                    }
                }
            }
            InstrKind::Assign { src: Rvalue::Composite { ty: Type::Named(ty, _), .. }, .. }
                if (facts.is_made)(ty.name) =>
            {
                return false;
            }
            InstrKind::Opaque { .. } | InstrKind::Await { .. } | InstrKind::Drop(_) => return false,
            InstrKind::Assign { .. } | InstrKind::RunDefers | InstrKind::Nop => {}
        }
    }
    true
}

/// How many results a call has, as told from where they go. Nothing is told of a statement, and of what another call gets
/// alone: that may be several.
pub fn results_of(body: &Body, call: &Call) -> Option<usize> {
    let [Some(only)] = call.dst.as_slice() else {
        return Some(call.dst.len()).filter(|count| *count > 0);
    };
    let temp = only.as_local().filter(|local| body.locals[*local].kind == LocalKind::Temp);
    let alone = |instr: &Instr| match &instr.kind {
        InstrKind::Call(call) => match call.args.as_slice() {
            [Operand::Place(place)] => place.as_local() == temp,
            _ => false,
        },
        _ => false,
    };
    (temp.is_none() || !body.instrs.iter().any(alone)).then_some(1)
}

/// Whether a function that may acquire something is not called, but given to somebody.
fn mentions_acquirer(call: &Call, facts: &Facts<'_, '_>) -> bool {
    let is_one = |operand: &Operand| {
        let called = operand.place().and_then(Called::at);
        called.is_some_and(|called| !matches!((facts.acquires)(called, call), May::Nothing))
    };
    call.args.iter().any(is_one)
}

/// What is followed to its end: a variable, or the receiver of a method that begins something.
#[derive(Clone, Copy)]
struct Handed<'b> {
    body: &'b Body,
    /// The call.
    at: InstrId,
    /// The variable that it is in, or starts from.
    local: Local,
    /// The way from there.
    way: &'b [Projection],
    /// Whether the call cannot fail.
    is_certain: bool,
    /// Whether the call makes it, rather than begins something on what was there.
    is_made: bool,
    releases: &'b [Release],
    /// What tells whether there is anything, and whether by being nil rather than by being true.
    guard: Option<(Local, bool)>,
    /// What other calls say of it.
    tells: &'b dyn Fn(&Call) -> Told,
}

/// Whether what a call acquires is released on all ways from there.
fn is_released(body: &Body, at: InstrId, call: &Call, owed: &Owed<'_>, facts: &Facts<'_, '_>) -> bool {
    if call.mode != CallMode::Normal {
        return false;
    }
    let result = |n: usize| call.dst.get(n).and_then(Option::as_ref).and_then(Place::as_local);
    let last = call.dst.len().checked_sub(1).filter(|last| *last > 0);
    let guard = match owed.guard {
        Some(Guard::ResultNil(n)) => result(n).map(|local| (local, true)),
        Some(Guard::ResultTrue(n)) => result(n).map(|local| (local, false)),
        Some(_) => None,
        None => last.and_then(result).map(|local| (local, true)),
    };
    let (local, way) = match (owed.handle, &call.callee) {
        (Handle::Result(n), _) => match result(n) {
            Some(local) => (local, &[][..]),
            None => return false,
        },
        (Handle::Receiver, Callee::Place(place)) => match (place.root, place.projections.split_last()) {
            (Root::Local(local), Some((_, way))) => (local, way),
            _ => return false,
        },
        _ => return false,
    };
    let is_made = matches!(owed.handle, Handle::Result(_));
    let is_certain = match owed.guard {
        Some(guard) => guard == Guard::Always,
        None => guard.is_none(),
    };
    let handed =
        Handed { body, at, local, way, is_made, is_certain, releases: owed.releases, guard, tells: facts.tells };
    handed.stays() && (owed.may_be_left && handed.is_only_used() || walk::ends(&handed))
}

impl Handed<'_> {
    /// Whether this is a call that ends it.
    fn is_ended_by(&self, call: &Call) -> bool {
        let Callee::Place(place) = &call.callee else { return false };
        if place.root != Root::Local(self.local) || !place.projections.starts_with(self.way) {
            return false;
        }
        let rest = &place.projections[self.way.len()..];
        self.releases.iter().any(|release| match release {
            Release::Call => rest.is_empty(),
            Release::Method { fields, name } => match rest.split_last() {
                Some((last, way)) => *last == Projection::Field(*name) && is_way(way, fields),
                None => false,
            },
            Release::Function { .. } | Release::Via { .. } | Release::CloseChannel => false,
        })
    }

    /// Whether a place is what is owed, or the part of it on which its release is called.
    fn is_it(&self, place: &Place) -> bool {
        if place.root != Root::Local(self.local) {
            return false;
        }
        let part_of_way = self.way.starts_with(&place.projections);
        let Some(rest) = place.projections.strip_prefix(self.way) else { return part_of_way };
        let to_part = |release: &Release| {
            let fields = release.fields();
            rest.len() <= fields.len() && is_way(rest, &fields[..rest.len()])
        };
        rest.is_empty() || self.releases.iter().any(to_part)
    }

    /// Whether it stays in its variable, and goes nowhere else but into calls.
    fn stays(&self) -> bool {
        if !self.is_made {
            return true;
        }
        // What is begun on something of somebody else's is ended on it; what is made here is this function's.
        let own = matches!(self.body.locals[self.local].kind, LocalKind::Var | LocalKind::Temp);
        own && self.body.instrs.iter().all(|instr| self.is_kept_by_none(instr))
    }

    /// Whether nothing is done with it but to call methods on it.
    fn is_only_used(&self) -> bool {
        let is_it = |operand: &Operand| operand.place().is_some_and(|place| self.is_it(place));
        let uses = |instr: &Instr| match &instr.kind {
            InstrKind::Call(call) => !call.args.iter().any(is_it) && !self.is_ended_by(call),
            _ => true,
        };
        self.is_made && self.body.instrs.iter().all(uses)
    }

    fn is_kept_by_none(&self, instr: &Instr) -> bool {
        let is_it = |operand: &Operand| operand.place().is_some_and(|place| self.is_it(place));
        match &instr.kind {
            InstrKind::Assign { src, .. } => !match src {
                Rvalue::Cond { .. } | Rvalue::Compute(_) => false,
                Rvalue::Use(operand) | Rvalue::TypeAssert(operand, _) | Rvalue::Convert(operand, _) => is_it(operand),
                Rvalue::RangeElement { of, .. } => is_it(of),
                Rvalue::Composite { elements, .. } => elements.iter().any(|(_, operand)| is_it(operand)),
            },
            InstrKind::Call(call) => {
                let address = |operand: &Operand| matches!(operand, Operand::Addr(_)) && is_it(operand);
                let later = call.mode != CallMode::Normal;
                // What the package itself does with it is worth a look.
                let own =
                    matches!(&call.callee, Callee::Place(place) if matches!(Called::at(place), Some(Called::Own(_))));
                !call.args.iter().any(|operand| address(operand) || (later || own) && is_it(operand))
            }
            InstrKind::Opaque { .. } | InstrKind::Await { .. } | InstrKind::Drop(_) => false,
            InstrKind::RunDefers | InstrKind::Nop => true,
        }
    }

    /// Whether an instruction puts something else where it is.
    fn is_replaced_by(&self, at: InstrId) -> bool {
        at != self.at
            && match &self.body.instrs[at].kind {
                InstrKind::Assign { dst, .. } => self.is_it(dst),
                InstrKind::Call(call) => call.dst.iter().flatten().any(|dst| self.is_it(dst)),
                _ => false,
            }
    }
}

#[cfg(test)]
mod tests;
