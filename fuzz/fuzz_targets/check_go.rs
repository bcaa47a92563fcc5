//! Any text has an outline whose ranges lie inside the text, and its functions lower to sound bodies or not
//! at all: `cargo +nightly fuzz run check_go`.
#![no_main]

use closewait::base::{Language, SourceMap};
use closewait::frontend;
use closewait::ir::print::print;
use closewait::ir::verify::verify;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: String| {
    let file = SourceMap::default().add("fuzz.go".to_owned(), Language::Go, text);
    let outline = frontend::outline(&file);
    for decl in &outline.decls {
        let range = decl.start as usize..decl.end as usize;
        assert!(file.text.get(range).is_some() && decl.start <= decl.body && decl.body <= decl.end);
        if decl.is_function()
            && let Ok(function) = frontend::lower(&file, decl)
        {
            assert_eq!(verify(&function), Vec::<String>::new(), "{}", print(&function, None));
        }
    }
    for span in outline.problems.iter().filter_map(|problem| problem.span) {
        assert!(file.text.get(span.start as usize..span.end as usize).is_some());
    }
});
