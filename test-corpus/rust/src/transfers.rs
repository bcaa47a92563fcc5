//! Handles of libcurl.

use std::ffi::CStr;
use std::ptr;

use curl_sys::{CURL, CURLE_OK, CURLINFO_RESPONSE_CODE, CURLM, CURLM_OK, CURLOPT_NOBODY, CURLOPT_URL, CURLcode};

pub fn status_bad(url: &CStr) -> Result<i64, CURLcode> {
    let mut status: libc::c_long = 0;
    unsafe {
        let easy = curl_sys::curl_easy_init(); // want unclosed-resource
        if easy.is_null() {
            return Err(curl_sys::CURLE_FAILED_INIT);
        }
        curl_sys::curl_easy_setopt(easy, CURLOPT_URL, url.as_ptr());
        let code = curl_sys::curl_easy_perform(easy);
        if code != CURLE_OK {
            return Err(code);
        }
        curl_sys::curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &mut status);
        curl_sys::curl_easy_cleanup(easy);
    }
    Ok(status)
}

pub fn status_ok(url: &CStr) -> Result<i64, CURLcode> {
    let mut status: libc::c_long = 0;
    unsafe {
        let easy = curl_sys::curl_easy_init(); // want-fate released
        if easy.is_null() {
            return Err(curl_sys::CURLE_FAILED_INIT);
        }
        curl_sys::curl_easy_setopt(easy, CURLOPT_URL, url.as_ptr());
        let code = curl_sys::curl_easy_perform(easy);
        if code == CURLE_OK {
            curl_sys::curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &mut status);
        }
        curl_sys::curl_easy_cleanup(easy);
        if code == CURLE_OK { Ok(status) } else { Err(code) }
    }
}

pub fn copy_bad(easy: *mut CURL, url: &CStr) -> bool {
    unsafe {
        let copy = curl_sys::curl_easy_duphandle(easy); // want unclosed-resource
        if copy.is_null() || curl_sys::curl_easy_setopt(copy, CURLOPT_NOBODY, 1 as libc::c_long) != CURLE_OK {
            return false;
        }
        curl_sys::curl_easy_setopt(copy, CURLOPT_URL, url.as_ptr());
        let code = curl_sys::curl_easy_perform(copy);
        curl_sys::curl_easy_cleanup(copy);
        code == CURLE_OK
    }
}

/// A transfer that was added still has to be cleaned up by who made it.
pub fn added_bad(multi: *mut CURLM, url: &CStr) -> bool {
    unsafe {
        let easy = curl_sys::curl_easy_init(); // want unclosed-resource
        if easy.is_null() {
            return false;
        }
        curl_sys::curl_easy_setopt(easy, CURLOPT_URL, url.as_ptr());
        curl_sys::curl_multi_add_handle(multi, easy) == CURLM_OK
    }
}

pub struct Easy(*mut CURL);

impl Easy {
    pub fn owned_ok(url: &CStr) -> Option<Easy> {
        let easy = unsafe { curl_sys::curl_easy_init() }; // want-fate stored
        if easy.is_null() {
            return None;
        }
        let easy = Easy(easy);
        let set = unsafe { curl_sys::curl_easy_setopt(easy.0, CURLOPT_URL, url.as_ptr()) };
        (set == CURLE_OK).then_some(easy)
    }
}

impl Drop for Easy {
    fn drop(&mut self) {
        unsafe { curl_sys::curl_easy_cleanup(self.0) };
    }
}

pub fn all_bad(transfers: &[*mut CURL]) -> bool {
    unsafe {
        let multi = curl_sys::curl_multi_init(); // want unclosed-resource
        if multi.is_null() {
            return false;
        }
        for easy in transfers {
            if curl_sys::curl_multi_add_handle(multi, *easy) != CURLM_OK {
                return false;
            }
        }
        let done = run(multi);
        curl_sys::curl_multi_cleanup(multi);
        done
    }
}

pub fn all_ok(transfers: &[*mut CURL]) -> bool {
    unsafe {
        let multi = curl_sys::curl_multi_init(); // want-fate released
        if multi.is_null() {
            return false;
        }
        let added = transfers.iter().all(|easy| curl_sys::curl_multi_add_handle(multi, *easy) == CURLM_OK);
        let done = added && run(multi);
        for easy in transfers {
            curl_sys::curl_multi_remove_handle(multi, *easy);
        }
        curl_sys::curl_multi_cleanup(multi);
        done
    }
}

fn run(multi: *mut CURLM) -> bool {
    let mut running = 1;
    while running > 0 {
        let code = unsafe { curl_sys::curl_multi_perform(multi, &mut running) };
        if code != CURLM_OK {
            return false;
        }
        unsafe { curl_sys::curl_multi_wait(multi, ptr::null_mut(), 0, 1000, ptr::null_mut()) };
    }
    true
}
