import { asPixelCounts } from '../../contract/spectrum.ts'
import type { SettingRow } from '../../contract/instrument.ts'
import type { Exposure, PixelFrame, Spectrometer } from '../capabilities.ts'
import type { BusMatch, Driver, OpenDevice } from '../device.ts'
import { lane } from '../links/lane.ts'
import type { Lane } from '../links/lane.ts'
import { numberLink } from '../links/number-link.ts'
import type { NumberLink } from '../links/number-link.ts'
import { serialLine } from '../links/serial-line.ts'
import { badRequest, unlessStranger } from '../problems.ts'
import type { NumberLineFormat } from '../protocols/number-line.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'

/** Everything about a board that says nothing about itself. */
export interface NumberBoard {
  readonly family: string
  /** Name for people. */
  readonly product: string
  /** Serial number of the sensor, or what stands for it. */
  readonly serial: string
  readonly baudRate: number
  readonly adapters: NonNullable<BusMatch['serialAdapter']>
  readonly format: NumberLineFormat
  /** Sent for every frame; absent where the board streams for ever. */
  readonly trigger?: string
  /** The converter counts down: no light is `format.maxCounts`. */
  readonly inverted: boolean
  /** Strictly ascending. */
  readonly wavelengthNm: Float64Array
  /** Which number of a line belongs to each wavelength; absent where they come in that order. */
  readonly order?: readonly number[]
  /** What whoever made it leaves open. */
  readonly uncertain: string
  /** Where the wavelengths come from, for the settings: "its description", "typical of the sensor". */
  readonly wavelengthSource: { readonly text: string; readonly ok: boolean }
  /** A fixed time, or a command with `{ms}` or `{us}` in it. */
  readonly exposure:
    { readonly fixedMs: number } | { readonly command: string; readonly limitsMs: readonly [number, number] }
}

/** An Arduino restarts when its port is opened and stays silent in its boot loader for up to 2 s. */
const BOOT_MS = 3_000
/** A number with its separator takes about this many characters of ten bits. */
const CHARACTERS = 7
const BITS = 10
/** A stream prints one frame while the next is exposed: after a change a second one is of the old time. */
const STALE_FRAMES = 1
/** How often a board that is asked is asked for its first frame. */
const ATTEMPT_MS = 700

const frameMsOf = (board: NumberBoard, integrationMs: number): number => {
  const { count, skip } = board.format
  // One frame is under way when it is asked for; the next one is waited for.
  return 2 * (integrationMs + (1000 * BITS * CHARACTERS * (count + skip)) / board.baudRate)
}

function commandText(command: string, integrationMs: number): string {
  const micros = Math.round(integrationMs * 1000)
  return command.replaceAll('{ms}', String(micros / 1000)).replaceAll('{us}', String(micros))
}

function countsOf(board: NumberBoard, values: Float64Array): Float64Array {
  const { inverted, order, format } = board
  const upright = inverted ? values.map((value) => format.maxCounts - value) : values
  return order ? Float64Array.from(order, (place) => upright[place] ?? NaN) : upright
}

function spectrometerOf(
  board: NumberBoard,
  numbers: NumberLink,
  single: Lane,
): Spectrometer & { readonly frameMs: () => number } {
  const { exposure: kind, format } = board
  const fixed = 'fixedMs' in kind
  const limitsMs: readonly [number, number] = fixed ? [kind.fixedMs, kind.fixedMs] : kind.limitsMs
  let exposure: Exposure = { integrationMs: limitsMs[0], scans: 1 }
  /** Undefined: never set, or a setting that may not have arrived. */
  let setMs: number | undefined
  let stale = 0

  /** Each frame has its own deadline: one that never comes must not use up the time of a long average. */
  const oneFrame = (budget: Budget, deadlineMs: number): Budget =>
    budgetOf(budget.step(deadlineMs + frameMsOf(board, exposure.integrationMs)))

  return {
    wavelengthNm: board.wavelengthNm,
    maxCounts: format.maxCounts,
    integrationLimitsMs: limitsMs,
    frameMs: () => frameMsOf(board, exposure.integrationMs),
    async expose(wanted, io) {
      const { integrationMs, scans } = wanted
      if (!Number.isInteger(scans) || scans < 1 || !(integrationMs > 0))
        throw badRequest(`${integrationMs} ms x ${scans} is no exposure.`, 'Choose at least one scan.')
      return single.run(io, async (budget) => {
        if (fixed) return (exposure = { integrationMs: kind.fixedMs, scans })
        if (integrationMs < limitsMs[0] || integrationMs > limitsMs[1])
          throw badRequest(
            `${integrationMs} ms is outside what its description allows.`,
            `Choose ${limitsMs[0]} to ${limitsMs[1]} ms.`,
          )
        if (setMs !== integrationMs) {
          setMs = undefined
          await numbers.send(commandText(kind.command, integrationMs), budget)
          setMs = integrationMs
          stale = board.trigger === undefined ? STALE_FRAMES : 0
        }
        return (exposure = { integrationMs, scans })
      })
    },
    readFrame: (io) =>
      single.run(
        io,
        async (budget): Promise<PixelFrame> => {
          const used = exposure
          let sum = await numbers.frame(oneFrame(budget, io.deadlineMs))
          for (; stale > 0; stale--) sum = await numbers.following(oneFrame(budget, io.deadlineMs))
          for (let scan = 1; scan < used.scans; scan++) {
            const values = await numbers.following(oneFrame(budget, io.deadlineMs))
            sum = sum.map((value, i) => value + (values[i] ?? NaN))
          }
          const mean = sum.map((value) => value / used.scans)
          return { counts: asPixelCounts(countsOf(board, mean)), exposure: used }
        },
        () => (exposure.scans + stale) * frameMsOf(board, exposure.integrationMs),
      ),
  }
}

function settingRows(board: NumberBoard, values: Float64Array): SettingRow[] {
  const { format, exposure, wavelengthSource } = board
  const row = (name: string, required: string, readBack: string, ok = true): SettingRow => ({
    name,
    required,
    readBack,
    ok,
  })
  const full = values.filter((value) => value >= format.maxCounts).length
  return [
    row('Numbers in a line', String(format.count), String(values.length)),
    row('Counts', `0 to ${format.maxCounts}`, `${Math.min(...values)} to ${Math.max(...values)}`),
    row('At full scale', 'few', full === 0 ? 'none' : String(full)),
    row('Wavelengths', 'from the sheet of the sensor', wavelengthSource.text, wavelengthSource.ok),
    row(
      'Integration time',
      'fits the light',
      'fixedMs' in exposure ? `fixed, ${exposure.fixedMs} ms` : 'set, it is not told back',
    ),
  ]
}

/**
 * The driver of a board that prints its frames as lines of numbers. Such a board has no name, no checksum and tells no
 * setting back: a first frame of the right length is all that identifies it, and a digit lost on the line within a
 * number goes unnoticed.
 */
export function numberBoardDriver(board: NumberBoard): Driver {
  return {
    family: board.family,
    product: board.product,
    roles: ['spectrometer'],
    match: { serialAdapter: board.adapters, baudRates: [board.baudRate], tcp: true },
    uncertain: board.uncertain,

    async open(link, io): Promise<OpenDevice> {
      try {
        const numbers = numberLink(serialLine(board.product, link), board.format, board.trigger)
        const firstMs = frameMsOf(board, 'fixedMs' in board.exposure ? board.exposure.fixedMs : 0)
        await numbers.firstFrame(
          budgetOf({ ...io, deadlineMs: io.deadlineMs + BOOT_MS + firstMs }),
          ATTEMPT_MS + firstMs,
        )
        const single = lane(link, (signal) => numbers.resync(signal, spectrometer.frameMs()))
        const spectrometer = spectrometerOf(board, numbers, single)
        return {
          identity: { model: board.product, serial: board.serial, firmware: 'not told' },
          spectrometer,
          settings: (settingsIo) =>
            single.run(
              settingsIo,
              async (budget) => settingRows(board, await numbers.frame(budget)),
              () => firstMs,
            ),
          close: () => single.close(),
        }
      } catch (error) {
        await link.close()
        throw unlessStranger(board.product, error)
      }
    },
  }
}
