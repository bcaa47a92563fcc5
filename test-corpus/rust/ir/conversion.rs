fn conversion(file: File, raw: *mut c_void) -> io::Result<OwnedFd> {
    let number = file.as_raw_fd() as usize as i32;
    let typed = raw.cast::<Session>();
    let again = raw as *mut Session;
    unsafe { close_session(typed, again) };
    let size = u64::from(number as u32);
    let text: String = size.into();
    let parsed = text.parse::<u8>().map_err(|_| Error::other("no number"))?;
    log(parsed);
    Ok(OwnedFd::from(file))
}
