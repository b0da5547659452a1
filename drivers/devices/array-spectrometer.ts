import { asPixelCounts } from '../../contract/spectrum.ts'
import type { Exposure, PixelFrame, Spectrometer } from '../capabilities.ts'
import type { Lane } from '../links/lane.ts'
import { badRequest, readback, violation } from '../problems.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { Io } from '../transports/transport.ts'

/** What is fixed in an array spectrometer, read at open. */
export interface ArrayFacts {
  readonly pixels: number
  readonly maxCounts: number
  readonly limitsMs: readonly [number, number]
  /** Steps of the integration time, us. */
  readonly stepUs: number
  readonly wavelengthNm: Float64Array
  readonly linearity: readonly number[] | undefined
  /** The time it is set to; 0 where it does not tell. */
  readonly integrationMs: number
  /** Reading out and sending one frame, generously. */
  readonly readoutMs: number
  /** Frames after a change that do not count: those under way, and those an instrument is known to spoil. */
  readonly staleFrames: number
}

/** Counts as a converter gives them, or scaled. */
export type Counts = Uint16Array | Uint32Array | Float64Array

/** How an array spectrometer is told and asked: the part that differs between protocols. */
export interface ArrayCommands {
  setIntegrationUs(us: number, budget: Budget): Promise<void>
  /** The time it reports, ms; absent where it does not tell. */
  readonly integrationMs?: (budget: Budget) => Promise<number>
  /** Averages this many scans from now on; false where it cannot. The number it then reports, if it does. */
  readonly setScans?: (scans: number, budget: Budget) => Promise<{ reported: number | undefined } | false>
  /** One frame, `dueMs` after the question at the latest: `pixels` counts or more, in an array that is nobody else's. */
  frame(budget: Budget, dueMs: number): Promise<Counts>
}

/** The device averages whole exposures, and cannot be interrupted meanwhile: at most this long at once. */
const BLOCK_MS = 1_000

/** The largest share of `scans` that the device can average in one go and that divides them evenly. */
export function blockOf({ integrationMs, scans }: Exposure): number {
  for (let block = Math.min(scans, Math.max(1, Math.floor(BLOCK_MS / integrationMs))); block > 1; block--) {
    if (scans % block === 0) return block
  }
  return 1
}

/**
 * The first `pixels` counts of a frame, to be added to. The engine copies faster than a loop, most of all in its first
 * seconds; what is as it should be is not copied at all.
 */
function sumOf(counts: Counts, pixels: number): Float64Array {
  if (counts instanceof Float64Array && counts.length === pixels) return counts
  return new Float64Array(counts.length === pixels ? counts : counts.subarray(0, pixels))
}

/** A spectrometer that also tells its other half of the instrument what it is set to. */
export interface ArraySpectrometer extends Spectrometer {
  readonly exposure: Exposure
  /** Scans averaged in the device. */
  readonly block: number
  /** The light has changed: the frame under way is not to be used. */
  readonly spoilFrame: () => void
}

/** Settings and frames of an array spectrometer, whatever it speaks. */
export function arraySpectrometer(
  commands: ArrayCommands,
  single: Lane,
  facts: ArrayFacts,
): ArraySpectrometer {
  const { pixels, limitsMs, stepUs } = facts
  /** Waits follow the integration time: one that a changed byte made of hours must not be believed. */
  const possible = (ms: number): boolean => ms >= limitsMs[0] && ms <= limitsMs[1]
  let exposure: Exposure = {
    integrationMs: possible(facts.integrationMs) ? facts.integrationMs : 0,
    scans: 1,
  }
  /** False while a change of the integration time has been sent and not read back, and before the first. */
  let known = exposure.integrationMs > 0
  /** Scans averaged in the device (undefined: not set by us yet); the host averages the blocks. */
  let block: number | undefined
  let averages = commands.setScans
  /** The detector runs freely: the frame under way at a change was exposed under the old settings. */
  let staleFrames = facts.staleFrames
  /** How long that frame may take. */
  let staleMs = 0

  const frameMs = (): number =>
    ((block ?? 1) + 1) * exposure.integrationMs + (staleFrames > 0 ? staleMs : 0) + facts.readoutMs
  const frame = async (budget: Budget, io: Io): Promise<Counts> => {
    // Each frame has its own deadline: one that never comes must not use up the time of a long average.
    return commands.frame(budgetOf(budget.step(io.deadlineMs + frameMs())), frameMs())
  }
  const settle = async (budget: Budget, io: Io): Promise<void> => {
    for (; staleFrames > 0; staleFrames--) await frame(budget, io)
    staleMs = 0
  }
  const spoil = (): void => {
    staleFrames = facts.staleFrames
    staleMs = Math.max(staleMs, (block ?? 1) * exposure.integrationMs)
  }
  const reportedMs = async (ask: (budget: Budget) => Promise<number>, budget: Budget): Promise<number> => {
    const ms = await ask(budget)
    if (possible(ms)) return ms
    throw violation(`It reports an integration time of ${ms} ms, which it cannot have.`)
  }
  const setIntegration = async (us: number, budget: Budget): Promise<void> => {
    spoil()
    known = false
    exposure = { ...exposure, integrationMs: us / 1000 }
    await commands.setIntegrationUs(us, budget)
    const reported = commands.integrationMs ? await reportedMs(commands.integrationMs, budget) : us / 1000
    exposure = { ...exposure, integrationMs: reported }
    known = true
    if (Math.round(reported * 1000) !== us)
      throw readback('The integration time', `${us / 1000} ms`, `${reported} ms`)
  }
  /** After a change that was given up half-way the device is asked; where it does not tell, it is told again. */
  const makeKnown = async (budget: Budget): Promise<void> => {
    if (known) return
    if (commands.integrationMs) {
      exposure = { ...exposure, integrationMs: await reportedMs(commands.integrationMs, budget) }
      known = true
    } else
      await setIntegration(Math.round(exposure.integrationMs * 1000) || Math.ceil(limitsMs[0] * 1000), budget)
  }
  const setBlock = async (wanted: number, budget: Budget): Promise<void> => {
    if (wanted === block || !averages) return
    spoil()
    block = undefined
    const set = await averages(wanted, budget)
    if (set === false) averages = undefined
    else if (set.reported !== undefined && set.reported !== wanted)
      throw readback('The number of averaged scans', String(wanted), String(set.reported))
    block = set === false ? 1 : wanted
  }
  const framesOf = ({ scans }: Exposure): number => scans / (block ?? 1)
  const wantedUs = ({ integrationMs, scans }: Exposure): number => {
    if (
      !(integrationMs >= limitsMs[0] && integrationMs <= limitsMs[1]) ||
      !Number.isInteger(scans) ||
      scans < 1
    ) {
      throw badRequest(
        `${integrationMs} ms x ${scans} is outside what the spectrometer can do.`,
        `Choose ${limitsMs[0]} to ${limitsMs[1]} ms and at least one scan.`,
      )
    }
    return Math.round((integrationMs * 1000) / stepUs) * stepUs
  }

  return {
    wavelengthNm: facts.wavelengthNm,
    maxCounts: facts.maxCounts,
    integrationLimitsMs: limitsMs,
    ...(facts.linearity && { linearity: facts.linearity }),
    get exposure() {
      return exposure
    },
    get block() {
      return block ?? 1
    },
    spoilFrame: spoil,
    async expose(wanted, io) {
      const us = wantedUs(wanted)
      return single.run(
        io,
        async (budget) => {
          const quick = (): Budget => budgetOf(budget.step(io.deadlineMs))
          if (!known || us !== Math.round(exposure.integrationMs * 1000)) await setIntegration(us, quick())
          exposure = { integrationMs: us / 1000, scans: wanted.scans }
          await setBlock(blockOf(exposure), quick())
          await settle(budget, io)
          return exposure
        },
        () => facts.staleFrames * (2 * frameMs() + 2 * (BLOCK_MS + wanted.integrationMs) + facts.readoutMs),
      )
    },
    readFrame: (io) =>
      single.run(
        io,
        async (budget): Promise<PixelFrame> => {
          await makeKnown(budgetOf(budget.step(io.deadlineMs)))
          await settle(budget, io)
          const used = exposure
          const frames = framesOf(used)
          const sum = sumOf(await frame(budget, io), pixels)
          for (let n = 1; n < frames; n++) {
            const counts = await frame(budget, io)
            for (let pixel = 0; pixel < pixels; pixel++) sum[pixel] = (sum[pixel] ?? 0) + (counts[pixel] ?? 0)
          }
          for (let pixel = 0; frames > 1 && pixel < pixels; pixel++) sum[pixel] = (sum[pixel] ?? 0) / frames
          return { counts: asPixelCounts(sum), exposure: used }
        },
        () => (framesOf(exposure) + staleFrames) * frameMs(),
      ),
  }
}
