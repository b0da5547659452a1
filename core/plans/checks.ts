import { Problem } from '../../contract/errors.ts'
import type { Patch, PairCheck } from '../../contract/plate.ts'
import type { Triple } from '../../contract/spectrum.ts'
import { deltaE2000 } from '../../spectra/delta-e.ts'
import { formatMs } from '../../spectra/exposure.ts'
import { replicateSpread } from '../../spectra/quality.ts'

/** Farthest a patch may lie from its expected colour, dE00. */
export const EXPECTED_LIMIT = 5
/** Least gross disagreement of the two instruments that is refused, dE00; an uncorrected unit is off by 1 to 3. */
export const UNLIKE_LIMIT = 5
/** The same, as a multiple of the session's usual disagreement: a bad unit is not refused for being bad. */
export const UNLIKE_FACTOR = 4
/** Largest spread of replicate readings, dE00 ... */
export const REPLICATES_LIMIT = 0.15
/** ... or this multiple of the session's usual spread: noise of few scans is no careless placement. */
export const REPLICATES_FACTOR = 4
/** While the usual spread is not known only a gross one is refused, dE00. */
export const REPLICATES_FIRST_LIMIT = 0.6
/** Two patches count as the same spectrum below this share of the expected difference ... */
const SAME_SHARE = 0.25
/** ... and never above this dE00. */
const SAME_LIMIT = 1
/** Expected differences below this say nothing about a mix-up, dE00. */
const EXPECTED_DIFFERENCE = 1.5

/** Colours of one pair and what it is compared with; all L*a*b* under D65, 2 degrees. */
export interface PairEvidence {
  readonly patch: Patch
  readonly spectrometer: Triple
  readonly reference: Triple
  /** One entry per replicate. */
  readonly replicates: { readonly spectrometer: readonly Triple[]; readonly reference: readonly Triple[] }
  /** Brightest pixel of all replicates, fraction of full scale, and how many pixels were saturated. */
  readonly level: number
  readonly saturated: number
  readonly integrationMs: number
  /** The pair read just before, whatever became of it. */
  readonly previous:
    { readonly patch: Patch; readonly spectrometer: Triple; readonly reference: Triple } | undefined
  /** Usual dE00 between the instruments in this session; undefined while too few pairs are in. */
  readonly usual: number | undefined
  /** Usual spread of replicates in this session, dE00; undefined while too few pairs are in. */
  readonly usualSpread: number | undefined
}

/** The five checks in their fixed order and, where one failed, what the operator is told. */
export interface PairVerdict {
  readonly checks: PairCheck[]
  readonly problem: Problem | undefined
  /** Spread of the replicates, dE00; undefined for single readings. */
  readonly spread: number | undefined
}

interface Finding {
  readonly check: PairCheck
  readonly problem?: Problem
}

const dE = (value: number): string => `dE ${value.toFixed(value < 1 ? 2 : 1)}`

/** Judges one pair. The first of the failed checks in the order of certainty becomes the problem. */
export function checkPair(evidence: PairEvidence): PairVerdict {
  const level = checkLevel(evidence)
  const expected = checkExpected(evidence)
  const neighbours = checkNeighbours(evidence)
  const replicates = checkReplicates(evidence)
  const reference = checkReference(evidence)
  // An unmoved probe also misses the expected colour: the more certain cause is named.
  const certain = [level, neighbours, reference, expected, replicates]
  return {
    checks: [level, expected, neighbours, replicates, reference].map((finding) => finding.check),
    problem: certain.find((finding) => finding.problem)?.problem,
    spread: spreadOf(evidence.replicates),
  }
}

function checkLevel({ patch, level, saturated, integrationMs }: PairEvidence): Finding {
  const detail = `peak ${Math.round(level * 100)} %`
  if (saturated === 0) return { check: { name: 'level', state: 'passed', detail } }
  return {
    check: { name: 'level', state: 'failed', detail: `${saturated} pixels at full scale` },
    problem: problem(patch, {
      code: 'SATURATED',
      title: 'Saturated',
      happened: `${saturated} pixels reach full scale at ${formatMs(integrationMs)}.`,
      kept: 'Both readings kept, not used for training.',
      next: 'Take white (W) so that the integration time is set anew, then press R.',
    }),
  }
}

function checkExpected({ patch, spectrometer, reference }: PairEvidence): Finding {
  if (!patch.expectedLab)
    return { check: { name: 'expected', state: 'unknown', detail: 'no expected colour' } }
  const own = deltaE2000(spectrometer, patch.expectedLab)
  const calibrated = deltaE2000(reference, patch.expectedLab)
  // Only what both instruments say is the patch's fault.
  const far = Math.min(own, calibrated)
  const detail = `${dE(calibrated)} from expected`
  if (far <= EXPECTED_LIMIT) return { check: { name: 'expected', state: 'passed', detail } }
  return {
    check: { name: 'expected', state: 'failed', detail: `${detail}, limit ${EXPECTED_LIMIT}` },
    problem: problem(patch, {
      code: 'PAIR_EXPECTED',
      title: 'Refused: not the expected colour',
      happened: `${patch.id} is ${dE(calibrated)} from its expected value, limit ${EXPECTED_LIMIT}.`,
      kept: 'Reading kept.',
      next: 'Wrong patch or dirt: press R. Right patch: accept as measured.',
    }),
  }
}

function checkNeighbours(evidence: PairEvidence): Finding {
  const { patch, previous } = evidence
  if (!previous || previous.patch.id === patch.id || !patch.expectedLab || !previous.patch.expectedLab)
    return { check: { name: 'neighbours', state: 'unknown', detail: 'nothing to compare with' } }
  const difference = deltaE2000(patch.expectedLab, previous.patch.expectedLab)
  const own = deltaE2000(evidence.spectrometer, previous.spectrometer)
  const calibrated = deltaE2000(evidence.reference, previous.reference)
  const least = Math.min(own, calibrated)
  const detail = `${dE(least)} from ${previous.patch.id}, expected ${difference.toFixed(1)}`
  const same = difference >= EXPECTED_DIFFERENCE && least < Math.min(SAME_LIMIT, SAME_SHARE * difference)
  if (!same) return { check: { name: 'neighbours', state: 'passed', detail } }
  return {
    check: { name: 'neighbours', state: 'failed', detail },
    problem: problem(patch, {
      code: 'PAIR_DUPLICATE',
      title: `Refused: same spectrum as ${previous.patch.id}`,
      happened: `${patch.id} differs by ${dE(least)}, expected ${difference.toFixed(1)}.`,
      kept: 'Both readings kept, not used for training.',
      next: 'Check the position, press R.',
    }),
  }
}

function spreadOf({ spectrometer, reference }: PairEvidence['replicates']): number | undefined {
  if (Math.max(spectrometer.length, reference.length) < 2) return undefined
  return Math.max(replicateSpread(spectrometer), replicateSpread(reference))
}

function checkReplicates({ patch, replicates, usualSpread }: PairEvidence): Finding {
  const spread = spreadOf(replicates)
  if (spread === undefined)
    return { check: { name: 'replicates', state: 'unknown', detail: 'single reading' } }
  const count = Math.max(replicates.spectrometer.length, replicates.reference.length)
  const limit =
    usualSpread === undefined
      ? REPLICATES_FIRST_LIMIT
      : Math.max(REPLICATES_LIMIT, REPLICATES_FACTOR * usualSpread)
  const detail = `${count} within ${dE(spread)}`
  if (spread <= limit) return { check: { name: 'replicates', state: 'passed', detail } }
  const limitText = limit.toFixed(2)
  return {
    check: { name: 'replicates', state: 'failed', detail: `${detail}, limit ${limitText}` },
    problem: problem(patch, {
      code: 'REPLICATES',
      title: 'Readings differ',
      happened: `${count} readings of ${patch.id} spread by ${dE(spread)}, limit ${limitText}.`,
      kept: `All ${count} kept.`,
      next: 'Lay the probe flat, press R.',
    }),
  }
}

function checkReference({ patch, spectrometer, reference, usual }: PairEvidence): Finding {
  const difference = deltaE2000(spectrometer, reference)
  const limit = Math.max(UNLIKE_LIMIT, UNLIKE_FACTOR * (usual ?? 0))
  const detail = `${dE(difference)} between the instruments`
  if (difference <= limit) return { check: { name: 'reference', state: 'passed', detail } }
  return {
    check: { name: 'reference', state: 'failed', detail: `${detail}, limit ${limit.toFixed(1)}` },
    problem: problem(patch, {
      code: 'PAIR_UNLIKE',
      title: 'Refused: the instruments disagree',
      happened: `Spectrometer and reference differ by ${dE(difference)} at ${patch.id}, limit ${limit.toFixed(1)}.`,
      kept: 'Both readings kept, not used for training.',
      next: 'Place both probes on the same patch, press R.',
    }),
  }
}

const problem = (patch: Patch, data: Omit<Problem['data'], 'patch'>): Problem =>
  new Problem({ ...data, patch: patch.id })
