import { z } from 'zod'
import { Problem } from '../../contract/errors.ts'
import { firstNotAscending } from '../../spectra/axis.ts'
import { sheetWavelengths } from './c12880ma.ts'
import type { NumberBoard } from './number-board.ts'

const PLAUSIBLE_NM = [150, 1200] as const

const nm = z.number('is a list of wavelengths in nm, one for each number of a line')
const hexIds = z
  .string('is written as "2341:0043"')
  .regex(/^[0-9A-Fa-f]{4}:[0-9A-Fa-f]{4}$/, 'is written as two hexadecimal ids, "2341:0043"')

/** How a number on a line becomes a count, and a line a frame. */
const LineSchema = z.strictObject({
  separator: z
    .string('is the text between two numbers, for example ","')
    .min(1, 'is the text between two numbers, for example ","')
    .max(3, 'is at most three characters')
    .refine((text) => !/[\d.eE+\r\n-]/.test(text), 'must not be a part of a number or a line end')
    .default(','),
  count: z
    .int('is the number of values in one line, for example 288')
    .min(2, 'is at least 2')
    .max(65_536, 'is at most 65536'),
  skip: z.int('is how many numbers at the beginning of a line are no counts').min(0).max(100).default(0),
  header: z.string('is the text a line of counts begins with').max(40).default(''),
  comment: z.string('is the text a remark begins with').max(40).default('#'),
  maxCounts: z
    .number('is the full scale of the converter: 1023 for 10 bits, 4095 for 12, 65535 for 16')
    .positive('is above 0'),
  inverted: z.boolean('is true where more light gives smaller numbers, else false').default(false),
})

const WavelengthsSchema = z.union(
  [
    z.strictObject({
      coefficients: z.array(z.number()).min(2).max(10),
      firstPixel: z.union([z.literal(0), z.literal(1)]),
    }),
    z.strictObject({ nm: z.array(nm).min(2) }),
  ],
  'is {"coefficients": [A0, B1, ...], "firstPixel": 1} from the sheet of the sensor (firstPixel 0 where the sheet counts from 0), or {"nm": [410, 435, ...]}',
)

const ExposureSchema = z.union(
  [
    z.strictObject({ fixedMs: z.number().positive().max(60_000) }),
    z.strictObject({
      command: z
        .string()
        .max(80)
        .regex(/\{(ms|us)\}/, 'has {ms} or {us} where the time belongs'),
      limitsMs: z.tuple([z.number().positive(), z.number().positive().max(60_000)]),
    }),
  ],
  'is {"fixedMs": 10}, or {"command": "i{ms}\\n", "limitsMs": [1, 1000]} with {ms} or {us} where the time belongs',
)

/** A board that prints numbers, as its owner describes it in a file. */
export const DescriptionSchema = z.strictObject({
  name: z.string('is the name for people').min(1, 'is not empty').max(60, 'is at most 60 characters'),
  serial: z.string('is the serial number on the sheet of the sensor').min(1).max(60).optional(),
  baudRate: z.int('is the speed of the line, for example 115200').min(300).max(12_000_000).default(115_200),
  adapters: z.array(hexIds, 'is a list like ["2341:0043"]').default([]),
  line: LineSchema,
  trigger: z
    .string('is what the board is sent for each frame, for example "r"')
    .min(1, 'is left out where the board streams')
    .max(80)
    .optional(),
  wavelengths: WavelengthsSchema,
  exposure: ExposureSchema,
})
type Description = z.infer<typeof DescriptionSchema>

function unusable(where: string, faults: readonly string[], cause?: unknown): Problem {
  return new Problem(
    {
      code: 'FORMAT_BAD',
      title: 'The description of an instrument cannot be used',
      happened: `${where}: ${faults.join('; ')}.`,
      kept: 'All other instruments.',
      next: 'Correct the file, then start Isochrome again. docs/instruments/boards.md describes every field.',
    },
    { cause },
  )
}

function sentenceOf({ path, message, code, ...issue }: z.core.$ZodIssue): string {
  const place = path.length === 0 ? 'the file' : path.join('.')
  if (code === 'unrecognized_keys' && 'keys' in issue)
    return `${place} has ${issue.keys.map((key) => `"${key}"`).join(', ')}, which is no field`
  // What the schema has no words for, zod says.
  return /^(Invalid|Too|Un)/.test(message) ? `${place}: ${message}` : `${place} ${message}`
}

/** Wavelengths in ascending order and the place of each in a line. */
function axisOf({ wavelengths, line }: Description): { wavelengthNm: Float64Array; order: number[] } {
  const given =
    'nm' in wavelengths
      ? Float64Array.from(wavelengths.nm)
      : sheetWavelengths(wavelengths.coefficients, line.count, wavelengths.firstPixel)
  const order = Array.from(given, (_, place) => place).sort((a, b) => (given[a] ?? 0) - (given[b] ?? 0))
  return { wavelengthNm: Float64Array.from(order, (place) => given[place] ?? NaN), order }
}

function faultsOf(description: Description, { wavelengthNm, order }: ReturnType<typeof axisOf>): string[] {
  const { wavelengths, line, exposure } = description
  const faults: string[] = []
  const first = wavelengthNm[0] ?? NaN
  const last = wavelengthNm.at(-1) ?? NaN
  if ('nm' in wavelengths && wavelengths.nm.length !== line.count)
    faults.push(`wavelengths.nm has ${wavelengths.nm.length} values, line.count is ${line.count}`)
  const straight = order.every((place, i) => place === i || place === order.length - 1 - i)
  if ('coefficients' in wavelengths && !straight)
    faults.push('wavelengths.coefficients turn back within the sensor')
  else if (firstNotAscending(wavelengthNm) !== -1) faults.push('wavelengths has the same wavelength twice')
  if (!(first >= PLAUSIBLE_NM[0] && last <= PLAUSIBLE_NM[1]))
    faults.push(
      `wavelengths runs from ${first.toFixed(0)} to ${last.toFixed(0)} nm, which is no optical sensor`,
    )
  if ('limitsMs' in exposure && exposure.limitsMs[0] >= exposure.limitsMs[1])
    faults.push('exposure.limitsMs is the shortest time, then the longest')
  return faults
}

/**
 * The text of a description file as a board. `name` = the file's name without ".json", from which the family is
 * made: `numbers-NAME`. @throws Problem FORMAT_BAD that says what is wrong, where, and what belongs there
 */
export function boardOf(text: string, name: string): NumberBoard {
  const where = `instruments/${name}.json`
  if (!/^[a-z0-9][a-z0-9-]*$/.test(name))
    throw unusable(where, ['its name may have small letters, digits and hyphens only'])
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    throw unusable(where, [`it is no JSON (${error instanceof Error ? error.message : 'unreadable'})`], error)
  }
  const parsed = DescriptionSchema.safeParse(json)
  if (!parsed.success) throw unusable(where, parsed.error.issues.map(sentenceOf))
  const description = parsed.data
  const axis = axisOf(description)
  const faults = faultsOf(description, axis)
  if (faults.length > 0) throw unusable(where, faults)
  const { inverted, ...format } = description.line
  const { exposure } = description
  return {
    family: `numbers-${name}`,
    product: description.name,
    serial: description.serial ?? name,
    baudRate: description.baudRate,
    adapters: description.adapters.map((ids) => ({
      vendorId: parseInt(ids.slice(0, 4), 16),
      productId: parseInt(ids.slice(5), 16),
    })),
    format,
    ...(description.trigger === undefined ? {} : { trigger: description.trigger }),
    inverted,
    uncertain: 'All it says comes from its description.',
    ...axis,
    wavelengthSource: { text: `its description (${where})`, ok: true },
    exposure: 'fixedMs' in exposure ? exposure : { command: exposure.command, limitsMs: exposure.limitsMs },
  }
}
