import { describe } from 'vitest'
import { need } from '../../need.ts'
import { deviceConformance } from './devices.conformance.ts'
import { inProcess, overPty, overTcp } from './routes.ts'
import type { Subject } from './subjects.ts'

/** The promises of a line instrument in process, over TCP and on a serial port. */
export function onAllRoutes(name: string, subject: Subject): void {
  describe(`${name} in process`, () => {
    deviceConformance(subject, inProcess, { exclusive: true })
  })
  describe(`${name} over TCP`, () => {
    deviceConformance(subject, overTcp, { exclusive: false })
  })
  const socat = need('socat')
  describe.skipIf(!socat.path)(`${name} on a serial port${socat.path ? '' : `: ${socat.reason}`}`, () => {
    deviceConformance(subject, overPty, { exclusive: true })
  })
}
