import type { Role } from '../../contract/instrument.ts'
import type { LineEndpoint } from '../transports/transport.ts'
import { grblTable } from './grbl.ts'
import { jeti1211 } from './jeti-1211.ts'
import type { WiredUsb } from './line-usb.ts'
import { obpSimulator, ooiSimulator } from './ocean-makers.ts'
import { OBP_INSTRUMENTS } from './obp-models.ts'
import { OOI_INSTRUMENTS } from './ooi-models.ts'
import type { Surroundings } from './surroundings.ts'
import { travelFor } from './travel.ts'

/** What a simulated instrument does on the bench. */
export type SimulatedRole = Exclude<Role, 'none'>

/** One kind of instrument that can be simulated alone or as part of a bench. */
export interface SimulatedKind {
  /** As in URIs: "ocean-hdx". */
  readonly family: string
  /** The first is the one it takes on a bench unless asked otherwise. */
  readonly roles: readonly [SimulatedRole, ...SimulatedRole[]]
  readonly serial: string
  /** A fresh instrument, reached over its line or, where it has one, its USB interface. A stage makes the scene follow it. */
  readonly make: (surroundings: Surroundings) => { readonly line: LineEndpoint; readonly usb?: WiredUsb }
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
]

function jeti({ scene, serial, pace, faults }: Surroundings): { line: LineEndpoint } {
  return { line: faults.line(jeti1211({ view: scene, serial, pace })) }
}

function grbl({ scene, plate, serial, pace, faults }: Surroundings): { line: LineEndpoint } {
  const { whiteXMm: startXMm, whiteYMm: startYMm } = plate
  const table = grblTable({ table: { ...travelFor(plate), serial, startXMm, startYMm }, pace })
  scene.follow(() => table.carriage())
  return { line: faults.line(table.line) }
}
