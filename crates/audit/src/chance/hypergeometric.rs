//! Drawing without replacement from sets of up to millions, fast because factorials are looked up.

use rand::{Rng, RngExt};

/// Logarithms of the factorials up to the size of a set.
#[derive(Clone)]
pub(crate) struct Hypergeometric {
    ln_factorials: Vec<f64>,
}

impl Hypergeometric {
    /// For sets of up to `n` pictures.
    pub fn up_to(n: u64) -> Self {
        let mut sum = 0.0;
        let factorials = (1..=n).map(|i| {
            sum += (i as f64).ln();
            sum
        });
        Self { ln_factorials: std::iter::once(0.0).chain(factorials).collect() }
    }

    /// How many of `n_drawn` out of `n_all` are among `n_marked`: the distribution function is walked from its mode outwards,
    /// which takes about as many steps as its standard deviation.
    pub fn sample(&self, [n_all, n_marked, n_drawn]: [u64; 3], rng: &mut impl Rng) -> u64 {
        let n_other = n_all - n_marked;
        let (low, high) = (n_drawn.saturating_sub(n_other), n_marked.min(n_drawn));
        let draw = rng.random::<f64>();
        if low == high {
            return low;
        }
        let mode = ((n_drawn + 1) * (n_marked + 1) / (n_all + 2)).clamp(low, high);
        let probability = self.ln_choose(n_marked, mode) + self.ln_choose(n_other, n_drawn - mode);
        let probability = (probability - self.ln_choose(n_all, n_drawn)).exp();
        let mut left = draw - probability;
        let (mut up, mut p_up, mut down, mut p_down) = (mode, probability, mode, probability);
        while 0.0 <= left && (low < down || up < high) {
            if up < high {
                p_up *= ((n_marked - up) * (n_drawn - up)) as f64 / ((up + 1) * (n_other + up + 1 - n_drawn)) as f64;
                up += 1;
                left -= p_up;
            }
            if left < 0.0 {
                return up;
            }
            if low < down {
                p_down *= (down * (n_other + down - n_drawn)) as f64;
                p_down /= ((n_marked - down + 1) * (n_drawn - down + 1)) as f64;
                down -= 1;
                left -= p_down;
            }
            if left < 0.0 {
                return down;
            }
        }
        mode
    }

    fn ln_choose(&self, n: u64, k: u64) -> f64 {
        let ln = |n: u64| self.ln_factorials[n as usize];
        ln(n) - ln(k) - ln(n - k)
    }
}

#[cfg(test)]
mod tests;
