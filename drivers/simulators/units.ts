import { Problem } from '../../contract/errors.ts'
import { seededRandom } from '../../spectra/random.ts'
import { NAMED_UNITS } from './named-units.ts'
import type { UnitParameters } from './unit.ts'

/** The unit behind the demonstration. */
export const DEFAULT_UNIT = 101

const DRAWN_FROM = 1000

/**
 * A unit by number: 101 to 105 are well-behaved, 201 and 202 break the assumptions of a simple correction, 1000 and
 * above are drawn from their number. @throws Problem BAD_REQUEST
 */
export function unitParameters(number: number): UnitParameters {
  const named = NAMED_UNITS.get(number)
  if (named) return named
  if (Number.isSafeInteger(number) && number >= DRAWN_FROM) return drawUnit(number)
  throw new Problem({
    code: 'BAD_REQUEST',
    title: 'No such simulated unit',
    happened: `Unit ${number} was asked for; there are ${[...NAMED_UNITS.keys()].join(', ')} and all from ${DRAWN_FROM}.`,
    kept: 'Nothing was started.',
    next: `Choose one of these, ${DEFAULT_UNIT} if in doubt.`,
  })
}

/** A unit drawn evenly from the ranges of the bench model; the same seed gives the same unit. */
export function drawUnit(seed: number): UnitParameters {
  const random = seededRandom(seed).fork('unit')
  const uniform = (from: number, to: number): number => random.uniform(from, to)
  return {
    d0: uniform(-0.8, 0.8),
    d1: uniform(-0.5, 0.5),
    d2: uniform(-0.3, 0.3),
    F0: uniform(8, 12),
    f1: uniform(-0.1, 0.1),
    su: uniform(0.002, 0.01),
    sn: uniform(0.005, 0.02),
    tau: uniform(15, 40),
    a: uniform(0.005, 0.04),
    p: uniform(1, 1.6),
    wt: uniform(0.78, 0.9),
    bits: random.integer(2) === 0 ? 12 : 16,
    fw: uniform(40_000, 100_000),
    rn: uniform(15, 60),
    navg: 8 + random.integer(25),
    dark: uniform(0.01, 0.03),
    dfp: uniform(0.0005, 0.0015),
    ddrift: uniform(0.0001, 0.0004),
    T: uniform(2750, 3050),
    led: uniform(0.15, 0.5),
    Idrift: uniform(0.001, 0.004),
    Tdrift: uniform(2, 6),
    gsd: uniform(0.001, 0.003),
    om: uniform(0, 0.006),
    osd: uniform(0.0005, 0.002),
    tile: uniform(-0.003, 0.003),
  }
}
