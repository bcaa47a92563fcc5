//! Numbers and pointers that nobody owns.

use std::fs::File;
use std::io;
use std::os::fd::{FromRawFd, IntoRawFd, OwnedFd, RawFd};

pub fn socket_bad() -> io::Result<RawFd> {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want unclosed-file
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    let on: libc::c_int = 1;
    let done = unsafe {
        libc::setsockopt(fd, libc::SOL_SOCKET, libc::SO_REUSEADDR, &raw const on as *const libc::c_void, 4)
    };
    if done != 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(fd)
}

pub fn socket_ok() -> io::Result<RawFd> {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want-fate returned
    if fd == -1 {
        return Err(io::Error::last_os_error());
    }
    let on: libc::c_int = 1;
    let done = unsafe {
        libc::setsockopt(fd, libc::SOL_SOCKET, libc::SO_REUSEADDR, &raw const on as *const libc::c_void, 4)
    };
    if done != 0 {
        let error = io::Error::last_os_error();
        unsafe { libc::close(fd) };
        return Err(error);
    }
    Ok(fd)
}

pub fn owned_ok() -> io::Result<OwnedFd> {
    let fd = unsafe { libc::epoll_create1(0) }; // want-fate escaped
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

pub fn taken_out_bad(path: &str) -> io::Result<bool> {
    let fd = File::open(path)?.into_raw_fd(); // want unclosed-file
    Ok(fd > 2)
}

pub fn handed_over_ok(path: &str) -> io::Result<File> {
    let fd = File::open(path)?.into_raw_fd(); // want-fate escaped
    Ok(unsafe { File::from_raw_fd(fd) })
}

pub fn directory_bad(path: &std::ffi::CStr, quick: bool) -> bool {
    let dir = unsafe { libc::opendir(path.as_ptr()) }; // want unclosed-file
    if dir.is_null() || quick {
        return false;
    }
    unsafe { libc::closedir(dir) };
    true
}

pub fn directory_ok(path: &std::ffi::CStr) -> bool {
    let dir = unsafe { libc::opendir(path.as_ptr()) }; // want-fate released
    if dir.is_null() {
        return false;
    }
    unsafe { libc::closedir(dir) };
    true
}

macro_rules! syscall {
    ($name:ident($($arg:expr),* $(,)?)) => {{
        let done = unsafe { libc::$name($($arg),*) };
        if done == -1 { Err(io::Error::last_os_error()) } else { Ok(done) }
    }};
}

pub struct Queue {
    fd: RawFd,
}

impl Queue {
    pub fn chain_bad() -> io::Result<Queue> {
        syscall!(epoll_create1(0)) // want unclosed-file
            .and_then(|fd| syscall!(fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC)).map(|_| fd))
            .map(|fd| Queue { fd })
    }

    pub fn chain_ok() -> io::Result<Queue> {
        syscall!(epoll_create1(0)) // want-fate returned
            .and_then(|fd| {
                syscall!(fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC)).map(|_| fd).map_err(|error| {
                    unsafe { libc::close(fd) };
                    error
                })
            })
            .map(|fd| Queue { fd })
    }

    fn add(&self, fd: RawFd) -> io::Result<()> {
        let mut event = libc::epoll_event { events: 1, u64: 0 };
        syscall!(epoll_ctl(self.fd, libc::EPOLL_CTL_ADD, fd, &mut event)).map(drop)
    }
}

pub fn registered_bad(queue: &Queue) -> io::Result<File> {
    let fd = syscall!(eventfd(0, libc::EFD_CLOEXEC))?; // want unclosed-file
    queue.add(fd)?;
    Ok(unsafe { File::from_raw_fd(fd) })
}

pub fn registered_ok(queue: &Queue) -> io::Result<File> {
    let fd = syscall!(eventfd(0, libc::EFD_CLOEXEC))?; // want-fate escaped
    let file = unsafe { File::from_raw_fd(fd) };
    queue.add(fd)?;
    Ok(file)
}

pub fn let_go_ok(path: &str) -> io::Result<()> {
    let file = File::open(path)?;
    let _ = file.into_raw_fd(); // want-fate untracked
    Ok(())
}

pub fn given_as_a_number_bad(path: &str, length: usize) -> io::Result<bool> {
    let file = File::open(path)?;
    let start = unsafe {
        libc::mmap(std::ptr::null_mut(), length, libc::PROT_READ, libc::MAP_PRIVATE, file.into_raw_fd(), 0) // want unclosed-file
    };
    Ok(start != libc::MAP_FAILED)
}

pub struct Owner {
    fd: RawFd,
}

impl Drop for Owner {
    fn drop(&mut self) {
        unsafe { libc::close(self.fd) };
    }
}

pub fn destructor_ok() -> io::Result<Owner> {
    let fd = syscall!(epoll_create1(0))?; // want-fate stored
    let owner = Owner { fd };
    syscall!(fcntl(fd, libc::F_SETFD, libc::FD_CLOEXEC))?;
    Ok(owner)
}

pub fn accepted_bad(listener: RawFd, limit: usize) -> nix::Result<usize> {
    let fd = nix::sys::socket::accept(listener)?; // want unclosed-file
    if limit == 0 {
        return Ok(0);
    }
    let _ = nix::unistd::close(fd);
    Ok(1)
}

pub fn accepted_ok(listener: RawFd) -> nix::Result<OwnedFd> {
    let fd = nix::sys::socket::accept4(listener, nix::sys::socket::SockFlag::SOCK_CLOEXEC)?; // want-fate escaped
    Ok(unsafe { OwnedFd::from_raw_fd(fd) })
}

pub fn closed_by_rustix_ok(path: &str) -> io::Result<()> {
    let fd = File::open(path)?.into_raw_fd(); // want-fate released
    unsafe { rustix::io::close(fd) };
    Ok(())
}

pub fn tried_again_bad(address: *const libc::sockaddr, length: libc::socklen_t) -> io::Result<RawFd> {
    for _ in 0..5 {
        let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want unclosed-file
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        if unsafe { libc::connect(fd, address, length) } == 0 {
            return Ok(fd);
        }
    }
    Err(io::ErrorKind::TimedOut.into())
}

pub fn tried_again_ok(address: *const libc::sockaddr, length: libc::socklen_t) -> io::Result<RawFd> {
    for _ in 0..5 {
        let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want-fate returned
        if fd < 0 {
            return Err(io::Error::last_os_error());
        }
        if unsafe { libc::connect(fd, address, length) } == 0 {
            return Ok(fd);
        }
        unsafe { libc::close(fd) };
    }
    Err(io::ErrorKind::TimedOut.into())
}

pub fn wrapped_first_ok() -> io::Result<OwnedFd> {
    let fd = syscall!(socket(libc::AF_INET, libc::SOCK_STREAM, 0))?; // want-fate escaped
    let owner = unsafe { OwnedFd::from_raw_fd(fd) };
    syscall!(listen(fd, 5))?;
    Ok(owner)
}

pub fn lent_to_an_owner_ok(fd: RawFd) -> io::Result<()> {
    let stream = unsafe { std::os::unix::net::UnixStream::from_raw_fd(fd) };
    stream.set_nonblocking(true)?;
    let _fd = stream.into_raw_fd(); // want-fate untracked
    Ok(())
}

pub fn asked_for_its_number_bad(path: &str) -> io::Result<bool> {
    let _fd = File::open(path)?.into_raw_fd(); // want unclosed-file
    Ok(unsafe { libc::isatty(_fd) } == 1)
}

fn shut(fd: RawFd) {
    unsafe { libc::close(fd) };
}

pub fn closed_by_function_of_project_ok(path: &std::ffi::CStr) -> bool {
    let fd = unsafe { libc::open(path.as_ptr(), 0) }; // want-fate released
    if fd < 0 {
        return false;
    }
    shut(fd);
    true
}

pub fn pipe_bad(queue: &Queue) -> io::Result<(File, File)> {
    let mut fds = [0; 2];
    if unsafe { libc::pipe2(fds.as_mut_ptr(), libc::O_CLOEXEC) } != 0 { // want unclosed-file // want unclosed-file
        return Err(io::Error::last_os_error());
    }
    queue.add(fds[0])?;
    Ok(unsafe { (File::from_raw_fd(fds[0]), File::from_raw_fd(fds[1])) })
}

pub fn pipe_ok(queue: &Queue) -> io::Result<(File, File)> {
    let mut fds: [RawFd; 2] = [-1, -1];
    syscall!(pipe2(fds.as_mut_ptr(), libc::O_CLOEXEC))?; // want-fate escaped // want-fate escaped
    let files = unsafe { (File::from_raw_fd(fds[0]), File::from_raw_fd(fds[1])) };
    queue.add(fds[0])?;
    Ok(files)
}

pub fn one_end_bad() -> io::Result<File> {
    let mut fds = [0 as libc::c_int; 2];
    if unsafe { libc::pipe(fds.as_mut_ptr()) } < 0 { // want unclosed-file
        return Err(io::Error::last_os_error());
    }
    Ok(unsafe { File::from_raw_fd(fds[0]) })
}

pub fn one_end_closed_ok() -> io::Result<File> {
    let mut fds = [0; 2];
    if unsafe { libc::pipe(fds.as_mut_ptr()) } == -1 { // want-fate escaped // want-fate released
        return Err(io::Error::last_os_error());
    }
    unsafe { libc::close(fds[1]) };
    Ok(unsafe { File::from_raw_fd(fds[0]) })
}

pub fn whole_pair_ok() -> io::Result<[RawFd; 2]> {
    let mut fds = [0; 2];
    syscall!(socketpair(libc::AF_UNIX, libc::SOCK_STREAM, 0, fds.as_mut_ptr()))?; // want-fate returned // want-fate returned
    Ok(fds)
}

pub fn closed_in_loop_ok() -> io::Result<()> {
    let mut fds = [0; 2];
    syscall!(socketpair(libc::AF_UNIX, libc::SOCK_STREAM, 0, fds.as_mut_ptr()))?;
    for fd in fds {
        unsafe { libc::close(fd) };
    }
    Ok(())
}

pub fn taken_apart_ok() -> io::Result<(RawFd, RawFd)> {
    let mut fds = [0; 2];
    syscall!(socketpair(libc::AF_UNIX, libc::SOCK_STREAM, 0, fds.as_mut_ptr()))?; // want-fate returned // want-fate returned
    let [first, second] = fds;
    Ok((first, second))
}

pub fn given_by_reference_ok(give: impl Fn(&[RawFd])) -> io::Result<()> {
    let mut fds = [0; 2];
    syscall!(socketpair(libc::AF_UNIX, libc::SOCK_STREAM, 0, fds.as_mut_ptr()))?;
    give(&fds);
    Ok(())
}

pub struct Pair {
    fds: [RawFd; 2],
}

impl Drop for Pair {
    fn drop(&mut self) {
        self.fds.iter().for_each(|fd| unsafe { _ = libc::close(*fd) });
    }
}

pub fn owned_pair_ok() -> io::Result<Pair> {
    let mut fds = [0; 2];
    if unsafe { libc::pipe(fds.as_mut_ptr()) } != 0 { // want-fate stored // want-fate stored
        return Err(io::Error::last_os_error());
    }
    Ok(Pair { fds })
}

pub fn terminal_bad(raw: bool) -> io::Result<RawFd> {
    let (mut controller, mut follower) = (-1, -1);
    let none = std::ptr::null_mut();
    if unsafe { libc::openpty(&mut controller, &mut follower, none, std::ptr::null(), std::ptr::null()) } != 0 { // want unclosed-file
        return Err(io::Error::last_os_error());
    }
    if raw {
        unsafe { libc::close(follower) };
    }
    Ok(controller)
}

pub fn stream_from_descriptor_ok(fd: RawFd) -> bool {
    let copy = unsafe { libc::dup(fd) }; // want-fate passed
    if copy < 0 {
        return false;
    }
    let dir = unsafe { libc::fdopendir(copy) }; // want-fate released
    if dir.is_null() {
        return false;
    }
    unsafe { libc::closedir(dir) };
    true
}

pub fn stream_bad(path: &std::ffi::CStr, line: &mut [u8]) -> bool {
    let file = unsafe { libc::fopen(path.as_ptr(), c"r".as_ptr()) }; // want unclosed-file
    if file.is_null() {
        return false;
    }
    if unsafe { libc::fgets(line.as_mut_ptr().cast(), line.len() as i32, file) }.is_null() {
        return false;
    }
    unsafe { libc::fclose(file) };
    true
}

pub fn stream_ok(path: &std::ffi::CStr, line: &mut [u8]) -> bool {
    let file = unsafe { libc::fopen(path.as_ptr(), c"r".as_ptr()) }; // want-fate released
    if file.is_null() {
        return false;
    }
    let read = !unsafe { libc::fgets(line.as_mut_ptr().cast(), line.len() as i32, file) }.is_null();
    unsafe { libc::fclose(file) };
    read
}

pub fn program_bad(command: &std::ffi::CStr, line: &mut [u8]) -> bool {
    unsafe {
        let output = libc::popen(command.as_ptr(), c"r".as_ptr()); // want unwaited-process
        if output.is_null() || libc::fgets(line.as_mut_ptr().cast(), line.len() as i32, output).is_null() {
            return false;
        }
        libc::pclose(output) == 0
    }
}

pub fn program_ok(command: &std::ffi::CStr, line: &mut [u8]) -> bool {
    unsafe {
        let output = libc::popen(command.as_ptr(), c"r".as_ptr()); // want-fate released
        if output.is_null() {
            return false;
        }
        libc::fgets(line.as_mut_ptr().cast(), line.len() as i32, output);
        libc::pclose(output) == 0
    }
}

pub fn told_by_number_bad(quick: bool) -> io::Result<File> {
    match unsafe { libc::epoll_create1(0) } { // want unclosed-file
        -1 => Err(io::Error::last_os_error()),
        _ if quick => Err(io::ErrorKind::Interrupted.into()),
        fd => Ok(unsafe { File::from_raw_fd(fd) }),
    }
}

pub fn told_by_number_ok() -> io::Result<File> {
    match unsafe { libc::epoll_create1(0) } { // want-fate escaped
        -1 => Err(io::Error::last_os_error()),
        fd => Ok(unsafe { File::from_raw_fd(fd) }),
    }
}

pub fn shared_memory_bad(size: usize) -> Option<*mut libc::c_void> {
    unsafe {
        let id = libc::shmget(libc::IPC_PRIVATE, size, 0o600); // want unclosed-resource
        if id < 0 {
            return None;
        }
        let at = libc::shmat(id, std::ptr::null(), 0);
        if at as isize == -1 {
            return None;
        }
        libc::shmctl(id, libc::IPC_RMID, std::ptr::null_mut());
        Some(at)
    }
}

pub fn shared_memory_ok(size: usize) -> Option<*mut libc::c_void> {
    unsafe {
        let id = libc::shmget(libc::IPC_PRIVATE, size, 0o600); // want-fate released
        if id < 0 {
            return None;
        }
        let at = libc::shmat(id, std::ptr::null(), 0);
        libc::shmctl(id, libc::IPC_RMID, std::ptr::null_mut());
        (at as isize != -1).then_some(at)
    }
}
