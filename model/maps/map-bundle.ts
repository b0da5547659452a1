import { z } from 'zod'
import { Problem } from '../../contract/errors.ts'
import { type MapModelCard, MapModelCardSchema } from '../../contract/maps.ts'
import { type Arrays, readArrayFile, writeArrayFile } from './array-file.ts'
import { NetworkRecordSchema, networkRecords, networksOf } from './network-record.ts'
import type { PlsMapModel } from './pls-map.ts'
import type { MapNetworkModel } from './unet/settings.ts'

/** A model of maps: the regressions, and the networks of the folds whose mean is the network's map. */
export interface MapModel {
  readonly pls: PlsMapModel
  /** PLS of locally scaled spectra; files of before it have none. */
  readonly local: PlsMapModel | undefined
  readonly networks: readonly MapNetworkModel[]
}

const ContentSchema = z.object({
  card: MapModelCardSchema.omit({ hash: true, wavelengthNm: true }),
  offset: z.number(),
  local: z.object({ offset: z.number(), components: z.number().int() }).optional(),
  networks: z.array(NetworkRecordSchema),
})

/** The bytes of a model; its hash becomes part of the card that comes back. */
export function writeMapBundle(
  card: Omit<MapModelCard, 'hash'>,
  { pls, local, networks }: MapModel,
): Uint8Array {
  const { wavelengthNm, ...rest } = card
  const { records, arrays: ofNetworks } = networkRecords(networks)
  const arrays: Record<string, Float32Array | Float64Array> = {
    coefficients: pls.coefficients,
    errors: pls.errors,
    centre: pls.centre,
    ...(local && {
      'local coefficients': local.coefficients,
      'local errors': local.errors,
      'local centre': local.centre,
    }),
    ...(wavelengthNm ? { wavelengthNm } : {}),
    ...ofNetworks,
  }
  const content: z.infer<typeof ContentSchema> = {
    card: rest,
    offset: pls.offset,
    ...(local && { local: { offset: local.offset, components: local.components } }),
    networks: records,
  }
  return writeArrayFile('ISOMAPS1', content, arrays)
}

const float32 = (arrays: Arrays, name: string): Float32Array => {
  const array = arrays[name]
  if (array instanceof Float32Array) return array
  throw incomplete()
}
const float64 = (arrays: Arrays, name: string): Float64Array => {
  const array = arrays[name]
  if (array instanceof Float64Array) return array
  throw incomplete()
}

function incomplete(cause?: unknown): Problem {
  const data = {
    code: 'MODEL_DAMAGED',
    title: 'The model of maps is of another version',
    happened: 'Its header or its list of arrays is not understood.',
    kept: 'The file is untouched.',
    next: 'Open it with the version of Isochrome that made it, or train again.',
  } as const
  return new Problem(data, { cause })
}

/** Card and parts of a model. @throws Problem MODEL_DAMAGED */
export function readMapBundle(bytes: Uint8Array): { readonly card: MapModelCard; readonly model: MapModel } {
  const { content, arrays, hash } = readArrayFile('ISOMAPS1', bytes)
  const parsed = ContentSchema.safeParse(content)
  if (!parsed.success) throw incomplete(parsed.error)
  const { card, offset, local, networks } = parsed.data
  const wavelengthNm = arrays['wavelengthNm'] ? float64(arrays, 'wavelengthNm') : null
  return {
    card: { ...card, wavelengthNm, hash },
    model: {
      pls: {
        coefficients: float64(arrays, 'coefficients'),
        errors: float64(arrays, 'errors'),
        // Files of before 27 November 2026 lack it; nothing but the example of an explanation is drawn from it.
        centre: arrays['centre'] ? float64(arrays, 'centre') : new Float64Array(card.bands),
        offset,
        components: card.components,
      },
      local: local && {
        ...local,
        coefficients: float64(arrays, 'local coefficients'),
        errors: float64(arrays, 'local errors'),
        centre: float64(arrays, 'local centre'),
      },
      networks: networksOf(networks, (name) => float32(arrays, name)),
    },
  }
}
