import { endure } from './endure.ts'
import { faultyInstruments } from './lines.ts'
import type { FaultyInstrument } from './lines.ts'
import { addTally, emptyTally } from './tally.ts'
import type { Tally } from './tally.ts'
import { inVirtualTime } from './virtual-time.ts'

/** One instrument and all it went through. */
export interface CampaignRow {
  readonly name: string
  readonly safeguard: FaultyInstrument['safeguard']
  readonly tally: Tally
}

/** Rounds over all drivers; in each at least `faults` faults strike each of them. */
export interface CampaignOptions {
  readonly rounds: number
  readonly faults: number
  readonly seed: number
  /** Called after every round. */
  readonly onRound?: () => Promise<void>
}

/** Every driver over lines that misbehave, in virtual time: the same seed gives the same figures. */
export async function campaign({ rounds, faults, seed, onRound }: CampaignOptions): Promise<CampaignRow[]> {
  const rows = faultyInstruments.map((instrument) => ({ instrument, tally: emptyTally() }))
  for (let round = 0; round < rounds; round++) {
    for (const { instrument, tally } of rows)
      addTally(tally, await inVirtualTime(() => endure(instrument, { faults, seed: seed * rounds + round })))
    await onRound?.()
  }
  return rows.map(({ instrument: { name, safeguard }, tally }) => ({ name, safeguard, tally }))
}

/** Rules that were broken, each once, with the instrument's name in front. */
export const brokenRules = (rows: readonly CampaignRow[]): string[] =>
  rows.flatMap(({ name, tally }) => [...new Set(tally.broken)].map((rule) => `${name}: ${rule}`))
