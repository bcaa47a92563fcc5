fn order() {
    let a = first();
    let b = second(&a);
    {
        let c = third();
        use_it(&c);
    }
    drop(b);
    fourth();
}

fn temporaries() -> u8 {
    lock().get().value
}
