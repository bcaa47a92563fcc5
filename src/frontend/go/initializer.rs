//! Initial values of package-level variables, lowered as if they stood in a function.
//!
//! Many are more than one call or literal: `log.With(x).Named("y")`, `sync.OnceValues(open)`, `5 * time.Second`. A text that
//! wraps the specification in a function, at the same offsets, is lowered like any other; what it calls then resolves
//! like any other call too.

use crate::base::{Name, SourceFile};
use crate::ir::{Decl, DeclKind, Function};

/// What comes before the specification.
const HEAD: &str = "func _() {var ";

/// Lowers the initial value of a variable or constant; `None` when it has none or does not parse.
pub fn initializer(file: &SourceFile, decl: &Decl) -> Option<Function> {
    if !matches!(decl.kind, DeclKind::Var | DeclKind::Const) {
        return None;
    }
    let specification = file.text.get(decl.start as usize..decl.end as usize)?;
    // There is always a package clause before it, but nothing says that it is long enough.
    let start = (decl.start as usize).saturating_sub(HEAD.len());
    let text = format!("{}{HEAD}{specification}}}", " ".repeat(start));
    let end = text.len() as u32;
    let brace = HEAD.find('{').unwrap_or(0);
    let wrapped = SourceFile { id: file.id, path: file.path.clone(), language: file.language, text };
    let function = Decl {
        kind: DeclKind::Func,
        name: Name::new("_"),
        position: 0,
        receiver: None,
        start: start as u32,
        end,
        body: (start + brace) as u32,
        mentions: Box::default(),
        skimmed: false,
    };
    super::decl::lower(&wrapped, &function).ok()
}
