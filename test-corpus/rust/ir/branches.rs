fn branches(n: u8, conn: Conn) -> Result<u8, Error> {
    let size = if n > 3 {
        conn.big()
    } else if n > 1 {
        conn.small()?
    } else {
        return Err(Error::none());
    };
    if let Err(error) = conn.check(size) {
        log(error);
    } else {
        conn.mark();
    }
    let Ok(answer) = conn.ask() else { panic!("no answer") };
    Ok(if answer { size } else { 0 })
}

fn short_circuit(a: &Conn, b: Option<Conn>) -> bool {
    let ready = a.ready() && (b.is_some() || a.closed());
    if !ready || b.is_none_or(|conn| conn.ready()) {
        return false;
    }
    ready && a.done()
}
