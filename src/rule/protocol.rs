//! The shapes of loaded tables: resources, acquisitions, effects of library functions, rules.

use crate::base::{FuncPath, Name, QName, Type};
use crate::newtype_index;

use super::handle::{Guard, Handle};

newtype_index! {
    /// A kind of resource; ordered by table and key.
    ResourceId;
    /// A public rule.
    RuleId;
}

/// One resource of a library table.
#[derive(Clone, Debug)]
pub struct ResourceKind {
    /// `table.key`, such as `database-sql.rows`; shown in JSON as `resource`.
    pub key: String,
    /// The noun for messages: `transaction`, `file`.
    pub noun: String,
    /// The rule that reports a leak of it.
    pub rule: RuleId,
    /// Types that are it, pointers stripped.
    pub types: Vec<QName>,
    /// Any one of these ends the duty.
    pub releases: Vec<Release>,
    /// What ends it without a release call.
    pub implicit: Vec<ImplicitEnd>,
    /// How bad a leak is.
    pub severity: Severity,
    /// What it keeps busy: `pool-connection`, `descriptor`, `goroutine`, ...
    pub holds: String,
    /// Whether releasing twice does harm (panic or undefined behaviour).
    pub double_release_harmful: bool,
    /// Methods that cannot work once it is released.
    pub fails_after_release: Vec<Method>,
    /// Method that tells, once it is exhausted, whether that was the end or an error.
    pub asked_after_end: Option<Name>,
    /// Methods that write to it; what was written is only safe if the release reports no error.
    pub written_by: Vec<Name>,
    /// Fields of it that are not nil as long as it is held (`Process`).
    pub set_while_held: Vec<Name>,
    /// Fields that hold the very thing, which the rest of the value only has a name for.
    pub held_in: Vec<Name>,
    /// Meant to live as long as the process: reported only where it is lost on the error path of a function
    /// that would have returned or stored it, or made per call in a loop.
    pub long_lived: bool,
    /// What shows that the program means to keep no handle, or keeps another one.
    pub let_go_by: Vec<LetGo>,
    /// Names of functions whose source is out of sight that make something of it which uses it.
    pub wrapped_by: Vec<NamePattern>,
    /// Fields that are channels which nobody closes: a loop over one has no end.
    pub never_closed: Vec<Name>,
    /// What a function does with it that leaves no doubt what it is, although what handed it out is out of sight; all
    /// pieces of one of the lists.
    pub known_by: Vec<Vec<Evidence>>,
    /// One of these serves all callers: made for each request, or in each round of a loop, it is made too often.
    pub shared: bool,
    /// The method that limits how many connections it opens; without a call of it there is no limit.
    pub limit: Option<Name>,
    /// Newest minor version of the language in which it still must be released: 22 for Go 1.22.
    pub until_version: Option<u32>,
    /// Which leaks of it are worth reporting.
    pub report: ReportWhen,
    /// What it means that its last owner goes out of scope.
    pub on_drop: OnDrop,
    /// Names of functions, those that end in `*` standing for all that begin so: nothing is owed before one of them got it.
    /// Empty if it is owed from the start.
    pub owed_after: Vec<String>,
    /// Commands that end it: it is released where a text that begins so is given to a call together with its value.
    pub ends_said: Vec<String>,
    /// Whether only its owner can release it: a function that gets a reference cannot.
    pub consumed: bool,
    /// Whether it must not be held while something is waited for.
    pub not_across_wait: bool,
    /// Whether it is looked for only in functions that wait for something.
    pub where_waited: bool,
    /// The release verb for messages: `closed`, `stopped`, `committed or rolled back`.
    pub released_word: String,
    /// Cure template for the help line; `{handle}` is replaced.
    pub cure: String,
}

/// A piece of evidence for what the result of a call is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Evidence {
    /// A method of it, or of a field of it, is called.
    Method(Method),
    /// A field of it is passed to a function.
    Passed(Vec<Name>),
    /// A function of this name gets it, and nothing else.
    Given(Name),
    /// The function returns it on some path: who gets it has to release it.
    Returned,
    /// An argument of the call is a value of a package with such a name.
    Argument(NamePattern),
}

/// What the names of some functions have in common: `New*Client` is `New`, anything, `Client`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamePattern {
    /// How they begin.
    pub head: String,
    /// How they end.
    pub tail: String,
}

impl NamePattern {
    /// Reads one; `None` unless there is exactly one `*` in it.
    pub fn parse(text: &str) -> Option<NamePattern> {
        let (head, tail) = text.split_once('*')?;
        (!tail.contains('*')).then(|| NamePattern { head: head.to_owned(), tail: tail.to_owned() })
    }

    /// Whether a name is of this form.
    pub fn fits(&self, name: Name) -> bool {
        let rest = name.as_str().strip_prefix(self.head.as_str());
        rest.is_some_and(|rest| rest.ends_with(self.tail.as_str()))
    }
}

/// What it means that the last owner of a resource goes out of scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum OnDrop {
    /// The language has no such thing.
    Nothing,
    /// It is released.
    Releases,
    /// What was done is undone, which loses it where the function says that all went well.
    RollsBack,
    /// It goes on by itself.
    Detaches,
    /// Nothing happens: it is lost.
    Leaks,
}

/// A sign that a resource is let go on purpose, or held by other means than its handle.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LetGo {
    /// The result that carries it is dropped at once.
    Drop,
    /// The function sets this field of a composite literal, such as one that asks for a second handle.
    Field(Name),
    /// The acquiring call has this text, or this constant, among its arguments.
    Argument(Name),
    /// The code is for this operating system only, where there is nothing to release.
    OnlyOn(Name),
}

/// A method of a value, or of a field of it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Method {
    /// Fields from the value to the receiver.
    pub fields: Vec<Name>,
    /// The method.
    pub name: Name,
}

/// Which leaks of a resource are worth reporting.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ReportWhen {
    /// All.
    Always,
    /// None: memory, or something its parent ends.
    Never,
    /// Only if no path releases it, stores it or returns it: what is lost is data, and an error path loses none.
    NeverReleased,
    /// Only if another path releases it, which shows that the function means to.
    ReleasedElsewhere,
    /// Only if it is made for each request, or in each round of a loop.
    MadePerCall,
}

/// One way of ending the duty.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Release {
    /// A method on the value, or on a field of it: `Close`, `Body.Close`.
    Method {
        /// Fields from the value to the receiver.
        fields: Vec<Name>,
        /// The method.
        name: Name,
    },
    /// The value is a function: calling it.
    Call,
    /// A function of a package, with the value as argument `argument`.
    Function {
        /// The function.
        path: FuncPath,
        /// Position of the value among the arguments.
        argument: usize,
    },
    /// A method of the value it was acquired from, with the value as an argument: `pool.Put(c)`.
    Via {
        /// The method.
        name: Name,
    },
    /// The builtin `close` of a channel.
    CloseChannel,
}

/// What ends a resource without a release call.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ImplicitEnd {
    /// The method answered false: on that edge it is released (`for rows.Next()`).
    Exhausted(Name),
    /// The context given at the acquisition ends.
    Context,
    /// The resource it was acquired from (or that was acquired from the same receiver) ends.
    Parent(ResourceId),
}

/// A function that creates a duty.
#[derive(Clone, Debug)]
pub struct Acquire {
    /// What it acquires.
    pub resource: ResourceId,
    /// Which value carries the duty.
    pub handle: Handle,
    /// When the acquisition has succeeded.
    pub guard: Guard,
    /// Position of a context argument whose end also releases.
    pub context: Option<usize>,
    /// The types of its results; an interface method of a project with the same name and results acquires too.
    pub results: Vec<Type>,
    /// If not empty, it acquires only where an argument has one of these types.
    pub only_for: Vec<QName>,
    /// If not empty, it acquires only where an argument was made by one of these, and then nothing else.
    pub argument_made_by: Vec<FuncPath>,
    /// Methods of what it hands out that are to blame for its end, so that it acquires nothing where one is called.
    pub unless_called: Vec<Name>,
    /// If not empty, it acquires only where an argument is a text, a single command, that begins with one of these.
    pub said: Vec<String>,
    /// If not empty, it is looked for only in functions whose text has one of these.
    pub seen_with: Vec<String>,
    /// Whether results are returned together with a non-nil error.
    pub live_with_error: bool,
    /// Whether what is written to it stays there, so that an error of the release is lost data.
    pub keeps: bool,
    /// The method to call where nobody reads what this one hands out.
    pub if_unread: Option<Name>,
    /// Functions of the package that make a parent under which it costs nothing before something waits for it.
    pub idle_under: Vec<Name>,
}

/// A literal that creates a duty.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LiteralAcquire {
    /// What it is.
    pub resource: ResourceId,
    /// Setting any of these fields, there or later, means that there is nothing to release.
    pub unless: Vec<Name>,
}

/// What a library function does to a resource it is given, beyond using it.
#[derive(Clone, Debug)]
pub struct Effect {
    /// Which of its inputs.
    pub on: Position,
    /// What happens to it.
    pub kind: EffectKind,
    /// The method that takes out again what this one puts in under the same first argument.
    pub until: Option<Name>,
}

/// An input of a call.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Position {
    /// The receiver.
    Receiver,
    /// An argument, from 0.
    Argument(usize),
    /// Every argument.
    AnyArgument,
}

/// What a library function does with an input.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum EffectKind {
    /// Becomes responsible for it.
    Takes,
    /// Has released it when the call returns.
    Releases,
    /// Result 0 owns it: releasing the result releases it.
    Wraps,
    /// Result 0 is the same thing under another name (`tx.Where(..)` of libraries that chain calls).
    Aliases,
    /// Result 0 is the very same value (`unwrap`).
    Same,
    /// Uses it and keeps nothing, or makes a value with a duty of its own.
    Borrows,
    /// As `Borrows`, and writes to it.
    Writes,
    /// Keeps it from ever being dropped (`mem::forget`).
    Forgets,
    /// Calls its argument (a function value) before it returns: once, often, or not at all.
    CallsNow,
    /// Calls its argument (a function value) before it returns, the first time; later times have been done.
    CallsOnce,
    /// Calls its argument (a function value or a method value) later, at the end of the scope or test.
    CallsLater,
}

/// What else is known of a function.
#[derive(Clone, Default, Debug)]
pub struct FuncModel {
    /// It does not return.
    pub no_return: Option<NoReturn>,
    /// It returns only if this argument is nil (`require.NoError(t, err)`).
    pub returns_if_nil: Option<usize>,
    /// It returns only if this argument is not nil (`require.Error(t, err)`).
    pub returns_if_not_nil: Option<usize>,
    /// It returns only if this argument is true.
    pub returns_if_true: Option<usize>,
    /// It returns only if this argument is false.
    pub returns_if_false: Option<usize>,
    /// It answers true only if this argument is not nil (`errors.Is(err, target)`).
    pub true_implies_not_nil: Option<usize>,
    /// It answers true only if this argument is true (`assert.Check(t, ok)`).
    pub true_implies_true: Option<usize>,
    /// It answers true only if this argument is false.
    pub true_implies_false: Option<usize>,
    /// It says that this argument and the next are equal (`require.Equal(t, ErrClosed, err)`).
    pub says_equal: Option<usize>,
    /// It is meant to see this argument, a function, panic (`require.Panics(t, f)`).
    pub expects_panic: Option<usize>,
    /// Result 0 is nil exactly if this argument is (`errors.Wrap(err, ..)`).
    pub nil_like: Option<usize>,
    /// Result 0 is never nil (`errors.New`, `fmt.Errorf`).
    pub not_nil: bool,
    /// Its last result, an error, is always nil (`rand.Read`).
    pub never_fails: bool,
    /// It may panic on input that is not under the caller's control.
    pub may_panic: bool,
    /// Its receiver is released when it fails, that is, when its last result is not nil.
    pub releases_on_failure: bool,
    /// It takes a connection from its receiver, a pool, if only for as long as it runs.
    pub checks_out: bool,
    /// It returns only if its receiver is there: `unwrap`.
    pub returns_if_present: bool,
    /// What it hands out is a future that takes as long as another side or a clock wants.
    pub slow: bool,
    /// It calls argument 0, depending on whether its receiver is there.
    pub calls_where: Option<CallsWhere>,
}

/// When a combinator calls its argument, and what comes out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum CallsWhere {
    /// With the receiver, where that is there; its answer is the result. Else there is no result.
    Present,
    /// Where the receiver is not there; its answer is the result. Else the receiver is.
    Absent,
    /// As `Absent`, but there is no result then.
    Failed,
}

impl FuncModel {
    /// Whether it says what result 0 means.
    pub fn says_answer(&self) -> bool {
        self.not_nil || [self.true_implies_not_nil, self.true_implies_true, self.nil_like].iter().any(Option::is_some)
    }

    /// Whether it tells, by returning or by its answer, what its arguments are.
    pub fn tells_arguments(&self) -> bool {
        let returns = [self.returns_if_nil, self.returns_if_not_nil, self.returns_if_true, self.returns_if_false];
        let answers = [self.true_implies_not_nil, self.true_implies_true, self.true_implies_false, self.says_equal];
        returns.iter().chain(&answers).any(Option::is_some)
    }
}

/// How a function does not return.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NoReturn {
    /// The process ends; deferred calls do not run and nothing is owed.
    Exit,
    /// Deferred calls run.
    Panic,
    /// The goroutine ends; deferred calls run.
    Goexit,
}

/// How bad a leak is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    /// Good to know.
    Info,
    /// A descriptor, memory, something the collector may still find.
    Warning,
    /// A pool slot, a lock, a socket or goroutine with no backstop.
    Error,
}

/// A public rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// `CW1001`.
    pub code: String,
    /// `unfinished-transaction`.
    pub name: String,
    /// One line: what is wrong.
    pub summary: String,
    /// CWE numbers, most specific first.
    pub cwe: Vec<u32>,
    /// Languages, lower case.
    pub languages: Vec<String>,
    /// Lints of other tools that say the same: code that allows them means it.
    pub lints: Vec<String>,
    /// Level, unless the resource's severity decides.
    pub level: Option<Severity>,
    /// Version it appeared in.
    pub since: String,
    /// The page, Markdown, without the front matter.
    pub page: String,
}

impl ResourceKind {
    /// Whether calling `method` on these fields of the value cannot work once it is released.
    pub fn fails_after_release(&self, on: &[Name], method: Name) -> bool {
        self.fails_after_release.iter().any(|failing| failing.fields == on && failing.name == method)
    }

    /// Whether what happens after its end, or in its release, is of interest.
    pub fn is_followed_to_the_end(&self) -> bool {
        self.double_release_harmful
            || !self.fails_after_release.is_empty()
            || self.asked_after_end.is_some()
            || !self.written_by.is_empty()
    }
}

impl Release {
    /// Fields from the value to the receiver of the release; empty when the value itself is released.
    pub fn fields(&self) -> &[Name] {
        match self {
            Release::Method { fields, .. } => fields,
            Release::Call | Release::Function { .. } | Release::Via { .. } | Release::CloseChannel => &[],
        }
    }

    /// Whether calling `method` on these fields of the value releases it.
    pub fn is_method(&self, on: &[Name], method: Name) -> bool {
        matches!(self, Release::Method { fields, name } if fields == on && *name == method)
    }
}

impl ResourceKind {
    /// Whether only its owner can end it: whoever gets a reference leaves it as it is.
    pub fn is_ended_by_owner(&self) -> bool {
        self.consumed || matches!(self.on_drop, OnDrop::Releases | OnDrop::Detaches)
    }

    /// Whether whoever owns it must end it: dropping it undoes what was done, and nobody else can end it.
    pub fn is_owed_by_owner(&self) -> bool {
        self.on_drop == OnDrop::RollsBack && self.consumed
    }

    /// Whether something is owed once a function of this name got it.
    pub fn is_owed_after(&self, name: &str) -> bool {
        self.owed_after.iter().any(|pattern| match pattern.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == pattern,
        })
    }
}

impl Severity {
    /// Lower-case name.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Info => "info",
            Severity::Warning => "warning",
            Severity::Error => "error",
        }
    }
}
