//! `closewait dump STAGE FILE`.

use crate::driver::{DumpFormat, Options, Session, Stage};

use super::args::{DumpArguments, DumpStage, GraphFormat};
use super::check::{fail, working_directory};
use super::stream::print;
use super::{CLEAN, FAILURE};

/// Prints and says how the process is to end.
pub fn run(arguments: &DumpArguments) -> u8 {
    let stage = match arguments.stage {
        DumpStage::Outline => Stage::Outline,
        DumpStage::Ir => Stage::Ir,
        DumpStage::Cfg => Stage::Cfg,
        DumpStage::Callees => Stage::Callees,
        DumpStage::Summaries => Stage::Summaries,
        DumpStage::Fates => Stage::Fates,
        DumpStage::Findings => Stage::Findings,
    };
    let format = match arguments.format {
        GraphFormat::Text => DumpFormat::Text,
        GraphFormat::Dot => DumpFormat::Dot,
    };
    let options = Options { module_cache: !arguments.no_module_cache, ..Options::new(working_directory(), []) };
    match Session::new(options).dump(stage, &arguments.file, arguments.function.as_deref(), format) {
        Ok(text) if print(&text) => CLEAN,
        Ok(_) => FAILURE,
        Err(error) => fail(&error),
    }
}
