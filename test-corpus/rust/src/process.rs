//! Child processes: dropping the handle does not wait.

use std::io;
use std::process::{Child, Command, ExitStatus};

pub fn never_bad() -> io::Result<u32> {
    let child = Command::new("true").spawn()?; // want unwaited-process
    Ok(child.id())
}

pub fn wait_ok() -> io::Result<ExitStatus> {
    let mut child = Command::new("true").spawn()?; // want-fate released
    child.wait()
}

pub fn output_ok() -> io::Result<Vec<u8>> {
    let child = Command::new("true").arg("x").spawn()?; // want-fate released
    Ok(child.wait_with_output()?.stdout)
}

pub fn early_return_bad(ready: bool) -> io::Result<()> {
    let mut child = Command::new("true").spawn()?; // want unwaited-process
    if !ready {
        return Ok(());
    }
    child.wait()?;
    Ok(())
}

pub fn returned_ok() -> io::Result<Child> {
    let child = Command::new("true").spawn()?; // want-fate returned
    Ok(child)
}

pub fn tail_ok() -> io::Result<Child> {
    Command::new("true").spawn() // want-fate returned
}

pub fn discarded_bad() -> io::Result<()> {
    Command::new("true").spawn()?; // want unwaited-process
    Ok(())
}

pub fn wildcard_bad() {
    let _ = Command::new("true").spawn(); // want unwaited-process
}

pub fn match_ok() -> Option<i32> {
    match Command::new("true").spawn() { // want-fate released
        Ok(mut child) => child.wait().ok()?.code(),
        Err(_) => None,
    }
}

pub fn match_bad() {
    match Command::new("true").spawn() { // want unwaited-process
        Ok(child) => println!("{}", child.id()),
        Err(error) => eprintln!("{error}"),
    }
}

pub struct Keeper {
    child: Option<Child>,
}

impl Keeper {
    pub fn stored_ok(&mut self) -> io::Result<()> {
        let child = Command::new("true").spawn()?; // want-fate stored
        self.child = Some(child);
        Ok(())
    }

    pub fn built_ok() -> io::Result<Keeper> {
        let child = Command::new("true").spawn()?; // want-fate returned
        Ok(Keeper { child: Some(child) })
    }
}

fn reap(mut child: Child) {
    let _ = child.wait();
}

pub fn helper_ok() -> io::Result<()> {
    let child = Command::new("true").spawn()?; // want-fate released
    reap(child);
    Ok(())
}

pub fn question_between_bad() -> io::Result<String> {
    let mut child = Command::new("cat").spawn()?; // want unwaited-process
    let text = std::fs::read_to_string("input")?;
    child.wait()?;
    Ok(text)
}

pub fn thread_ok() -> io::Result<()> {
    let mut child = Command::new("true").spawn()?; // want-fate escaped
    std::thread::spawn(move || {
        let _ = child.wait();
    });
    Ok(())
}

pub fn in_loop_bad(names: &[&str]) -> io::Result<()> {
    for name in names {
        let child = Command::new(name).spawn()?; // want unwaited-process
        println!("{}", child.id());
    }
    Ok(())
}

pub fn let_else_ok() {
    let Ok(mut child) = Command::new("true").spawn() else { // want-fate released
        return;
    };
    let _ = child.wait();
}

pub fn pushed_ok(names: &[&str]) -> io::Result<Vec<Child>> {
    let mut children = Vec::new();
    for name in names {
        children.push(Command::new(name).spawn()?); // want-fate escaped
    }
    Ok(children)
}

pub struct Node {
    pub next: Option<Box<Node>>,
    pub child: Child,
}

impl Node {
    pub fn type_that_leads_to_itself_bad(&self) -> io::Result<()> {
        let child = Command::new("true").spawn()?; // want unwaited-process
        match &self.next {
            Some(next) => println!("{} {}", next.child.id(), child.id()),
            None => println!("{}", child.id()),
        }
        Ok(())
    }
}

pub fn mapped_ok(names: &[&str]) -> io::Result<Vec<Child>> {
    names.iter().map(|name| Command::new(name).spawn()).collect() // want-fate returned
}

pub fn waited_in_closure_ok() -> io::Result<ExitStatus> {
    Command::new("true").spawn().and_then(|mut child| child.wait()) // want-fate released
}

pub fn mapped_to_number_bad() -> io::Result<u32> {
    Command::new("true").spawn().map(|child| child.id()) // want unwaited-process
}

pub fn feed_ok(text: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let mut child = Command::new("cat").stdin(std::process::Stdio::piped()).spawn()?; // want-fate released
    let mut stdin = child.stdin.take().ok_or_else(|| io::Error::other("no input"))?;
    let _ = stdin.write_all(text);
    drop(stdin);
    child.wait()?;
    Ok(())
}

pub fn feed_bad(text: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let mut child = Command::new("cat").stdin(std::process::Stdio::piped()).spawn()?; // want unwaited-process
    child.stdin.as_mut().unwrap().write_all(text)?;
    child.wait()?;
    Ok(())
}

#[cfg(windows)]
pub struct Supervisor {
    handle: std::os::windows::io::RawHandle,
}

#[cfg(windows)]
impl Supervisor {
    pub fn new(child: &Child) -> Supervisor {
        use std::os::windows::io::AsRawHandle;
        Supervisor { handle: child.as_raw_handle() }
    }
}

#[cfg(windows)]
pub fn waited_by_handle_ok() -> io::Result<Supervisor> {
    let child = Command::new("true").spawn()?; // want-fate passed
    Ok(Supervisor::new(&child))
}

pub fn killed_bad(limit: u32) -> io::Result<()> {
    let mut child = Command::new("true").spawn()?; // want unwaited-process
    if child.id() > limit {
        child.kill()?;
        return Ok(());
    }
    child.wait().map(drop)
}

pub fn killed_and_waited_ok() -> io::Result<()> {
    let mut child = Command::new("true").spawn()?; // want-fate released
    let _ = child.kill();
    let _ = child.wait();
    Ok(())
}

pub fn input_written_bad(text: &[u8]) -> io::Result<ExitStatus> {
    use std::io::Write;
    let mut child = Command::new("cat").stdin(std::process::Stdio::piped()).spawn()?; // want unwaited-process
    child.stdin.take().unwrap().write_all(text)?;
    child.wait()
}

pub fn polled_ok() -> io::Result<ExitStatus> {
    let mut child = Command::new("true").spawn()?; // want-fate released
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        std::thread::yield_now();
    }
}

pub fn if_let_bad() {
    if let Err(error) = Command::new("true").spawn() { // want unwaited-process
        eprintln!("{error}");
    }
}

pub fn ok_bad() {
    Command::new("true").spawn().ok(); // want unwaited-process
}

pub async fn reaped_by_runtime_ok() -> io::Result<Option<u32>> {
    let child = tokio::process::Command::new("true").spawn()?;
    Ok(child.id())
}

pub fn reaped_by_library_ok() -> io::Result<u32> {
    let child = async_process::Command::new("true").spawn()?;
    Ok(child.id())
}

pub fn reaped_later_ok() -> io::Result<Vec<u32>> {
    let handle = duct::cmd("true", ["x"]).start()?;
    Ok(handle.pids())
}

#[cfg(windows)]
pub mod on_windows {
    use std::io;
    use std::process::Command;

    pub fn nothing_is_left_behind_ok() -> io::Result<u32> {
        let child = Command::new("true").spawn()?; // want-fate untracked
        Ok(child.id())
    }
}

pub mod by_import {
    #[cfg(windows)]
    use std::os::windows::process::CommandExt;
    use std::io;
    use std::process::Command;

    pub fn also_elsewhere_bad() -> io::Result<u32> {
        let mut command = Command::new("true");
        #[cfg(windows)]
        command.creation_flags(1);
        let child = command.spawn()?; // want unwaited-process
        Ok(child.id())
    }
}

pub fn lost_in_a_thread_bad() -> io::Result<()> {
    let mut child = Command::new("cat").stdin(std::process::Stdio::piped()).spawn()?; // want unwaited-process
    std::thread::spawn(move || {
        child.stdin.take();
    });
    Ok(())
}

pub fn killed_in_a_thread_bad() -> io::Result<()> {
    let mut child = Command::new("cat").spawn()?; // want unwaited-process
    std::thread::spawn(move || {
        let _ = child.kill();
    });
    Ok(())
}

pub fn waited_for_in_a_thread_ok() -> io::Result<()> {
    let mut child = Command::new("cat").spawn()?; // want-fate escaped
    std::thread::spawn(move || {
        let _ = child.kill();
        let _ = child.wait();
    });
    Ok(())
}

pub fn by_system_ok() -> io::Result<Child> {
    #[cfg(unix)]
    let child = Command::new("sh").spawn()?; // want-fate returned
    #[cfg(not(unix))]
    let child = Command::new("cmd").spawn()?; // want-fate returned
    Ok(child)
}

pub fn by_system_at_the_end_ok() -> io::Result<Child> {
    #[cfg(unix)]
    {
        Command::new("sh").spawn() // want-fate returned
    }
    #[cfg(windows)]
    {
        Command::new("cmd").spawn() // want-fate returned
    }
}

pub fn by_system_bad() -> io::Result<u32> {
    #[cfg(target_os = "linux")]
    let child = Command::new("sh").spawn()?; // want unwaited-process
    #[cfg(not(any(target_os = "linux", target_os = "none")))]
    let child = Command::new("zsh").spawn()?; // want unwaited-process
    Ok(child.id())
}

pub fn one_after_the_other_ok() -> io::Result<ExitStatus> {
    let mut child = Command::new("sh").spawn()?; // want-fate released
    #[cfg(unix)]
    let mut child = {
        let _ = child.kill();
        child
    };
    #[cfg(unix)]
    let mut child = child;
    child.wait()
}

pub fn of_another_library_ok() -> io::Result<Option<u32>> {
    #[cfg(windows)]
    let mut command = Command::new("cmd");
    #[cfg(not(windows))]
    let mut command = tokio::process::Command::new("sh");
    command.arg("x");
    let child = command.spawn()?;
    #[cfg(windows)]
    return Ok(Some(child.id()));
    #[cfg(not(windows))]
    Ok(child.id())
}
