import { describe } from 'vitest'

import { deviceConformance } from './devices.conformance.ts'
import { inProcess, overTcp, usbInProcess } from './routes.ts'
import { subjects } from './subjects.ts'

describe('Ocean HDX in process', () => {
  deviceConformance(subjects.hdx, inProcess, { exclusive: true })
})

describe('Ocean HDX over TCP', () => {
  deviceConformance(subjects.hdx, overTcp, { exclusive: false })
})

describe('Ocean HDX over USB transfers', () => {
  deviceConformance(subjects.hdx, usbInProcess, { exclusive: true })
})
