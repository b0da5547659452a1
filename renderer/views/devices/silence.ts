/** A stretch without any reply that lasts until now. */
export interface Silence {
  /** Time of the last reply, or of the first failure where there was none before, ms since the epoch. */
  readonly since: number
  readonly attempts: number
}

/** The silence a device is in, from its samples in order of time; undefined when the last request was answered. */
export function silenceOf(
  samples: readonly { readonly at: number; readonly ok: boolean }[],
): Silence | undefined {
  let attempts = 0
  for (let i = samples.length - 1; i >= 0; i--) {
    const sample = samples[i]
    if (sample === undefined || sample.ok) break
    attempts++
  }
  if (attempts === 0) return undefined
  const before = samples[samples.length - attempts - 1] ?? samples[samples.length - attempts]
  return before === undefined ? undefined : { since: before.at, attempts }
}
