import { describe } from 'vitest'
import { need } from '../../need.ts'
import { deviceConformance } from './devices.conformance.ts'
import { inProcess, overPty, overTcp } from './routes.ts'
import { subjects } from './subjects.ts'

describe('Marlin table in process', () => {
  deviceConformance(subjects.marlin, inProcess, { exclusive: true })
})

describe('Marlin table over TCP', () => {
  deviceConformance(subjects.marlin, overTcp, { exclusive: false })
})

const socat = need('socat')
describe.skipIf(!socat.path)(`Marlin table on a serial port${socat.path ? '' : `: ${socat.reason}`}`, () => {
  deviceConformance(subjects.marlin, overPty, { exclusive: true })
})
