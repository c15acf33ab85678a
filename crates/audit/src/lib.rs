//! Bias statistics: pure functions of counts and predictions.
