import { describe } from 'vitest'
import { need } from '../../need.ts'
import { deviceConformance } from './devices.conformance.ts'
import { inProcess, overPty, overTcp } from './routes.ts'
import { boards } from './board-subjects.ts'

describe('AS7265x triad in process', () => {
  deviceConformance(boards.as7265x, inProcess, { exclusive: true })
})

describe('AS7265x triad over TCP', () => {
  deviceConformance(boards.as7265x, overTcp, { exclusive: false })
})

const socat = need('socat')
describe.skipIf(!socat.path)(`AS7265x triad on a serial port${socat.path ? '' : `: ${socat.reason}`}`, () => {
  deviceConformance(boards.as7265x, overPty, { exclusive: true })
})
