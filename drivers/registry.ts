import { badRequest } from './problems.ts'
import type { Driver } from './device.ts'
import { as7265x } from './devices/as7265x.ts'
import { c12880ma } from './devices/c12880ma.ts'
import { cl200a } from './devices/cl-200a.ts'
import { colorhug } from './devices/colorhug.ts'
import { cs100a } from './devices/cs-100a.ts'
import { cs2000 } from './devices/cs-2000.ts'
import { grbl } from './devices/grbl.ts'
import { jeti1211 } from './devices/jeti-1211.ts'
import { jeti1511 } from './devices/jeti-1511.ts'
import { kleinK10 } from './devices/klein-k10.ts'
import { marlin } from './devices/marlin.ts'
import { oceanObp } from './devices/ocean-obp.ts'
import { oceanUsb } from './devices/ocean-usb.ts'
import { pr650 } from './devices/pr-650.ts'
import { pr655, pr670 } from './devices/pr-655.ts'
import { spectrolino } from './devices/spectrolino.ts'
import { spectroscan } from './devices/spectroscan.ts'

/** Every instrument the program knows: a new one is a file in devices/ (or a line of a family's table there) and a line here. */
export const registry: readonly Driver[] = [
  ...oceanObp,
  ...oceanUsb,
  jeti1211,
  jeti1511,
  grbl,
  pr650,
  pr655,
  pr670,
  cs2000,
  kleinK10,
  cs100a,
  cl200a,
  c12880ma,
  as7265x,
  marlin,
  spectroscan,
  spectrolino,
  colorhug,
]

/** The driver of a family named in a URI. @throws Problem BAD_REQUEST */
export function driverOf(family: string): Driver {
  const driver = registry.find((known) => known.family === family)
  if (driver) return driver
  throw badRequest(
    `No driver is named "${family}".`,
    `Known are ${registry.map((known) => known.family).join(', ')}.`,
  )
}
