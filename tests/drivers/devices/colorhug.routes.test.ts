import { describe } from 'vitest'
import { colorhugReports } from '../../../drivers/simulators/colorhug-hid.ts'
import { memoryUsb } from '../../../drivers/transports/memory.ts'
import { boards } from './board-subjects.ts'
import { deviceConformance } from './devices.conformance.ts'

describe('ColorHug in reports in process', () => {
  deviceConformance(
    boards.colorhug,
    (mischief) => ({
      connector: memoryUsb(colorhugReports(mischief, mischief.presence)),
      close: async () => undefined,
    }),
    { exclusive: true },
  )
})
