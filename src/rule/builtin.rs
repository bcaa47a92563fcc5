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
    ("go/archive.toml", include_str!("../../rules/go/archive.toml")),
    ("go/beego-httplib.toml", include_str!("../../rules/go/beego-httplib.toml")),
    ("go/beego-orm-v1.toml", include_str!("../../rules/go/beego-orm-v1.toml")),
    ("go/beego-orm-v2.toml", include_str!("../../rules/go/beego-orm-v2.toml")),
    ("go/bufio.toml", include_str!("../../rules/go/bufio.toml")),
    ("go/check.toml", include_str!("../../rules/go/check.toml")),
    ("go/cobra.toml", include_str!("../../rules/go/cobra.toml")),
    ("go/compress.toml", include_str!("../../rules/go/compress.toml")),
    ("go/context.toml", include_str!("../../rules/go/context.toml")),
    ("go/crypto-tls.toml", include_str!("../../rules/go/crypto-tls.toml")),
    ("go/database-sql.toml", include_str!("../../rules/go/database-sql.toml")),
    ("go/dbr.toml", include_str!("../../rules/go/dbr.toml")),
    ("go/debug.toml", include_str!("../../rules/go/debug.toml")),
    ("go/efficientgo.toml", include_str!("../../rules/go/efficientgo.toml")),
    ("go/encoding.toml", include_str!("../../rules/go/encoding.toml")),
    ("go/googleapi.toml", include_str!("../../rules/go/googleapi.toml")),
    ("go/gorm-v1.toml", include_str!("../../rules/go/gorm-v1.toml")),
    ("go/gorm.toml", include_str!("../../rules/go/gorm.toml")),
    ("go/gotest-tools.toml", include_str!("../../rules/go/gotest-tools.toml")),
    ("go/io.toml", include_str!("../../rules/go/io.toml")),
    ("go/is.toml", include_str!("../../rules/go/is.toml")),
    ("go/iter.toml", include_str!("../../rules/go/iter.toml")),
    ("go/klog.toml", include_str!("../../rules/go/klog.toml")),
    ("go/lo.toml", include_str!("../../rules/go/lo.toml")),
    ("go/log-syslog.toml", include_str!("../../rules/go/log-syslog.toml")),
    ("go/logrus.toml", include_str!("../../rules/go/logrus.toml")),
    ("go/mime-multipart.toml", include_str!("../../rules/go/mime-multipart.toml")),
    ("go/model.toml", include_str!("../../rules/go/model.toml")),
    ("go/multierr.toml", include_str!("../../rules/go/multierr.toml")),
    ("go/net-http-fcgi.toml", include_str!("../../rules/go/net-http-fcgi.toml")),
    ("go/net-http-httptest.toml", include_str!("../../rules/go/net-http-httptest.toml")),
    ("go/net-http-httputil.toml", include_str!("../../rules/go/net-http-httputil.toml")),
    ("go/net-http.toml", include_str!("../../rules/go/net-http.toml")),
    ("go/net-rpc.toml", include_str!("../../rules/go/net-rpc.toml")),
    ("go/net-smtp.toml", include_str!("../../rules/go/net-smtp.toml")),
    ("go/net-textproto.toml", include_str!("../../rules/go/net-textproto.toml")),
    ("go/net.toml", include_str!("../../rules/go/net.toml")),
    ("go/os-exec.toml", include_str!("../../rules/go/os-exec.toml")),
    ("go/os-signal.toml", include_str!("../../rules/go/os-signal.toml")),
    ("go/os.toml", include_str!("../../rules/go/os.toml")),
    ("go/pgx-v4.toml", include_str!("../../rules/go/pgx-v4.toml")),
    ("go/pgx-v5.toml", include_str!("../../rules/go/pgx-v5.toml")),
    ("go/pkg-errors.toml", include_str!("../../rules/go/pkg-errors.toml")),
    ("go/quicktest.toml", include_str!("../../rules/go/quicktest.toml")),
    ("go/runutil.toml", include_str!("../../rules/go/runutil.toml")),
    ("go/sqlx.toml", include_str!("../../rules/go/sqlx.toml")),
    ("go/sync.toml", include_str!("../../rules/go/sync.toml")),
    ("go/testify.toml", include_str!("../../rules/go/testify.toml")),
    ("go/testing.toml", include_str!("../../rules/go/testing.toml")),
    ("go/time.toml", include_str!("../../rules/go/time.toml")),
    ("go/x-sync.toml", include_str!("../../rules/go/x-sync.toml")),
    ("go/zap.toml", include_str!("../../rules/go/zap.toml")),
    ("go/zerolog.toml", include_str!("../../rules/go/zerolog.toml")),
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
