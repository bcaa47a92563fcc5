//! Statements of which only one is compiled: `#[cfg(unix)] let x = a(); #[cfg(not(unix))] let x = b();`.
//!
//! Neighbours whose conditions exclude each other are lowered as the arms of a switch; read one after the other, the second
//! would overwrite what the first has made. That conditions exclude each other is seen in their text.

use super::lower::Lowerer;
use super::types;
use crate::base::{Span, Type};
use crate::ir::{BlockKind, Local, Place, Rvalue};

/// How many statements, from the first, are such alternatives; 1 where there is no choice.
pub fn count(stmts: &[syn::Stmt]) -> usize {
    let mut conditions: Vec<String> = Vec::new();
    for stmt in stmts {
        let fits = match (&stmts[0], stmt) {
            (syn::Stmt::Local(first), syn::Stmt::Local(other)) => is_plain(other) && name_of(first) == name_of(other),
            (syn::Stmt::Expr(..), syn::Stmt::Expr(..)) => true,
            _ => false,
        };
        let Some(asked) = asked(stmt).filter(|_| fits) else { break };
        if !conditions.iter().all(|other| exclude(other, &asked)) {
            break;
        }
        conditions.push(asked);
    }
    conditions.len().max(1)
}

impl Lowerer {
    /// Lowers alternatives. The value goes to `dst`, where they end their block; returns the place of what gave it.
    pub fn alternatives(&mut self, stmts: &[syn::Stmt], dst: Option<Local>, span: Span) -> Option<Span> {
        let (name, ty) = match &stmts[0] {
            syn::Stmt::Local(local) => match &local.pat {
                syn::Pat::Type(typed) => (name_of(local), self.ty(&typed.ty)),
                _ => (name_of(local), Type::Unknown),
            },
            _ => (None, Type::Unknown),
        };
        let slot = name.map(|name| self.builder.var(name, ty, span));
        // The first to give a variable its type decides it: that is to be the one most readers have in mind.
        let mut stmts: Vec<&syn::Stmt> = stmts.iter().collect();
        stmts.sort_by_key(|stmt| !asked(stmt).is_some_and(|asked| is_for_unix(&asked)));
        let blocks: Vec<_> = stmts.iter().map(|_| self.block_of(BlockKind::SwitchCase)).collect();
        let done = self.block_of(BlockKind::SwitchDone);
        self.builder.switch(blocks.clone(), span);
        let mut tail = None;
        for (stmt, block) in stmts.into_iter().zip(blocks) {
            let at = self.span_of(stmt);
            self.builder.start(block);
            self.open_scope();
            match stmt {
                syn::Stmt::Local(local) => {
                    if let (Some(init), Some(slot)) = (&local.init, slot) {
                        let value = self.expr(&init.expr);
                        self.builder.assign(Place::local(slot), Rvalue::Use(value), self.span_of(&*init.expr));
                    }
                }
                syn::Stmt::Expr(expr, semicolon) => {
                    let value = self.expr(expr);
                    if let (Some(dst), None) = (dst, semicolon) {
                        self.builder.assign(Place::local(dst), Rvalue::Use(value), at);
                        tail = Some(at);
                    }
                }
                syn::Stmt::Item(_) | syn::Stmt::Macro(_) => {}
            }
            self.close_scope(at);
            self.builder.goto(done, at.at_end());
        }
        self.builder.start(done);
        if let (Some(name), Some(slot)) = (name, slot) {
            self.bind_variable(name, slot);
        }
        tail
    }
}

/// `let name = value;`, where the value is no reference to a temporary.
fn is_plain(local: &syn::Local) -> bool {
    let value = local.init.as_ref().filter(|init| init.diverge.is_none());
    name_of(local).is_some() && value.is_some_and(|init| !matches!(&*init.expr, syn::Expr::Reference(_)))
}

fn name_of(local: &syn::Local) -> Option<crate::base::Name> {
    let pattern = if let syn::Pat::Type(typed) = &local.pat { &*typed.pat } else { &local.pat };
    types::pattern_name(pattern)
}

fn attributes(stmt: &syn::Stmt) -> &[syn::Attribute] {
    match stmt {
        syn::Stmt::Local(local) => &local.attrs,
        syn::Stmt::Expr(expr, _) => match expr {
            syn::Expr::Block(inner) => &inner.attrs,
            syn::Expr::Unsafe(inner) => &inner.attrs,
            syn::Expr::If(inner) => &inner.attrs,
            syn::Expr::Match(inner) => &inner.attrs,
            syn::Expr::Call(inner) => &inner.attrs,
            syn::Expr::MethodCall(inner) => &inner.attrs,
            syn::Expr::Return(inner) => &inner.attrs,
            syn::Expr::Try(inner) => &inner.attrs,
            syn::Expr::Await(inner) => &inner.attrs,
            _ => &[],
        },
        syn::Stmt::Item(_) | syn::Stmt::Macro(_) => &[],
    }
}

/// What the condition of a statement asks.
fn asked(stmt: &syn::Stmt) -> Option<String> {
    attributes(stmt).iter().find_map(condition)
}

fn is_for_unix(asked: &str) -> bool {
    asked == "unix" || asked.starts_with("not(windows") || asked.contains("linux") && !asked.starts_with("not(")
}

/// What `#[cfg(..)]` asks, without spaces.
fn condition(attribute: &syn::Attribute) -> Option<String> {
    let syn::Meta::List(list) = &attribute.meta else { return None };
    let mut text = list.tokens.to_string();
    text.retain(|letter| !letter.is_whitespace());
    list.path.is_ident("cfg").then_some(text)
}

/// Whether two conditions cannot both hold: one is among what the other rules out, or they name different systems.
fn exclude(left: &str, right: &str) -> bool {
    let rules_out = |one: &str, other: &str| {
        let without = one.strip_prefix("not(").and_then(|rest| rest.strip_suffix(')'));
        without.is_some_and(|without| {
            let excluded = any_of(without);
            without == other || any_of(other).iter().all(|atom| excluded.contains(atom))
        })
    };
    let systems = |text: &str| any_of(text).iter().all(|atom| atom.starts_with("target_os=") || *atom == "windows");
    let apart = || any_of(left).iter().all(|atom| !any_of(right).contains(atom));
    rules_out(left, right)
        || rules_out(right, left)
        || systems(left) && systems(right) && apart()
        || matches!((left, right), ("unix", "windows") | ("windows", "unix"))
}

/// The conditions of `any(..)`, or the one.
fn any_of(text: &str) -> Vec<&str> {
    let Some(list) = text.strip_prefix("any(").and_then(|rest| rest.strip_suffix(')')) else { return vec![text] };
    let mut found = Vec::new();
    let (mut depth, mut start) = (0, 0);
    for (at, letter) in list.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth -= 1,
            ',' if depth == 0 => {
                found.push(&list[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    found.push(&list[start..]);
    found.retain(|atom| !atom.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conditions_exclude_each_other() {
        assert!(exclude("unix", "not(unix)"));
        assert!(exclude("not(any(a,b(c,d)))", "b(c,d)"));
        assert!(exclude("any(a,b)", "not(any(a,b,c))"));
        assert!(exclude("windows", "unix"));
        assert!(exclude("target_os=\"linux\"", "any(target_os=\"macos\",windows)"));
        for (left, right) in [("unix", "target_os=\"linux\""), ("feature=\"a\"", "feature=\"b\""), ("a", "not(b)")] {
            assert!(!exclude(left, right), "{left} {right}");
        }
    }
}
