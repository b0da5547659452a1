import type { LoneReference } from '../../contract/reference-reading.ts'
import type { ReferenceReading, TristimulusReading } from '../../drivers/capabilities.ts'
import { lacks } from '../bench/problems.ts'
import { wavelengthsOf } from '../reduce.ts'
import type { AppContext } from './context.ts'
import { instrumentsReady } from './plan-parts.ts'

/**
 * Reads the reference by itself and stores nothing: how somebody sees that it works before there is a spectrometer.
 * @throws Problem NO_DEVICE, WRONG_STATE while a run is under way, or of the instrument
 */
export async function readLoneReference(context: AppContext, signal: AbortSignal): Promise<LoneReference> {
  await instrumentsReady(context, ['reference'], signal)
  context.engine.requireIdle()
  const slot = context.bench.require('reference')
  const command = { activity: 'measuring', deadlineMs: context.timings.referenceMs, signal }
  const reading = await slot.use<ReferenceReading | TristimulusReading>(command, (device, io) => {
    if (!device.reference) throw lacks(slot.found.product, 'reference')
    return device.reference.measure(io)
  })
  const of = { instrument: slot.identity?.model ?? slot.found.product, serial: slot.serial }
  const { quantity, xyz } = reading
  if (reading.quantity === 'tristimulus') return { ...of, quantity, unit: reading.unit, xyz }
  return {
    ...of,
    quantity,
    unit: reading.quantity === 'radiance' ? 'W/(sr m2 nm)' : '1',
    wavelengthNm: wavelengthsOf(reading.axis),
    values: Float64Array.from(reading.values),
    xyz,
  }
}
