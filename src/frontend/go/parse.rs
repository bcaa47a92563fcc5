//! tree-sitter on the bytes of one declaration: the only file that knows tree-sitter.
//!
//! What is handed on are [`Node`]s: a kind, the field it is in, and byte offsets of the whole file. Comments
//! and punctuation without meaning are left out.
//!
//! To the grammar, `new` and `make` are followed by a type, always. But `new` takes an expression since Go
//! 1.26, and both names may be declared anew. As a type that has a name can be read as an expression, each
//! `new(` and `make(` is hidden behind another word of the same length while parsing, unless a type follows
//! that cannot be read so, such as `[]int`, and no literal or conversion of that type. The text of a name is
//! taken from the file, so nobody sees the other word.

use std::cell::RefCell;
use std::sync::OnceLock;

use smallvec::SmallVec;
use tree_sitter::{Language, Parser, Tree, TreeCursor};

use super::lex::{Lexer, Token, TokenKind};

/// Most open brackets a declaration may have. Real code stays below 50; the limit keeps recursion shallow.
const MAX_BRACKETS: usize = 500;

/// Words that the grammar treats as keywords, and what takes their place.
const HIDDEN: [(&[u8], &[u8]); 2] = [(b"new", b"n_w"), (b"make", b"m_ke")];

macro_rules! names {
    ($(#[$doc:meta])* $enum:ident { $($variant:ident = $text:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, Debug)]
        #[allow(missing_docs)] // The grammar says what they are.
        pub enum $enum { Other, $($variant,)* }

        impl $enum {
            fn of(text: &str) -> Self {
                match text { $($text => $enum::$variant,)* _ => $enum::Other }
            }
        }
    };
}

names! {
    /// Kinds of nodes; `Error` is what the grammar does not accept or misses, `Other` what is of no interest.
    Kind {
        Error = "ERROR", ArgumentList = "argument_list", ArrayType = "array_type", AssignmentStatement = "assignment_statement",
        BinaryExpression = "binary_expression", Block = "block", BreakStatement = "break_statement",
        CallExpression = "call_expression", ChannelType = "channel_type",
        CommunicationCase = "communication_case", CompositeLiteral = "composite_literal",
        ConstDeclaration = "const_declaration", ConstSpec = "const_spec", ContinueStatement = "continue_statement",
        DecStatement = "dec_statement", DefaultCase = "default_case", DeferStatement = "defer_statement",
        EmptyStatement = "empty_statement", ExpressionCase = "expression_case", ExpressionList = "expression_list",
        ExpressionStatement = "expression_statement", ExpressionSwitch = "expression_switch_statement",
        Fallthrough = "fallthrough_statement", FieldDeclaration = "field_declaration",
        FieldDeclarationList = "field_declaration_list", ForClause = "for_clause", ForStatement = "for_statement",
        FuncLiteral = "func_literal", FunctionDeclaration = "function_declaration",
        FunctionType = "function_type", GenericType = "generic_type", GoStatement = "go_statement",
        GotoStatement = "goto_statement", IfStatement = "if_statement",
        ImplicitArrayType = "implicit_length_array_type", IncStatement = "inc_statement",
        IndexExpression = "index_expression", InterfaceType = "interface_type",
        StringLiteral = "interpreted_string_literal", KeyedElement = "keyed_element",
        LabeledStatement = "labeled_statement", LiteralElement = "literal_element", LiteralValue = "literal_value",
        MapType = "map_type", MethodDeclaration = "method_declaration", MethodElem = "method_elem",
        NegatedType = "negated_type", ParameterDeclaration = "parameter_declaration",
        ParameterList = "parameter_list", Parenthesized = "parenthesized_expression",
        ParenthesizedType = "parenthesized_type", PointerType = "pointer_type", QualifiedType = "qualified_type",
        RangeClause = "range_clause", RawString = "raw_string_literal", ReceiveStatement = "receive_statement",
        ReturnStatement = "return_statement", SelectStatement = "select_statement",
        SelectorExpression = "selector_expression", SendStatement = "send_statement",
        ShortVarDeclaration = "short_var_declaration", SliceExpression = "slice_expression",
        SliceType = "slice_type", StatementList = "statement_list", StructType = "struct_type",
        TypeAlias = "type_alias", TypeArguments = "type_arguments", TypeAssertion = "type_assertion_expression",
        TypeCase = "type_case", TypeConstraint = "type_constraint", TypeConversion = "type_conversion_expression",
        TypeDeclaration = "type_declaration", TypeElem = "type_elem",
        TypeInstantiation = "type_instantiation_expression", TypeParameter = "type_parameter_declaration",
        TypeParameterList = "type_parameter_list", TypeSpec = "type_spec", TypeSwitch = "type_switch_statement",
        UnaryExpression = "unary_expression", VarDeclaration = "var_declaration", VarSpec = "var_spec",
        VarSpecList = "var_spec_list", VariadicArgument = "variadic_argument",
        VariadicParameter = "variadic_parameter_declaration", BlankIdentifier = "blank_identifier",
        False = "false", FieldIdentifier = "field_identifier", FloatLiteral = "float_literal",
        Identifier = "identifier", ImaginaryLiteral = "imaginary_literal", IntLiteral = "int_literal",
        Iota = "iota", LabelName = "label_name", Nil = "nil", PackageIdentifier = "package_identifier",
        RuneLiteral = "rune_literal", True = "true", TypeIdentifier = "type_identifier",
        Arrow = "<-", Define = ":=", Star = "*", Amp = "&", Not = "!", AndAnd = "&&", OrOr = "||",
        EqualEqual = "==", NotEqual = "!=", Less = "<", LessEqual = "<=", Greater = ">", GreaterEqual = ">=",
        Plus = "+", Minus = "-", Assign = "=",
    }
}

names! {
    /// Fields of nodes.
    Field {
        Alias = "alias", Alternative = "alternative", Arguments = "arguments", Body = "body",
        Capacity = "capacity", Channel = "channel", Communication = "communication", Condition = "condition",
        Consequence = "consequence", Element = "element", End = "end", Selected = "field",
        Function = "function", Index = "index", Initializer = "initializer", Key = "key", Label = "label",
        Left = "left", Length = "length", Name = "name", Operand = "operand", Operator = "operator",
        Package = "package", Parameters = "parameters", Receiver = "receiver", ResultType = "result",
        Right = "right", Start = "start", Tag = "tag", Type = "type", TypeArguments = "type_arguments",
        TypeParameters = "type_parameters", Update = "update", Value = "value",
    }
}

/// A node with its place in the file.
#[derive(Clone, Copy, Debug)]
pub struct Node<'tree> {
    /// Its kind.
    pub kind: Kind,
    /// The field of its parent that it is in.
    pub field: Field,
    /// First byte, in the file.
    pub start: u32,
    /// One past the last byte, in the file.
    pub end: u32,
    raw: tree_sitter::Node<'tree>,
}

/// Children of a node.
pub type Nodes<'tree> = SmallVec<[Node<'tree>; 6]>;

/// A parsed declaration.
pub struct Parsed {
    tree: Tree,
    prefix: u32,
    start: u32,
}

/// Walks a parsed declaration.
pub struct Walker<'tree> {
    cursor: TreeCursor<'tree>,
    parsed: &'tree Parsed,
    faulty: bool,
}

/// Parses `prefix` followed by `text[start..end]`. `None` if brackets are nested too deeply.
pub fn parse(prefix: &str, text: &str, start: u32, end: u32) -> Option<Parsed> {
    let bytes = text.as_bytes().get(start as usize..end as usize).unwrap_or(&[]);
    if too_deep(text, start, end) {
        return None;
    }
    thread_local! {
        static TOOLS: RefCell<(Parser, Vec<u8>)> = RefCell::new((new_parser(), Vec::new()));
    }
    let tree = TOOLS.with(|tools| match tools.try_borrow_mut() {
        Ok(mut tools) => {
            let (parser, buffer) = &mut *tools;
            run(parser, buffer, prefix, bytes)
        }
        Err(_) => run(&mut new_parser(), &mut Vec::new(), prefix, bytes),
    })?;
    Some(Parsed { tree, prefix: prefix.len() as u32, start })
}

fn run(parser: &mut Parser, buffer: &mut Vec<u8>, prefix: &str, bytes: &[u8]) -> Option<Tree> {
    buffer.clear();
    buffer.extend_from_slice(prefix.as_bytes());
    buffer.extend_from_slice(bytes);
    // The grammar wants a line end behind specifications.
    buffer.push(b'\n');
    hide_words(buffer, prefix.len());
    let tree = parser.parse(&buffer, None);
    if buffer.capacity() > 1 << 22 {
        *buffer = Vec::new();
    }
    tree
}

fn new_parser() -> Parser {
    let mut parser = Parser::new();
    // Fails only for a grammar of another ABI, which every test would show.
    let _ = parser.set_language(&language());
    parser
}

fn language() -> Language {
    tree_sitter_go::LANGUAGE.into()
}

/// Counts open brackets, first as bytes and, should these be too many, as tokens.
fn too_deep(text: &str, start: u32, end: u32) -> bool {
    let bytes = text.as_bytes().get(start as usize..end as usize).unwrap_or(&[]);
    let (mut depth, mut deepest) = (0isize, 0isize);
    for byte in bytes {
        match byte {
            b'(' | b'[' | b'{' => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b')' | b']' | b'}' => depth -= 1,
            // Nothing else nests.
            _ => {}
        }
    }
    if deepest <= MAX_BRACKETS as isize {
        return false;
    }
    let mut lexer = Lexer::new(text);
    lexer.seek(start);
    let mut depth = 0usize;
    loop {
        let token = lexer.next_token();
        if token.kind == TokenKind::Eof || token.start >= end {
            return false;
        }
        match token.kind {
            TokenKind::LeftParen | TokenKind::LeftBracket | TokenKind::LeftBrace => depth += 1,
            TokenKind::RightParen | TokenKind::RightBracket | TokenKind::RightBrace => depth = depth.saturating_sub(1),
            // Nothing else nests.
            _ => {}
        }
        if depth > MAX_BRACKETS {
            return true;
        }
    }
}

/// Replaces `new` and `make` where the argument is, or may be read as, an expression.
fn hide_words(buffer: &mut [u8], from: usize) {
    if HIDDEN.iter().all(|(word, _)| memchr::memmem::find(buffer, word).is_none()) {
        return;
    }
    let Ok(text) = std::str::from_utf8(buffer) else { return };
    let mut found: SmallVec<[(usize, &[u8]); 8]> = SmallVec::new();
    let mut lexer = Lexer::new(text);
    lexer.seek(from as u32);
    let (mut before, mut word) = (TokenKind::Newline, None);
    loop {
        let token = lexer.next_token();
        match (token.kind, word) {
            (TokenKind::Eof, _) => break,
            (TokenKind::LeftParen, Some(at)) if !takes_bare_type(&lexer) => found.push(at),
            // Any other token is of no interest.
            _ => {}
        }
        let name = (token.kind == TokenKind::Ident && before != TokenKind::Dot).then(|| &buffer[range(token)]);
        let hidden = HIDDEN.iter().find(|(word, _)| name == Some(*word));
        word = hidden.map(|(_, other)| (token.start as usize, *other));
        before = token.kind;
    }
    for (at, other) in found {
        buffer[at..at + other.len()].copy_from_slice(other);
    }
}

fn range(token: Token) -> std::ops::Range<usize> {
    token.start as usize..token.end as usize
}

/// Whether the parentheses that were just opened begin with a type that cannot be read as an expression, and
/// that is not the type of a literal or conversion.
fn takes_bare_type(lexer: &Lexer<'_>) -> bool {
    let mut lexer = lexer.clone();
    let mut token = lexer.next_token();
    let mut has_name = true;
    loop {
        match token.kind {
            TokenKind::Star => {}
            // `map[K]`, `chan`, `chan<-`, `<-chan`: the element follows.
            TokenKind::Keyword => has_name = false,
            TokenKind::Operator if has_name && !receives_keyword(lexer.clone()) => return false,
            TokenKind::Operator => has_name = false,
            TokenKind::LeftBracket => {
                has_name = false;
                token = skip_brackets(&mut lexer);
                continue;
            }
            TokenKind::Struct | TokenKind::Interface => {
                has_name = false;
                lexer.next_token();
                token = skip_brackets(&mut lexer);
                break;
            }
            TokenKind::Func => {
                has_name = false;
                lexer.next_token();
                token = skip_brackets(&mut lexer);
                match token.kind {
                    TokenKind::LeftParen => {
                        token = skip_brackets(&mut lexer);
                        break;
                    }
                    TokenKind::RightParen | TokenKind::Comma | TokenKind::LeftBrace | TokenKind::Eof => break,
                    // The type of the one result.
                    _ => continue,
                }
            }
            TokenKind::LeftParen => {
                token = skip_brackets(&mut lexer);
                break;
            }
            // A name ends the type, but for what qualifies and instantiates it.
            _ => {
                token = lexer.next_token();
                while matches!(token.kind, TokenKind::Dot | TokenKind::Ident | TokenKind::LeftBracket) {
                    let instantiates = token.kind == TokenKind::LeftBracket;
                    token = if instantiates { skip_brackets(&mut lexer) } else { lexer.next_token() };
                }
                break;
            }
        }
        token = lexer.next_token();
    }
    !has_name && matches!(token.kind, TokenKind::RightParen | TokenKind::Comma)
}

/// Whether `-chan` follows: then the operator before begins a type.
fn receives_keyword(mut lexer: Lexer<'_>) -> bool {
    lexer.next_token().kind == TokenKind::Operator && lexer.next_token().kind == TokenKind::Keyword
}

/// Goes behind the bracket that closes the one that was just read, and reads on.
fn skip_brackets(lexer: &mut Lexer<'_>) -> Token {
    let mut depth = 1usize;
    while depth > 0 {
        match lexer.next_token().kind {
            TokenKind::LeftParen | TokenKind::LeftBracket | TokenKind::LeftBrace => depth += 1,
            TokenKind::RightParen | TokenKind::RightBracket | TokenKind::RightBrace => depth -= 1,
            TokenKind::Eof => break,
            // The rest nests in these.
            _ => {}
        }
    }
    lexer.next_token()
}

impl Parsed {
    /// Starts a walk.
    pub fn walker(&self) -> Walker<'_> {
        let root = self.tree.root_node();
        Walker { cursor: root.walk(), parsed: self, faulty: root.has_error() }
    }

    fn node<'tree>(&self, raw: tree_sitter::Node<'tree>, field: Field, faulty: bool) -> Node<'tree> {
        let kind = if faulty && (raw.is_error() || raw.is_missing()) { Kind::Error } else { kind(raw.kind_id()) };
        let (start, end) = (raw.start_byte(), raw.end_byte());
        Node { kind, field, start: self.offset(start), end: self.offset(end), raw }
    }

    fn offset(&self, byte: usize) -> u32 {
        (byte as u32).saturating_sub(self.prefix) + self.start
    }
}

impl<'tree> Walker<'tree> {
    /// The root of the tree.
    pub fn root(&self) -> Node<'tree> {
        self.parsed.node(self.parsed.tree.root_node(), Field::Other, self.faulty)
    }

    /// Children of a node that mean something.
    pub fn children(&mut self, node: Node<'tree>) -> Nodes<'tree> {
        let mut nodes = Nodes::new();
        let cursor = &mut self.cursor;
        cursor.reset(node.raw);
        let mut more = cursor.goto_first_child();
        while more {
            let raw = cursor.node();
            let child = self.parsed.node(raw, field(cursor.field_id()), self.faulty);
            if child.kind != Kind::Other {
                nodes.push(child);
            }
            more = cursor.goto_next_sibling();
        }
        nodes
    }

    /// Whether the grammar did not accept everything.
    pub fn is_faulty(&self) -> bool {
        self.faulty
    }
}

fn kind(id: u16) -> Kind {
    static KINDS: OnceLock<Vec<Kind>> = OnceLock::new();
    let kinds = KINDS.get_or_init(|| {
        let language = language();
        (0..language.node_kind_count() as u16)
            .map(|id| language.node_kind_for_id(id).map_or(Kind::Other, Kind::of))
            .collect()
    });
    kinds.get(id as usize).copied().unwrap_or(Kind::Other)
}

fn field(id: Option<std::num::NonZeroU16>) -> Field {
    static FIELDS: OnceLock<Vec<Field>> = OnceLock::new();
    let Some(id) = id else { return Field::Other };
    let fields = FIELDS.get_or_init(|| {
        let language = language();
        (0..=language.field_count() as u16)
            .map(|id| language.field_name_for_id(id).map_or(Field::Other, Field::of))
            .collect()
    });
    fields.get(id.get() as usize).copied().unwrap_or(Field::Other)
}
