import type { LoneReference } from '../../contract/reference-reading.ts'
import { takeRoles } from './bench.ts'
import { UsageError, databaseOf } from './context.ts'
import type { CommonOptions, Context } from './context.ts'

/** Options of `read` that matter for a reference. */
export interface ReadReferenceFlags extends CommonOptions {
  readonly simulate?: boolean
  readonly reference: string
}

/** `isochrome read --reference URI`: what the reference alone says; nothing is stored. */
export async function readReference(context: Context, flags: ReadReferenceFlags): Promise<void> {
  const { reference } = flags
  // Read only: settings kept for this unit count, and it works beside a running window.
  const { client } = await context.open({
    simulate: flags.simulate === true,
    fast: flags.simulate === true,
    seed: flags.seed ?? 1,
    devices: [reference],
    readOnly: true,
    ...databaseOf(flags),
  })
  await takeRoles(client, { reference })
  const reading = await client.measure.reference({}, { signal: context.signal })
  context.result(reading, text(reading))
}

/** @throws UsageError where it is asked for together with what a spectrometer reads */
export function requireAlone(others: Readonly<Record<string, unknown>>): void {
  const [other] = Object.entries(others).find(([, value]) => value !== undefined) ?? []
  if (other !== undefined)
    throw new UsageError(`--reference reads the reference alone: leave --${other} away.`)
}

function text({ instrument, quantity, unit, wavelengthNm, values, xyz }: LoneReference): string {
  const [x, y, z] = xyz.map((value) => value.toPrecision(5))
  const colour = `X ${x ?? ''}, Y ${y ?? ''}, Z ${z ?? ''}`
  if (wavelengthNm === undefined || values === undefined) return `${instrument}: ${colour} (${unit})`
  const most = values.reduce((a, b) => Math.max(a, b), -Infinity)
  const at = wavelengthNm[values.indexOf(most)] ?? 0
  const size = unit === '1' ? most.toFixed(4) : `${most.toPrecision(4)} ${unit}`
  return `${instrument}: ${quantity} at ${String(values.length)} wavelengths, ${String(wavelengthNm[0])} to ${String(wavelengthNm.at(-1))} nm, at most ${size} at ${String(at)} nm; ${colour} (--json has all of them)`
}
