//! closewait finds resources that are acquired and not released in Go and Rust source.
//!
//! Modules in floor order: a module uses only modules above it in this list.

pub mod base;

pub mod api;
pub mod ir;
pub mod rule;

pub mod dataflow;
pub mod frontend;
pub mod resolve;

pub mod typestate;

pub mod interproc;

pub mod report;

pub mod output;
pub mod triage;

pub mod driver;

pub mod cli;
