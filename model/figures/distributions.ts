/** ln gamma, x > 0: Stirling's series (DLMF 5.11.1) beyond 12, the recurrence below; error near 1e-15. */
function logGamma(x: number): number {
  let [at, product] = [x, 1]
  for (; at < 12; at++) product *= at
  const inverse = 1 / (at * at)
  const series =
    (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / at
  return (at - 0.5) * Math.log(at) - at + Math.log(2 * Math.PI) / 2 + series - Math.log(product)
}

/** Continued fraction of the incomplete beta function (DLMF 8.17.22), evaluated by Lentz's method. */
function betaFraction(a: number, b: number, x: number): number {
  const tiny = 1e-300
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value)
  let c = 1
  let d = 1 / away(1 - ((a + b) * x) / (a + 1))
  let fraction = d
  for (let m = 1; m <= 10_000; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    d = 1 / away(1 + even * d)
    c = away(1 + even / c)
    fraction *= d * c
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 / away(1 + odd * d)
    c = away(1 + odd / c)
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-15) break
  }
  return fraction
}

/** Regularised incomplete beta function I_x(a, b). */
function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0
  if (x >= 1) return 1
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x))
  return x < (a + 1) / (a + b + 2)
    ? (front * betaFraction(a, b, x)) / a
    : 1 - (front * betaFraction(b, a, 1 - x)) / b
}

/** Probability that an F variable of these degrees of freedom is at most `f`. */
export function fProbability(f: number, numerator: number, denominator: number): number {
  return f <= 0
    ? 0
    : incompleteBeta(numerator / 2, denominator / 2, (numerator * f) / (numerator * f + denominator))
}

/** The inverse of `fProbability`, by bisection in the logarithm. @param share 0..1, exclusive */
export function fQuantile(share: number, numerator: number, denominator: number): number {
  let [low, high] = [-60, 60]
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2
    if (fProbability(Math.exp(middle), numerator, denominator) < share) low = middle
    else high = middle
  }
  return Math.exp((low + high) / 2)
}

/** Probability that a standard normal variable is at most `z`. */
export function normalProbability(z: number): number {
  // P(Z^2 <= z^2) is the incomplete gamma function of 1/2 (DLMF 8.11.4 for small, 8.9.2 for large arguments).
  const x = (z * z) / 2
  const tail = x < 1.5 ? (1 - gammaSeries(x)) / 2 : gammaFraction(x) / 2
  return z < 0 ? tail : 1 - tail
}

const HALF_GAMMA = Math.log(Math.PI) / 2

function gammaSeries(x: number): number {
  if (x === 0) return 0
  let term = 2
  let sum = term
  for (let n = 0.5 + 1; term > sum * 1e-17; n++) {
    term *= x / n
    sum += term
  }
  return sum * Math.exp(-x + Math.log(x) / 2 - HALF_GAMMA)
}

function gammaFraction(x: number): number {
  let b = x + 0.5
  let c = 1e300
  let d = 1 / b
  let fraction = d
  for (let i = 1; i <= 10_000; i++) {
    const a = -i * (i - 0.5)
    b += 2
    d = 1 / (a * d + b)
    c = b + a / c
    fraction *= d * c
    if (Math.abs(d * c - 1) < 1e-16) break
  }
  return Math.exp(-x + Math.log(x) / 2 - HALF_GAMMA) * fraction
}

/** The inverse of `normalProbability`, by bisection. @param share 0..1, exclusive */
export function normalQuantile(share: number): number {
  let [low, high] = [-40, 40]
  for (let i = 0; i < 200; i++) {
    const middle = (low + high) / 2
    if (normalProbability(middle) < share) low = middle
    else high = middle
  }
  return (low + high) / 2
}
