import { z } from 'zod'
import { Problem } from '../../contract/errors.ts'
import type { Weights } from '../network/weights.ts'
import { sizeOf } from '../network/weights.ts'
import type { LampFigures } from './evaluation.ts'
import { LAMP_NETWORKS, NETWORK_NAMES, shapesOf } from './networks.ts'

const FORMAT = 'isochrome-lamps'
const VERSION = 1

const FiguresSchema = z.object({
  pictures: z.number(),
  accuracy: z.number(),
  perClass: z.array(z.number().nullable()),
  confusion: z.array(z.array(z.number())),
  falseAlarms: z.number(),
  calibrationError: z.number(),
})
const FileSchema = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  seed: z.number(),
  trainedOn: z.string(),
  /** What the figures of the model were measured on, and by which network alone. */
  figures: z.record(z.string(), FiguresSchema),
  temperature: z.number().positive(),
  threshold: z.number().min(0).max(1),
  falseAlarmRate: z.number().min(0).max(1),
  networks: z
    .array(
      z.object({
        name: z.enum(NETWORK_NAMES),
        share: z.number().positive(),
        weights: z.record(z.string(), z.object({ scale: z.number(), values: z.base64() })),
      }),
    )
    .min(1),
})

/** A trained classifier: one or two networks whose scores are averaged by their shares. */
export interface LampModel {
  readonly seed: number
  readonly trainedOn: string
  readonly figures: Readonly<Record<string, LampFigures>>
  /** Scores are divided by it before the softmax. */
  readonly temperature: number
  /** Highest probability below which the answer is "unknown"; share of known lamps below it in validation. */
  readonly threshold: number
  readonly falseAlarmRate: number
  readonly networks: readonly {
    readonly name: (typeof NETWORK_NAMES)[number]
    readonly share: number
    readonly weights: Weights
  }[]
}

/**
 * Weights as 16-bit whole numbers of a scale: an error below one in thirty thousand of the largest. The scale is a power
 * of two, so that what is read back is written again bit by bit.
 */
function packed(values: Float32Array): { scale: number; values: string } {
  const most = values.reduce((a, b) => Math.max(a, Math.abs(b)), 0)
  const scale = most === 0 ? 1 : 2 ** Math.ceil(Math.log2(most / 32767))
  const bytes = Buffer.alloc(2 * values.length)
  values.forEach((value, i) => bytes.writeInt16LE(Math.round(value / scale), 2 * i))
  return { scale, values: bytes.toString('base64') }
}

function unpacked({ scale, values }: { scale: number; values: string }): Float32Array {
  const bytes = Buffer.from(values, 'base64')
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => bytes.readInt16LE(2 * i) * scale)
}

/** The weights as a file keeps them: what is tested before writing is what is read later. */
export const rounded = (weights: Weights): Weights =>
  Object.fromEntries(Object.entries(weights).map(([name, values]) => [name, unpacked(packed(values))]))

/** The model as a JSON file. */
export function writeLampModel(model: LampModel): string {
  const networks = model.networks.map(({ name, share, weights }) => ({
    name,
    share,
    weights: Object.fromEntries(Object.entries(weights).map(([key, values]) => [key, packed(values)])),
  }))
  // Read back it has the schema's order, whatever order the model was put together in.
  const content = FileSchema.parse({ format: FORMAT, version: VERSION, ...model, networks })
  return `${JSON.stringify(content, null, 2)}\n`
}

function damaged(happened: string): Problem {
  return new Problem({
    code: 'MODEL_DAMAGED',
    title: 'This is no model of the lamp classifier',
    happened,
    kept: 'The model that ships with the program.',
    next: 'Choose a file that `lamps train` has written, or leave the model out.',
  })
}

/** @throws Problem MODEL_DAMAGED for JSON of another kind or version, or weights of another size */
export function lampModelOf(json: unknown): LampModel {
  const parsed = FileSchema.safeParse(json)
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw damaged(
      `At "${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'not as written by this program'}.`,
    )
  }
  const networks = parsed.data.networks.map(({ name, share, weights }) => {
    const read = Object.fromEntries(Object.entries(weights).map(([key, value]) => [key, unpacked(value)]))
    for (const { name: key, shape } of shapesOf(LAMP_NETWORKS[name]))
      if (read[key]?.length !== sizeOf(shape))
        throw damaged(`Weights "${key}" are missing or of another size.`)
    return { name, share, weights: read }
  })
  return { ...parsed.data, networks }
}

/** @throws Problem MODEL_DAMAGED for text that is no such model */
export function readLampModel(text: string): LampModel {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch {
    throw damaged('It is no JSON text.')
  }
  return lampModelOf(json)
}
