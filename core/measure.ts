import { isCancelled } from '../contract/errors.ts'
import type { PixelCounts } from '../contract/spectrum.ts'
import type {
  Exposure,
  PixelFrame,
  ReferenceReading,
  Spectrometer,
  TristimulusReading,
} from '../drivers/capabilities.ts'
import type { OpenDevice } from '../drivers/device.ts'
import type { Io } from '../drivers/transports/transport.ts'
import { averageCounts, peakLevel, saturatedPixels } from '../spectra/counts.ts'
import { formatMs } from '../spectra/exposure.ts'
import { isoTime } from './async.ts'
import type { Clock } from './async.ts'
import type { Bench } from './bench.ts'
import { lacks } from './bench/problems.ts'
import type { Slot } from './bench/slot.ts'
import type { BenchTimings } from './bench/timings.ts'
import { wavelengthsOf } from './reduce.ts'
import type { References } from './references.ts'
import type { Store } from './store/interface.ts'
import type { UnitAxis } from './unit-axes.ts'

/** Tristimulus values are stored as a spectrum of three: X, Y and Z have the numbers 1, 2 and 3. */
const XYZ_AXIS = Float64Array.of(1, 2, 3)

/** What a reading is for. */
export interface ReadingLabel {
  readonly session: number
  readonly kind: 'dark' | 'white' | 'sample'
  readonly patch?: string
  readonly name?: string
  readonly flags?: readonly string[]
  /** Version of the model that corrects it. */
  readonly model?: string
}

/** A frame of the spectrometer with what belongs to it. */
export interface SpectrometerFrame {
  readonly counts: PixelCounts
  readonly pixelNm: Float64Array
  readonly maxCounts: number
  readonly exposure: Exposure
  /** Brightest pixel, fraction of full scale. */
  readonly level: number
  readonly saturated: number
  readonly serial: string
}

/** A stored reading of the spectrometer; `reduced` when it names the dark and white it is divided by. */
export interface SpectrometerReading extends SpectrometerFrame {
  readonly id: number
  readonly reduced: boolean
  readonly seconds: number
}

/** A stored reading of the reference; `reduced` when it needs no white or names one. */
export interface StoredReference {
  readonly id: number
  readonly device: number
  readonly reading: ReferenceReading | TristimulusReading
  readonly reduced: boolean
  readonly seconds: number
}

/** Reads the instruments and stores what they say before anyone sees it. */
export class Measure {
  readonly #bench: Bench
  readonly #store: Store
  readonly #clock: Clock
  readonly #timings: BenchTimings
  readonly #seen: (frame: SpectrometerFrame) => void
  readonly #axisOf: UnitAxis
  /** Exposure last set on each open connection: a device that was opened again needs it anew. */
  readonly #exposed = new WeakMap<OpenDevice, { readonly wanted: Exposure; readonly got: Exposure }>()
  /** Exposure under which the settings of each open connection were listed last. */
  readonly #listed = new WeakMap<OpenDevice, Exposure>()
  readonly #axes = new WeakMap<Float64Array, number>()
  readonly #devices = new Map<string, number>()

  constructor(parts: {
    bench: Bench
    store: Store
    clock: Clock
    timings: BenchTimings
    /** Every frame of a run, for the live view. */
    seen: (frame: SpectrometerFrame) => void
    /** The axis of a unit, calibrated where it was. */
    axisOf?: UnitAxis
  }) {
    this.#bench = parts.bench
    this.#store = parts.store
    this.#clock = parts.clock
    this.#timings = parts.timings
    this.#seen = parts.seen
    this.#axisOf = parts.axisOf ?? ((_family, _serial, own) => own)
  }

  /** One averaged frame at an exposure, mean of `repeats`. @throws Problem of the device, READBACK */
  async frame(exposure: Exposure, signal: AbortSignal, repeats = 1): Promise<SpectrometerFrame> {
    const slot = this.#bench.require('spectrometer')
    const command = {
      activity: `${formatMs(exposure.integrationMs)} x ${exposure.scans * repeats}`,
      deadlineMs: this.#timings.commandMs,
      signal,
    }
    const { frame, device, set } = await slot.use(command, async (device, io) => {
      const spectrometer = capability(device.spectrometer, slot, 'spectrometer')
      const set = await this.#expose(device, spectrometer, exposure, io)
      const frames: PixelFrame[] = []
      for (let i = 0; i < repeats; i++) frames.push(await spectrometer.readFrame(io))
      const [first] = frames
      const counts =
        repeats === 1 && first ? first.counts : averageCounts(frames.map((frame) => frame.counts))
      const frame: SpectrometerFrame = {
        counts,
        pixelNm: this.#axisOf(slot.found.family, device.identity.serial, spectrometer.wavelengthNm),
        maxCounts: spectrometer.maxCounts,
        exposure: { integrationMs: set.integrationMs, scans: set.scans * repeats },
        level: peakLevel(counts, spectrometer.maxCounts),
        saturated: saturatedPixels(counts, spectrometer.maxCounts),
        serial: device.identity.serial,
      }
      return { frame, device, set }
    })
    // The list of settings says what the instrument reports now, not what it did when it was connected.
    if (this.#listed.get(device) !== set) await this.#readSettings(slot, signal)
    this.#listed.set(device, set)
    return frame
  }

  /** Reads the spectrometer and stores the counts. */
  async spectrometer(
    label: ReadingLabel,
    exposure: Exposure,
    references: References,
    signal: AbortSignal,
    repeats = 1,
  ): Promise<SpectrometerReading> {
    const started = performance.now()
    const frame = await this.frame(exposure, signal, repeats)
    const device = this.deviceId(this.#bench.require('spectrometer'))
    const usable =
      label.kind === 'sample' ? references.usable(frame.exposure.integrationMs, device) : undefined
    const id = this.#store.insertReading({
      ...label,
      role: 'spectrometer',
      device,
      axis: this.#axis(frame.pixelNm),
      quantity: 'counts',
      values: frame.counts,
      integrationMs: frame.exposure.integrationMs,
      scans: frame.exposure.scans,
      maxCounts: frame.maxCounts,
      level: frame.level,
      at: isoTime(this.#clock),
      ...(usable ? { dark: usable.dark.id, white: usable.white.id } : {}),
    })
    this.#seen(frame)
    return { ...frame, id, reduced: usable !== undefined, seconds: (performance.now() - started) / 1000 }
  }

  /** Reads the reference instrument and stores its spectrum, or its X, Y, Z where it has none. */
  async reference(
    label: ReadingLabel,
    references: References,
    signal: AbortSignal,
  ): Promise<StoredReference> {
    const started = performance.now()
    const slot = this.#bench.require('reference')
    const command = { activity: 'measuring', deadlineMs: this.#timings.referenceMs, signal }
    const reading = await slot.use<ReferenceReading | TristimulusReading>(command, (device, io) =>
      capability(device.reference, slot, 'reference').measure(io),
    )
    const device = this.deviceId(slot)
    const white = label.kind === 'sample' ? references.whiteFor(reading.quantity, device) : undefined
    const numbers =
      reading.quantity === 'tristimulus'
        ? { axis: this.#axis(XYZ_AXIS), values: Float64Array.from(reading.xyz), unit: reading.unit }
        : { axis: this.#axis(wavelengthsOf(reading.axis)), values: reading.values }
    const id = this.#store.insertReading({
      ...label,
      role: 'reference',
      device,
      ...numbers,
      quantity: reading.quantity,
      at: isoTime(this.#clock),
      ...(white ? { white: white.id } : {}),
    })
    const reduced = reading.quantity === 'reflectance' || white !== undefined
    return { id, device, reading, reduced, seconds: (performance.now() - started) / 1000 }
  }

  /** Reads a reference that has no spectrum; the spot it belongs to stores it. @throws Problem DEVICE_REFUSED for one that has */
  async tristimulus(
    signal: AbortSignal,
  ): Promise<{ readonly device: number; readonly reading: TristimulusReading }> {
    const slot = this.#bench.require('reference')
    const command = { activity: 'measuring', deadlineMs: this.#timings.referenceMs, signal }
    const reading = await slot.use(command, (device, io) => {
      const reference = capability(device.reference, slot, 'reference')
      if (reference.quantity !== 'tristimulus') throw lacks(slot.found.product, 'colorimeter')
      return reference.measure(io)
    })
    slot.say(`read Y ${reading.xyz[1].toPrecision(4)} ${reading.unit}`)
    return { device: this.deviceId(slot), reading }
  }

  /** Moves the stage. @throws Problem STAGE_ALARM */
  async moveTo(place: { xMm: number; yMm: number; name: string }, signal: AbortSignal): Promise<void> {
    const slot = this.#bench.require('stage')
    const command = { activity: `to ${place.name}`, deadlineMs: this.#timings.moveMs, signal }
    await slot.use(command, (device, io) =>
      capability(device.stage, slot, 'stage').moveTo(place.xMm, place.yMm, io),
    )
    slot.say(`at ${place.name}`)
  }

  /** Brings the stage to its zero, which also ends an alarm. */
  async home(signal: AbortSignal): Promise<void> {
    const slot = this.#bench.require('stage')
    const command = { activity: 'homing', deadlineMs: this.#timings.moveMs, signal }
    await slot.use(command, (device, io) => capability(device.stage, slot, 'stage').home(io))
  }

  /** Whether the spectrometer switches the lamp itself. */
  switchesLamp(): boolean {
    return this.#bench.holder('spectrometer')?.device?.lamp !== undefined
  }

  async setLamp(on: boolean, signal: AbortSignal): Promise<void> {
    const slot = this.#bench.require('spectrometer')
    const command = { activity: on ? 'lamp on' : 'lamp off', deadlineMs: this.#timings.commandMs, signal }
    await slot.use(command, (device, io) => capability(device.lamp, slot, 'lamp').setLamp(on, io))
  }

  /** Limits of the integration time of the connected spectrometer. */
  limitsMs(): readonly [number, number] {
    const slot = this.#bench.require('spectrometer')
    return capability(slot.device?.spectrometer, slot, 'spectrometer').integrationLimitsMs
  }

  /** Id of an instrument in the store. */
  deviceId(slot: Slot): number {
    const { serial, identity } = slot
    const key = `${slot.found.family} ${serial}`
    const known = this.#devices.get(key)
    if (known !== undefined) return known
    const id = this.#store.upsertDevice({
      family: slot.found.family,
      serial,
      model: identity?.model ?? slot.found.product,
      firmware: identity?.firmware ?? '',
    })
    this.#devices.set(key, id)
    return id
  }

  /** A failure shows on the slot; the frame is there already. */
  async #readSettings(slot: Slot, signal: AbortSignal): Promise<void> {
    try {
      await slot.refresh(signal)
    } catch (error) {
      if (isCancelled(error)) throw error
    }
  }

  async #expose(device: OpenDevice, spectrometer: Spectrometer, wanted: Exposure, io: Io): Promise<Exposure> {
    const set = this.#exposed.get(device)
    if (set?.wanted.integrationMs === wanted.integrationMs && set.wanted.scans === wanted.scans)
      return set.got
    this.#exposed.delete(device)
    const got = await spectrometer.expose(wanted, io)
    this.#exposed.set(device, { wanted, got })
    return got
  }

  #axis(wavelengthNm: Float64Array): number {
    const known = this.#axes.get(wavelengthNm)
    if (known !== undefined) return known
    const id = this.#store.axisId(wavelengthNm)
    this.#axes.set(wavelengthNm, id)
    return id
  }
}

function capability<T>(part: T | undefined, slot: Slot, what: string): T {
  if (part === undefined) throw lacks(slot.found.product, what)
  return part
}
