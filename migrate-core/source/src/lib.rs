//! A migration project as it lies on disk, read without compiling anything: `migrate.toml` and the headers of
//! revision files. The command line and `embed_revisions!` both read with this crate, so that they cannot disagree;
//! it knows neither databases nor what is inside of `upgrade` and `downgrade`.

pub mod checksum;
pub mod config;
mod doc;
pub mod header;
pub mod lexer;
pub mod lineage;
mod position;
pub mod suggest;
pub mod versions;
pub mod write;

pub use checksum::checksum;
pub use config::Config;
pub use header::{HeaderError, HeaderErrorKind, RevisionHeader};
pub use position::Position;
pub use versions::{SourceError, Versions};
