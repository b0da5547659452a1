import type { SettingRow } from '../../contract/instrument.ts'
import type { SpectralReference, Stage } from '../capabilities.ts'
import type { Driver, Identity, OpenDevice } from '../device.ts'
import { lane } from '../links/lane.ts'
import type { Lane } from '../links/lane.ts'
import { serialLine } from '../links/serial-line.ts'
import { spectrolinoLink } from '../links/spectrolino-link.ts'
import type { SpectrolinoLink } from '../links/spectrolino-link.ts'
import { findSpeed, RS232_ADAPTERS, RS232_BAUD_RATES } from '../links/spectrolino-speed.ts'
import { unlessStranger, violation, wrongDevice } from '../problems.ts'
import { fixedText, word } from '../protocols/spectrolino.ts'
import { budgetOf } from '../transports/deadline.ts'
import type { Budget } from '../transports/deadline.ts'
import type { Io } from '../transports/transport.ts'
import {
  calibrateWhite,
  filterRow,
  HEAD_AXIS,
  identifyHead,
  setUpHead,
  spectrumOf,
  withColour,
} from './spectrolino-head.ts'
import { isThere, outsideTravel, standsElsewhere } from './stage-move.ts'
import type { Point } from './stage-move.ts'

const PRODUCT = 'SpectroScan'
/** Longest honest times; tests shorten them. */
export interface SpectroscanPatience {
  readonly moveMs: number
  readonly initialiseMs: number
  readonly measureMs: number
}
/** Times a known host allows. */
const PATIENCE: SpectroscanPatience = { moveMs: 10_000, initialiseMs: 18_000, measureMs: 12_000 }
const TRAVEL = { xMm: 310, yMm: 230 } as const
const TRAVEL_TEXT = `${TRAVEL.xMm} x ${TRAVEL.yMm} mm`
/** A known host calibrates again after this many readings. */
const READINGS_PER_WHITE = 50
const STATUS = [0xd0, 0x24]
const PAPER_HELD = 0x80
const ONLINE = 0x10

const tenths = (mm: number): [number, number] => word(Math.round(mm * 10))

async function positionOf(link: SpectrolinoLink, budget: Budget): Promise<Point> {
  // which point, two zeros, X, Y, Z
  const said = await link.ask([0xd0, 0x05, 0x00], [0xd1, 0x81, 0x00], budget)
  if (said.length !== 7) throw violation(`A position of ${said.length} bytes arrived, 7 belong to it.`)
  const view = new DataView(said.buffer, said.byteOffset, said.length)
  return { xMm: view.getUint16(2, true) / 10, yMm: view.getUint16(4, true) / 10 }
}

/** Moves to the white tile, lets the head down, calibrates, lifts it again. */
async function whiteOnTable(link: SpectrolinoLink, budget: Budget): Promise<void> {
  await link.order([0xd0, 0x06, 0x00], 'Moving to the white tile', budget)
  await link.order([0xd0, 0x04], 'Lowering the head', budget)
  await calibrateWhite(link, budget)
  await link.order([0xd0, 0x03], 'Lifting the head', budget)
}

const whiteMs = ({ moveMs, measureMs }: SpectroscanPatience): number => 3 * moveMs + measureMs

function referenceOf(link: SpectrolinoLink, single: Lane, patience: SpectroscanPatience): SpectralReference {
  let readings = 0
  return {
    axis: HEAD_AXIS,
    quantity: 'reflectance',
    measure: (io) =>
      single.run(
        io,
        async (budget) => {
          const quick = (): Budget => budgetOf(budget.step(io.deadlineMs))
          const at = await positionOf(link, quick())
          if (readings >= READINGS_PER_WHITE) {
            await whiteOnTable(link, budgetOf(budget.step(io.deadlineMs + whiteMs(patience))))
            readings = 0
          }
          // Moving and measuring is one request; it lowers and lifts the head itself.
          const answer = await link.ask(
            [0xd0, 0x07, ...tenths(at.xMm), ...tenths(at.yMm)],
            [0x10, 0x09, 0x00],
            budgetOf(budget.step(io.deadlineMs + patience.moveMs + patience.measureMs)),
          )
          readings++
          return withColour(link, spectrumOf(answer, 0), quick())
        },
        () => whiteMs(patience) + patience.moveMs + patience.measureMs + io.deadlineMs,
      ),
  }
}

function stageOf(link: SpectrolinoLink, single: Lane, { moveMs }: SpectroscanPatience): Stage {
  return {
    home: (io) =>
      single.run(
        io,
        async (budget) => {
          await link.order([0xd0, 0x10], 'Going online', budget)
          await link.order([0xd0, 0x03], 'Lifting the head', budget)
          await link.order([0xd0, 0x02], 'Moving home', budget)
          await link.order([0xd0, 0x12], 'Holding the paper', budget)
        },
        () => 3 * moveMs,
      ),
    moveTo: (xMm, yMm, io) =>
      single.run(
        io,
        async (budget) => {
          const target = { xMm, yMm }
          if (!(xMm >= 0 && xMm <= TRAVEL.xMm && yMm >= 0 && yMm <= TRAVEL.yMm))
            throw outsideTravel(target, TRAVEL_TEXT)
          await link.order([0xd0, 0x03], 'Lifting the head', budget)
          await link.order([0xd0, 0x00, 0x00, ...tenths(xMm), ...tenths(yMm)], 'Moving', budget)
          const at = await positionOf(link, budget)
          // Its steps are tenths of a millimetre.
          const asked = { xMm: Math.round(xMm * 10) / 10, yMm: Math.round(yMm * 10) / 10 }
          if (!isThere(at, asked)) throw standsElsewhere(at, target, 'its own report')
        },
        () => 2 * moveMs,
      ),
    position: (io) => single.run(io, (budget) => positionOf(link, budget)),
  }
}

async function settingRows(link: SpectrolinoLink, budget: Budget): Promise<SettingRow[]> {
  const [status = 0] = await link.ask(STATUS, [0xd1, 0x83], budget)
  const filter = await filterRow(link, budget)
  const online = (status & ONLINE) !== 0
  return [
    { name: 'Online', required: 'yes', readBack: online ? 'yes' : 'no', ok: online },
    filter,
    {
      name: 'Paper',
      required: 'as you like',
      readBack: (status & PAPER_HELD) === 0 ? 'not held' : 'held',
      ok: true,
    },
    { name: 'Travel', required: 'as the plate', readBack: TRAVEL_TEXT, ok: true },
  ]
}

async function begin(link: SpectrolinoLink, io: Io, patience: SpectroscanPatience): Promise<Identity> {
  const type = fixedText(await link.ask([0xd0, 0x30], [0xd1, 0x90], budgetOf(io)))
  if (!type.startsWith('SpectroScan')) throw wrongDevice(PRODUCT, `"${type}"`)
  const serial = await link.ask([0xd0, 0x31], [0xd1, 0x91], budgetOf(io))
  const number = new DataView(serial.buffer, serial.byteOffset, serial.length)
  const version = fixedText(await link.ask([0xd0, 0x34], [0xd1, 0x94], budgetOf(io)))
  const slow = (ms: number): Budget => budgetOf({ ...io, deadlineMs: io.deadlineMs + ms })
  await link.order([0xd0, 0x10], 'Going online', slow(patience.moveMs))
  await link.order([0xd0, 0x0b], 'Looking for the Spectrolino', slow(patience.initialiseMs))
  await identifyHead(link, budgetOf(io))
  await setUpHead(link, budgetOf(io))
  await link.order([0xd0, 0x03], 'Lifting the head', slow(patience.moveMs))
  await whiteOnTable(link, slow(whiteMs(patience)))
  return {
    model: type,
    serial: serial.length === 4 ? String(number.getUint32(0, true)) : '',
    firmware: version,
  }
}

/** The driver with another patience than a known host's. */
export const spectroscanDriver = (patience: SpectroscanPatience): Driver => ({
  family: 'spectroscan',
  product: PRODUCT,
  roles: ['reference', 'stage'],
  match: { serialAdapter: RS232_ADAPTERS, baudRates: RS232_BAUD_RATES, tcp: true },
  uncertain:
    'Whether it needs hardware handshake at more than 9600 baud, and whether its places are those of the plate.',

  async open(link, io): Promise<OpenDevice> {
    try {
      const line = serialLine(PRODUCT, link)
      const dialogue = spectrolinoLink(line, [0xd0, 0x05, 0x00], [0xd1, 0x81])
      await findSpeed(line, io, (budget) => dialogue.ask(STATUS, [0xd1, 0x83], budget))
      // The end of a move that a former program began would pass for the end of the next one.
      await dialogue.resync(io.signal)
      const identity = await begin(dialogue, io, patience)
      const single = lane(link, (signal) => dialogue.resync(signal))
      return {
        identity,
        reference: referenceOf(dialogue, single, patience),
        stage: stageOf(dialogue, single, patience),
        settings: (settingsIo) => single.run(settingsIo, (budget) => settingRows(dialogue, budget)),
        close: () => single.close(),
      }
    } catch (error) {
      await link.close()
      throw unlessStranger(PRODUCT, error)
    }
  },
})

/**
 * GretagMacbeth SpectroScan with its Spectrolino on RS-232: a table and a spectrophotometer (reflectance, 36 bands,
 * 380 to 730 nm) on one line. It calibrates its white on its own tile when it is connected and after fifty readings,
 * and measures where it stands.
 */
export const spectroscan = spectroscanDriver(PATIENCE)
