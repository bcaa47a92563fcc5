//! Handles of Windows, whose functions begin with capitals.

use std::fs::File;
use std::io;
use std::mem::MaybeUninit;
use std::ptr;

use windows_sys::Win32::Foundation::{
    CloseHandle, ERROR_SUCCESS, GENERIC_READ, HANDLE, INVALID_HANDLE_VALUE, SetHandleInformation,
};
use windows_sys::Win32::Graphics::Gdi;
use windows_sys::Win32::Networking::WinSock::{INVALID_SOCKET, SOCKET, WSASocketW, bind, closesocket};
use windows_sys::Win32::Storage::FileSystem::*;
use windows_sys::Win32::System::Console::{STD_INPUT_HANDLE, SetStdHandle};
use windows_sys::Win32::System::JobObjects::{AssignProcessToJobObject, CreateJobObjectW};
use windows_sys::Win32::System::Registry::{HKEY, HKEY_CURRENT_USER, RegCloseKey, RegFlushKey, RegOpenKeyExW};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, GetExitCodeProcess, OpenProcess, OpenProcessToken};

pub struct Code(pub u32);

/// A name of the project that begins with a capital, and is a function.
#[allow(non_snake_case)]
pub fn EndHandle(handle: HANDLE) -> bool {
    unsafe { CloseHandle(handle) != 0 }
}

pub fn exit_code_bad(process: u32) -> Option<Code> {
    unsafe {
        let handle = OpenProcess(0x1000, 0, process); // want unclosed-resource
        if handle.is_null() {
            return None;
        }
        let mut code = 0;
        if GetExitCodeProcess(handle, &mut code) == 0 {
            return None;
        }
        CloseHandle(handle);
        Some(Code(code))
    }
}

pub fn exit_code_ok(process: u32) -> Option<Code> {
    unsafe {
        let handle = OpenProcess(0x1000, 0, process); // want-fate released
        if handle == 0 as HANDLE {
            return None;
        }
        let mut code = 0;
        let known = GetExitCodeProcess(handle, &mut code) != 0;
        CloseHandle(handle);
        known.then_some(Code(code))
    }
}

pub fn ended_by_function_of_project_ok(process: u32) -> bool {
    let handle = unsafe { OpenProcess(0x1000, 0, process) }; // want-fate released
    if handle == ptr::null_mut() {
        return false;
    }
    EndHandle(handle)
}

pub fn open_file_bad(path: &[u16]) -> io::Result<HANDLE> {
    unsafe {
        let file = CreateFileW(path.as_ptr(), GENERIC_READ, FILE_SHARE_READ, ptr::null(), OPEN_EXISTING, 0, ptr::null_mut()); // want unclosed-file
        if file == INVALID_HANDLE_VALUE {
            return Err(io::Error::last_os_error());
        }
        if SetHandleInformation(file, 1, 0) == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(file)
    }
}

pub fn open_file_ok(path: &[u16]) -> io::Result<HANDLE> {
    unsafe {
        let file = CreateFileW(path.as_ptr(), GENERIC_READ, FILE_SHARE_READ, ptr::null(), OPEN_EXISTING, 0, ptr::null_mut()); // want-fate returned
        if file == INVALID_HANDLE_VALUE {
            return Err(io::Error::last_os_error());
        }
        if SetHandleInformation(file, 1, 0) == 0 {
            let error = io::Error::last_os_error();
            CloseHandle(file);
            return Err(error);
        }
        Ok(file)
    }
}

#[cfg(windows)]
pub fn owned_file_ok(path: &[u16]) -> io::Result<File> {
    use std::os::windows::io::FromRawHandle;
    let file = unsafe {
        CreateFileW(path.as_ptr(), GENERIC_READ, FILE_SHARE_READ, ptr::null(), OPEN_EXISTING, 0, ptr::null_mut()) // want-fate escaped
    };
    if file == INVALID_HANDLE_VALUE {
        return Err(io::Error::last_os_error());
    }
    Ok(unsafe { File::from_raw_handle(file as _) })
}

pub struct Handle(HANDLE);

impl Drop for Handle {
    fn drop(&mut self) {
        unsafe { CloseHandle(self.0) };
    }
}

pub fn wrapped_ok(process: u32) -> Option<Handle> {
    let handle = unsafe { OpenProcess(0x1000, 0, process) }; // want-fate stored
    if handle.is_null() { None } else { Some(Handle(handle)) }
}

pub fn first_name_bad(pattern: &[u16]) -> Option<u16> {
    unsafe {
        let mut found: WIN32_FIND_DATAW = std::mem::zeroed();
        let search = FindFirstFileW(pattern.as_ptr(), &mut found); // want unclosed-file
        if search == INVALID_HANDLE_VALUE { None } else { Some(found.cFileName[0]) }
    }
}

pub fn names_ok(pattern: &[u16]) -> usize {
    unsafe {
        let mut found: WIN32_FIND_DATAW = std::mem::zeroed();
        let search = FindFirstFileW(pattern.as_ptr(), &mut found); // want-fate released
        if search == INVALID_HANDLE_VALUE {
            return 0;
        }
        let mut count = 1;
        while FindNextFileW(search, &mut found) != 0 {
            count += 1;
        }
        FindClose(search);
        count
    }
}

pub fn key_bad(name: &[u16]) -> Option<()> {
    let mut key: HKEY = ptr::null_mut();
    unsafe {
        if RegOpenKeyExW(HKEY_CURRENT_USER, name.as_ptr(), 0, 0x20019, &mut key) != ERROR_SUCCESS { // want unclosed-resource
            return None;
        }
        let done = RegFlushKey(key);
        if done != ERROR_SUCCESS {
            return None;
        }
        RegCloseKey(key);
    }
    Some(())
}

pub fn key_ok(name: &[u16]) -> Option<()> {
    let mut key = 0 as HKEY;
    unsafe {
        let opened = RegOpenKeyExW(HKEY_CURRENT_USER, name.as_ptr(), 0, 0x20019, &mut key); // want-fate released
        if opened != 0 {
            return None;
        }
        RegFlushKey(key);
        RegCloseKey(key);
    }
    Some(())
}

fn checked(done: u32) -> io::Result<()> {
    if done == ERROR_SUCCESS { Ok(()) } else { Err(io::Error::from_raw_os_error(done as i32)) }
}

pub fn key_answer_passed_on_ok(name: &[u16]) -> io::Result<()> {
    let mut key: HKEY = ptr::null_mut();
    unsafe {
        checked(RegOpenKeyExW(HKEY_CURRENT_USER, name.as_ptr(), 0, 0x20019, &mut key))?;
        RegCloseKey(key);
    }
    Ok(())
}

pub fn token_bad() -> bool {
    let mut token: HANDLE = ptr::null_mut();
    unsafe { OpenProcessToken(GetCurrentProcess(), 8, &mut token) != 0 && !token.is_null() } // want unclosed-resource
}

pub fn token_ok() -> bool {
    unsafe {
        let mut token: HANDLE = ptr::null_mut();
        if OpenProcessToken(GetCurrentProcess(), 8, &mut token) == 0 { // want-fate released
            return false;
        }
        CloseHandle(token);
    }
    true
}

pub fn socket_bad() -> Option<SOCKET> {
    unsafe {
        let socket = WSASocketW(2, 1, 0, ptr::null(), 0, 1); // want unclosed-file
        if socket == INVALID_SOCKET {
            return None;
        }
        if bind(socket, ptr::null(), 0) != 0 {
            return None;
        }
        Some(socket)
    }
}

pub fn socket_ok() -> Option<SOCKET> {
    unsafe {
        let socket = WSASocketW(2, 1, 0, ptr::null(), 0, 1); // want-fate returned
        if socket == INVALID_SOCKET {
            return None;
        }
        if bind(socket, ptr::null(), 0) != 0 {
            closesocket(socket);
            return None;
        }
        Some(socket)
    }
}

pub fn depth_bad() -> i32 {
    unsafe {
        let context = Gdi::GetDC(ptr::null_mut()); // want unclosed-resource
        Gdi::GetDeviceCaps(context, 12)
    }
}

pub fn depth_ok() -> i32 {
    unsafe {
        let context = Gdi::GetDC(ptr::null_mut()); // want-fate released
        let depth = Gdi::GetDeviceCaps(context, 12);
        Gdi::ReleaseDC(ptr::null_mut(), context);
        depth
    }
}

pub fn by_whole_path_bad(process: u32) -> bool {
    let handle = unsafe { windows_sys::Win32::System::Threading::OpenProcess(0x1000, 0, process) }; // want unclosed-resource
    !handle.is_null()
}

pub fn by_whole_path_ok(process: u32) -> bool {
    let handle = unsafe { windows_sys::Win32::System::Threading::OpenProcess(0x1000, 0, process) }; // want-fate released
    unsafe { windows_sys::Win32::Foundation::CloseHandle(handle) != 0 }
}

pub fn own_process_ok(process: u32) -> bool {
    unsafe {
        let handle = if process == 0 {
            GetCurrentProcess()
        } else {
            OpenProcess(0x1000, 0, process) // want-fate released
        };
        if handle.is_null() {
            return false;
        }
        let mut code = 0;
        let known = GetExitCodeProcess(handle, &mut code) != 0;
        if process != 0 {
            CloseHandle(handle);
        }
        known
    }
}

pub fn token_in_place_bad() -> bool {
    let mut token = MaybeUninit::<HANDLE>::uninit();
    unsafe {
        if OpenProcessToken(GetCurrentProcess(), 8, token.as_mut_ptr()) == 0 { // want unclosed-resource
            return false;
        }
        let token = token.assume_init();
        SetHandleInformation(token, 1, 0) != 0
    }
}

pub fn token_in_place_ok() -> Option<Handle> {
    let mut token: MaybeUninit<HANDLE> = MaybeUninit::uninit();
    unsafe {
        if OpenProcessToken(GetCurrentProcess(), 8, token.as_mut_ptr()) == 0 { // want-fate stored
            return None;
        }
    }
    let token = Handle(unsafe { token.assume_init() });
    Some(token)
}

pub fn standard_ok(path: &[u16]) {
    unsafe {
        let file = CreateFileW(path.as_ptr(), GENERIC_READ, FILE_SHARE_READ, ptr::null(), OPEN_EXISTING, 0, ptr::null_mut()); // want-fate passed
        if file != INVALID_HANDLE_VALUE {
            SetStdHandle(STD_INPUT_HANDLE, file);
        }
    }
}

pub fn copied_ok(path: &[u16], to: *mut HANDLE) {
    unsafe {
        let file = CreateFileW(path.as_ptr(), GENERIC_READ, FILE_SHARE_READ, ptr::null(), OPEN_EXISTING, 0, ptr::null_mut()); // want-fate passed
        if file == INVALID_HANDLE_VALUE {
            return;
        }
        ptr::copy_nonoverlapping((&raw const file).cast::<u8>(), to.cast::<u8>(), size_of::<HANDLE>());
    }
}

unsafe fn copy_handle(handle: HANDLE, to: *mut HANDLE) {
    let handle = &raw const handle;
    unsafe { ptr::copy_nonoverlapping(handle.cast::<u8>(), to.cast::<u8>(), size_of::<HANDLE>()) }
}

pub fn copied_elsewhere_ok(process: u32, to: *mut HANDLE) {
    unsafe {
        let handle = OpenProcess(0x1000, 0, process); // want-fate passed
        if !handle.is_null() {
            copy_handle(handle, to);
        }
    }
}

pub fn owner_inside_ok(process: u32) -> bool {
    struct Owner(HANDLE);
    impl Drop for Owner {
        fn drop(&mut self) {
            unsafe { CloseHandle(self.0) };
        }
    }
    let handle = unsafe { OpenProcess(0x1000, 0, process) }; // want-fate stored
    if handle.is_null() {
        return false;
    }
    let owner = Owner(handle);
    unsafe { SetHandleInformation(owner.0, 1, 0) != 0 }
}

pub fn job_bad(process: HANDLE) -> io::Result<HANDLE> {
    unsafe {
        let job = CreateJobObjectW(ptr::null(), ptr::null()); // want unclosed-resource
        if job.is_null() {
            return Err(io::Error::last_os_error());
        }
        if AssignProcessToJobObject(job, process) == 0 {
            return Err(io::Error::last_os_error());
        }
        Ok(job)
    }
}

pub fn job_ok(process: HANDLE) -> io::Result<HANDLE> {
    unsafe {
        let job = CreateJobObjectW(ptr::null(), ptr::null()); // want-fate returned
        if job.is_null() {
            return Err(io::Error::last_os_error());
        }
        if AssignProcessToJobObject(job, process) == 0 {
            let error = io::Error::last_os_error();
            CloseHandle(job);
            return Err(error);
        }
        Ok(job)
    }
}

/// The same with results for errors.
#[cfg(windows)]
pub mod with_results {
    use windows::Win32::Foundation::{CloseHandle, HANDLE};
    use windows::Win32::System::Threading::{
        GetCurrentProcess, GetExitCodeProcess, OpenProcess, OpenProcessToken, PROCESS_QUERY_LIMITED_INFORMATION,
    };
    use windows::core::{Owned, Result};

    pub fn exit_code_bad(process: u32) -> Result<u32> {
        unsafe {
            let handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, false, process)?; // want unclosed-resource
            let mut code = 0;
            GetExitCodeProcess(handle, &mut code)?;
            CloseHandle(handle)?;
            Ok(code)
        }
    }

    pub fn exit_code_ok(process: u32) -> Result<u32> {
        unsafe {
            let handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, false, process)?; // want-fate released
            let mut code = 0;
            let done = GetExitCodeProcess(handle, &mut code);
            let _ = CloseHandle(handle);
            done.map(|()| code)
        }
    }

    pub fn owned_ok(process: u32) -> Result<u32> {
        unsafe {
            let handle = OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, false, process)?; // want-fate passed
            let handle = Owned::new(handle);
            let mut code = 0;
            GetExitCodeProcess(*handle, &mut code)?;
            Ok(code)
        }
    }

    pub fn token_ok() -> Result<bool> {
        let mut token = HANDLE::default();
        unsafe {
            OpenProcessToken(GetCurrentProcess(), windows::Win32::Security::TOKEN_QUERY, &mut token)?; // want-fate released
            let valid = !token.is_invalid();
            CloseHandle(token)?;
            Ok(valid)
        }
    }

    pub struct Kept(isize);

    pub fn number_ok(process: u32) -> Result<Kept> {
        let handle = unsafe { OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, false, process)? }; // want-fate returned
        Ok(Kept(handle.0 as isize))
    }

    pub fn made_again_ok(process: u32) -> Result<()> {
        let number = unsafe { OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, false, process).map(|handle| handle.0)? }; // want-fate released
        unsafe { CloseHandle(HANDLE(number)) }
    }
}
