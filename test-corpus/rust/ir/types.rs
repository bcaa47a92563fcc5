pub struct Store<T> {
    pool: Arc<Pool<T>>,
    name: Option<String>,
}

pub struct Wrapper(File, pub u8);

pub enum Shape {
    Circle(u8),
}

pub type Alias = Result<Vec<File>, Error>;

pub trait Source: Send {
    fn next(&mut self) -> Option<File>;
    fn skip(&mut self) {
        self.next();
    }
}

const LIMIT: usize = 3;

impl<T: Clone> Store<T> {
    pub fn new(pool: Pool<T>) -> Self {
        Store { pool: Arc::new(pool), name: None }
    }

    pub fn wrap<S>(&self, source: &mut S, done: impl FnOnce(u8) -> bool) -> Wrapper
    where
        S: Source,
    {
        Self::check(source);
        Wrapper(source.next().unwrap(), 1)
    }
}
