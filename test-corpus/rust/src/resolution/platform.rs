//! Items that a macro lets in or keeps out.

macro_rules! cfg_unix {
    ($($item:item)*) => { $(#[cfg(unix)] $item)* };
}

cfg_unix! {
    use std::process::Command;

    pub fn chosen_by_a_macro_bad() -> std::io::Result<u32> {
        let child = Command::new("true").spawn()?; // want unwaited-process
        Ok(child.id())
    }
}
