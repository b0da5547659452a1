import type { Role } from '../../contract/instrument.ts'
import type { LineEndpoint } from '../transports/transport.ts'
import { grblTable } from './grbl.ts'
import { jeti1211 } from './jeti-1211.ts'
import { obpSimulator, ooiSimulator } from './ocean-makers.ts'
import { OBP_INSTRUMENTS } from './obp-models.ts'
import { OOI_INSTRUMENTS } from './ooi-models.ts'
import type { Surroundings } from './surroundings.ts'
import { cl200a } from './cl-200a.ts'
import { cs100a } from './cs-100a.ts'
import { cs2000 } from './cs-2000.ts'
import { jeti1511 } from './jeti-1511.ts'
import { kleinK10 } from './klein-k10.ts'
import { as7265xBoard, triadEye } from './as7265x.ts'
import { c12880maBoard } from './c12880ma.ts'
import { colorhug, tristimulusView } from './colorhug.ts'
import { colorhugReports } from './colorhug-hid.ts'
import type { WiredUsb } from './line-usb.ts'
import { marlinTable } from './marlin.ts'
import type { Pace } from './pace.ts'
import { pr650 } from './pr-650.ts'
import { pr655, pr670 } from './pr-655.ts'
import type { Scene } from './scene.ts'
import { headView } from './spectrolino-head.ts'
import { spectrolinoAlone, spectroScan } from './spectroscan.ts'
import { travelFor } from './travel.ts'
import type { WiredHid } from './usbip-hid.ts'

/** What a simulated instrument does on the bench. */
export type SimulatedRole = Exclude<Role, 'none'>

/** A USB interface of its own: bulk endpoints, or reports of a HID device. */
export type BusInterface = WiredUsb | WiredHid

/** One kind of instrument that can be simulated alone or as part of a bench. */
export interface SimulatedKind {
  /** As in URIs: "ocean-hdx". */
  readonly family: string
  /** The first is the one it takes on a bench unless asked otherwise. */
  readonly roles: readonly [SimulatedRole, ...SimulatedRole[]]
  readonly serial: string
  /** A fresh instrument, reached over its line or, where it has one, its USB interface. A stage makes the scene follow it. */
  readonly make: (surroundings: Surroundings) => { readonly line: LineEndpoint; readonly usb?: BusInterface }
}

/** Every instrument there is a simulator of: a new one is a line here. */
export const catalogue: readonly SimulatedKind[] = [
  {
    family: 'ocean-hdx',
    roles: ['spectrometer'],
    serial: 'SIM-0101',
    make: obpSimulator(OBP_INSTRUMENTS.hdx),
  },
  { family: 'ocean-fx', roles: ['spectrometer'], serial: 'SIM-FX01', make: obpSimulator(OBP_INSTRUMENTS.fx) },
  {
    family: 'ocean-sts',
    roles: ['spectrometer'],
    serial: 'SIM-ST01',
    make: obpSimulator(OBP_INSTRUMENTS.sts),
  },
  {
    family: 'ocean-qepro',
    roles: ['spectrometer'],
    serial: 'SIM-QP01',
    make: obpSimulator(OBP_INSTRUMENTS.qePro),
  },
  { family: 'ocean-st', roles: ['spectrometer'], serial: 'SIM-OS01', make: obpSimulator(OBP_INSTRUMENTS.st) },
  {
    family: 'ocean-sr4',
    roles: ['spectrometer'],
    serial: 'SIM-SR01',
    make: obpSimulator(OBP_INSTRUMENTS.sr4),
  },
  {
    family: 'ocean-usb2000',
    roles: ['spectrometer'],
    serial: 'SIM-U201',
    make: ooiSimulator(OOI_INSTRUMENTS.usb2000),
  },
  {
    family: 'ocean-usb2000plus',
    roles: ['spectrometer'],
    serial: 'SIM-UP01',
    make: ooiSimulator(OOI_INSTRUMENTS.usb2000plus),
  },
  {
    family: 'ocean-usb4000',
    roles: ['spectrometer'],
    serial: 'SIM-U401',
    make: ooiSimulator(OOI_INSTRUMENTS.usb4000),
  },
  {
    family: 'ocean-hr4000',
    roles: ['spectrometer'],
    serial: 'SIM-HR01',
    make: ooiSimulator(OOI_INSTRUMENTS.hr4000),
  },
  {
    family: 'ocean-jaz',
    roles: ['spectrometer'],
    serial: 'SIM-JA01',
    make: ooiSimulator(OOI_INSTRUMENTS.jaz),
  },
  { family: 'jeti-1211', roles: ['reference'], serial: 'SIM-R007', make: jeti },
  { family: 'grbl', roles: ['stage'], serial: 'SIM-XY02', make: grbl },
  { family: 'jeti-1511', roles: ['reference'], serial: 'SIM-R015', make: reference(jeti1511) },
  { family: 'pr-650', roles: ['reference'], serial: '', make: reference(pr650) },
  { family: 'pr-655', roles: ['reference'], serial: 'SIM-R655', make: reference(pr655) },
  { family: 'pr-670', roles: ['reference'], serial: 'SIM-R670', make: reference(pr670) },
  { family: 'cs-2000', roles: ['reference'], serial: 'SIM-R2000', make: reference(cs2000) },
  { family: 'klein-k10', roles: ['reference'], serial: 'SIM-K0010', make: reference(kleinK10) },
  { family: 'cs-100a', roles: ['reference'], serial: '', make: reference(cs100a) },
  { family: 'cl-200a', roles: ['reference'], serial: '', make: reference(cl200a) },
  { family: 'c12880ma', roles: ['spectrometer'], serial: 'C12880MA', make: c12880ma },
  { family: 'as7265x', roles: ['spectrometer'], serial: 'AS7265x', make: as7265x },
  { family: 'marlin', roles: ['stage'], serial: 'SIM-XY03', make: marlin },
  { family: 'spectroscan', roles: ['reference', 'stage'], serial: '12345', make: spectroscan },
  { family: 'spectrolino', roles: ['reference'], serial: '12346', make: spectrolino },
  { family: 'colorhug', roles: ['reference'], serial: '12347', make: hug },
]

function jeti({ scene, serial, pace, faults }: Surroundings): { line: LineEndpoint } {
  return { line: faults.line(jeti1211({ view: scene, serial, pace })) }
}

/** A reference that needs nothing but its view of the scene. */
function reference(
  instrument: (options: { view: Scene; serial: string; pace: Pace }) => LineEndpoint,
): SimulatedKind['make'] {
  return ({ scene, serial, pace, faults }) => ({
    line: faults.line(instrument({ view: scene, serial, pace })),
  })
}

function grbl({ scene, plate, serial, pace, faults }: Surroundings): { line: LineEndpoint } {
  const { whiteXMm: startXMm, whiteYMm: startYMm } = plate
  const table = grblTable({ table: { ...travelFor(plate), serial, startXMm, startYMm }, pace })
  scene.follow(() => table.carriage())
  return { line: faults.line(table.line) }
}

function c12880ma({ scene, random, pace, faults }: Surroundings): { line: LineEndpoint } {
  return { line: faults.line(c12880maBoard({ view: scene, random, pace })) }
}

function as7265x({ scene, random, pace, faults }: Surroundings): { line: LineEndpoint } {
  return { line: faults.line(as7265xBoard({ view: triadEye(scene, random), pace })) }
}

function marlin({ scene, plate, serial, pace, faults }: Surroundings): { line: LineEndpoint } {
  const { whiteXMm: startXMm, whiteYMm: startYMm } = plate
  const table = marlinTable({ table: { ...travelFor(plate), uuid: serial, startXMm, startYMm }, pace })
  scene.follow(() => table.carriage())
  return { line: faults.line(table.line) }
}

function spectroscan({ scene, serial, pace, faults }: Surroundings): { line: LineEndpoint } {
  const table = spectroScan({ view: headView(scene), serial, pace })
  scene.follow(() => table.carriage())
  return { line: faults.line(table.line) }
}

/** It lies on its own tile whenever the scene shows a white one. */
function spectrolino({ scene, serial, pace, faults }: Surroundings): { line: LineEndpoint } {
  const onTile = (): boolean => scene.target().kind === 'white'
  return { line: faults.line(spectrolinoAlone({ view: headView(scene), serial, onTile, pace })) }
}

function hug({ scene, serial, pace, faults }: Surroundings): { line: LineEndpoint; usb: BusInterface } {
  const line = faults.line(colorhug({ view: tristimulusView(scene), serial, pace }))
  return { line, usb: colorhugReports(line, faults) }
}
