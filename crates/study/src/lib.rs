//! The four-step experiment, from labelled faces to tables.
