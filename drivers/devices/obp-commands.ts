import type { ObpLink } from '../links/obp-link.ts'
import { uint, uint16, uint32 } from '../links/obp-values.ts'
import { refused, violation } from '../problems.ts'
import { words16, words32 } from '../protocols/words.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ArrayCommands } from './array-spectrometer.ts'
import { integrationMsOf } from './obp-facts.ts'
import type { ObpModel } from './obp-models.ts'

const NOTHING = new Uint8Array(0)

/** Counts of a spectrum's data, behind its metadata. @throws Problem PROTOCOL_VIOLATION for another length */
export function obpCounts(data: Uint8Array, { pixels, spectrum }: ObpModel): Uint16Array | Uint32Array {
  const { pixelBytes, metadataBytes } = spectrum
  const expected = metadataBytes + pixels * pixelBytes
  if (data.length !== expected)
    throw violation(`A spectrum of ${data.length} bytes arrived, ${expected} belong to ${pixels} pixels.`)
  return pixelBytes === 4 ? words32(data, metadataBytes, pixels) : words16(data, metadataBytes, pixels)
}

/** How a model of the Ocean Binary Protocol is told its time and asked for frames. */
export function obpCommands(obp: ObpLink, model: ObpModel): ArrayCommands {
  const { spectrum, stepUs } = model
  const types = [...spectrum.types]

  const frame = async (budget: Budget, dueMs: number): Promise<Uint8Array> => {
    if (spectrum.buffered) await obp.commandIfOffered('clearBuffer', NOTHING, budget)
    for (;;) {
      const type = types[0]
      if (type === undefined) {
        throw refused(
          'A spectrum',
          'it knows none of the messages for it',
          'Update the firmware of the spectrometer.',
        )
      }
      const data = await obp.queryIfOffered(type, budget, undefined, dueMs)
      if (data) return data
      types.shift()
    }
  }
  if (model.version === '2.0') {
    return {
      setIntegrationUs: (us, budget) => obp.command('setTime', uint32(us / stepUs), budget),
      frame: async (budget, dueMs) => obpCounts(await frame(budget, dueMs), model),
    }
  }
  return {
    setIntegrationUs: (us, budget) => obp.command('setIntegrationTime', uint32(us / stepUs), budget),
    integrationMs: (budget) => integrationMsOf(obp, budget),
    async setScans(scans, budget) {
      if (!(await obp.commandIfOffered('setScansToAverage', uint16(scans), budget))) return false
      const data = await obp.queryIfOffered('getScansToAverage', budget)
      return { reported: data ? uint(data, 2, 'number of scans') : undefined }
    },
    frame: async (budget, dueMs) => obpCounts(await frame(budget, dueMs), model),
  }
}
