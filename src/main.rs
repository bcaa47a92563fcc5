//! The command line program.

use std::process::ExitCode;

/// Many small allocations on several threads are what this allocator is good at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

#[allow(clippy::disallowed_methods, reason = "the program itself reads its arguments")]
fn main() -> ExitCode {
    closewait::cli::run(std::env::args_os())
}
