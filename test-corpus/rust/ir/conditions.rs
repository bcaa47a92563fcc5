fn by_system() -> u8 {
    #[cfg(unix)]
    let size = first();
    #[cfg(not(unix))]
    let size = second();
    #[cfg(feature = "a")]
    let size = third(size);
    #[cfg(windows)]
    {
        fourth(size)
    }
    #[cfg(unix)]
    {
        fifth(size)
    }
}
