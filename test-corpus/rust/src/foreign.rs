//! Objects of C libraries by their raw pointers.

use std::ffi::CStr;
use std::ptr;

pub fn digest_bad(text: &[u8]) -> Option<Vec<u8>> {
    unsafe {
        let context = openssl_sys::EVP_MD_CTX_new(); // want unclosed-resource
        if context.is_null() {
            return None;
        }
        if openssl_sys::EVP_DigestInit_ex(context, openssl_sys::EVP_sha256(), ptr::null_mut()) != 1 {
            return None;
        }
        let mut sum = vec![0; 32];
        openssl_sys::EVP_DigestUpdate(context, text.as_ptr().cast(), text.len());
        openssl_sys::EVP_DigestFinal_ex(context, sum.as_mut_ptr(), ptr::null_mut());
        openssl_sys::EVP_MD_CTX_free(context);
        Some(sum)
    }
}

pub fn digest_ok(text: &[u8]) -> Option<Vec<u8>> {
    unsafe {
        let context = openssl_sys::EVP_MD_CTX_new(); // want-fate released
        if context.is_null() {
            return None;
        }
        let mut sum = vec![0; 32];
        let begun = openssl_sys::EVP_DigestInit_ex(context, openssl_sys::EVP_sha256(), ptr::null_mut());
        if begun == 1 {
            openssl_sys::EVP_DigestUpdate(context, text.as_ptr().cast(), text.len());
            openssl_sys::EVP_DigestFinal_ex(context, sum.as_mut_ptr(), ptr::null_mut());
        }
        openssl_sys::EVP_MD_CTX_free(context);
        (begun == 1).then_some(sum)
    }
}

pub struct Digest {
    context: *mut openssl_sys::EVP_MD_CTX,
}

impl Digest {
    pub fn owned_ok() -> Option<Digest> {
        let context = unsafe { openssl_sys::EVP_MD_CTX_new() }; // want-fate stored
        if context.is_null() { None } else { Some(Digest { context }) }
    }
}

impl Drop for Digest {
    fn drop(&mut self) {
        unsafe { openssl_sys::EVP_MD_CTX_free(self.context) };
    }
}

pub fn handed_over_ok(ssl: *mut openssl_sys::SSL, text: &[u8]) -> bool {
    unsafe {
        let input = openssl_sys::BIO_new_mem_buf(text.as_ptr().cast(), text.len() as i32); // want-fate passed
        if input.is_null() {
            return false;
        }
        openssl_sys::SSL_set_bio(ssl, input, input);
        true
    }
}

pub fn in_loop_bad(texts: &[&[u8]]) -> usize {
    let mut count = 0;
    for text in texts {
        let number = unsafe { openssl_sys::BN_new() }; // want unclosed-resource
        if number.is_null() || text.is_empty() {
            continue;
        }
        count += 1;
        unsafe { openssl_sys::BN_free(number) };
    }
    count
}

pub fn database_bad(path: &CStr) -> bool {
    unsafe {
        let mut db = ptr::null_mut();
        let done = libsqlite3_sys::sqlite3_open(path.as_ptr(), &mut db); // want unclosed-resource
        if done != libsqlite3_sys::SQLITE_OK {
            return false;
        }
        libsqlite3_sys::sqlite3_close(db);
        true
    }
}

pub fn database_ok(path: &CStr) -> bool {
    unsafe {
        let mut db = ptr::null_mut();
        let done = libsqlite3_sys::sqlite3_open(path.as_ptr(), &mut db); // want-fate released
        libsqlite3_sys::sqlite3_close(db);
        done == libsqlite3_sys::SQLITE_OK
    }
}

pub fn text_bad(statement: *mut libsqlite3_sys::sqlite3_stmt) -> usize {
    unsafe {
        let text = libsqlite3_sys::sqlite3_expanded_sql(statement); // want unclosed-resource
        if text.is_null() { 0 } else { CStr::from_ptr(text).to_bytes().len() }
    }
}

pub fn text_ok(statement: *mut libsqlite3_sys::sqlite3_stmt) -> usize {
    unsafe {
        let text = libsqlite3_sys::sqlite3_expanded_sql(statement); // want-fate released
        if text.is_null() {
            return 0;
        }
        let length = CStr::from_ptr(text).to_bytes().len();
        libsqlite3_sys::sqlite3_free(text.cast());
        length
    }
}

pub fn connected_bad(info: &CStr) -> bool {
    unsafe {
        let connection = pq_sys::PQconnectdb(info.as_ptr()); // want unclosed-connection
        if pq_sys::PQstatus(connection) != pq_sys::ConnStatusType::CONNECTION_OK {
            return false;
        }
        pq_sys::PQfinish(connection);
        true
    }
}

pub fn connected_ok(info: &CStr) -> bool {
    unsafe {
        let connection = pq_sys::PQconnectdb(info.as_ptr()); // want-fate released
        let done = pq_sys::PQstatus(connection) == pq_sys::ConnStatusType::CONNECTION_OK;
        pq_sys::PQfinish(connection);
        done
    }
}

pub fn result_bad(connection: *mut pq_sys::PGconn, query: &CStr) -> Option<i32> {
    unsafe {
        let result = pq_sys::PQexec(connection, query.as_ptr()); // want unclosed-resource
        if pq_sys::PQresultStatus(result) != pq_sys::ExecStatusType::PGRES_TUPLES_OK {
            return None;
        }
        let count = pq_sys::PQntuples(result);
        pq_sys::PQclear(result);
        Some(count)
    }
}

pub fn result_ok(connection: *mut pq_sys::PGconn, query: &CStr) -> Option<i32> {
    unsafe {
        let result = pq_sys::PQexec(connection, query.as_ptr()); // want-fate released
        let rows = pq_sys::PQresultStatus(result) == pq_sys::ExecStatusType::PGRES_TUPLES_OK;
        let count = pq_sys::PQntuples(result);
        pq_sys::PQclear(result);
        rows.then_some(count)
    }
}

pub struct Map {
    start: *mut libc::c_void,
    length: usize,
}

impl Map {
    pub fn checked_late_bad(fd: i32, length: usize) -> std::io::Result<Map> {
        let start = unsafe {
            libc::mmap(ptr::null_mut(), length, libc::PROT_READ, libc::MAP_PRIVATE, fd, 0) // want unclosed-resource
        };
        if start == libc::MAP_FAILED {
            return Err(std::io::Error::last_os_error());
        }
        if unsafe { *start.cast::<u8>() } != 1 {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        Ok(Map { start, length })
    }

    pub fn owned_ok(fd: i32, length: usize) -> std::io::Result<Map> {
        let start = unsafe {
            libc::mmap(ptr::null_mut(), length, libc::PROT_READ, libc::MAP_PRIVATE, fd, 0) // want-fate stored
        };
        if start == libc::MAP_FAILED {
            return Err(std::io::Error::last_os_error());
        }
        let map = Map { start, length };
        if unsafe { *start.cast::<u8>() } != 1 {
            return Err(std::io::ErrorKind::InvalidData.into());
        }
        Ok(map)
    }
}

impl Drop for Map {
    fn drop(&mut self) {
        unsafe { libc::munmap(self.start, self.length) };
    }
}

pub fn for_good_ok(length: usize) -> usize {
    let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
    let start = unsafe { libc::mmap(ptr::null_mut(), length, libc::PROT_READ, flags, -1, 0) };
    start.addr()
}

pub fn first_address_bad(name: &CStr) -> Option<i32> {
    let mut list: *mut libc::addrinfo = ptr::null_mut();
    unsafe {
        if libc::getaddrinfo(name.as_ptr(), ptr::null(), ptr::null(), &mut list) != 0 { // want unclosed-resource
            return None;
        }
        if (*list).ai_family != libc::AF_INET {
            return None;
        }
        let length = (*list).ai_addrlen;
        libc::freeaddrinfo(list);
        Some(length as i32)
    }
}

pub fn first_address_ok(name: &CStr) -> Option<i32> {
    let mut list = std::mem::MaybeUninit::uninit();
    unsafe {
        let done = libc::getaddrinfo(name.as_ptr(), ptr::null(), ptr::null(), list.as_mut_ptr()); // want-fate released
        if done != 0 {
            return None;
        }
        let list = list.assume_init();
        let family = (*list).ai_family;
        libc::freeaddrinfo(list);
        Some(family)
    }
}

pub fn walked_ok(name: &CStr) -> usize {
    let mut list: *mut libc::addrinfo = ptr::null_mut();
    unsafe {
        if libc::getaddrinfo(name.as_ptr(), ptr::null(), ptr::null(), &mut list) != 0 { // want-fate released
            return 0;
        }
        let (mut count, mut next) = (0, list);
        while !next.is_null() {
            count += 1;
            next = (*next).ai_next;
        }
        libc::freeaddrinfo(list);
        count
    }
}

pub struct Interfaces {
    list: *mut libc::ifaddrs,
}

impl Interfaces {
    pub fn list_ok() -> std::io::Result<Interfaces> {
        let mut list = ptr::null_mut();
        if unsafe { libc::getifaddrs(&mut list) } == -1 { // want-fate stored
            return Err(std::io::Error::last_os_error());
        }
        Ok(Interfaces { list })
    }
}

impl Drop for Interfaces {
    fn drop(&mut self) {
        unsafe { libc::freeifaddrs(self.list) };
    }
}

pub fn any_interface_bad() -> bool {
    let mut list = ptr::null_mut();
    unsafe { libc::getifaddrs(&mut list) == 0 && !list.is_null() } // want unclosed-resource
}

pub fn quoted_bad(connection: *mut pq_sys::PGconn, name: &CStr) -> Option<String> {
    unsafe {
        let quoted = pq_sys::PQescapeIdentifier(connection, name.as_ptr(), name.count_bytes()); // want unclosed-resource
        if quoted.is_null() {
            return None;
        }
        let text = CStr::from_ptr(quoted).to_str().ok()?.to_owned();
        pq_sys::PQfreemem(quoted.cast());
        Some(text)
    }
}

pub fn quoted_ok(connection: *mut pq_sys::PGconn, name: &CStr) -> Option<String> {
    unsafe {
        let quoted = pq_sys::PQescapeLiteral(connection, name.as_ptr(), name.count_bytes()); // want-fate released
        if quoted.is_null() {
            return None;
        }
        let text = CStr::from_ptr(quoted).to_str().map(str::to_owned);
        pq_sys::PQfreemem(quoted.cast());
        text.ok()
    }
}

pub type Entry = unsafe extern "C" fn() -> i32;

pub struct Plugin {
    library: *mut libc::c_void,
    entry: Entry,
}

impl Plugin {
    pub fn load_bad(path: &CStr) -> Result<Plugin, &'static str> {
        unsafe {
            let library = libc::dlopen(path.as_ptr(), libc::RTLD_NOW); // want unclosed-resource
            if library.is_null() {
                return Err("not loaded");
            }
            let entry = libc::dlsym(library, c"plugin_entry".as_ptr());
            if entry.is_null() {
                return Err("no entry");
            }
            Ok(Plugin { library, entry: std::mem::transmute::<*mut libc::c_void, Entry>(entry) })
        }
    }

    pub fn load_ok(path: &CStr) -> Result<Plugin, &'static str> {
        unsafe {
            let library = libc::dlopen(path.as_ptr(), libc::RTLD_NOW); // want-fate stored
            if library.is_null() {
                return Err("not loaded");
            }
            let entry = libc::dlsym(library, c"plugin_entry".as_ptr());
            if entry.is_null() {
                libc::dlclose(library);
                return Err("no entry");
            }
            Ok(Plugin { library, entry: std::mem::transmute::<*mut libc::c_void, Entry>(entry) })
        }
    }

    pub fn run(&self) -> i32 {
        unsafe { (self.entry)() }
    }
}

impl Drop for Plugin {
    fn drop(&mut self) {
        unsafe { libc::dlclose(self.library) };
    }
}
