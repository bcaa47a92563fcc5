fn assignment(mut pair: (u8, u8), pool: &Pool) -> u8 {
    let a;
    let mut b = 1;
    a = b;
    b += a;
    (pair.0, b) = (a, pair.1);
    let _ = pool.get();
    _ = pool.get();
    let ref_to = &mut b;
    *ref_to = 4;
    let Pair { left, right: [first, .., last] } = parts();
    let held @ Some(_) = pool.try_get() else { return first };
    keep(held, left, last);
    b
}
