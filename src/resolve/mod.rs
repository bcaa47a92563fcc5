//! Floor 2: what names mean, without a compiler.
//!
//! Every file of the packages under analysis was read into an outline; declarations are parsed only when a name
//! leads to them. What a name means is looked for in this order: locals, imports, the package, dot imports,
//! predeclared names. What a package declares comes from its source where that is in sight (under analysis,
//! vendored, in the module cache), else from [`ApiTable`](crate::api::ApiTable), else nothing is known and the value is silent.
//!
//! One call, walked: in `rows, err := s.db.QueryContext(ctx, q)` the local `s` is a declared receiver of type
//! `*store.Store`. Its type declaration is parsed, and has a field `db` of type `*sql.DB`; the qualifier `sql` in that
//! file is `database/sql`, whose API is shipped: so the callee is `(database/sql.DB).QueryContext`, and its results give
//! `rows` and `err` their types.
//!
//! | file | asks |
//! |---|---|
//! | `program` | which packages and functions are there? |
//! | `package` | which declaration does a name of a package belong to? |
//! | `build` | which of several, kept apart by build tags? |
//! | `scope` | what does a name mean in a file? |
//! | `paths` | what does a path mean, in languages that have them? |
//! | `library` | what does the source of a library say of it? |
//! | `written` | which function does a path lead to, before anything is parsed? |
//! | `defined` | what is the type of a variable, by the tokens of its definition? |
//! | `types` | what does a named type stand for? |
//! | `member` | which field or method does a selector reach? |
//! | `generic` | what are the type arguments? |
//! | `value` | what type does a place, operand or right-hand side have? |
//! | `capital` | is a name that begins with a capital a function? |
//! | `body` | what do the calls of a function call? |

mod body;
mod build;
mod capital;
mod defined;
mod generic;
mod library;
mod member;
mod package;
mod paths;
mod program;
mod scope;
#[cfg(test)]
mod tests;
mod types;
mod value;
mod written;

use std::sync::Arc;

use crate::base::{Name, Problem, Signature, SourceFile};
use crate::ir::{Decl, Function, Outline, TypeDecl, ValueDecl};

pub use build::is_rare;
pub use defined::Defining;
pub use member::MethodRef;
pub use package::{NamedType, Package, PackageFile};
pub use paths::crate_name;
pub use program::{FunctionInfo, Program};

/// A directory of source files that belong together, read into outlines.
pub struct SourcePackage {
    /// Import path of the directory.
    pub import_path: Name,
    /// Its files in order; those of external tests and of other packages kept apart by build tags are told
    /// from their package clauses.
    pub files: Vec<(Arc<SourceFile>, Outline)>,
    /// Whether its functions are analysed for findings.
    pub is_first_party: bool,
    /// Minor version of the language that the module asks for; `u32::MAX` when unknown.
    pub go_version: u32,
    /// Directory of the module, for [`PackageSource::load`].
    pub module_root: String,
}

/// Where packages that are not under analysis come from: vendor folders, what was downloaded. Implemented by
/// `driver`, which alone reads the disk.
pub trait PackageSource: Sync + Send {
    /// The files of a package as the module at `importer_module_root` sees it.
    fn load(&self, import_path: &str, importer_module_root: &str) -> Option<Vec<Arc<SourceFile>>>;

    /// Whether there may be a crate of this name, so that it is worth asking for its modules. Nothing is read for that.
    fn may_have_crate(&self, _name: &str, _importer_roots: &[String]) -> bool {
        false
    }

    /// The file of a module, such as `::name::inner`, as the crates in these directories see it. A module that is written
    /// inside of another has none.
    fn load_module(&self, _path: &str, _importer_roots: &[String]) -> Option<Arc<SourceFile>> {
        None
    }
}

/// The doors to the front end; tests put others in their place.
#[derive(Clone, Copy)]
#[allow(missing_docs)] // The names are those of the functions in `frontend`.
pub struct Frontend {
    pub skim: fn(&SourceFile) -> Outline,
    pub lower: fn(&SourceFile, &Decl) -> Result<Function, Problem>,
    pub signature: fn(&SourceFile, &Decl) -> Option<Signature>,
    pub type_decl: fn(&SourceFile, &Decl) -> Option<TypeDecl>,
    pub value_decl: fn(&SourceFile, &Decl) -> ValueDecl,
    pub initializer: fn(&SourceFile, &Decl) -> Option<Function>,
}

impl Default for Frontend {
    fn default() -> Frontend {
        use crate::frontend;
        Frontend {
            skim: frontend::skim,
            lower: frontend::lower,
            signature: frontend::signature,
            type_decl: frontend::type_decl,
            value_decl: frontend::value_decl,
            initializer: frontend::initializer,
        }
    }
}
