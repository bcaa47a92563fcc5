//! Locks that block the thread, held over a wait.

use std::sync::{Arc, Mutex, RwLock};

async fn step(n: u32) -> u32 {
    n
}

pub async fn held_bad(counter: &Mutex<u32>) {
    let n = counter.lock().unwrap(); // want guard-held-across-await
    step(*n).await;
}

pub async fn dropped_ok(counter: &Mutex<u32>) {
    let n = counter.lock().unwrap(); // want-fate released
    let copy = *n;
    drop(n);
    step(copy).await;
}

pub async fn scoped_ok(counter: Arc<Mutex<u32>>) {
    let copy = {
        let n = counter.lock().unwrap(); // want-fate released
        *n
    };
    step(copy).await;
}

pub async fn temporary_ok(counter: &Mutex<Vec<u32>>) {
    counter.lock().unwrap().push(1); // want-fate released
    step(1).await;
}

pub async fn if_let_bad(list: &RwLock<Vec<u32>>) {
    if let Some(n) = list.read().unwrap().first() { // want guard-held-across-await
        step(*n).await;
    }
}

pub struct Shared {
    state: Mutex<u32>,
}

impl Shared {
    pub async fn field_bad(&self) -> u32 {
        let state = self.state.lock().unwrap(); // want guard-held-across-await
        step(*state).await
    }

    pub fn no_wait_ok(&self) -> u32 {
        let state = self.state.lock().unwrap(); // want-fate released
        *state
    }

    pub fn handed_out_ok(&self) -> std::sync::MutexGuard<'_, u32> {
        self.state.lock().unwrap() // want-fate returned
    }
}

struct Held<'a> {
    _guard: std::sync::MutexGuard<'a, u32>,
}

fn hold(counter: &Mutex<u32>) -> Held<'_> {
    Held { _guard: counter.lock().unwrap() } // want-fate returned
}

pub fn taken_again_ok(counter: &Mutex<u32>, rounds: u32) {
    let mut held;
    for _ in 0..rounds {
        held = hold(counter); // want-fate released
        drop(held);
    }
}

pub struct Slot {
    value: Mutex<Option<u32>>,
}

impl Slot {
    fn take_value(&self) -> Option<u32> {
        self.value.lock().unwrap().take() // want-fate released
    }
}

pub async fn taken_from_behind_a_guard_ok(slot: &Slot) -> u32 {
    let value = loop {
        if let Some(value) = slot.take_value() {
            break value;
        }
        tokio::task::yield_now().await;
    };
    tokio::task::yield_now().await;
    value
}

pub async fn cell_bad(counter: &std::cell::RefCell<u32>) {
    let n = counter.borrow_mut(); // want guard-held-across-await
    step(*n).await;
}

pub async fn cell_ok(counter: &std::cell::RefCell<u32>) {
    let n = *counter.borrow(); // want-fate released
    step(n).await;
}

pub async fn span_bad(span: &tracing::Span) {
    let _entered = span.enter(); // want guard-held-across-await
    step(1).await;
}

pub async fn span_ok(span: &tracing::Span) {
    {
        let _entered = span.enter(); // want-fate released
        tracing::info!("inside");
    }
    step(1).await;
}

pub async fn map_bad(counters: &dashmap::DashMap<u32, u32>) {
    if let Some(n) = counters.get(&1) { // want guard-held-across-await
        step(*n).await;
    }
}

pub async fn map_ok(counters: &dashmap::DashMap<u32, u32>) {
    let n = counters.get(&1).map(|n| *n); // want-fate released
    step(n.unwrap_or(0)).await;
}

pub async fn across_select_bad(counter: &Mutex<u32>) {
    let n = counter.lock().unwrap(); // want guard-held-across-await
    tokio::select! {
        _ = step(*n) => {}
        _ = step(2) => {}
    }
}

async fn tell(users: &[u32]) {
    for user in users {
        step(*user).await;
    }
}

pub async fn copied_inside_a_combinator_ok(counters: &dashmap::DashMap<u32, Vec<u32>>) {
    if let Some(users) = counters.get(&1).map(|users| users.clone()) { // want-fate released
        tell(&users).await;
    }
}

pub async fn read_inside_a_combinator_ok(counter: &Mutex<u32>) {
    match counter.lock().map(|n| *n) { // want-fate released
        Ok(n) => drop(step(n).await),
        Err(_) => {}
    }
}

pub async fn looked_at_by_a_combinator_bad(counters: &dashmap::DashMap<u32, u32>) {
    let found = counters.get(&1); // want guard-held-across-await
    if let Some(n) = found.as_ref().map(|n| **n) {
        step(n).await;
    }
}

pub async fn handed_on_by_a_combinator_bad(counters: &dashmap::DashMap<u32, u32>) {
    if let Some(n) = counters.get(&1).map(|n| n) { // want guard-held-across-await
        step(*n).await;
    }
}

#[allow(clippy::await_holding_lock)]
pub async fn allowed_ok(counter: &Mutex<u32>) {
    let n = counter.lock().unwrap(); // want-fate released
    step(*n).await;
}

pub async fn allowed_for_a_statement_ok(counter: &std::cell::RefCell<u32>) {
    #[expect(clippy::await_holding_refcell_ref, reason = "nobody else borrows it")]
    let n = counter.borrow_mut(); // want-fate released
    step(*n).await;
}

pub async fn allowed_for_another_statement_bad(counter: &Mutex<u32>) {
    #[allow(clippy::await_holding_lock)]
    let first = 1;
    let n = counter.lock().unwrap(); // want guard-held-across-await
    step(*n + first).await;
}

#[allow(clippy::needless_return)]
pub async fn another_lint_bad(counter: &Mutex<u32>) {
    let n = counter.lock().unwrap(); // want guard-held-across-await
    step(*n).await;
}

mod allowed_throughout {
    #![allow(clippy::await_holding_lock)]

    pub async fn in_a_module_ok(counter: &std::sync::Mutex<u32>) {
        let n = counter.lock().unwrap(); // want-fate released
        super::step(*n).await;
    }
}

pub async fn described_inside_bad(counter: &Mutex<u32>) {
    //! What it does stands in the body.
    /*! And here. */
    #![allow(unused_variables)]
    let n = counter.lock().unwrap(); // want guard-held-across-await
    step(*n).await;
}

pub async fn wrapped_bad(counter: &Mutex<u32>) {
    let n = Some(counter.lock().unwrap()); // want guard-held-across-await
    step(1).await;
    drop(n);
}

pub async fn lent_bad(counter: &Mutex<u32>) {
    let held = hold(counter); // want guard-held-across-await
    step(1).await;
    drop(held);
}

pub async fn kept_by_a_combinator_bad(counters: &dashmap::DashMap<u32, u32>) {
    let found = counters.get(&1).map(|n| n); // want guard-held-across-await
    step(1).await;
    drop(found);
}

pub async fn kept_in_an_outer_variable_bad(counter: &Mutex<u32>) {
    let held;
    {
        held = counter.lock().unwrap(); // want guard-held-across-await
    }
    step(*held).await;
}

pub async fn given_out_by_a_block_bad(counter: &Mutex<u32>) {
    let held = { counter.lock().unwrap() }; // want guard-held-across-await
    step(*held).await;
}

impl Held<'_> {
    fn finish(self) {}

    fn count(&self) -> u32 {
        *self._guard
    }
}

pub async fn ended_by_a_method_ok(counter: &Mutex<u32>) {
    let held = hold(counter); // want-fate released
    held.finish();
    step(1).await;
}

pub async fn looked_at_by_a_method_bad(counter: &Mutex<u32>) {
    let held = hold(counter); // want guard-held-across-await
    let n = held.count();
    step(n).await;
}

pub async fn round_of_a_map_bad(counters: &dashmap::DashMap<u32, u32>) {
    for counter in counters.iter() { // want guard-held-across-await
        step(*counter.value()).await;
    }
}

pub async fn collected_first_ok(counters: &dashmap::DashMap<u32, u32>) {
    let all: Vec<u32> = counters.iter().map(|counter| *counter.value()).collect(); // want-fate released
    for n in all {
        step(n).await;
    }
}

pub async fn round_before_ok(counters: &dashmap::DashMap<u32, u32>) {
    let mut all = Vec::new();
    for counter in counters.iter() { // want-fate released
        all.push(*counter.value());
    }
    tell(&all).await;
}

pub async fn entry_bad(counters: &dashmap::DashMap<u32, u32>) {
    let mut n = counters.entry(1).or_insert(2); // want guard-held-across-await
    *n = step(2).await;
}

pub async fn either_entry_bad(counters: &dashmap::DashMap<u32, u32>) {
    use dashmap::mapref::entry::Entry;
    match counters.entry(1) { // known-fn guard-held-across-await "a pattern takes the entry apart"
        Entry::Occupied(entry) => drop(step(*entry.get()).await),
        Entry::Vacant(entry) => drop(entry.insert(2)),
    }
}

pub async fn entry_of_a_statement_ok(counters: &dashmap::DashMap<u32, u32>) {
    *counters.entry(1).or_insert(2) += 1; // want-fate released
    step(2).await;
}

pub async fn borrowed_to_the_end_of_the_block_bad(counter: &Mutex<u32>) {
    let n = &mut *counter.lock().unwrap(); // want guard-held-across-await
    step(1).await;
    *n += 1;
}

pub async fn part_borrowed_to_the_end_of_the_block_bad(pair: &Mutex<(u32, u32)>) {
    let first = &mut pair.lock().unwrap().0; // want guard-held-across-await
    step(1).await;
    *first += 1;
}

pub async fn borrowed_for_a_call_ok(counters: &Mutex<Vec<u32>>) {
    drop(Vec::clone(&counters.lock().unwrap())); // want-fate released
    step(1).await;
}
