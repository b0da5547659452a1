import { asPixelCounts } from '../../contract/spectrum.ts'
import type { Exposure, PixelFrame, Spectrometer } from '../capabilities.ts'
import type { Lane } from '../links/lane.ts'
import type { ObpLink } from '../links/obp-link.ts'
import { uint, uint16, uint32 } from '../links/obp-values.ts'
import { badRequest, readback, refused, violation } from '../problems.ts'
import type { ObpType } from '../protocols/obp-tables.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { Io } from '../transports/transport.ts'

/** What is fixed in the instrument, read at open. */
export interface HdxFacts {
  readonly pixels: number
  readonly maxCounts: number
  readonly limitsMs: readonly [number, number]
  readonly wavelengthNm: Float64Array
  readonly linearity: readonly number[] | undefined
  readonly integrationMs: number
}

/** The device averages whole exposures, and cannot be interrupted meanwhile: at most this long at once. */
const BLOCK_MS = 1_000
/** Reading out 2,068 pixels and averaging them, generously. */
const READOUT_MS = 20

/** The integration time the device reports, ms. */
export async function integrationMsOf(obp: ObpLink, budget: Budget): Promise<number> {
  return uint(await obp.query('getIntegrationTime', budget), 4, 'integration time') / 1000
}

/** The largest share of `scans` that the device can average in one go and that divides them evenly. */
export function blockOf({ integrationMs, scans }: Exposure): number {
  for (let block = Math.min(scans, Math.max(1, Math.floor(BLOCK_MS / integrationMs))); block > 1; block--) {
    if (scans % block === 0) return block
  }
  return 1
}

/** A spectrometer that also tells its other half of the instrument what it is set to. */
export interface HdxSpectrometer extends Spectrometer {
  readonly exposure: Exposure
  /** Scans averaged in the device. */
  readonly block: number
  /** The light has changed: the frame under way is not to be used. */
  readonly spoilFrame: () => void
}

/** The settings and frames of an HDX. */
export function hdxSpectrometer(obp: ObpLink, single: Lane, facts: HdxFacts): HdxSpectrometer {
  const { pixels, limitsMs } = facts
  let exposure: Exposure = { integrationMs: facts.integrationMs, scans: 1 }
  /** False while a change of the integration time has been sent and not read back. */
  let known = true
  /** Scans averaged in the device (undefined: not set by us yet); the host averages the blocks. */
  let block: number | undefined
  let averagesInDevice = true
  /** The detector runs freely: the frame under way at a change was exposed under the old settings. */
  let staleFrames = 1
  /** The HDX is known for its corrected spectrum; raw counts are preferred where the firmware offers them. */
  let spectrumType: ObpType = 'getRawSpectrum'

  const frameMs = (): number => ((block ?? 1) + 1) * exposure.integrationMs + READOUT_MS
  const frame = async (budget: Budget, io: Io): Promise<Uint8Array> => {
    // Each frame has its own deadline: one that never comes must not use up the time of a long average.
    const step = budgetOf(budget.step(io.deadlineMs + frameMs()))
    const data = await obp.queryIfOffered(spectrumType, step, undefined, frameMs())
    if (data?.length === pixels * 2) return data
    if (data)
      throw violation(`A spectrum of ${data.length} bytes arrived, ${pixels * 2} belong to ${pixels} pixels.`)
    if (spectrumType === 'getCorrectedSpectrum') {
      throw refused(
        'A spectrum',
        'it knows neither raw nor corrected spectra',
        'Update the firmware of the spectrometer.',
      )
    }
    spectrumType = 'getCorrectedSpectrum'
    return frame(budget, io)
  }
  const settle = async (budget: Budget, io: Io): Promise<void> => {
    for (; staleFrames > 0; staleFrames--) await frame(budget, io)
  }
  const readIntegration = async (budget: Budget): Promise<void> => {
    exposure = { ...exposure, integrationMs: await integrationMsOf(obp, budget) }
    known = true
  }
  const setIntegration = async (micros: number, budget: Budget): Promise<void> => {
    staleFrames = 1
    known = false
    await obp.command('setIntegrationTime', uint32(micros), budget)
    await readIntegration(budget)
    const reported = exposure.integrationMs
    if (Math.round(reported * 1000) !== micros)
      throw readback('The integration time', `${micros / 1000} ms`, `${reported} ms`)
  }
  const setBlock = async (wanted: number, budget: Budget): Promise<void> => {
    if (wanted === block || !averagesInDevice) return
    staleFrames = 1
    block = undefined
    averagesInDevice = await obp.commandIfOffered('setScansToAverage', uint16(wanted), budget)
    const data = averagesInDevice ? await obp.queryIfOffered('getScansToAverage', budget) : undefined
    const reported = data ? uint(data, 2, 'number of scans') : wanted
    if (averagesInDevice && reported !== wanted)
      throw readback('The number of averaged scans', String(wanted), String(reported))
    block = averagesInDevice ? wanted : 1
  }

  const framesOf = ({ scans }: Exposure): number => scans / (block ?? 1)

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
    spoilFrame: () => {
      staleFrames = 1
    },
    async expose(wanted, io) {
      const { integrationMs, scans } = wanted
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
      const micros = Math.round(integrationMs * 1000)
      return single.run(
        io,
        async (budget) => {
          const quick = (): Budget => budgetOf(budget.step(io.deadlineMs))
          if (!known || micros !== Math.round(exposure.integrationMs * 1000))
            await setIntegration(micros, quick())
          exposure = { integrationMs: micros / 1000, scans }
          await setBlock(blockOf(exposure), quick())
          await settle(budget, io)
          return exposure
        },
        () => frameMs() + 2 * (BLOCK_MS + integrationMs) + READOUT_MS,
      )
    },
    readFrame: (io) =>
      single.run(
        io,
        async (budget): Promise<PixelFrame> => {
          if (!known) await readIntegration(budgetOf(budget.step(io.deadlineMs)))
          await settle(budget, io)
          const used = exposure
          const frames = framesOf(used)
          const sum = new Float64Array(pixels)
          for (let n = 0; n < frames; n++) {
            const data = await frame(budget, io)
            const view = new DataView(data.buffer, data.byteOffset, data.length)
            for (let pixel = 0; pixel < pixels; pixel++)
              sum[pixel] = (sum[pixel] ?? 0) + view.getUint16(2 * pixel, true)
          }
          return { counts: asPixelCounts(sum.map((counts) => counts / frames)), exposure: used }
        },
        () => (framesOf(exposure) + staleFrames) * frameMs(),
      ),
  }
}
