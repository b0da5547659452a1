import { z } from 'zod'
import type { MapNetworkModel } from './unet/settings.ts'

/** What a file says of a network beside its arrays. */
export const NetworkRecordSchema = z.object({
  bands: z.number().int(),
  widths: z.array(z.number().int()),
  centre: z.number(),
  scale: z.number(),
  /** Files of before 27 November 2026 have neither: their networks end in a line and see spectra as they are. */
  bounded: z.boolean().default(false),
  local: z.boolean().default(false),
  epochs: z.number().int(),
  bestEpoch: z.number().int(),
})
export type NetworkRecord = z.infer<typeof NetworkRecordSchema>

/** Records of networks, and their arrays by name and number. */
export function networkRecords(networks: readonly MapNetworkModel[]): {
  readonly records: NetworkRecord[]
  readonly arrays: Record<string, Float32Array>
} {
  const arrays: Record<string, Float32Array> = {}
  const records = networks.map(({ weights, standard, shape, ...rest }, i) => {
    arrays[`weights ${i}`] = weights
    arrays[`mean ${i}`] = standard.mean
    arrays[`factor ${i}`] = standard.factor
    return { bands: shape.bands, widths: [...shape.widths], ...rest }
  })
  return { records, arrays }
}

/** The networks again. @param array gives an array of the file by its name */
export const networksOf = (
  records: readonly NetworkRecord[],
  array: (name: string) => Float32Array,
): MapNetworkModel[] =>
  records.map(({ bands, widths, ...rest }, i) => ({
    ...rest,
    shape: { bands, widths },
    weights: array(`weights ${i}`),
    standard: { mean: array(`mean ${i}`), factor: array(`factor ${i}`) },
  }))
