import type { SettingRow } from '../../contract/instrument.ts'
import type { Stage } from '../capabilities.ts'
import type { Driver, Identity, OpenDevice } from '../device.ts'
import { grblLink } from '../links/grbl-link.ts'
import type { GrblLink } from '../links/grbl-link.ts'
import { lane } from '../links/lane.ts'
import type { Lane } from '../links/lane.ts'
import { serialLine } from '../links/serial-line.ts'
import { readback, stageAlarm, unlessStranger, wrongDevice } from '../problems.ts'
import type { GrblStatus } from '../protocols/grbl.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { Io } from '../transports/transport.ts'
import { axisSettings, frameOf, homingMs, travelMs } from './grbl-frame.ts'
import type { AxisSettings, Frame } from './grbl-frame.ts'
import { adjustableOf, numberKnob } from './knobs.ts'
import { isThere, notHomed, outsideTravel, standsElsewhere } from './stage-move.ts'
import type { Point } from './stage-move.ts'

/** GRBL 1.1 boards: Arduino Uno and its clones with a CH340. */
const ADAPTERS = [
  { vendorId: 0x2341, productId: 0x0043 },
  { vendorId: 0x1a86, productId: 0x7523 },
]
const BAUD_RATES = [115_200]
/** Work offsets come in one report of thirty at most (config.h, REPORT_WCO_REFRESH_BUSY_COUNT). */
const REPORTS_TO_OFFSET = 31
/** Reports right after the last step may still say Run. */
const ARRIVAL_REPORTS = 20
const SETTING = { reportInches: 13, softLimits: 20, homing: 22 } as const

/** $13 = 1 reports inches; everything above this line is mm. */
const unitMm = (settings: ReadonlyMap<number, number>): number =>
  settings.get(SETTING.reportInches) === 1 ? 25.4 : 1

/** Machine position in mm, also where reports give work positions ($10). */
async function machinePoint(
  link: GrblLink,
  settings: ReadonlyMap<number, number>,
  budget: Budget,
): Promise<{ status: GrblStatus; at: Point }> {
  let offset: readonly number[] | undefined
  for (let report = 0; report < REPORTS_TO_OFFSET; report++) {
    const status = await link.status(budget)
    offset = status.workOffset ?? offset
    const unit = unitMm(settings)
    const at = (values: readonly number[], shift: readonly number[]): Point => ({
      xMm: ((values[0] ?? NaN) + (shift[0] ?? 0)) * unit,
      yMm: ((values[1] ?? NaN) + (shift[1] ?? 0)) * unit,
    })
    if (status.machine) return { status, at: at(status.machine, []) }
    if (status.work && offset) return { status, at: at(status.work, offset) }
  }
  throw readback('The status report ($10)', 'a machine position', 'a work position without its offset')
}

function stageOf(
  link: GrblLink,
  single: Lane,
  settings: ReadonlyMap<number, number>,
  start: Frame,
  speed: { readonly mmPerMin: number; readonly isLimited: boolean },
): Stage & { readonly frame: Frame } {
  let frame = start
  const [x, y] = axisSettings(settings)
  const limited = (axis: AxisSettings): AxisSettings => ({
    ...axis,
    rateMmPerS: Math.min(axis.rateMmPerS, speed.mmPerMin / 60),
  })
  const durationMs = (distance: Point): number => travelMs(distance, limited(x), limited(y))
  const homing = settings.get(SETTING.homing) === 1

  const position = async (budget: Budget): Promise<{ status: GrblStatus; at: Point }> => {
    const { status, at } = await machinePoint(link, settings, budget)
    return { status, at: frame.toStage(at) }
  }
  const arrived = async (target: Point, budget: Budget): Promise<void> => {
    for (let report = 1; ; report++) {
      const { status, at } = await position(budget)
      if (status.state === 'Alarm')
        throw stageAlarm('The table went into alarm while moving.', 'Clear its way, then home it.')
      const there = isThere(at, target)
      if (status.state === 'Idle' && there) return
      if (report < ARRIVAL_REPORTS && (status.state === 'Run' || there)) continue
      throw standsElsewhere(at, target, status.state)
    }
  }
  /** A move given up must stop now, not when the next command is sent. */
  const stopping = async <T>(
    signal: AbortSignal,
    stop: () => Promise<void>,
    move: Promise<T>,
  ): Promise<T> => {
    try {
      return await move
    } catch (error) {
      // Where even this byte does not get through the table ends its move, as it would have.
      if (signal.aborted) await stop().catch(() => undefined)
      throw error
    }
  }

  return {
    get frame() {
      return frame
    },
    home: (io) =>
      single.run(
        io,
        async (budget) => {
          await link.leaveCriticalAlarm(budget.signal)
          if (homing) await stopping(budget.signal, () => link.reset(), link.line('$H', budget))
          const { at } = await machinePoint(link, settings, budgetOf(budget.step(io.deadlineMs)))
          // Without switches the place where the table stands is all it can call its corner.
          frame = frameOf(x, y, at, homing ? 'homed' : 'here')
        },
        () => homingMs(settings),
      ),
    async moveTo(xMm, yMm, io) {
      const target = { xMm, yMm }
      await single.run(
        io,
        async (budget) => {
          if (!frame.contains(target)) throw outsideTravel(target, frame.text)
          const quick = (): Budget => budgetOf(budget.step(io.deadlineMs))
          const { status, at } = await position(quick())
          if (status.state === 'Alarm') throw notHomed()
          const machine = frame.toMachine(target)
          const onWayMs = durationMs({ xMm: Math.abs(xMm - at.xMm), yMm: Math.abs(yMm - at.yMm) })
          const move = speed.isLimited ? `G94 G53 G1 F${speed.mmPerMin}` : 'G53 G0'
          const go = async (): Promise<void> => {
            const place = `X${machine.xMm.toFixed(3)} Y${machine.yMm.toFixed(3)}`
            await link.line(`G21 G90 ${move} ${place}`, quick())
            // `ok` above means queued; a dwell is answered when the planner is empty.
            await link.line('G4 P0.01', budgetOf(budget.step(io.deadlineMs + onWayMs)))
          }
          await stopping(budget.signal, () => link.hold(), go())
          await arrived(target, quick())
        },
        () => durationMs({ xMm: x.travelMm, yMm: y.travelMm }),
      )
    },
    position: (io) => single.run(io, async (budget) => (await position(budget)).at),
  }
}

const SLOWEST_MM_PER_MIN = 100

/** How fast moves go: as fast as both axes can, or a feed rate that every move then names. */
function speedOf(settings: ReadonlyMap<number, number>) {
  const fastest = Math.floor(60 * Math.min(...axisSettings(settings).map(({ rateMmPerS }) => rateMmPerS)))
  let mmPerMin = fastest
  return {
    get mmPerMin() {
      return mmPerMin
    },
    get isLimited() {
      return mmPerMin < fastest
    },
    knob: numberKnob(
      {
        id: 'speed',
        name: 'Speed',
        unit: 'mm/min',
        initial: fastest,
        limits: [Math.min(SLOWEST_MM_PER_MIN, fastest), fastest],
      },
      async (value) => {
        mmPerMin = value
      },
    ),
  }
}

/** A table that has to be homed is locked from when it gets power until then. */
const stateRow = (state: string, homing: boolean): SettingRow => ({
  name: 'State',
  required: homing ? 'Idle once homed' : 'Idle',
  readBack: state,
  ok: state === 'Idle' || (homing && state === 'Alarm'),
})

async function settingRows(
  link: GrblLink,
  settings: ReadonlyMap<number, number>,
  frame: Frame,
  budget: Budget,
): Promise<SettingRow[]> {
  const { state } = await link.status(budget)
  const flag = (number: number): string => (settings.get(number) === 1 ? 'on' : 'off')
  const row = (name: string, required: string, readBack: string): SettingRow => ({
    name,
    required,
    readBack,
    ok: required === readBack,
  })
  return [
    row('Homing ($22)', 'on', flag(SETTING.homing)),
    row('Soft limits ($20)', 'on', flag(SETTING.softLimits)),
    { name: 'Travel', required: 'as the plate', readBack: frame.text, ok: true },
    stateRow(state, settings.get(SETTING.homing) === 1),
  ]
}

async function begin(
  link: GrblLink,
  io: Io,
): Promise<{ identity: Identity; settings: ReadonlyMap<number, number>; frame: Frame }> {
  const version = await link.banner(io.signal)
  if (!version.startsWith('1.1')) throw wrongDevice('GRBL 1.1 table', `GRBL ${version}`)
  const { feedback } = await link.line('$I', budgetOf(io))
  const { settings } = await link.line('$$', budgetOf(io))
  // [VER:1.1h.20190830:NAME] - the name is the owner's own and the nearest thing to a serial number.
  const build = feedback.map((text) => /^\[VER:([^:]*):(.*)\]$/.exec(text)).find((match) => match !== null)
  const [x, y] = axisSettings(settings)
  const { at } = await machinePoint(link, settings, budgetOf(io))
  return {
    identity: { model: `GRBL ${version}`, serial: build?.[2] ?? '', firmware: build?.[1] ?? version },
    settings,
    frame: frameOf(x, y, at, settings.get(SETTING.homing) === 1 ? 'found' : 'machine'),
  }
}

/** An XY table run by GRBL 1.1 on a serial line or a TCP bridge. */
export const grbl = {
  family: 'grbl',
  product: 'GRBL XY table',
  roles: ['stage'],
  match: { serialAdapter: ADAPTERS, baudRates: BAUD_RATES, tcp: true },

  async open(link, io): Promise<OpenDevice> {
    try {
      const dialogue = grblLink(serialLine('GRBL 1.1 table', link))
      const { identity, settings, frame } = await begin(dialogue, io)
      const single = lane(link, (signal) => dialogue.resync(signal))
      const speed = speedOf(settings)
      const stage = stageOf(dialogue, single, settings, frame, speed)
      return {
        identity,
        stage,
        adjustable: adjustableOf((runIo, job) => single.run(runIo, job), [speed.knob]),
        settings: (settingsIo) =>
          single.run(settingsIo, (budget) => settingRows(dialogue, settings, stage.frame, budget)),
        close: () => single.close(),
      }
    } catch (error) {
      await link.close()
      throw unlessStranger('GRBL 1.1 table', error)
    }
  },
} satisfies Driver
