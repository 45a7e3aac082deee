//! Several kinds of connection behind one type: an application that runs on whichever database its URL names.
//!
//! The derive delegates; what stands here is how a connection that somebody else opened becomes such a one.

use super::{Connection, Engine};

/// A connection that is one of several kinds: implemented by [`#[derive(MigratableConnection)]`][derive], never by hand.
///
/// [derive]: crate::MigratableConnection
pub trait OneOf: Connection + Sized + 'static {
    /// Takes a connection of one of the kinds.
    ///
    /// # Errors
    /// [`NoVariant`] if it is of none of them.
    fn take(conn: Box<dyn Connection>) -> Result<Self, NoVariant>;
}

/// No variant holds connections of this kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no variant of `{connection}` holds the connection to {} that this program opened", engine.name())]
pub struct NoVariant {
    /// The enum.
    pub connection: &'static str,
    /// What the connection leads to.
    pub engine: Engine,
}

impl NoVariant {
    #[doc(hidden)]
    #[must_use]
    pub fn of<C>(engine: Engine) -> Self {
        NoVariant {
            connection: std::any::type_name::<C>(),
            engine,
        }
    }
}
