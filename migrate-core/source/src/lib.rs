//! A migration project as it lies on disk, read without compiling anything.
