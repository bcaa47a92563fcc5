fn values(fd: i32, p: *mut u8) -> bool {
    if fd < 0 || fd == -1 {
        return false;
    }
    let both = fd > 0 && !p.is_null();
    let n = fd as usize + 1;
    let mut list = [n; 3];
    list[0] = 2;
    list[1] += n;
    let part = &list[1..];
    both == part.is_empty()
}
