//! The CPU operations that make training fast, on plain slices.
