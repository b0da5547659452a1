/** A stream of repeatable chance: the same seed gives the same numbers in every process. */
export interface Random {
  /** Uniform in [0, 1), 53 bits. */
  next(): number
  uniform(from: number, to: number): number
  /** Whole number in 0..below-1. */
  integer(below: number): number
  /** Gaussian with mean 0 and standard deviation 1. */
  normal(): number
  /** Gamma of integer shape and scale 1: mean and variance are `shape`. */
  gamma(shape: number): number
  /** A new array in random order (Fisher-Yates). */
  shuffle<T>(items: readonly T[]): T[]
  /** An independent stream for one purpose: drawing more there changes nothing here. */
  fork(purpose: string): Random
}

/** SplitMix32 step (Steele, Lea, Flood 2014, 32-bit constants of Prospecting for hash functions, Wellons 2018). */
function mix(state: number): number {
  let z = (state + 0x9e3779b9) | 0
  z = Math.imul(z ^ (z >>> 16), 0x21f0aaad)
  z = Math.imul(z ^ (z >>> 15), 0x735a2d97)
  return (z ^ (z >>> 15)) >>> 0
}

function hash(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** Generator xoshiro128** (Blackman and Vigna 2021), seeded by SplitMix32; any finite number is a seed. */
export function seededRandom(seed: number): Random {
  const low = mix(seed >>> 0)
  const high = mix(Math.floor(seed / 0x100000000) ^ low)
  let a = mix(high)
  let b = mix(a)
  let c = mix(b)
  let d = mix(c) | 1
  let spare: number | undefined

  const word = (): number => {
    const scaled = Math.imul(b, 5)
    const result = Math.imul((scaled << 7) | (scaled >>> 25), 9) >>> 0
    const t = b << 9
    c ^= a
    d ^= b
    b ^= c
    a ^= d
    c ^= t
    d = (d << 11) | (d >>> 21)
    return result
  }
  const next = (): number => ((word() >>> 5) * 0x4000000 + (word() >>> 6)) / 0x20000000000000
  const integer = (below: number): number => Math.floor(next() * below)
  const random: Random = {
    next,
    integer,
    uniform: (from, to) => from + (to - from) * next(),
    // Box-Muller: both numbers of a pair are used.
    normal() {
      if (spare !== undefined) {
        const kept = spare
        spare = undefined
        return kept
      }
      const radius = Math.sqrt(-2 * Math.log(1 - next()))
      const angle = 2 * Math.PI * next()
      spare = radius * Math.sin(angle)
      return radius * Math.cos(angle)
    },
    // A sum of exponentials: exact for whole shapes.
    gamma(shape) {
      let sum = 0
      for (let i = 0; i < shape; i++) sum -= Math.log(1 - next())
      return sum
    },
    shuffle(items) {
      const left = [...items]
      return items.map(() => left.splice(integer(left.length), 1)).flat()
    },
    fork: (purpose) => seededRandom(mix(hash(purpose) ^ low) + 0x100000000 * mix(high)),
  }
  return random
}
