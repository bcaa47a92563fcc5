fn loops(list: Vec<File>) -> u8 {
    'outer: for file in list {
        loop {
            let n = file.next();
            if n == 0 {
                continue 'outer;
            }
            if n > 9 {
                break 'outer;
            }
            break;
        }
    }
    let found = loop {
        if ready() {
            break 1;
        }
    };
    while let Some(n) = next() {
        take(n);
    }
    found
}

fn block() -> u8 {
    'a: {
        if ready() {
            break 'a 1;
        }
        2
    }
}
