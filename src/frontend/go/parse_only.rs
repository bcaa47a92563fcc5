//! A whole-file parse with the grammar, the yardstick of the benchmark.

use std::cell::RefCell;

use tree_sitter::Parser;

use crate::base::SourceFile;

thread_local! {
    static PARSER: RefCell<Option<Parser>> = RefCell::new(new_parser());
}

/// Parses the file and drops the tree; answers whether there is a tree without an error in it.
pub fn parse_only(file: &SourceFile) -> bool {
    PARSER.with_borrow_mut(|parser| {
        let tree = parser.as_mut().and_then(|parser| parser.parse(&file.text, None));
        tree.is_some_and(|tree| !tree.root_node().has_error())
    })
}

fn new_parser() -> Option<Parser> {
    let mut parser = Parser::new();
    parser.set_language(&tree_sitter_go::LANGUAGE.into()).ok()?;
    Some(parser)
}
