//! The types of variables, as far as they show in the tokens of a function: `db.Get()` is no call of the `Get` of a
//! cache where `db := openDB()` and that answers with something else.

use std::cell::OnceCell;

use rustc_hash::FxHashMap;

use crate::base::{FuncPath, Name, Type};
use crate::frontend;
use crate::ir::Definition;
use crate::resolve::{Defining, Program};

/// A variable is followed through so many methods of others.
const MAX_DEPTH: u32 = 3;

/// The variables of one function, as far as somebody asked for them.
pub struct Variables<'p> {
    program: &'p Program,
    at: Defining<'p>,
    /// All definitions, with the hashes of the names of what they define.
    definitions: OnceCell<Vec<(u32, Definition)>>,
    /// Whether a method of a variable may be one of those asked for.
    answers: FxHashMap<(Name, Name), bool>,
}

impl<'p> Variables<'p> {
    /// Nothing is asked yet.
    pub fn new(program: &'p Program, at: Defining<'p>) -> Variables<'p> {
        Variables { program, at, definitions: OnceCell::new(), answers: FxHashMap::default() }
    }

    /// Whether `word.method()` may call one of some functions, which are the same for each question about a method. In
    /// doubt it may.
    pub fn may_call(&mut self, word: Name, method: Name, callees: &[FuncPath]) -> bool {
        if let Some(known) = self.answers.get(&(word, method)) {
            return *known;
        }
        let answer = self.types_of(word, MAX_DEPTH).is_none_or(|types| {
            types.iter().any(|ty| {
                // What an interface stands for is anything of its methods.
                let found = self.program.method(ty, method);
                let found = found.filter(|found| !found.interface && found.signature.is_some());
                found.is_none_or(|found| callees.contains(&found.path))
            })
        });
        self.answers.insert((word, method), answer);
        answer
    }

    /// The types of a variable by all its definitions; none if it is not one of the function, or not all are told.
    fn types_of(&self, word: Name, depth: u32) -> Option<Vec<Type>> {
        let mut types = Vec::new();
        for definition in self.definitions_of(word) {
            match definition {
                // `db := db.open()` leads nowhere.
                Definition::Result { base: Some(base), .. } if self.is_defined(base) => {
                    let bases = self.types_of(base, depth.checked_sub(1)?)?;
                    let ty = |base| self.program.defined_type(self.at, word, definition, Some(base));
                    types.extend(bases.iter().map(ty));
                }
                // A function or type may be hidden by a variable.
                Definition::Result { base: None, name, .. }
                | Definition::Literal { base: None, name }
                | Definition::Literal { base: Some(name), .. }
                    if self.is_defined(name) =>
                {
                    return None;
                }
                Definition::Unknown => return None,
                _ => types.push(self.program.defined_type(self.at, word, definition, None)),
            }
        }
        let told = !types.is_empty() && types.iter().all(|ty| self.is_told(ty));
        told.then_some(types)
    }

    fn definitions_of(&self, word: Name) -> impl Iterator<Item = Definition> + '_ {
        let Defining { file, decl, .. } = self.at;
        let all = self.definitions.get_or_init(|| frontend::definitions(&file.source, decl));
        all.iter().filter(move |(name, _)| *name == word.text_hash()).map(|(_, definition)| *definition)
    }

    fn is_defined(&self, word: Name) -> bool {
        self.definitions_of(word).next().is_some()
    }

    /// Whether a type has a name whose declaration is in sight.
    fn is_told(&self, ty: &Type) -> bool {
        ty.pointee().name().is_some_and(|name| self.program.in_sight(name.package))
    }
}
