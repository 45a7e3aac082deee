//! The command line of a migration project.
