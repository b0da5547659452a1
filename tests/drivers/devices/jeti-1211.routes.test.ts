import { describe } from 'vitest'
import { need } from '../../need.ts'
import { deviceConformance } from './devices.conformance.ts'
import { inProcess, overPty, overTcp } from './routes.ts'
import { subjects } from './subjects.ts'

describe('JETI specbos 1211 in process', () => {
  deviceConformance(subjects.jeti, inProcess, { exclusive: true })
})

describe('JETI specbos 1211 over TCP', () => {
  deviceConformance(subjects.jeti, overTcp, { exclusive: false })
})

const socat = need('socat')
describe.skipIf(!socat.path)(
  `JETI specbos 1211 on a serial port${socat.path ? '' : `: ${socat.reason}`}`,
  () => {
    deviceConformance(subjects.jeti, overPty, { exclusive: true })
  },
)
