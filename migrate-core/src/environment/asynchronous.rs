//! Runs for applications whose connections are diesel-async's: the connection moves to a thread that may block, and comes
//! back.

use diesel_async::AsyncConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;

use super::Environment;
use crate::connection::Connection;
use crate::runner::{Report, RunError};

impl Environment {
    /// As [`Environment::upgrade`], for a connection of diesel-async, which comes back with the report.
    ///
    /// The revisions run on a thread of tokio's that may block, through diesel-async's own
    /// [`AsyncConnectionWrapper`]: that is what a data step (`op.run`) gets, and what `crate::Connection` of the
    /// migrations stands for.
    ///
    /// ```ignore
    /// let conn = AsyncPgConnection::establish(&url).await?;
    /// let (conn, report) = migrations::environment().upgrade_async(conn, "head").await;
    /// let report = report?;
    /// ```
    ///
    /// # Panics
    /// Where a revision panics, and outside of a tokio runtime.
    pub async fn upgrade_async<C>(&self, conn: C, target: &str) -> (C, Result<Report, RunError>)
    where
        C: AsyncConnection + 'static,
        AsyncConnectionWrapper<C>: Connection,
    {
        let environment = self.clone();
        let target = target.to_owned();
        blocking(conn, move |conn| environment.upgrade(conn, &target)).await
    }

    /// As [`Environment::downgrade`]; see [`Environment::upgrade_async`].
    ///
    /// # Panics
    /// As [`Environment::upgrade_async`].
    pub async fn downgrade_async<C>(&self, conn: C, target: &str) -> (C, Result<Report, RunError>)
    where
        C: AsyncConnection + 'static,
        AsyncConnectionWrapper<C>: Connection,
    {
        let environment = self.clone();
        let target = target.to_owned();
        blocking(conn, move |conn| environment.downgrade(conn, &target)).await
    }
}

/// Calls with the connection on a thread that may block.
async fn blocking<C, T>(
    conn: C,
    call: impl FnOnce(&mut dyn Connection) -> T + Send + 'static,
) -> (C, T)
where
    C: AsyncConnection + 'static,
    AsyncConnectionWrapper<C>: Connection,
    T: Send + 'static,
{
    let task = tokio::task::spawn_blocking(move || {
        // The wrapper takes the runtime that it is made in, and blocks this thread only.
        let mut wrapper = AsyncConnectionWrapper::<C>::from(conn);
        let outcome = call(&mut wrapper);
        (wrapper.into_inner(), outcome)
    });
    match task.await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is being taken down, and this task with it.
            Err(_) => std::future::pending().await,
        },
    }
}
