//! Archives of libarchive by their raw pointers.

use std::ffi::CStr;
use std::ptr;

use libarchive3_sys::ffi;

pub fn names_bad(path: &CStr) -> Option<usize> {
    unsafe {
        let archive = ffi::archive_read_new(); // want unclosed-resource
        if archive.is_null() {
            return None;
        }
        ffi::archive_read_support_filter_all(archive);
        ffi::archive_read_support_format_all(archive);
        if ffi::archive_read_open_filename(archive, path.as_ptr(), 10240) != ffi::ARCHIVE_OK {
            return None;
        }
        let (mut count, mut entry) = (0, ptr::null_mut());
        while ffi::archive_read_next_header(archive, &mut entry) == ffi::ARCHIVE_OK {
            ffi::archive_read_data_skip(archive);
            count += 1;
        }
        ffi::archive_read_free(archive);
        Some(count)
    }
}

pub fn names_ok(path: &CStr) -> Option<usize> {
    unsafe {
        let archive = ffi::archive_read_new(); // want-fate released
        if archive.is_null() {
            return None;
        }
        ffi::archive_read_support_filter_all(archive);
        ffi::archive_read_support_format_all(archive);
        if ffi::archive_read_open_filename(archive, path.as_ptr(), 10240) != ffi::ARCHIVE_OK {
            ffi::archive_read_free(archive);
            return None;
        }
        let (mut count, mut entry) = (0, ptr::null_mut());
        while ffi::archive_read_next_header(archive, &mut entry) == ffi::ARCHIVE_OK {
            ffi::archive_read_data_skip(archive);
            count += 1;
        }
        ffi::archive_read_free(archive);
        Some(count)
    }
}

pub fn old_name_ok(bytes: &mut [u8]) -> bool {
    unsafe {
        let archive = ffi::archive_read_new(); // want-fate released
        ffi::archive_read_support_format_all(archive);
        let opened = ffi::archive_read_open_memory(archive, bytes.as_mut_ptr().cast(), bytes.len());
        ffi::archive_read_finish(archive);
        opened == ffi::ARCHIVE_OK
    }
}

pub fn written_bad(path: &CStr, entry: *mut ffi::Struct_archive_entry, text: &[u8]) -> Result<(), &'static str> {
    unsafe {
        let archive = ffi::archive_write_new(); // want unclosed-resource
        if archive.is_null() {
            return Err("no memory");
        }
        ffi::archive_write_add_filter_gzip(archive);
        ffi::archive_write_set_format_pax_restricted(archive);
        if ffi::archive_write_open_filename(archive, path.as_ptr()) != ffi::ARCHIVE_OK {
            ffi::archive_write_free(archive);
            return Err("not opened");
        }
        if ffi::archive_write_header(archive, entry) != ffi::ARCHIVE_OK {
            return Err("no header");
        }
        ffi::archive_write_data(archive, text.as_ptr().cast(), text.len());
        ffi::archive_write_close(archive);
        ffi::archive_write_free(archive);
        Ok(())
    }
}

/// To close an archive is not to free it.
pub fn only_closed_bad(flags: i32, entry: *mut ffi::Struct_archive_entry) -> bool {
    unsafe {
        let disk = ffi::archive_write_disk_new(); // want unclosed-resource
        if disk.is_null() {
            return false;
        }
        ffi::archive_write_disk_set_options(disk, flags);
        let done = ffi::archive_write_header(disk, entry) == ffi::ARCHIVE_OK && ffi::archive_write_finish_entry(disk) == ffi::ARCHIVE_OK;
        ffi::archive_write_close(disk) == ffi::ARCHIVE_OK && done
    }
}

pub struct Disk(*mut ffi::Struct_archive);

impl Disk {
    pub fn owned_ok(flags: i32) -> Option<Disk> {
        let disk = unsafe { ffi::archive_write_disk_new() }; // want-fate stored
        if disk.is_null() {
            return None;
        }
        let disk = Disk(disk);
        let set = unsafe { ffi::archive_write_disk_set_options(disk.0, flags) };
        (set == ffi::ARCHIVE_OK).then_some(disk)
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        unsafe { ffi::archive_write_free(self.0) };
    }
}

pub mod everything {
    use libarchive3_sys::ffi::*;

    pub struct Reader(pub *mut Struct_archive);

    impl Drop for Reader {
        fn drop(&mut self) {
            unsafe { archive_read_free(self.0) };
        }
    }

    pub fn reader_bad(quick: bool) -> Option<Reader> {
        let archive = unsafe { archive_read_new() }; // want unclosed-resource
        if archive.is_null() || quick {
            return None;
        }
        Some(Reader(archive))
    }

    pub fn reader_ok() -> Option<Reader> {
        let archive = unsafe { archive_read_disk_new() }; // want-fate stored
        if archive.is_null() { None } else { Some(Reader(archive)) }
    }
}
