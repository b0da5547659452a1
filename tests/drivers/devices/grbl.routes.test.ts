import { describe } from 'vitest'
import { need } from '../../need.ts'
import { deviceConformance } from './devices.conformance.ts'
import { inProcess, overPty, overTcp } from './routes.ts'
import { subjects } from './subjects.ts'

describe('GRBL table in process', () => {
  deviceConformance(subjects.grbl, inProcess, { exclusive: true })
})

describe('GRBL table over TCP', () => {
  deviceConformance(subjects.grbl, overTcp, { exclusive: false })
})

const socat = need('socat')
describe.skipIf(!socat.path)(`GRBL table on a serial port${socat.path ? '' : `: ${socat.reason}`}`, () => {
  deviceConformance(subjects.grbl, overPty, { exclusive: true })
})
