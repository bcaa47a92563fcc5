fn panics(found: Option<Conn>, n: u8) -> Conn {
    assert_eq!(n, 1);
    let conn = found.expect("there is one");
    if n == 2 {
        unreachable!();
    }
    if n == 3 {
        todo!()
    }
    match n {
        4 => std::process::exit(1),
        5 => panic!("five"),
        _ => conn,
    }
}
