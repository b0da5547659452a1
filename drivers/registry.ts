import { badRequest } from './problems.ts'
import type { Driver } from './device.ts'
import { grbl } from './devices/grbl.ts'
import { jeti1211 } from './devices/jeti-1211.ts'
import { oceanObp } from './devices/ocean-obp.ts'
import { oceanUsb } from './devices/ocean-usb.ts'

/** Every instrument the program knows: a new one is a file in devices/ (or a line of a family's table there) and a line here. */
export const registry: readonly Driver[] = [...oceanObp, ...oceanUsb, jeti1211, grbl]

/** The driver of a family named in a URI. @throws Problem BAD_REQUEST */
export function driverOf(family: string): Driver {
  const driver = registry.find((known) => known.family === family)
  if (driver) return driver
  throw badRequest(
    `No driver is named "${family}".`,
    `Known are ${registry.map((known) => known.family).join(', ')}.`,
  )
}
