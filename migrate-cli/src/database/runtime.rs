//! The runtime that the pure-Rust drivers live in, for as long as the program runs: their connections are tasks of it.

use std::sync::OnceLock;

use tokio::runtime::{Builder, Runtime};

use super::error::Refusal;

/// Returns the runtime. It has a thread of its own, so that a connection goes on while nobody waits for it.
pub(super) fn runtime() -> Result<&'static Runtime, Refusal> {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    if let Some(runtime) = RUNTIME.get() {
        return Ok(runtime);
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .map_err(|error| Refusal::new(&error))?;
    Ok(RUNTIME.get_or_init(|| runtime))
}
