import { z } from 'zod'
import { readArrayFile, writeArrayFile } from './array-file.ts'
import type { Checkpoint, MapNetworkModel } from './unet/settings.ts'

/** A training of all folds that was interrupted: folds that are done, and where the next one stands. */
export interface MapCheckpoint {
  /** Identifies data and settings: a checkpoint of others is not used. */
  readonly task: string
  readonly done: readonly MapNetworkModel[]
  readonly current: Checkpoint | undefined
}

const StateSchema = z.object({
  epoch: z.number().int(),
  steps: z.number().int(),
  learningRate: z.number(),
  /** null = infinity, which JSON does not have. */
  best: z.number().nullable(),
  bestEpoch: z.number().int(),
  sinceFall: z.number().int(),
  restarts: z.number().int().default(0),
})
const ContentSchema = z.object({
  task: z.string(),
  done: z.array(
    z.object({
      bands: z.number().int(),
      widths: z.array(z.number().int()),
      centre: z.number(),
      scale: z.number(),
      bounded: z.boolean().default(false),
      local: z.boolean().default(false),
      epochs: z.number().int(),
      bestEpoch: z.number().int(),
    }),
  ),
  state: StateSchema.nullable(),
})

/** The bytes of a checkpoint. */
export function writeMapCheckpoint({ task, done, current }: MapCheckpoint): Uint8Array {
  const arrays: Record<string, Float32Array> = {}
  for (const [i, { weights, standard }] of done.entries()) {
    arrays[`weights ${i}`] = weights
    arrays[`mean ${i}`] = standard.mean
    arrays[`factor ${i}`] = standard.factor
  }
  if (current) {
    const { weights, mean, square, best } = current
    Object.assign(arrays, { weights, mean, square, best })
  }
  const state = current && {
    ...current.state,
    best: Number.isFinite(current.state.best) ? current.state.best : null,
  }
  const content: z.infer<typeof ContentSchema> = {
    task,
    done: done.map(({ shape, centre, scale, bounded, local, epochs, bestEpoch }) => ({
      bands: shape.bands,
      widths: [...shape.widths],
      centre,
      scale,
      bounded,
      local,
      epochs,
      bestEpoch,
    })),
    state: state ?? null,
  }
  return writeArrayFile('ISOMAPCK', content, arrays)
}

/** What a checkpoint holds. @throws Problem MODEL_DAMAGED */
export function readMapCheckpoint(bytes: Uint8Array): MapCheckpoint {
  const { content, arrays } = readArrayFile('ISOMAPCK', bytes)
  const { task, done, state } = ContentSchema.parse(content)
  const array = (name: string): Float32Array => Float32Array.from(arrays[name] ?? [])
  return {
    task,
    done: done.map(({ bands, widths, ...rest }, i) => ({
      ...rest,
      shape: { bands, widths },
      weights: array(`weights ${i}`),
      standard: { mean: array(`mean ${i}`), factor: array(`factor ${i}`) },
    })),
    current: state
      ? {
          weights: array('weights'),
          mean: array('mean'),
          square: array('square'),
          best: array('best'),
          state: { ...state, best: state.best ?? Infinity },
        }
      : undefined,
  }
}
