//! Stand-in for the interprocedural driver until it is merged.

use crate::base::{FileId, FuncPath, Problem};
use crate::ir::linked::FunctionId;
use crate::resolve::Program;
use crate::rule::Catalog;
use crate::typestate::{Acquisition, Finding};

/// What the analysis found out, in deterministic order.
#[derive(Debug, Default)]
pub struct Analysis {
    /// One report a function that was analysed.
    pub reports: Vec<FunctionReport>,
    /// What could not be analysed.
    pub problems: Vec<Problem>,
    /// Functions in sight.
    pub functions_total: usize,
    /// Functions that were analysed.
    pub functions_analyzed: usize,
}

/// What was found out about one function.
#[derive(Debug)]
pub struct FunctionReport {
    /// Its number.
    pub function: FunctionId,
    /// Its path.
    pub path: FuncPath,
    /// The file it is in.
    pub file: FileId,
    /// `Type.method` or `func`.
    pub display_name: String,
    /// Its acquisitions and their fates.
    pub acquisitions: Vec<Acquisition>,
    /// What is wrong with it.
    pub findings: Vec<Finding>,
    /// Its summary in text form.
    pub summary_text: String,
}

/// Analyses a program.
pub fn analyze(_program: &Program, _catalog: &Catalog) -> Analysis {
    Analysis::default()
}
