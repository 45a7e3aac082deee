use migrate_core::prelude::*;
pub fn upgrade(_op: &mut Operations) -> Result { Ok(()) }
pub fn downgrade(_op: &mut Operations) -> Result { Ok(()) }
