import { z } from 'zod'
import { readArrayFile, writeArrayFile } from './array-file.ts'
import { NetworkRecordSchema, networkRecords, networksOf } from './network-record.ts'
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
  done: z.array(NetworkRecordSchema),
  state: StateSchema.nullable(),
})

/** The bytes of a checkpoint. */
export function writeMapCheckpoint({ task, done, current }: MapCheckpoint): Uint8Array {
  const { records, arrays } = networkRecords(done)
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
    done: records,
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
    done: networksOf(done, array),
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
