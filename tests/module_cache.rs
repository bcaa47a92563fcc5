//! Packages in the module cache: what their bodies show must not turn into findings what was silent without them.
#![allow(clippy::disallowed_methods, clippy::disallowed_macros, reason = "a harness writes files")]

use std::fs;
use std::process::Command;

const REQUIRE: &str = "package require

type TestingT interface{ Errorf(format string, args ...any); FailNow() }

func Equal(t TestingT, expected, actual any, msgAndArgs ...any) {
\tif expected != actual {
\t\tt.FailNow()
\t}
}

func NoError(t TestingT, err error, msgAndArgs ...any) {
\tif err != nil {
\t\tt.FailNow()
\t}
}
";

const SSH: &str = "package ssh

import \"net\"

type Conn interface{ Close() error; Wait() error }

type NewChannel interface{ Reject() error }

type Request struct{ Type string }

type ClientConfig struct{ User string }

type connection struct{ net.Conn }

func (c *connection) Wait() error { return nil }

type Client struct {
\tConn
\tchannels int
}

func NewClientConn(c net.Conn, addr string, config *ClientConfig) (Conn, <-chan NewChannel, <-chan *Request, error) {
\treturn &connection{c}, nil, nil, nil
}

func NewClient(c Conn, chans <-chan NewChannel, reqs <-chan *Request) *Client {
\tconn := &Client{Conn: c}
\tgo func() { conn.Wait() }()
\treturn conn
}
";

const GOCQL: &str = "package gocql

type ClusterConfig struct{ Hosts []string }

func NewCluster(hosts ...string) *ClusterConfig { return &ClusterConfig{Hosts: hosts} }

func (c *ClusterConfig) CreateSession() (*Session, error) { return &Session{}, nil }

type Session struct{ open int }

func (s *Session) Close() { s.open = 0 }

var recent []*Query

type Query struct{ session *Session }

func (s *Session) Query(text string, values ...interface{}) *Query {
\tquery := &Query{session: s}
\trecent = append(recent, query)
\treturn query
}

var running = map[*Session]bool{}

func (q *Query) Exec() error {
\trunning[q.session] = true
\treturn failure()
}

func failure() error

type Worker struct{ session *Session }

func NewWorker(session *Session) *Worker { return &Worker{session: session} }

func (w *Worker) Start() { go w.work() }

func (w *Worker) work() { w.session.Close() }
";

/// Checks a test file.
fn check(text: &str) {
    check_file("a_test.go", text);
}

/// Checks a file with modules in the cache, and compares with its `// want` lines.
fn check_file(name: &str, text: &str) {
    let tree = tempfile::tempdir().expect("a temporary directory");
    let write = |path: &str, text: &str| {
        let path = tree.path().join(path);
        fs::create_dir_all(path.parent().expect("a directory")).expect("a directory is made");
        fs::write(path, text).expect("a file is written");
    };
    let manifest = "module example.org/m\n\ngo 1.24\n\nrequire github.com/stretchr/testify v1.10.0\n";
    let others = "require golang.org/x/crypto v0.58.0\nrequire github.com/gocql/gocql v1.7.0\n";
    write("code/go.mod", &format!("{manifest}{others}"));
    write(&format!("code/{name}"), text);
    write("cache/github.com/stretchr/testify@v1.10.0/go.mod", "module github.com/stretchr/testify\n");
    write("cache/github.com/stretchr/testify@v1.10.0/require/require.go", REQUIRE);
    write("cache/golang.org/x/crypto@v0.58.0/go.mod", "module golang.org/x/crypto\n");
    write("cache/golang.org/x/crypto@v0.58.0/ssh/client.go", SSH);
    write("cache/github.com/gocql/gocql@v1.7.0/go.mod", "module github.com/gocql/gocql\n");
    write("cache/github.com/gocql/gocql@v1.7.0/session.go", GOCQL);
    let output = Command::new(env!("CARGO_BIN_EXE_closewait"))
        .args(["check", "--output-format", "concise", "--no-cache"])
        .env("GOMODCACHE", tree.path().join("cache"))
        .current_dir(tree.path().join("code"))
        .output()
        .expect("the program runs");
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    let line_of = |line: &str| line.strip_prefix(name)?.strip_prefix(':')?.split(':').next()?.parse().ok();
    let found: Vec<usize> = output.lines().filter_map(line_of).collect();
    let marked = text.lines().zip(1..).filter(|(line, _)| line.contains("// want"));
    assert_eq!(found, marked.map(|(_, number)| number).collect::<Vec<usize>>(), "{output}{text}");
}

#[test]
fn assertions_keep_their_meaning() {
    check(
        "package a

import (
\t\"net\"
\t\"net/http\"
\t\"testing\"

\t\"github.com/stretchr/testify/require\"
)

func TestRefusedOk(t *testing.T) {
\t_, err := net.Dial(\"tcp\", \"127.0.0.1:1\")
\trequire.Equal(t, err, net.ErrClosed)
}

func TestAnsweredBad(t *testing.T) {
\tresp, err := http.Get(\"http://127.0.0.1\") // want
\trequire.NoError(t, err)
\trequire.Equal(t, 200, resp.StatusCode)
}
",
    );
}

#[test]
fn wrappers_of_the_tables_are_released_by_what_they_embed() {
    check(
        "package a

import (
\t\"errors\"
\t\"net\"

\t\"golang.org/x/crypto/ssh\"
)

func ClientOk(conn net.Conn, config *ssh.ClientConfig, ask func() error) (*ssh.Client, error) {
\tinner, channels, requests, err := ssh.NewClientConn(conn, \"a\", config)
\tif err != nil {
\t\treturn nil, err
\t}
\tclient := ssh.NewClient(inner, channels, requests)
\tif err := ask(); err != nil {
\t\tclient.Close()
\t\treturn nil, errors.New(\"refused\")
\t}
\treturn client, nil
}

func ClientBad(conn net.Conn, config *ssh.ClientConfig, ask func() error) (*ssh.Client, error) {
\tinner, channels, requests, err := ssh.NewClientConn(conn, \"a\", config) // want
\tif err != nil {
\t\treturn nil, err
\t}
\tclient := ssh.NewClient(inner, channels, requests)
\tif err := ask(); err != nil {
\t\treturn nil, err
\t}
\treturn client, nil
}
",
    );
}

#[test]
fn a_library_borrows_what_its_methods_are_called_on() {
    check_file(
        "a.go",
        "package a

import \"github.com/gocql/gocql\"

type owner struct{ session *gocql.Session }

func (o *owner) close() { o.session.Close() }

func OpenBad() (*owner, error) {
\tsession, err := gocql.NewCluster(\"a\").CreateSession() // want
\tif err != nil {
\t\treturn nil, err
\t}
\tif err := session.Query(\"SELECT 1\").Exec(); err != nil {
\t\treturn nil, err
\t}
\treturn &owner{session: session}, nil
}

func ask(session *gocql.Session) error { return session.Query(\"SELECT 1\").Exec() }

func AskBad() (*owner, error) {
\tsession, err := gocql.NewCluster(\"a\").CreateSession() // want
\tif err != nil {
\t\treturn nil, err
\t}
\tif err := ask(session); err != nil {
\t\treturn nil, err
\t}
\treturn &owner{session: session}, nil
}

func OpenOk() (*owner, error) {
\tsession, err := gocql.NewCluster(\"a\").CreateSession()
\tif err != nil {
\t\treturn nil, err
\t}
\tif err := session.Query(\"SELECT 1\").Exec(); err != nil {
\t\tsession.Close()
\t\treturn nil, err
\t}
\treturn &owner{session: session}, nil
}

func QueryOk() (*gocql.Query, error) {
\tsession, err := gocql.NewCluster(\"a\").CreateSession()
\tif err != nil {
\t\treturn nil, err
\t}
\treturn session.Query(\"SELECT 1\"), nil
}

func WorkerOk() error {
\tsession, err := gocql.NewCluster(\"a\").CreateSession()
\tif err != nil {
\t\treturn err
\t}
\tworker := gocql.NewWorker(session)
\tworker.Start()
\treturn nil
}
",
    );
}
