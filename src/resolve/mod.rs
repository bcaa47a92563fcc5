//! Stand-in for the resolver until its branch is merged: only the shapes the driver fills.

use std::sync::Arc;

use crate::api::ApiTable;
use crate::base::{Name, SourceFile, SourceMap};
use crate::ir::Outline;

/// A package under analysis.
#[derive(Debug)]
pub struct SourcePackage {
    /// Import path.
    pub import_path: Name,
    /// Its files with their outlines.
    pub files: Vec<(Arc<SourceFile>, Outline)>,
    /// Whether it is code of the project, as opposed to a dependency.
    pub is_first_party: bool,
    /// Minor version of the language the module asks for; `u32::MAX` when unknown.
    pub go_version: u32,
    /// Directory of the module, as the package source knows it.
    pub module_root: String,
}

/// Where packages that are not under analysis come from.
pub trait PackageSource: Send + Sync {
    /// The files of the package `import_path`, as imported from a module.
    fn load(&self, import_path: &str, importer_module_root: &str) -> Option<Vec<Arc<SourceFile>>>;
}

/// All packages of a run.
pub struct Program {
    /// Packages under analysis.
    pub packages: Vec<SourcePackage>,
}

impl Program {
    /// Links the packages.
    pub fn new(
        packages: Vec<SourcePackage>,
        _sources: Arc<SourceMap>,
        _api: ApiTable,
        _package_source: Box<dyn PackageSource>,
    ) -> Program {
        Program { packages }
    }
}
