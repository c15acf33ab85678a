//! What chance alone does: drawing people again, exchanging them between groups, quantiles, and corrections of many tests.

pub(crate) mod exchange;
mod hypergeometric;
pub(crate) mod quantile;
pub(crate) mod resample;
