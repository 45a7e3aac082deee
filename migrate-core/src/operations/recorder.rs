//! A revision's function called without a database: in goes the function, out come the operations that it asked for.

use super::{Executor, Operations};
use crate::config::Config;
use crate::connection::{Connection, Engine};
use crate::operation::Operation;
use crate::revision::Result;

impl Operations<'_> {
    /// Runs a step against a recorder, without a database, and returns what it asked for.
    ///
    /// Code given to [`Operations::run`] is noted and not called.
    ///
    /// # Errors
    /// The step's own error, and [`OperationError::NeedsConnection`](super::OperationError::NeedsConnection) if it asks for the database.
    pub fn record(step: impl FnOnce(&mut Operations<'_>) -> Result) -> Result<Vec<Operation>> {
        let (recorded, outcome) = Self::record_for(None, &Config::default(), step);
        outcome.map(|()| recorded)
    }

    /// As [`Operations::record`], for a kind of database, and returns what was asked for before an error, too.
    pub(crate) fn record_on(
        engine: Engine,
        config: &Config,
        step: impl FnOnce(&mut Operations<'_>) -> Result,
    ) -> (Vec<Operation>, Result) {
        Self::record_for(Some(engine), config, step)
    }

    /// What a step asks for as far as it comes without a database, in whatever transaction: what stands in autocommit
    /// blocks is among the rest.
    pub(crate) fn asked_for(
        engine: Engine,
        config: &Config,
        step: impl FnOnce(&mut Operations<'_>) -> Result,
    ) -> Vec<Operation> {
        let (recorded, _) = Self::record_on(engine, config, step);
        let unblocked = recorded.into_iter().flat_map(|operation| match operation {
            Operation::AutocommitBlock { operations } => operations,
            operation => vec![operation],
        });
        unblocked.collect()
    }

    fn record_for(
        engine: Option<Engine>,
        config: &Config,
        step: impl FnOnce(&mut Operations<'_>) -> Result,
    ) -> (Vec<Operation>, Result) {
        let mut recorder = Recorder {
            engine,
            recorded: Vec::new(),
            block: None,
        };
        let mut operations = Operations::new(&mut recorder, config);
        let outcome = step(&mut operations).and_then(|()| operations.flush());
        (recorder.finish(), outcome)
    }
}

/// Keeps what a step asks for.
struct Recorder {
    engine: Option<Engine>,
    recorded: Vec<Operation>,
    /// The operations of the autocommit block that was begun and not ended.
    block: Option<Vec<Operation>>,
}

impl Recorder {
    /// What was recorded, that of a block which was not ended included.
    fn finish(mut self) -> Vec<Operation> {
        self.recorded
            .extend(self.block.take().into_iter().flatten());
        self.recorded
    }
}

impl Executor for Recorder {
    fn execute(&mut self, operation: &Operation) -> Result {
        match &mut self.block {
            Some(block) => block.push(operation.clone()),
            None => self.recorded.push(operation.clone()),
        }
        Ok(())
    }

    fn connection(&mut self) -> Option<&mut dyn Connection> {
        None
    }

    fn engine(&self) -> Option<Engine> {
        self.engine
    }

    fn enter_autocommit(&mut self) -> Result {
        self.block.get_or_insert_default();
        Ok(())
    }

    fn leave_autocommit(&mut self) -> Result {
        if let Some(operations) = self.block.take() {
            self.recorded
                .push(Operation::AutocommitBlock { operations });
        }
        Ok(())
    }
}
