//! The control-flow graph of a function as graphviz; the same texts as [`print`](mod@super::print).

use super::body::{BlockId, Function, Terminator};
use super::cfg::Cfg;
use super::names::{Names, closure_text};
use super::print::{print_instr, print_terminator};

/// Draws a function: one box a block, a frame around each function literal, dashed edges back to loop heads.
pub fn dot(function: &Function) -> String {
    let body = &function.body;
    let (names, cfg) = (Names::new(body), Cfg::new(body));
    let mut out = format!("digraph {} {{\n", quoted(function.name.as_str()));
    out.push_str("    node [shape=box, fontname=monospace, labeljust=l];\n");
    for region in body.regions() {
        if let Some(id) = region {
            out.push_str(&format!("    subgraph cluster_{} {{\n    label={};\n", id.0, quoted(&closure_text(id))));
        }
        for (id, block) in body.blocks.iter_enumerated().filter(|(_, block)| block.closure == region) {
            let mut lines = vec![format!("bb{} {}", id.0, block.kind.as_str())];
            let instrs = block.instrs.iter().filter_map(|&instr| body.instrs.get(instr));
            lines.extend(instrs.map(|instr| print_instr(&names, &instr.kind)));
            if !matches!(block.terminator, Terminator::Goto(_)) {
                lines.push(print_terminator(&names, &block.terminator));
            }
            let dead = if cfg.is_reachable(id) { "" } else { ", style=dotted" };
            out.push_str(&format!("    bb{} [label=\"{}\\l\"{dead}];\n", id.0, left_aligned(&lines)));
        }
        if region.is_some() {
            out.push_str("    }\n");
        }
    }
    for (from, block) in body.blocks.iter_enumerated() {
        edges(from, &block.terminator, &cfg, &mut out);
    }
    out.push_str("}\n");
    out
}

fn edges(from: BlockId, terminator: &Terminator, cfg: &Cfg, out: &mut String) {
    let labels = match terminator {
        Terminator::Branch { .. } => ["yes", "no"],
        Terminator::Goto(_)
        | Terminator::Switch(_)
        | Terminator::Return
        | Terminator::Panic
        | Terminator::Unreachable => ["", ""],
    };
    for (n, to) in terminator.successors().into_iter().enumerate() {
        let label = labels.get(n).filter(|label| !label.is_empty());
        let label = label.map_or(String::new(), |label| format!("label={label} "));
        let back = matches!((cfg.position(from), cfg.position(to)), (Some(from), Some(to)) if to <= from);
        let style = if back { "style=dashed" } else { "" };
        out.push_str(&format!("    bb{} -> bb{} [{label}{style}];\n", from.0, to.0));
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text))
}

fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}

/// `\l` ends a line that is set to the left.
fn left_aligned(lines: &[String]) -> String {
    lines.iter().map(|line| escaped(line)).collect::<Vec<_>>().join("\\l")
}
