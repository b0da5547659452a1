import { describe } from 'vitest'
import { need } from '../../need.ts'
import { deviceConformance } from './devices.conformance.ts'
import { inProcess, overPty, overTcp, usbInProcess } from './routes.ts'
import type { Subject } from './subjects.ts'

const socat = need('socat')

/** The promises of a driver over every route one Ocean spectrometer has. */
export function oceanConformance(name: string, subject: Subject): void {
  describe(`${name} over USB transfers`, () => {
    deviceConformance(subject, usbInProcess(subject), { exclusive: true })
  })

  describe(`${name} over TCP`, () => {
    deviceConformance(subject, overTcp, { exclusive: false })
  })

  if (subject.driver.match.baudRates === undefined) return
  describe.skipIf(!socat.path)(`${name} on a serial port${socat.path ? '' : `: ${socat.reason}`}`, () => {
    deviceConformance(subject, overPty, { exclusive: true })
  })
}

/** The line in this process: what a simulated bench uses for instruments without USB. */
export function oceanLineConformance(name: string, subject: Subject): void {
  describe(`${name} in process`, () => {
    deviceConformance(subject, inProcess, { exclusive: true })
  })
}
