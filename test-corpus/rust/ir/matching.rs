fn variants(found: Option<u8>, shape: Shape) -> u8 {
    match found {
        Some(0) | None => 1,
        Some(n) if n > 3 => n,
        Some(_) => match shape {
            Shape::Circle(radius) => radius,
            Shape::Square { side, .. } => side,
            other => other.size(),
        },
    }
}

fn let_else(input: Option<u8>) -> u8 {
    let Some(n) = input else {
        return 0;
    };
    n
}

fn chain(a: Option<u8>, b: Option<u8>) -> bool {
    if let Some(x) = a
        && let Some(y) = b
        && x < y
    {
        return true;
    }
    matches!(a, Some(n) if n > 1)
}

fn parts(pair: (u8, File)) {
    let (count, file) = pair;
    use_both(count, file);
}
