//! The two standard streams: who gets colour, and what happens when nobody reads any more.

use std::io::{self, IsTerminal, Write};

use super::args::Color;

/// Writes results to the standard output. A reader that has closed the pipe has seen enough: that is no failure.
pub fn to_stdout(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let mut out = io::BufWriter::with_capacity(1 << 16, io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {
            // What is still in the buffer has no reader; dropping the writer would try again.
            let _ = out.into_parts();
            Ok(())
        }
        other => other,
    }
}

/// Writes a text to the standard output and says whether that went well.
pub fn print(text: &str) -> bool {
    match to_stdout(|out| out.write_all(text.as_bytes())) {
        Ok(()) => true,
        Err(error) => {
            error_line(&format!("cannot write the output: {error}"));
            false
        }
    }
}

/// Writes one line to the standard error; if that is closed there is nobody to tell.
pub fn error_line(text: &str) {
    let _ = writeln!(io::stderr().lock(), "closewait: {text}");
}

/// Writes text without the name of the program before it.
pub fn note(text: &str) {
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// Whether the standard output gets colour: `--color`, then `NO_COLOR`, then `FORCE_COLOR` and `CLICOLOR_FORCE`, then
/// `CLICOLOR` and whether it is a terminal.
pub fn wants_colour(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto if is_set("NO_COLOR") => false,
        // The library below knows every other variable.
        Color::Auto if is_set("FORCE_COLOR") => true,
        Color::Auto => anstream::AutoStream::choice(&io::stdout()) != anstream::ColorChoice::Never,
    }
}

/// Whether a bar may be drawn on the standard error. Hook runners and build servers give a terminal and keep a log.
pub fn wants_progress() -> bool {
    io::stderr().is_terminal()
        && !is_set("CI")
        && !is_set("PRE_COMMIT")
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}

fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty() && value != "0")
}
