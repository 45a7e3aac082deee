//! What a revision calls.

use std::marker::PhantomData;

/// The operations of a revision.
#[derive(Debug)]
pub struct Operations<'a> {
    conn: PhantomData<&'a mut ()>,
}
