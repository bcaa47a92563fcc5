//! A socket without an owner: on the way between its creation and its owner an error drops the number, and the socket
//! stays in CLOSE_WAIT when the peer has gone.

use std::io;
use std::net::TcpStream;
use std::os::fd::FromRawFd;

fn check(done: i32) -> io::Result<()> {
    if done < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

pub fn open_bad(on: i32) -> io::Result<TcpStream> {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want unclosed-file
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    check(unsafe { libc::setsockopt(fd, libc::SOL_SOCKET, libc::SO_KEEPALIVE, (&raw const on).cast(), 4) })?;
    Ok(unsafe { TcpStream::from_raw_fd(fd) })
}

pub fn open_ok(on: i32) -> io::Result<TcpStream> {
    let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want-fate escaped
    if fd < 0 {
        return Err(io::Error::last_os_error());
    }
    let stream = unsafe { TcpStream::from_raw_fd(fd) };
    check(unsafe { libc::setsockopt(fd, libc::SOL_SOCKET, libc::SO_KEEPALIVE, (&raw const on).cast(), 4) })?;
    Ok(stream)
}
