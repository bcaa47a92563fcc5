//! Words findings that are about how something is used, and not about how it is released: made too often, waiting
//! without a deadline, dropped too early, unread, a pool without a limit or with a small one.
//!
//! | shape | message |
//! |---|---|
//! | per request | ``a new database is made for each request and never closed`` |
//! | per round | ``a new database is made in each round of the loop`` |
//! | no deadline | ``` `http.Get` waits without a deadline ``` |
//! | at once | ``the permit from `limit.acquire` is dropped in the statement that takes it`` |
//! | outlives | ``` `as_raw_fd` asks a file that is dropped at the end of the statement``` |
//! | never used | ``nobody uses the connection from `tokio_postgres::connect` ``|
//! | left at exit | ``the process may end itself while the worker guard from `non_blocking` is there, ..`` |
//! | held across slow wait | ``the connection from `pool.get` is held while something slow is waited for`` |
//! | ends loop | ``one error of `listener.accept` ends the loop`` |
//! | spins | ``as long as `listener.accept` fails, the loop goes round without a pause`` |
//! | loses race | ``the task from `tokio::spawn` goes on when the other one is ready first`` |
//! | gone at return | ``the worker guard from `non_blocking` is dropped when the function returns`` |
//! | unread error | ``the error of `tx.commit` is dropped`` |
//! | never runs | ``nobody waits for `tx.commit`, so it never runs`` |
//! | unowned | ``descriptor `fd` is kept in `Queue`, and nothing of that is there for closing it`` |
//! | unlimited | ``the database from `sql.Open` may open any number of connections`` |
//! | low limit | ``the pool is limited to one connection, and `Load` needs a second one`` |

use crate::rule::ResourceKind;
use crate::typestate::{Finding, Shape};

use super::words::{Subject, shorten};

/// What is said of a finding besides its path.
pub struct Said {
    /// One sentence.
    pub message: String,
    /// What stands at the primary span.
    pub label: String,
    /// The cure.
    pub help: Option<String>,
}

/// Words a finding about usage; `None` for every other.
pub fn usage(finding: &Finding, resource: Option<&ResourceKind>) -> Option<Said> {
    let subject = resource.map(|resource| Subject::new(finding, resource));
    match finding.shape {
        Shape::PerRequest => subject.map(|subject| made(finding, &subject, "for each request")),
        Shape::PerRound => subject.map(|subject| made(finding, &subject, "in each round of the loop")),
        Shape::PerCall => subject.map(|subject| made(finding, &subject, "for each call of the function")),
        Shape::NoDeadline => Some(no_deadline(finding)),
        Shape::AtOnce
        | Shape::Outlives
        | Shape::NeverUsed
        | Shape::LeftAtExit
        | Shape::HeldAcrossSlowWait
        | Shape::EndsLoop
        | Shape::Spins
        | Shape::LosesRace
        | Shape::GoneAtReturn
        | Shape::UnreadError
        | Shape::NeverRuns => Some(of_result(finding)),
        Shape::Unowned => subject.map(|subject| unowned(finding, &subject)),
        Shape::Unlimited => subject.map(|subject| unlimited(finding, &subject)),
        Shape::LowLimit => Some(low_limit(finding)),
        _ => None,
    }
}

fn made(finding: &Finding, subject: &Subject, when: &str) -> Said {
    let Subject { noun, released, .. } = subject;
    let never = if finding.released_elsewhere { String::new() } else { format!(" and never {released}") };
    Said {
        message: format!("a new {noun} is made {when}{never}"),
        label: "made here, each time".to_owned(),
        help: Some(format!("make one {noun} at the start and share it; it serves any number of callers at once")),
    }
}

fn no_deadline(finding: &Finding) -> Said {
    let callee = shorten(&finding.callee);
    let instead = finding.instead.map(|name| {
        let before = callee.rsplit_once('.').map_or_else(String::new, |(before, _)| format!("{before}."));
        format!("call `{before}{name}` with the context that is at hand")
    });
    Said {
        message: match finding.instead {
            Some(_) => format!("`{callee}` does not end with the context of this function"),
            None => format!("`{callee}` waits without a deadline"),
        },
        label: "may wait for ever".to_owned(),
        help: instead.or_else(|| finding.advice.map(|advice| advice.to_string())),
    }
}

/// What becomes of what a call hands out.
fn of_result(finding: &Finding) -> Said {
    let callee = shorten(&finding.callee);
    let noun = finding.instead.map_or("result", |noun| noun.as_str());
    let (message, label) = match finding.shape {
        Shape::AtOnce => {
            (format!("the {noun} from `{callee}` is dropped in the statement that takes it"), "given back at once")
        }
        Shape::Outlives => (
            format!("what `{callee}` answers is used after the {noun} it belongs to is gone"),
            "dropped at the end of this statement",
        ),
        Shape::NeverUsed => (format!("nobody uses the {noun} from `{callee}`"), "nothing becomes of it"),
        Shape::LeftAtExit => (
            format!("the process may end itself while the {noun} from `{callee}` is there, which is then not dropped"),
            "its destructor does not run",
        ),
        Shape::HeldAcrossSlowWait => {
            (format!("the {noun} from `{callee}` is held while something slow is waited for"), "taken here")
        }
        Shape::EndsLoop => (format!("one error of `{callee}` ends the loop"), "may fail for a moment"),
        Shape::Spins => {
            (format!("as long as `{callee}` fails, the loop goes round without a pause"), "may fail for a while")
        }
        Shape::LosesRace => {
            (format!("the {noun} from `{callee}` goes on when the other one is ready first"), "nobody ends it then")
        }
        Shape::GoneAtReturn => {
            (format!("the {noun} from `{callee}` is dropped when the function returns"), "lives in this function only")
        }
        Shape::NeverRuns => (format!("nobody waits for `{callee}`, so it never runs"), "only a future"),
        _ => (format!("the error of `{callee}` is dropped"), "nobody reads what this answers"),
    };
    Said { message, label: label.to_owned(), help: finding.advice.map(|advice| advice.to_string()) }
}

/// What a type keeps and nothing of it releases.
fn unowned(finding: &Finding, subject: &Subject) -> Said {
    let Subject { long, long_is: is, released, releasing, .. } = subject;
    let owner = finding.advice.map_or_else(|| "its owner".to_owned(), |owner| format!("`{owner}`"));
    Said {
        message: format!("{long} {is} kept in {owner}, and nothing of that is there for {releasing} it"),
        label: format!("never {released}"),
        help: Some(format!("give {owner} a destructor, or keep something in it that has one")),
    }
}

fn unlimited(finding: &Finding, subject: &Subject) -> Said {
    let limit = finding.instead.map_or_else(String::new, |name| format!("; `{name}` sets a limit"));
    Said {
        message: format!("the {} from `{}` may open any number of connections", subject.noun, shorten(&finding.callee)),
        label: "nothing in the program limits it".to_owned(),
        help: Some(format!("give it a limit that the server can bear{limit}")),
    }
}

fn low_limit(finding: &Finding) -> Said {
    let message = match finding.advice {
        Some(function) => {
            format!("the pool is limited to one connection, and `{function}` takes a second while it holds one")
        }
        None => {
            "the pool is limited to one connection: whoever takes a second while holding one waits for ever".to_owned()
        }
    };
    Said {
        message,
        label: "one connection for everything".to_owned(),
        help: Some(
            "raise the limit, or see to it that no path takes a second connection before it gives the first back"
                .to_owned(),
        ),
    }
}
