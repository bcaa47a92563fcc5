//! A reconnect loop makes a new socket over the old one, once a round, until no local port is left.

use std::os::fd::RawFd;

fn connect(fd: RawFd) -> bool {
    unsafe { libc::connect(fd, std::ptr::null(), 0) == 0 }
}

pub fn reconnect_bad() -> RawFd {
    loop {
        let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want unclosed-file
        if fd < 0 {
            return -1;
        }
        if connect(fd) {
            return fd;
        }
    }
}

pub fn reconnect_over_bad() -> RawFd {
    let mut fd = -1;
    let mut tries = 0;
    while tries < 10 {
        fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want unclosed-file
        if connect(fd) {
            break;
        }
        tries += 1;
    }
    fd
}

pub fn reconnect_ok() -> RawFd {
    loop {
        let fd = unsafe { libc::socket(libc::AF_INET, libc::SOCK_STREAM, 0) }; // want-fate returned
        if fd < 0 {
            return -1;
        }
        if connect(fd) {
            return fd;
        }
        unsafe { libc::close(fd) };
    }
}
