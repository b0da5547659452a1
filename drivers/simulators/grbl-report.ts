import { workOffset } from './grbl-coordinates.ts'
import type { Offsets } from './grbl-coordinates.ts'
import type { Modal } from './grbl-gcode.ts'
import type { Point } from './grbl-motion.ts'

/** Speed overrides in percent: feed, rapids, spindle. */
export interface Overrides {
  readonly feed: number
  readonly rapid: number
  readonly spindle: number
}

/** Overrides after a reset. */
export const NO_OVERRIDES: Overrides = { feed: 100, rapid: 100, spindle: 100 }

/** What a status report is made from. */
export interface Status {
  readonly state: string
  readonly position: Point
  readonly offset: Point
  readonly feed: number
  readonly speed: number
  readonly overrides: Overrides
  /** Free planner blocks and free bytes of the receive buffer. */
  readonly free: readonly [number, number]
  /** $10: bit 0 machine instead of work position, bit 1 buffer state. */
  readonly mask: number
  readonly inches: boolean
}

const MM_PER_INCH = 25.4
const WCO_EVERY = { idle: 10, busy: 30 } as const
const OVERRIDES_EVERY = { idle: 10, busy: 20 } as const

function pointText(point: Point, inches: boolean): string {
  return point.map((mm) => (inches ? (mm / MM_PER_INCH).toFixed(4) : mm.toFixed(3))).join(',')
}

/** Writes status reports: the offset and the overrides come only every so many reports, as in the firmware. */
export class StatusReporter {
  #untilOffset = 0
  #untilOverrides = 0

  /** The next report carries the offset (it has changed). */
  offsetChanged(): void {
    this.#untilOffset = 0
  }

  /** The next report but one carries the overrides. */
  overridesChanged(): void {
    this.#untilOverrides = 0
  }

  report(status: Status): string {
    const { position, offset, inches, mask, free } = status
    const busy = status.state === 'Idle' ? 'idle' : 'busy'
    const machine = (mask & 1) !== 0
    const shown: Point = machine
      ? position
      : [position[0] - offset[0], position[1] - offset[1], position[2] - offset[2]]
    const fields = [status.state, `${machine ? 'MPos' : 'WPos'}:${pointText(shown, inches)}`]
    if ((mask & 2) !== 0) fields.push(`Bf:${free[0]},${free[1]}`)
    fields.push(`FS:${Math.round(status.feed)},${Math.round(status.speed)}`)
    if (this.#untilOffset > 0) this.#untilOffset--
    else {
      this.#untilOffset = WCO_EVERY[busy] - 1
      // Both at once would make the report too long: the overrides wait for the next one.
      if (this.#untilOverrides === 0) this.#untilOverrides = 1
      fields.push(`WCO:${pointText(offset, inches)}`)
    }
    if (this.#untilOverrides > 0) this.#untilOverrides--
    else {
      this.#untilOverrides = OVERRIDES_EVERY[busy] - 1
      const { feed, rapid, spindle } = status.overrides
      fields.push(`Ov:${feed},${rapid},${spindle}`)
    }
    return `<${fields.join('|')}>`
  }
}

/** Answer to `$#`. */
export function offsetLines(offsets: Offsets, inches: boolean): string[] {
  const systems = offsets.systems.map((point, i) => `[G${54 + i}:${pointText(point, inches)}]`)
  return [
    ...systems,
    `[G28:${pointText(offsets.g28, inches)}]`,
    `[G30:${pointText(offsets.g30, inches)}]`,
    `[G92:${pointText(offsets.g92, inches)}]`,
    `[TLO:${inches ? '0.0000' : '0.000'}]`,
    `[PRB:${pointText([0, 0, 0], inches)}:0]`,
  ]
}

/** Answer to `$G`. */
export function modalLine(modal: Modal): string {
  const feed = modal.inches ? (modal.feed / MM_PER_INCH).toFixed(1) : modal.feed.toFixed(0)
  const words = [
    modal.motion,
    `G${54 + modal.system}`,
    modal.plane,
    modal.inches ? 'G20' : 'G21',
    modal.incremental ? 'G91' : 'G90',
    'G94',
    modal.spindle,
    modal.coolant,
    `T${modal.tool}`,
    `F${feed}`,
    `S${modal.speed}`,
  ]
  return `[GC:${words.join(' ')}]`
}

/** Offset in force for a modal state. */
export const offsetInForce = (modal: Modal, offsets: Offsets): Point => workOffset(offsets, modal.system)
