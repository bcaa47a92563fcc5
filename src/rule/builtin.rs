//! The rule files that are part of the program.

use super::load::RuleFile;

/// All tables, sorted by file.
pub(super) fn tables() -> Vec<RuleFile<'static>> {
    TABLES.iter().map(|(file, text)| RuleFile { file, text }).collect()
}

/// All rule pages, sorted by file.
pub(super) fn pages() -> Vec<RuleFile<'static>> {
    PAGES.iter().map(|(file, text)| RuleFile { file, text }).collect()
}

// The rest is written by `UPDATE_BUILTIN=1 cargo test --test tables` from what lies in `rules/`.
// BEGIN GENERATED
const TABLES: &[(&str, &str)] = &[
    ("go/context.toml", include_str!("../../rules/go/context.toml")),
    ("go/database-sql.toml", include_str!("../../rules/go/database-sql.toml")),
    ("go/net-http.toml", include_str!("../../rules/go/net-http.toml")),
    ("go/net.toml", include_str!("../../rules/go/net.toml")),
    ("go/os.toml", include_str!("../../rules/go/os.toml")),
];

const PAGES: &[(&str, &str)] = &[
    ("pages/release-deferred-in-loop.md", include_str!("../../rules/pages/release-deferred-in-loop.md")),
    ("pages/release-skipped-by-panic.md", include_str!("../../rules/pages/release-skipped-by-panic.md")),
    ("pages/uncalled-cancel.md", include_str!("../../rules/pages/uncalled-cancel.md")),
    ("pages/unclosed-connection.md", include_str!("../../rules/pages/unclosed-connection.md")),
    ("pages/unclosed-file.md", include_str!("../../rules/pages/unclosed-file.md")),
    ("pages/unclosed-resource.md", include_str!("../../rules/pages/unclosed-resource.md")),
    ("pages/unclosed-response-body.md", include_str!("../../rules/pages/unclosed-response-body.md")),
    ("pages/unclosed-rows.md", include_str!("../../rules/pages/unclosed-rows.md")),
    ("pages/unfinished-transaction.md", include_str!("../../rules/pages/unfinished-transaction.md")),
    ("pages/unscanned-row.md", include_str!("../../rules/pages/unscanned-row.md")),
    ("pages/unstopped-ticker.md", include_str!("../../rules/pages/unstopped-ticker.md")),
    ("pages/unwaited-process.md", include_str!("../../rules/pages/unwaited-process.md")),
    ("pages/use-before-error-check.md", include_str!("../../rules/pages/use-before-error-check.md")),
];
// END GENERATED
