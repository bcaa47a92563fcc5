//! Handles of Windows by functions that answer with results.

use std::ffi::c_void;

use windows::Win32::Foundation::{CloseHandle, GENERIC_READ, HANDLE, HWND, WAIT_OBJECT_0};
use windows::Win32::Graphics::Gdi::{BitBlt, GetDC, GetDeviceCaps, GetWindowDC, HDC, HORZRES, ReleaseDC, SRCCOPY};
use windows::Win32::Storage::FileSystem::{
    CreateFileW, FILE_ATTRIBUTE_NORMAL, FILE_SHARE_READ, FindClose, FindFirstFileW, FindNextFileW, GetFileSizeEx,
    OPEN_EXISTING, ReadFile, WIN32_FIND_DATAW,
};
use windows::Win32::System::EventLog::{EvtClose, EvtNext, EvtQuery, EvtQueryChannelPath};
use windows::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOBOBJECT_EXTENDED_LIMIT_INFORMATION,
    JobObjectExtendedLimitInformation, SetInformationJobObject,
};
use windows::Win32::System::Threading::{CreateMutexW, WaitForSingleObject};
use windows::core::{HSTRING, PCWSTR, Result};

pub fn size_bad(path: &HSTRING) -> Result<i64> {
    let mut size = 0;
    unsafe {
        let file = CreateFileW(path, GENERIC_READ.0, FILE_SHARE_READ, None, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, None)?; // want unclosed-file
        GetFileSizeEx(file, &mut size)?;
        CloseHandle(file)?;
    }
    Ok(size)
}

pub fn read_ok(path: &HSTRING, buffer: &mut [u8]) -> Result<u32> {
    let mut count = 0;
    unsafe {
        let file = CreateFileW(path, GENERIC_READ.0, FILE_SHARE_READ, None, OPEN_EXISTING, FILE_ATTRIBUTE_NORMAL, None)?; // want-fate released
        let done = ReadFile(file, Some(buffer), Some(&mut count), None);
        CloseHandle(file)?;
        done?;
    }
    Ok(count)
}

pub fn files_bad(pattern: &HSTRING, most: usize) -> Result<Vec<String>> {
    let mut found = WIN32_FIND_DATAW::default();
    let mut names = Vec::new();
    unsafe {
        let search = FindFirstFileW(pattern, &mut found)?; // want unclosed-file
        loop {
            names.push(String::from_utf16_lossy(&found.cFileName));
            if names.len() == most {
                return Ok(names);
            }
            if FindNextFileW(search, &mut found).is_err() {
                break;
            }
        }
        FindClose(search)?;
    }
    Ok(names)
}

pub fn files_ok(pattern: &HSTRING) -> Result<usize> {
    let mut found = WIN32_FIND_DATAW::default();
    let mut count = 1;
    unsafe {
        let search = FindFirstFileW(pattern, &mut found)?; // want-fate released
        while FindNextFileW(search, &mut found).is_ok() {
            count += 1;
        }
        FindClose(search)?;
    }
    Ok(count)
}

pub fn first_event_bad(channel: &HSTRING, query: &HSTRING) -> Result<isize> {
    let mut events = [0; 1];
    let mut count = 0;
    unsafe {
        let results = EvtQuery(None, channel, query, EvtQueryChannelPath.0)?; // want unclosed-resource
        EvtNext(results, &mut events, 1000, 0, &mut count)?;
        EvtClose(results)?;
    }
    Ok(events[0])
}

pub fn first_event_ok(channel: &HSTRING, query: &HSTRING) -> Result<isize> {
    let mut events = [0; 1];
    let mut count = 0;
    unsafe {
        let results = EvtQuery(None, channel, query, EvtQueryChannelPath.0)?; // want-fate released
        let next = EvtNext(results, &mut events, 1000, 0, &mut count);
        EvtClose(results)?;
        next?;
    }
    Ok(events[0])
}

pub fn width_bad(window: HWND) -> Option<i32> {
    unsafe {
        let context = GetDC(Some(window)); // want unclosed-resource
        if context.is_invalid() {
            return None;
        }
        let width = GetDeviceCaps(Some(context), HORZRES);
        if width == 0 {
            return None;
        }
        ReleaseDC(Some(window), context);
        Some(width)
    }
}

pub fn copied_bad(window: HWND, target: HDC) -> Result<()> {
    unsafe {
        let context = GetWindowDC(Some(window)); // want unclosed-resource
        BitBlt(target, 0, 0, 100, 100, Some(context), 0, 0, SRCCOPY)?;
        ReleaseDC(Some(window), context);
    }
    Ok(())
}

pub fn copied_ok(window: HWND, target: HDC) -> Result<()> {
    unsafe {
        let context = GetWindowDC(Some(window)); // want-fate released
        let done = BitBlt(target, 0, 0, 100, 100, Some(context), 0, 0, SRCCOPY);
        ReleaseDC(Some(window), context);
        done
    }
}

pub fn job_bad(process: HANDLE) -> Result<HANDLE> {
    let limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
    let start: *const c_void = (&raw const limits).cast();
    unsafe {
        let job = CreateJobObjectW(None, PCWSTR::null())?; // want unclosed-resource
        SetInformationJobObject(job, JobObjectExtendedLimitInformation, start, size_of_val(&limits) as u32)?;
        AssignProcessToJobObject(job, process)?;
        Ok(job)
    }
}

pub fn job_ok(process: HANDLE) -> Result<HANDLE> {
    unsafe {
        let job = CreateJobObjectW(None, PCWSTR::null())?; // want-fate returned
        if let Err(error) = AssignProcessToJobObject(job, process) {
            CloseHandle(job)?;
            return Err(error);
        }
        Ok(job)
    }
}

pub fn first_of_its_kind_ok(name: &HSTRING) -> Result<bool> {
    unsafe {
        let mutex = CreateMutexW(None, false, name)?; // known-fp unclosed-resource "what says that the program runs is kept where it is the first"
        let first = WaitForSingleObject(mutex, 0) == WAIT_OBJECT_0;
        if !first {
            CloseHandle(mutex)?;
        }
        Ok(first)
    }
}
