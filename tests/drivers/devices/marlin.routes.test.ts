import { describe } from 'vitest'
import { need } from '../../need.ts'
import { deviceConformance } from './devices.conformance.ts'
import { inProcess, overPty, overTcp } from './routes.ts'
import { boards } from './board-subjects.ts'

describe('Marlin table in process', () => {
  deviceConformance(boards.marlin, inProcess, { exclusive: true })
})

describe('Marlin table over TCP', () => {
  deviceConformance(boards.marlin, overTcp, { exclusive: false })
})

const socat = need('socat')
describe.skipIf(!socat.path)(`Marlin table on a serial port${socat.path ? '' : `: ${socat.reason}`}`, () => {
  deviceConformance(boards.marlin, overPty, { exclusive: true })
})
