//! Quantiles of the normal, Student's t and beta distributions, to about 12 digits.

use std::f64::consts::PI;

/// `x` with `P(X <= x) = p` for a standard normal `X`; `0 < p < 1`.
pub(crate) fn normal_quantile(p: f64) -> f64 {
    if p < 0.5 {
        return -normal_quantile(1.0 - p);
    }
    // Newton's method from 0: the distribution function is concave above 0, so the steps never overshoot.
    let mut x = 0.0;
    for _ in 0..100 {
        let step = (p - normal_cdf(x)) / normal_density(x);
        x += step;
        if step.abs() < 1e-15 * x {
            break;
        }
    }
    x
}

/// `x` with `P(T <= x) = p` for Student's t with `df` degrees of freedom, a positive real number; `0.5 <= p < 1`.
pub(crate) fn student_quantile(p: f64, df: f64) -> f64 {
    // T^2 / (df + T^2) follows a beta distribution with parameters 1/2 and df/2.
    let share = beta_quantile(2.0 * p - 1.0, 0.5, df / 2.0);
    (df * share / (1.0 - share)).sqrt()
}

/// `x` in `[0, 1]` with `I_x(a, b) = p`, by bisection, which cannot fail on a monotone function.
pub(crate) fn beta_quantile(p: f64, a: f64, b: f64) -> f64 {
    let (mut low, mut high) = (0.0_f64, 1.0_f64);
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if middle <= low || high <= middle {
            break;
        }
        if beta_cdf(middle, a, b) < p { low = middle } else { high = middle }
    }
    f64::midpoint(low, high)
}

/// Natural logarithm of the gamma function for `x > 0`: Stirling's series after shifting `x` above 15.
pub(crate) fn ln_gamma(x: f64) -> f64 {
    let (mut shifted, mut product) = (x, 1.0);
    while shifted < 15.0 {
        product *= shifted;
        shifted += 1.0;
    }
    let inverse = 1.0 / shifted;
    let square = inverse * inverse;
    let series = inverse
        * (1.0 / 12.0
            - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square * (1.0 / 1680.0 - square * (1.0 / 1188.0)))));
    (shifted - 0.5) * shifted.ln() - shifted + 0.5 * (2.0 * PI).ln() + series - product.ln()
}

/// `P(|X| > |x|)` of a standard normal `X`: the two-sided p-value of a z statistic.
pub(crate) fn normal_two_sided(x: f64) -> f64 {
    chi_squared_tail(x * x, 1.0)
}

/// `P(X > x)` of a chi-squared `X` with `df` degrees of freedom: the regularised upper incomplete gamma function, by its series
/// below the mean and its continued fraction above (Abramowitz and Stegun 6.5.29 and 6.5.31).
pub(crate) fn chi_squared_tail(x: f64, df: f64) -> f64 {
    let (a, x) = (df / 2.0, x / 2.0);
    if x <= 0.0 {
        return 1.0;
    }
    let front = (a * x.ln() - x - ln_gamma(a)).exp();
    if x < a + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
        while 1e-17 * sum < term {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        return (1.0 - front * sum).clamp(0.0, 1.0);
    }
    let mut b = x + 1.0 - a;
    let (mut c, mut d) = (1e300, 1.0 / b);
    let mut fraction = d;
    for i in 1..10_000 {
        let numerator = -f64::from(i) * (f64::from(i) - a);
        b += 2.0;
        d = 1.0 / (numerator * d + b);
        c = b + numerator / c;
        fraction *= c * d;
        if (c * d - 1.0).abs() < 1e-16 {
            break;
        }
    }
    (front * fraction).clamp(0.0, 1.0)
}

fn normal_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() / (2.0 * PI).sqrt()
}

/// `P(X <= x)` of a standard normal `X`. Marsaglia (2004), "Evaluating the normal distribution": all terms are positive for
/// `x >= 0`, so nothing cancels; beyond 9 it is 0 or 1 to 18 digits.
pub(crate) fn normal_cdf(x: f64) -> f64 {
    if x < 0.0 {
        return 1.0 - normal_cdf(-x);
    }
    if 9.0 < x {
        return 1.0;
    }
    let (mut term, mut sum, mut odd) = (x, x, 1.0);
    while 1e-17 * sum < term {
        odd += 2.0;
        term *= x * x / odd;
        sum += term;
    }
    (0.5 + sum * normal_density(x)).min(1.0)
}

/// The regularised incomplete beta function `I_x(a, b)`.
fn beta_cdf(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if 1.0 <= x {
        return 1.0;
    }
    let ln_front = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p();
    // The continued fraction converges fast only on this side of the mean; the other side follows by symmetry.
    if x < (a + 1.0) / (a + b + 2.0) {
        ln_front.exp() * beta_fraction(x, a, b) / a
    } else {
        1.0 - ln_front.exp() * beta_fraction(1.0 - x, b, a) / b
    }
}

/// The continued fraction of the incomplete beta function (Abramowitz and Stegun 26.5.8) by Lentz's method.
fn beta_fraction(x: f64, a: f64, b: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let guard = |v: f64| if v.abs() < TINY { TINY } else { v };
    let (mut c, mut d) = (1.0, 1.0 / guard(1.0 - (a + b) * x / (a + 1.0)));
    let mut fraction = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = fraction;
        for numerator in [even, odd] {
            d = 1.0 / guard(1.0 + numerator * d);
            c = guard(1.0 + numerator / c);
            fraction *= c * d;
        }
        if (fraction - before).abs() <= 1e-16 * fraction.abs() {
            break;
        }
    }
    fraction
}

#[cfg(test)]
mod tests;
