//! Words the call that settled what became of an acquisition.

use crate::rule::EffectKind;
use crate::typestate::{Decider, Knowledge};

use super::words::shorten;

/// Who is called and what is known of it, in one line: "`f.Close`, which ends it".
pub fn word_decider(decider: &Decider) -> String {
    let callee = shorten(&decider.callee);
    let spawned = if decider.spawned { ", run concurrently," } else { "," };
    let path = decider.path.map_or_else(String::new, |path| format!(" {path}"));
    let what = match &decider.knowledge {
        Knowledge::Ends => "which ends it".to_owned(),
        Knowledge::EndsByName => "which by its name ends what is held there".to_owned(),
        Knowledge::DoesNotReturn => "which does not return".to_owned(),
        Knowledge::Table(effects) => format!("of which a table says that it {}", word_effects(effects)),
        Knowledge::Summary(text) => format!("whose summary is: {text}"),
        Knowledge::NotAnalysed => "whose body was not analysed".to_owned(),
        Knowledge::Interface => format!("the method{path} of an interface: which body runs is not known"),
        Knowledge::OutOfSight => format!("the function{path}, whose body is out of sight"),
        Knowledge::FunctionValue => "a function value, which may be any function".to_owned(),
        Knowledge::Literal => "which may keep what it captures".to_owned(),
        Knowledge::Builtin => "which is built in".to_owned(),
        Knowledge::UnknownType => "a method of a value whose type was not found".to_owned(),
        Knowledge::Nothing => "of which nothing was found".to_owned(),
    };
    format!("`{callee}`{spawned} {what}")
}

fn word_effects(effects: &[EffectKind]) -> String {
    let mut words: Vec<&str> = effects
        .iter()
        .map(|effect| match effect {
            EffectKind::Takes => "takes what it is given",
            EffectKind::Releases => "has ended what it is given when it returns",
            EffectKind::Wraps => "answers with something that owns what it is given",
            EffectKind::Aliases | EffectKind::Same => "answers with what it is given",
            EffectKind::Borrows => "keeps nothing",
            EffectKind::Writes => "writes to it and keeps nothing",
            EffectKind::Forgets => "keeps it from ever being dropped",
            EffectKind::CallsNow | EffectKind::CallsOnce => "calls its argument before it returns",
            EffectKind::CallsLater => "calls its argument later",
        })
        .collect();
    words.dedup();
    words.join(" and ")
}
