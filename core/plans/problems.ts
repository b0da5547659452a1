import { Problem } from '../../contract/errors.ts'
import { formatMs } from '../../spectra/exposure.ts'
import type { SpectrometerFrame } from '../measure.ts'

const percent = (level: number): string => `${Math.round(level * 100)} %`

/** The white reaches the end of the detector's scale. */
export function saturatedWhite(frame: SpectrometerFrame, advice = 'Shorten the integration time'): Problem {
  return new Problem({
    code: 'SATURATED',
    title: 'Saturated',
    happened: `${frame.saturated} pixels reach full scale at ${formatMs(frame.exposure.integrationMs)}.`,
    kept: 'The white before it, if there is one.',
    next: `${advice} and take white again.`,
  })
}

/** The white is too weak to divide by. */
export function weakWhite(frame: SpectrometerFrame, advice?: string): Problem {
  return new Problem({
    code: 'LEVEL_LOW',
    title: 'Too dark',
    happened: `White peak ${percent(frame.level)} of full scale at ${formatMs(frame.exposure.integrationMs)}.`,
    kept: 'The white before it, if there is one.',
    next:
      advice === undefined
        ? 'Check lamp and fibre, then take white again.'
        : `${advice}. If it stays, check lamp and fibre.`,
  })
}

/** Below this many bytes a scan pauses before its next patch. */
export const DISK_LOW_BYTES = 200e6

/** The disk is nearly full. */
export function diskLow(freeBytes: number, pairs: number, patch: string): Problem {
  return new Problem({
    code: 'DISK_LOW',
    title: 'Disk almost full',
    happened: `${Math.round(freeBytes / 1e6)} MB free.`,
    kept: `${pairs} pairs are on disk, scan paused before ${patch}.`,
    next: 'Free 2 GB, then Resume.',
  })
}

/** Control patches moved beyond their limit. */
export function benchDrifted(deltaL: number, limit: number, pairs: number): Problem {
  return new Problem({
    code: 'DRIFT',
    title: 'The bench drifted',
    happened: `Control patches moved by dL* ${Math.abs(deltaL).toFixed(2)}, limit ${limit.toFixed(2)}.`,
    kept: `The last ${pairs} pairs are kept and marked.`,
    next: `Take white (W). If it stays, repeat the ${pairs}.`,
  })
}

/** Counts cannot become reflectance. */
export function whiteMissing(): Problem {
  return new Problem({
    code: 'WHITE_MISSING',
    title: 'No white yet',
    happened: 'The reading has no dark and white of the same exposure and instrument.',
    kept: 'The counts themselves.',
    next: 'Take white (W), then measure again.',
  })
}

/** A sample brighter than the scale: nothing can be said about it. */
export function saturatedSpot(frame: SpectrometerFrame): Problem {
  return new Problem({
    code: 'SATURATED',
    title: 'Saturated',
    happened: `${frame.saturated} pixels reach full scale at ${formatMs(frame.exposure.integrationMs)}.`,
    kept: 'The counts; no spot was stored.',
    next: 'Shorten the integration time, take white (W) and measure again.',
  })
}

/** The white is too old to be trusted; nothing is blocked by it. */
export function whiteStale(reason: string): Problem {
  return new Problem({
    code: 'WHITE_STALE',
    title: 'The white is stale',
    happened: `White ${reason}.`,
    kept: 'Readings are stored and flagged.',
    next: 'Take white (W), 3 s.',
  })
}
