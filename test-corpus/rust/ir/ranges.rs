fn ranges(list: &mut Vec<Conn>, names: &[String]) -> usize {
    for n in 0..list.len() {
        list[n].ping();
    }
    for (n, name) in names.iter().enumerate() {
        list[n].rename(name);
    }
    for conn in list.drain(..) {
        conn.close();
    }
    while list.len() < 3 {
        list.push(open());
    }
    let mut rest = names.iter();
    while let Some(name) = rest.next() && !name.is_empty() {
        list.push(open_as(name));
    }
    list.iter().map(|conn| conn.size()).sum()
}
