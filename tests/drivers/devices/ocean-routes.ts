import { describe } from 'vitest'
import { need } from '../../need.ts'
import { deviceConformance } from './devices.conformance.ts'
import { inProcess, overPty, overTcp, usbInProcess, usbThroughPackage } from './routes.ts'
import type { Subject } from './subjects.ts'

const socat = need('socat')

/** The promises of a driver over USB and, where the instrument has one, its serial line. */
export function oceanConformance(name: string, subject: Subject): void {
  describe(`${name} over USB transfers`, () => {
    deviceConformance(subject, usbInProcess(subject), { exclusive: true })
  })

  if (subject.driver.match.baudRates === undefined) return
  describe.skipIf(!socat.path)(`${name} on a serial port${socat.path ? '' : `: ${socat.reason}`}`, () => {
    deviceConformance(subject, overPty, { exclusive: true })
  })
}

/** The same over TCP. */
export function oceanTcpConformance(name: string, subject: Subject): void {
  describe(`${name} over TCP`, () => {
    deviceConformance(subject, overTcp, { exclusive: false })
  })
}

/** USB transfers as the system's package makes them. */
export function oceanUsbPackageConformance(name: string, subject: Subject): void {
  describe(`${name} through the usb package`, () => {
    deviceConformance(subject, usbThroughPackage(subject), { exclusive: true })
  })
}

/** The line in this process: what a simulated bench uses for instruments without USB. */
export function oceanLineConformance(name: string, subject: Subject): void {
  describe(`${name} in process`, () => {
    deviceConformance(subject, inProcess, { exclusive: true })
  })
}
