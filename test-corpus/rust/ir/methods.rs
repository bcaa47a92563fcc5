struct Store {
    pool: Pool,
    held: Option<Conn>,
}

impl Store {
    fn field_write(&mut self) -> Option<Conn> {
        self.held = Some(self.pool.get());
        let before = self.held.replace(self.pool.get());
        let other = std::mem::take(&mut self.held);
        self.held = None;
        drop(before);
        other
    }

    fn method_call(self) -> Conn {
        let get = Pool::get;
        let one = get(&self.pool);
        let two = <Pool as Source>::get(&self.pool);
        let three = self.pool.get().checked::<u8>();
        (self.pool.make)(one, two);
        Store { held: None, ..self }.pool.last(three)
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        if let Some(conn) = self.held.take() {
            conn.close();
        }
    }
}
