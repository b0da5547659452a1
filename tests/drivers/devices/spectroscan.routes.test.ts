import { describe } from 'vitest'
import { need } from '../../need.ts'
import { boards } from './board-subjects.ts'
import { deviceConformance } from './devices.conformance.ts'
import { inProcess, overPty, overTcp } from './routes.ts'

describe('SpectroScan in process', () => {
  deviceConformance(boards.spectroscan, inProcess, { exclusive: true })
})

describe('SpectroScan over TCP', () => {
  deviceConformance(boards.spectroscan, overTcp, { exclusive: false })
})

const socat = need('socat')
describe.skipIf(!socat.path)(`SpectroScan on a serial port${socat.path ? '' : `: ${socat.reason}`}`, () => {
  deviceConformance(boards.spectroscan, overPty, { exclusive: true })
})

describe('Spectrolino in process', () => {
  deviceConformance(boards.spectrolino, inProcess, { exclusive: true })
})
