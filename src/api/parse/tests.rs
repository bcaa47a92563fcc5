use super::*;

fn qualifier(word: &str) -> Option<Name> {
    match word {
        "unknown" => None,
        "sql" => Some(Name::new("database/sql")),
        other => Some(Name::new(other)),
    }
}

fn show(text: &str) -> String {
    match parse_signature(text, &qualifier, Name::new("own/lib")) {
        Ok(function) => {
            let star = if function.pointer_receiver { "*" } else { "" };
            format!("{star}{}{}", function.path, function.signature)
        }
        Err(error) => format!("{}: {}", error.at, error.message),
    }
}

#[test]
fn functions_and_methods() {
    assert_eq!(show("Open(name string) (*File, error)"), "own/lib.Open(name string) (*own/lib.File, error)");
    assert_eq!(
        show("(*DB).QueryContext(ctx context.Context, query string, args ...any) (*Rows, error)"),
        "*(own/lib.DB).QueryContext(ctx context.Context, query string, args []any) (*own/lib.Rows, error)"
    );
    assert_eq!(show("func (db *sql.DB) Conn() sql.Conn"), "*(database/sql.DB).Conn() database/sql.Conn");
    assert_eq!(show("os.Exit(code int)"), "os.Exit(code int)");
    assert_eq!(show("gopkg.in/check.v1.New(string, ...bool)"), "gopkg.in/check.v1.New(string, []bool)");
    assert_eq!(show("F(a, b int, c chan<- int) <-chan error"), "own/lib.F(a int, b int, c chan int) chan error");
    assert_eq!(show("F(f func(int) error, m map[string][]byte)"), "own/lib.F(f func(int) error, m map[string][]byte)");
}

#[test]
fn generics_and_literals() {
    let text = "(*Pool[T]).Acquire(ctx context.Context) (*Resource[T], error)";
    assert_eq!(show(text), "*(own/lib.Pool).Acquire(ctx context.Context) (*own/lib.Resource[T], error)");
    assert_eq!(show("Clone[S ~[]E, E any](s S) S"), "own/lib.Clone(s S) S");
    let sum = parse_signature("Sum[T int | ~string](v ...T) T", &qualifier, Name::new("p")).unwrap();
    assert_eq!(sum.signature.type_params[0].ty, Type::Unknown);
    assert!(sum.signature.variadic && !sum.qualified);
    let ty = parse_type("struct{ a, b int; io.Reader; f func() }", &qualifier, Name::new("p")).unwrap();
    let Type::Struct(fields) = ty else { panic!("not a struct") };
    assert_eq!(fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(), ["a", "b", "Reader", "f"]);
    assert!(fields[2].embedded && !fields[3].embedded);
    let ty = parse_type("interface{ Close() error; io.Reader }", &qualifier, Name::new("p")).unwrap();
    let Type::Interface(methods) = ty else { panic!("not an interface") };
    assert!(methods[1].embedded && matches!(methods[0].ty, Type::Func(_)));
}

#[test]
fn mistakes_have_a_place() {
    assert_eq!(show("Open(name string"), "16: expected `)`");
    assert_eq!(show("Open(name string) (*unknown.File, error)"), "20: no import is called `unknown`");
    assert_eq!(show("Open"), "4: expected `(` and the parameters");
    assert_eq!(show(""), "0: expected a name");
    assert_eq!(show("F(a int, string)"), "9: either all parameters have names or none has");
    assert_eq!(show("F(a ...int, b int)"), "2: only the last parameter can be variadic");
    assert_eq!(show("F() int int"), "8: unexpected text after the end");
    let deep = format!("F(x {}int)", "*".repeat(100_000));
    assert!(show(&deep).ends_with("nested too deeply"));
    let deep = format!("F(x {}", "func(".repeat(100_000));
    assert!(show(&deep).ends_with("nested too deeply"));
}
