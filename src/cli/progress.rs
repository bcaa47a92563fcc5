//! A bar on the standard error, for runs that take long enough to wonder.

use std::sync::Mutex;
use std::sync::mpsc::{self, Sender};
use std::thread::JoinHandle;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::driver::Progress;

/// Runs shorter than this show nothing.
const PATIENCE: Duration = Duration::from_millis(500);

/// A bar that appears when a run takes longer than [`PATIENCE`].
pub struct Bar {
    bar: ProgressBar,
    done: Mutex<Sender<()>>,
    waiting: Option<JoinHandle<()>>,
}

impl Bar {
    /// Starts to wait.
    pub fn start() -> Bar {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        let (done, is_done) = mpsc::channel();
        let later = bar.clone();
        let waiting = std::thread::spawn(move || {
            if is_done.recv_timeout(PATIENCE) == Err(mpsc::RecvTimeoutError::Timeout) {
                later.set_draw_target(ProgressDrawTarget::stderr());
                later.enable_steady_tick(Duration::from_millis(100));
            }
        });
        Bar { bar, done: Mutex::new(done), waiting: Some(waiting) }
    }

    /// Takes the bar away.
    pub fn finish(mut self) {
        if let Ok(done) = self.done.lock() {
            // The thread may have gone already, after drawing the bar.
            let _ = done.send(());
        }
        if let Some(waiting) = self.waiting.take() {
            let _ = waiting.join();
        }
        self.bar.finish_and_clear();
    }
}

impl Progress for Bar {
    fn stage(&self, name: &'static str, parts: usize) {
        let template = if parts == 0 { "{spinner} {msg}" } else { "{spinner} {msg} {bar:30} {pos}/{len} files" };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_position(0);
        self.bar.set_length(parts as u64);
        self.bar.set_message(name);
    }

    fn advance(&self, parts: usize) {
        self.bar.inc(parts as u64);
    }
}
