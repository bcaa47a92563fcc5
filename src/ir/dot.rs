//! The control-flow graph of a function as Graphviz text: one node a block, function literals in boxes of their own,
//! edges back to the head of a loop dashed.

use std::fmt::Write;

use super::body::{Block, BlockId, Body, ClosureId, Function, Terminator};
use super::cfg::Cfg;
use super::names::Names;
use super::print::{print_instr, print_terminator};

/// The control-flow graph of a function.
pub fn dot(function: &Function) -> String {
    let body = &function.body;
    let names = Names::new(body);
    let mut out = format!("digraph {} {{\n    node [shape=box, fontname=monospace];\n", quoted(function.name.as_str()));
    for region in body.regions() {
        print_region(&mut out, body, &names, region);
    }
    let cfg = Cfg::new(body);
    for (id, block) in body.blocks.iter_enumerated() {
        print_edges(&mut out, &cfg, id, &block.terminator);
    }
    out.push_str("}\n");
    out
}

fn print_region(out: &mut String, body: &Body, names: &Names, region: Option<ClosureId>) {
    if let Some(id) = region {
        let _ = writeln!(out, "    subgraph cluster_{} {{\n    label=\"function literal {}\";", id.0, id.0);
    }
    for (id, block) in body.blocks.iter_enumerated().filter(|(_, block)| block.closure == region) {
        let _ = writeln!(out, "    bb{} [label={}];", id.0, quoted(&block_text(body, names, id, block)));
    }
    if region.is_some() {
        out.push_str("    }\n");
    }
}

fn block_text(body: &Body, names: &Names, id: BlockId, block: &Block) -> String {
    let mut text = format!("bb{} {}\n", id.0, block.kind.as_str());
    for instr in block.instrs.iter().filter_map(|id| body.instrs.get(*id)) {
        text.push_str(&print_instr(names, &instr.kind));
        text.push('\n');
    }
    text.push_str(&print_terminator(names, &block.terminator));
    text.push('\n');
    text
}

fn print_edges(out: &mut String, cfg: &Cfg, from: BlockId, terminator: &Terminator) {
    let answers: &[&str] = match terminator {
        Terminator::Branch { .. } => &["yes", "no"],
        Terminator::Goto(_)
        | Terminator::Switch(_)
        | Terminator::Return
        | Terminator::Panic
        | Terminator::Unreachable => &[],
    };
    for (n, to) in terminator.successors().into_iter().enumerate() {
        let label = answers.get(n).map(|answer| format!(" [label={answer}]")).unwrap_or_default();
        let goes_back = cfg.is_loop_head(to) && cfg.loop_contains(to, from);
        let style = if goes_back { " [style=dashed]" } else { "" };
        let _ = writeln!(out, "    bb{} -> bb{}{label}{style};", from.0, to.0);
    }
}

/// A Graphviz string; lines end flush left.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\l"))
}
