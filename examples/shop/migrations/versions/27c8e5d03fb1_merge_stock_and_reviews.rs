//! merge stock and reviews
//!
//! Created 2026-10-14 07:55:16 UTC

use migrate_core::prelude::*;

pub static REVISION: Revision = Revision {
    id: "27c8e5d03fb1",
    down_revisions: &["8d27b0f6e914", "e4f01b6c9a85"],
    depends_on: &[],
    branch_labels: &[],
};

pub fn upgrade(_op: &mut Operations) -> Result {
    Ok(())
}

pub fn downgrade(_op: &mut Operations) -> Result {
    Ok(())
}
