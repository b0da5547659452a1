import type { SettingRow } from '../../contract/instrument.ts'
import type { Stage } from '../capabilities.ts'
import type { Driver, Identity, OpenDevice } from '../device.ts'
import { lane } from '../links/lane.ts'
import type { Lane } from '../links/lane.ts'
import { marlinLink } from '../links/marlin-link.ts'
import type { MarlinLink, MarlinReply } from '../links/marlin-link.ts'
import { serialLine } from '../links/serial-line.ts'
import { isProblem, unlessStranger, violation, wrongDevice } from '../problems.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { ByteStream, Io } from '../transports/transport.ts'
import { adjustableOf, numberKnob } from './knobs.ts'
import { isThere, notHomed, outsideTravel, standsElsewhere } from './stage-move.ts'
import type { Point } from './stage-move.ts'

const PRODUCT = 'Marlin XY table'
/** Boards of 3D printers: Arduinos, their clones with a CH340, modules with a CP2102. */
const ADAPTERS = [
  { vendorId: 0x2341, productId: 0x0043 },
  { vendorId: 0x1a86, productId: 0x7523 },
  { vendorId: 0x10c4, productId: 0xea60 },
]
const BAUD_RATES = [115_200, 250_000]
const IDENTIFY_MS = 1_000
/** Asked speed of a move; the firmware goes no faster than its own limits. */
const MM_PER_MIN = 6_000
/** The slowest honest table, and the time to accelerate and to answer. */
const SLOWEST_MM_PER_S = 5
const START_MS = 3_000
const LONGEST_TRAVEL_MM = 500
const HOMING_MS = 120_000

/** Limits that the soft endstops keep; undefined where the firmware does not tell them. */
interface Travel {
  readonly on: boolean
  readonly maxXMm: number
  readonly maxYMm: number
}

const find = <Kind extends MarlinReply[number]['kind']>(
  reply: MarlinReply,
  kind: Kind,
): Extract<MarlinReply[number], { kind: Kind }> | undefined =>
  reply.find((item): item is Extract<MarlinReply[number], { kind: Kind }> => item.kind === kind)

async function positionOf(link: MarlinLink, budget: Budget): Promise<Point> {
  const at = find(await link.line('M114', budget), 'position')
  if (at) return { xMm: at.xMm, yMm: at.yMm }
  throw violation('It answered M114 without a position.')
}

async function travelOf(link: MarlinLink, budget: Budget): Promise<Travel | undefined> {
  try {
    return find(await link.line('M211', budget), 'limits')
  } catch (error) {
    // A firmware built without soft endstops does not know it.
    if (isProblem(error, 'DEVICE_REFUSED')) return undefined
    throw error
  }
}

const travelText = (travel: Travel | undefined): string =>
  travel === undefined ? 'not told' : `${travel.maxXMm} x ${travel.maxYMm} mm`

const travelMs = (mm: number): number => START_MS + (1000 * mm) / SLOWEST_MM_PER_S

function stageOf(
  link: MarlinLink,
  single: Lane,
  travel: Travel | undefined,
  speed: { readonly mmPerMin: number },
): Stage {
  const reachable = ({ xMm, yMm }: Point): boolean =>
    xMm >= 0 && yMm >= 0 && (!travel || (xMm <= travel.maxXMm && yMm <= travel.maxYMm))
  return {
    home: (io) =>
      single.run(
        io,
        async (budget) => {
          await link.line('G21', budgetOf(budget.step(io.deadlineMs)))
          await link.line('G28 X Y', budget)
          link.settled()
        },
        () => HOMING_MS,
      ),
    moveTo: (xMm, yMm, io) =>
      single.run(
        io,
        async (budget) => {
          const target = { xMm, yMm }
          if (link.restarted) throw notHomed()
          if (!reachable(target)) throw outsideTravel(target, travelText(travel))
          const quick = (): Budget => budgetOf(budget.step(io.deadlineMs))
          const from = await positionOf(link, quick())
          await link.line('G90', quick())
          await link.line(`G0 X${xMm.toFixed(3)} Y${yMm.toFixed(3)} F${speed.mmPerMin}`, quick())
          // `ok` above means queued; M400 is answered when motion has ended.
          const onWayMs = travelMs(Math.hypot(xMm - from.xMm, yMm - from.yMm))
          await link.line('M400', budgetOf(budget.step(io.deadlineMs + onWayMs)))
          // Soft endstops cut a target off without a word; the planned position tells.
          const at = await positionOf(link, quick())
          if (!isThere(at, target)) throw standsElsewhere(at, target, 'its limits cut the way off')
        },
        () => travelMs(LONGEST_TRAVEL_MM),
      ),
    position: (io) => single.run(io, (budget) => positionOf(link, budget)),
  }
}

async function settingRows(
  link: MarlinLink,
  travel: Travel | undefined,
  budget: Budget,
): Promise<SettingRow[]> {
  const { xMm, yMm } = await positionOf(link, budget)
  const endstops = travel === undefined ? 'not told' : travel.on ? 'on' : 'off'
  return [
    { name: 'Homed', required: 'yes', readBack: link.restarted ? 'no' : 'yes', ok: !link.restarted },
    { name: 'Soft endstops (M211)', required: 'on', readBack: endstops, ok: endstops !== 'off' },
    { name: 'Travel', required: 'as the plate', readBack: travelText(travel), ok: true },
    { name: 'Position', required: 'any', readBack: `${xMm.toFixed(2)}, ${yMm.toFixed(2)} mm`, ok: true },
  ]
}

async function identify(link: MarlinLink, stream: ByteStream, io: Io): Promise<Identity> {
  await link.boot(io.signal)
  let last: unknown
  for (const rate of stream.setBaudRate ? BAUD_RATES : [0]) {
    if (rate !== 0) await stream.setBaudRate?.(rate, io)
    for (let attempt = 0; attempt < 2; attempt++) {
      try {
        const deadlineMs = Math.min(io.deadlineMs, IDENTIFY_MS)
        const reply = await link.line('M115', budgetOf({ ...io, deadlineMs }))
        const fields = find(reply, 'firmware')?.fields
        const name = fields?.get('FIRMWARE_NAME') ?? 'a controller that tells no name'
        if (!name.startsWith('Marlin')) throw wrongDevice(PRODUCT, name)
        return {
          model: fields?.get('MACHINE_TYPE') ?? PRODUCT,
          // Boards of one kind may share it; it is all they have.
          serial: fields?.get('UUID') ?? 'Marlin',
          firmware: name,
        }
      } catch (error) {
        if (!isProblem(error, 'DEVICE_TIMEOUT', 'PROTOCOL_VIOLATION', 'STAGE_ALARM', 'DEVICE_REFUSED'))
          throw error
        last = error
      }
    }
  }
  throw last
}

/**
 * An XY table run by Marlin (1.1 and 2.x) on a serial line or a TCP bridge. Marlin cannot be interrupted without
 * losing its position: a move that is given up ends by itself, and the next command waits for it. Its coordinates are
 * used as they are, 0 at the end switches.
 */
export const marlin = {
  family: 'marlin',
  product: PRODUCT,
  roles: ['stage'],
  match: { serialAdapter: ADAPTERS, baudRates: BAUD_RATES, tcp: true },
  uncertain: 'The wording of M211, without which the travel is not known before a move is cut off.',

  async open(link, io): Promise<OpenDevice> {
    try {
      const line = serialLine(PRODUCT, link)
      const dialogue = marlinLink(line)
      const identity = await identify(dialogue, line, io)
      const travel = await travelOf(dialogue, budgetOf(io))
      const single = lane(link, (signal) => dialogue.resync(signal))
      const speed = { mmPerMin: MM_PER_MIN }
      const limits = [SLOWEST_MM_PER_S * 60, MM_PER_MIN] as const
      const knob = numberKnob(
        { id: 'speed', name: 'Speed', unit: 'mm/min', initial: MM_PER_MIN, limits },
        async (value) => {
          speed.mmPerMin = value
        },
      )
      return {
        identity,
        stage: stageOf(dialogue, single, travel, speed),
        adjustable: adjustableOf((runIo, job) => single.run(runIo, job), [knob]),
        settings: (settingsIo) => single.run(settingsIo, (budget) => settingRows(dialogue, travel, budget)),
        close: () => single.close(),
      }
    } catch (error) {
      await link.close()
      throw unlessStranger(PRODUCT, error)
    }
  },
} satisfies Driver
