import { describe } from 'vitest'
import { need } from '../../need.ts'
import { deviceConformance } from './devices.conformance.ts'
import { inProcess, overPty, overTcp } from './routes.ts'
import { subjects } from './subjects.ts'

const METERS = ['pr650', 'pr655', 'pr670', 'cs2000', 'klein', 'cs100a', 'cl200a'] as const

describe.each(METERS)('%s in process', (name) => {
  deviceConformance(subjects[name], inProcess, { exclusive: true })
})

describe.each(METERS)('%s over TCP', (name) => {
  deviceConformance(subjects[name], overTcp, { exclusive: false })
})

const socat = need('socat')
describe.skipIf(!socat.path)(`on a serial port${socat.path ? '' : `: ${socat.reason}`}`, () => {
  describe.each(METERS)('%s', (name) => {
    deviceConformance(subjects[name], overPty, { exclusive: true })
  })
})
