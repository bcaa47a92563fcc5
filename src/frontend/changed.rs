//! A declaration with some of its text changed: what would be said of the function if it read like this?

use crate::base::{SourceFile, Span};
use crate::ir::Decl;

/// A file with one changed declaration. Everything before the declaration is as it was.
#[derive(Debug)]
pub struct Changed {
    /// The file, under its own number and path.
    pub file: SourceFile,
    /// Where the declaration lies in it.
    pub decl: Decl,
    edits: Vec<Edit>,
}

/// One replacement, in offsets of the unchanged file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Edit {
    /// First byte that is replaced.
    pub start: u32,
    /// One past the last.
    pub end: u32,
    /// What stands there instead.
    pub text: String,
}

impl Changed {
    /// Applies edits inside a declaration. `None` if they overlap or leave it.
    pub fn new(file: &SourceFile, decl: &Decl, mut edits: Vec<Edit>) -> Option<Changed> {
        edits.sort();
        let mut text = String::with_capacity(file.text.len() + 64);
        let mut at = decl.start;
        text.push_str(file.text.get(..at as usize)?);
        for edit in &edits {
            if edit.start < at || edit.end < edit.start || edit.end > decl.end {
                return None;
            }
            text.push_str(file.text.get(at as usize..edit.start as usize)?);
            text.push_str(&edit.text);
            at = edit.end;
        }
        text.push_str(file.text.get(at as usize..)?);
        let end = decl.end + text.len() as u32 - file.text.len() as u32;
        let file = SourceFile { id: file.id, path: file.path.clone(), language: file.language, text };
        Some(Changed { file, decl: Decl { end, ..decl.clone() }, edits })
    }

    /// Where a place of the unchanged file lies now. What lies in a replaced text is taken to keep its distance from the
    /// beginning of it, as far as the new text goes.
    pub fn place(&self, span: Span) -> Span {
        let start = self.offset(span.start);
        Span::new(span.file, start, start + (span.end - span.start))
    }

    fn offset(&self, old: u32) -> u32 {
        // Wraps around where more is taken away than added so far, and comes back with the old offset.
        let mut moved = 0u32;
        for edit in &self.edits {
            if edit.end <= old {
                moved = moved.wrapping_add(edit.text.len() as u32).wrapping_sub(edit.end - edit.start);
            } else {
                let inside = old.saturating_sub(edit.start).min(edit.text.len() as u32);
                return edit.start.min(old).wrapping_add(moved) + inside;
            }
        }
        old.wrapping_add(moved)
    }
}

/// What becomes of the first declaration of a text when a change is made at the first place where `call` stands. The
/// result still parses, and what follows the declaration is as it was.
#[cfg(test)]
pub fn text_after(
    text: &str,
    language: crate::base::Language,
    change: fn(&SourceFile, &Decl, Span) -> Option<Changed>,
    call: &str,
) -> Option<String> {
    let file = SourceFile { id: crate::base::FileId(0), path: "a".into(), language, text: text.into() };
    let outline = super::outline(&file);
    let start = text.find(call).expect("a call of the text") as u32;
    let changed = change(&file, &outline.decls[0], Span::new(file.id, start, start + call.len() as u32))?;
    assert!(super::parse_only(&changed.file), "{}", changed.file.text);
    assert_eq!(changed.file.text[changed.decl.end as usize..], *"\n");
    Some(changed.file.text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FileId, Language, Name};
    use crate::ir::DeclKind;

    #[test]
    fn places_move_with_the_text() {
        let file = SourceFile { id: FileId(0), path: "a".into(), language: Language::Go, text: "0123456789".into() };
        let decl = Decl {
            kind: DeclKind::Func,
            name: Name::new("f"),
            position: 0,
            receiver: None,
            start: 1,
            end: 9,
            body: 2,
            mentions: Box::default(),
            skimmed: false,
        };
        let edit = |start, end, text: &str| Edit { start, end, text: text.to_owned() };
        let changed = Changed::new(&file, &decl, vec![edit(7, 7, "xyz"), edit(3, 5, "")]).expect("edits that fit");
        assert_eq!(changed.file.text, "01256xyz789");
        assert_eq!(changed.decl.end, 10);
        let place = |start, end| {
            let span = changed.place(Span::new(FileId(0), start, end));
            &changed.file.text[span.start as usize..span.end as usize]
        };
        assert_eq!((place(1, 3), place(5, 6), place(8, 10)), ("12", "5", "89"));
        assert!(Changed::new(&file, &decl, vec![edit(3, 5, ""), edit(4, 6, "")]).is_none());
        assert!(Changed::new(&file, &decl, vec![edit(8, 10, "")]).is_none());
    }
}
