import { describe } from 'vitest'
import { need } from '../../need.ts'
import { deviceConformance } from './devices.conformance.ts'
import { inProcess, overPty, overTcp } from './routes.ts'
import { boards } from './board-subjects.ts'

describe('C12880MA board in process', () => {
  deviceConformance(boards.c12880ma, inProcess, { exclusive: true })
})

describe('C12880MA board over TCP', () => {
  deviceConformance(boards.c12880ma, overTcp, { exclusive: false })
})

const socat = need('socat')
describe.skipIf(!socat.path)(
  `C12880MA board on a serial port${socat.path ? '' : `: ${socat.reason}`}`,
  () => {
    deviceConformance(boards.c12880ma, overPty, { exclusive: true })
  },
)

describe('described board in process', () => {
  deviceConformance(boards.numbers, inProcess, { exclusive: true })
})
