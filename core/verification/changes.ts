import type { BenchChange } from '../../contract/verify.ts'
import { mean } from '../../spectra/metrics.ts'
import type { ParameterChange, VerificationOutcome } from '../../model/service.ts'
import type { SessionLight } from './light.ts'

/** Whites of one bench repeat within this share from session to session. */
const WHITE_WITHIN = 0.02
/** Darks of one exposure within this share of full scale. */
const DARK_WITHIN = 0.001
/** A spread from a dozen patches is itself known to a third only. */
const SPREAD_FACTOR = 1.5
/** A difference counts from so many of its uncertainties. */
const SIGNIFICANT = 2
/** From this share of what a parameter was supposed to move at all, the patches say nothing about it. */
const BLIND = 0.5

/**
 * What a quantity is called, its unit, how well a difference is known at best (simulated units on which nothing had
 * changed, twelve patches, 13 runs: none moved by twice that), and what a change of it means.
 * The correction takes away what the instrument adds: `sign` -1 turns the one into the other.
 */
const PARAMETERS: Record<
  ParameterChange['name'],
  Pick<BenchChange, 'name' | 'title' | 'unit'> & {
    readonly within: number
    readonly sign: 1 | -1
    readonly means: string
  }
> = {
  d0: {
    name: 'wavelength',
    title: 'Wavelength offset',
    unit: 'nm',
    within: 0.08,
    sign: 1,
    means: 'the wavelengths slipped: temperature, a knock, another fibre in the slit',
  },
  su: {
    name: 'strayLight',
    title: 'Uniform stray light',
    unit: '',
    within: 0.0015,
    sign: 1,
    means: 'more or less light strays inside: dust or haze on the optics, a light leak, another lamp',
  },
  g0: {
    name: 'gain',
    title: 'Gain',
    unit: '',
    within: 0.0045,
    sign: -1,
    means:
      'everything reads higher or lower by one factor: a soiled or exchanged white tile, another distance',
  },
  o0: {
    name: 'offset',
    title: 'Offset',
    unit: '',
    within: 0.001,
    sign: -1,
    means: 'the same is added to everything: gloss that reaches the probe, room light, an old dark',
  },
}

/** A session to compare with, as it was and as it is now. */
export interface Compared {
  readonly before: SessionLight | undefined
  readonly now: SessionLight
  readonly outcome: VerificationOutcome
  /** Readings per patch, and whether each was a placement of its own. */
  readonly readings: number
  readonly placedAnew: boolean
}

/** What changed on the bench since the session of the model, quantity by quantity; what cannot be told says why. */
export function benchChanges({ before, now, outcome, readings, placedAnew }: Compared): BenchChange[] {
  const reference = referenceChange(before, now)
  return [
    whiteChange(before, now, reference),
    reference,
    darkChange(before, now),
    ...parameterChanges(outcome.changes),
    spreadChange(outcome, readings, placedAnew),
  ]
}

const unknown = (row: Pick<BenchChange, 'name' | 'title' | 'unit'>, sentence: string): BenchChange => ({
  ...row,
  before: null,
  now: null,
  uncertainty: null,
  state: 'unknown',
  sentence,
})

const NOT_HERE = 'Cannot be told: the session of the model is not in this database, or it came from files.'
const percent = (share: number): string =>
  `${Math.abs(100 * share).toFixed(1)} % ${share < 0 ? 'less' : 'more'}`

/** Levels per ms against those of the session: the lamp and the instrument together. */
function whiteChange(
  before: SessionLight | undefined,
  now: SessionLight,
  reference: BenchChange,
): BenchChange {
  const row = { name: 'white', title: 'White level', unit: 'of full scale per ms' } as const
  const [was, is] = [before?.whites ?? [], now.whites]
  if (was.length === 0 || is.length === 0) return unknown(row, NOT_HERE)
  return lightChange(
    row,
    mean(was),
    mean(is),
    (share) => `${percent(share)} light. ${causeOf(share, reference)}`,
  )
}

/** A light level then and now; `sentence` says what a changed share of it means. */
function lightChange(
  row: Pick<BenchChange, 'name' | 'title' | 'unit'>,
  before: number,
  now: number,
  sentence: (share: number) => string,
): BenchChange {
  const share = now / before - 1
  const changed = Math.abs(share) > SIGNIFICANT * WHITE_WITHIN
  return {
    ...row,
    before,
    now,
    uncertainty: before * WHITE_WITHIN,
    state: changed ? 'changed' : 'same',
    sentence: changed ? sentence(share) : 'As much light as then.',
  }
}

/** What the reference saw tells the lamp from the instrument. */
function causeOf(share: number, reference: BenchChange): string {
  if (reference.before === null || reference.now === null)
    return 'Lamp, fibre, white tile and detector cannot be told apart: the reference does not measure light.'
  const shared = reference.now / reference.before - 1
  return Math.abs(share - shared) <= SIGNIFICANT * WHITE_WITHIN
    ? 'The reference sees it too: the lamp or the white tile.'
    : 'The reference does not see it: fibre, slit or detector of the spectrometer.'
}

function referenceChange(before: SessionLight | undefined, now: SessionLight): BenchChange {
  const row = { name: 'referenceWhite', title: 'White of the reference', unit: 'W/(sr m2 nm)' } as const
  const [a, b] = [before?.referenceWhite, now.referenceWhite]
  if (b === undefined)
    return unknown(row, 'Cannot be told: the reference calibrates itself and does not measure light.')
  if (a === undefined) return unknown(row, NOT_HERE)
  return lightChange(
    row,
    a,
    b,
    (share) => `${percent(share)} light: the lamp, the white tile or the reference itself.`,
  )
}

function darkChange(before: SessionLight | undefined, now: SessionLight): BenchChange {
  const row = { name: 'dark', title: 'Dark level', unit: 'of full scale' } as const
  const [a, b] = [before?.dark, now.dark]
  if (!a || !b) return unknown(row, NOT_HERE)
  const values = { before: a.level, now: b.level }
  if (a.integrationMs !== b.integrationMs) {
    const times = `${+b.integrationMs.toPrecision(3)} ms now, ${+a.integrationMs.toPrecision(3)} ms then`
    return {
      ...unknown(row, `Cannot be told: a dark grows with the integration time, ${times}.`),
      ...values,
    }
  }
  const changed = Math.abs(b.level - a.level) > SIGNIFICANT * DARK_WITHIN
  return {
    ...row,
    ...values,
    uncertainty: DARK_WITHIN,
    state: changed ? 'changed' : 'same',
    sentence: changed
      ? 'The detector is warmer or colder than then, or light reaches it in the dark.'
      : 'As dark as then.',
  }
}

function parameterChanges(changes: readonly ParameterChange[] | undefined): BenchChange[] {
  if (!changes)
    return Object.values(PARAMETERS).map(({ name, title, unit }) =>
      unknown(
        { name, title, unit },
        'Cannot be told: it takes four patches that the session of the model read too, on the same bands.',
      ),
    )
  return changes.map((change): BenchChange => {
    const { name, title, unit, within, sign, means } = PARAMETERS[change.name]
    const { standardError, prior } = change
    const [before, now] = [sign * change.before, sign * change.now]
    const uncertainty = Math.max(within, standardError)
    const row = { name, title, unit, before, now, uncertainty }
    if (uncertainty > BLIND * prior)
      return { ...row, state: 'unknown', sentence: 'Cannot be told: these patches hardly depend on it.' }
    const changed = Math.abs(now - before) > SIGNIFICANT * uncertainty
    const sentence = changed ? `It may be that ${means}.` : 'No change beyond what these patches can tell.'
    return { ...row, state: changed ? 'changed' : 'same', sentence }
  })
}

function spreadChange(
  { floor, noiseBefore }: VerificationOutcome,
  readings: number,
  placedAnew: boolean,
): BenchChange {
  const row = { name: 'repeatability', title: 'Spread of one reading', unit: '' } as const
  if (readings < 2) return unknown(row, 'Cannot be told: every patch was read once.')
  if (!floor) return unknown(row, 'Cannot be told: too few patches were read again.')
  if (noiseBefore === undefined)
    return {
      ...unknown(row, 'Cannot be told: the session of the model has no control patches to compare with.'),
      now: floor.rawRmse,
    }
  const values = { before: noiseBefore, now: floor.rawRmse }
  if (!placedAnew)
    return {
      ...unknown(row, 'Cannot be told: by hand the readings of a patch are one placement.'),
      ...values,
    }
  const ratio = floor.rawRmse / noiseBefore
  const changed = ratio > SPREAD_FACTOR || ratio < 1 / SPREAD_FACTOR
  return {
    ...row,
    ...values,
    uncertainty: noiseBefore * (SPREAD_FACTOR - 1),
    state: changed ? 'changed' : 'same',
    sentence: changed
      ? `${ratio.toFixed(1)} times the spread of then: noise of lamp and detector, or placement.`
      : 'Readings repeat as well as then.',
  }
}
