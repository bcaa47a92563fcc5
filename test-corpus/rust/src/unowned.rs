//! Types that keep something which nobody releases.

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd};
use std::process::{Child, Command};
use std::sync::OnceLock;

fn made(fd: RawFd) -> io::Result<RawFd> {
    if fd < 0 { Err(io::Error::last_os_error()) } else { Ok(fd) }
}

pub struct Forgetful {
    fd: RawFd,
}

impl Forgetful {
    pub fn new_bad() -> io::Result<Forgetful> {
        let fd = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) }; // want unclosed-file
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Forgetful { fd })
    }

    pub fn add(&self, other: RawFd) -> bool {
        let mut event = libc::epoll_event { events: 1, u64: 0 };
        unsafe { libc::epoll_ctl(self.fd, libc::EPOLL_CTL_ADD, other, &mut event) == 0 }
    }
}

pub struct Tidy {
    fd: RawFd,
}

impl Tidy {
    pub fn new_ok() -> io::Result<Tidy> {
        Ok(Tidy { fd: made(unsafe { libc::epoll_create1(0) })? })
    }
}

impl Drop for Tidy {
    fn drop(&mut self) {
        unsafe { libc::close(self.fd) };
    }
}

pub struct Closed {
    fd: RawFd,
}

impl Closed {
    pub fn new_ok() -> io::Result<Closed> {
        let fd = unsafe { libc::eventfd(0, 0) }; // want-fate returned
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Closed { fd })
    }

    pub fn close(self) {
        unsafe { libc::close(self.fd) };
    }
}

pub struct HandedOut {
    fd: RawFd,
}

impl HandedOut {
    pub fn new_ok() -> io::Result<HandedOut> {
        let fd = unsafe { libc::eventfd(0, 0) }; // want-fate returned
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(HandedOut { fd })
    }
}

impl AsRawFd for HandedOut {
    fn as_raw_fd(&self) -> RawFd {
        self.fd
    }
}

pub struct TakenApart {
    fd: RawFd,
}

impl TakenApart {
    pub fn new_ok() -> io::Result<TakenApart> {
        let fd = unsafe { libc::eventfd(0, 0) }; // want-fate returned
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(TakenApart { fd })
    }
}

impl From<TakenApart> for OwnedFd {
    fn from(parts: TakenApart) -> OwnedFd {
        let TakenApart { fd } = parts;
        unsafe { OwnedFd::from_raw_fd(fd) }
    }
}

pub struct Open {
    pub fd: RawFd,
}

impl Open {
    pub fn new_ok() -> io::Result<Open> {
        let fd = unsafe { libc::eventfd(0, 0) }; // want-fate returned
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(Open { fd })
    }
}

#[derive(Clone, Copy)]
pub struct View {
    fd: RawFd,
}

impl View {
    pub fn new_ok() -> io::Result<View> {
        let fd = unsafe { libc::eventfd(0, 0) }; // want-fate returned
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(View { fd })
    }

    pub fn tick(&self) -> bool {
        unsafe { libc::eventfd_write(self.fd, 1) == 0 }
    }
}

pub struct ForGood {
    fd: RawFd,
}

static FOR_GOOD: OnceLock<ForGood> = OnceLock::new();

impl ForGood {
    fn new_ok() -> ForGood {
        let fd = unsafe { libc::eventfd(0, 0) }; // want-fate returned
        if fd < 0 {
            panic!("no descriptor left");
        }
        ForGood { fd }
    }

    pub fn tick() -> bool {
        unsafe { libc::eventfd_write(FOR_GOOD.get_or_init(ForGood::new_ok).fd, 1) == 0 }
    }
}

pub struct Server {
    child: Child,
}

impl Server {
    pub fn start_bad() -> io::Result<Server> {
        let child = Command::new("server").spawn()?; // want unwaited-process
        Ok(Server { child })
    }

    pub fn number(&self) -> u32 {
        self.child.id()
    }
}

pub struct Stopped {
    child: Child,
}

impl Stopped {
    pub fn start_ok() -> io::Result<Stopped> {
        let child = Command::new("server").spawn()?; // want-fate returned
        Ok(Stopped { child })
    }

    pub fn stop(mut self) -> io::Result<()> {
        self.child.kill()?;
        self.child.wait().map(drop)
    }
}

pub struct Lent {
    child: Child,
}

impl Lent {
    pub fn start_ok() -> io::Result<Lent> {
        let child = Command::new("server").spawn()?; // want-fate returned
        Ok(Lent { child })
    }

    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }
}
