import { describe, expect, test } from 'vitest'
import { Problem } from '../../../contract/errors.ts'
import { parseFaults } from '../../../drivers/simulators/fault-spec.ts'
import { Faults } from '../../../drivers/simulators/faults.ts'
import { memoryLine } from '../../../drivers/transports/memory.ts'
import { seededRandom } from '../../../spectra/random.ts'
import { inVirtualTime } from '../../faults/virtual-time.ts'
import { within } from '../io.ts'
import { subjects } from './subjects.ts'

const READINGS = 40
const IO = within(400)

/**
 * Reads over a line that misbehaves by chance. A reading may fail with a sentence; one that succeeds is right (each
 * subject checks its own values), and once the line is good again so are all readings.
 */
async function endured(
  name: keyof typeof subjects,
  rules: string,
  seed: number,
): Promise<{ good: number; codes: Set<string> }> {
  const subject = subjects[name]()
  const faults = new Faults({
    rules: parseFaults(rules),
    random: seededRandom(seed),
    serial: subject.serial,
    times: { lateMs: 40, stallMs: 60, replugMs: 20 },
  })
  const instrument = subject.instrument(200)
  let faulty = false
  // The faults are laid over the line only while it is being endured.
  const device = await subject.driver.open(
    await memoryLine({
      connect: (send, hangUp) => {
        const bad = faults.line({
          connect: (say) => {
            pass = say
            return { receive: () => undefined, disconnected: () => undefined }
          },
        })
        let pass: (bytes: Uint8Array) => void = () => undefined
        bad.connect(send, hangUp)
        return instrument.connect((bytes) => {
          if (faulty) pass(bytes)
          else send(bytes)
        }, hangUp)
      },
    }).open(IO),
    IO,
  )
  await subject.prepare(device, within(5000))
  faulty = true
  let good = 0
  const codes = new Set<string>()
  for (let n = 0; n < READINGS; n++) {
    try {
      await subject.read(device, n % 4, IO)
      good++
    } catch (error) {
      if (!(error instanceof Problem)) throw error
      codes.add(error.code)
    }
  }
  faulty = false
  for (let n = 0; n < 3; n++) await subject.read(device, n, within(5000))
  await device.close()
  return { good, codes }
}

/** In virtual time: the lines are in this process, and what takes time is waiting. */
const endure = (...how: Parameters<typeof endured>): ReturnType<typeof endured> =>
  inVirtualTime(() => endured(...how))

const SUBJECTS = [
  'hdx',
  'sr4',
  'usb4000',
  'jaz',
  'jeti',
  'grbl',
  'spectraval',
  'pr650',
  'pr655',
  'pr670',
  'cs2000',
  'klein',
  'cs100a',
  'cl200a',
] as const

describe('lines that split, join and delay', () => {
  test.each(SUBJECTS)('%s: not one reading is lost', async (name) => {
    expect(await endure(name, 'split:0.4,merged:0.2,late:0.05', 11)).toEqual({
      good: READINGS,
      codes: new Set(),
    })
  })
})

describe('lines that cut replies', () => {
  test.each(SUBJECTS)('%s: no reading is wrong, and it recovers', async (name) => {
    const { good, codes } = await endure(name, 'truncated:0.02,split:0.2', 12)
    expect(good).toBeGreaterThan(READINGS / 3)
    for (const code of codes)
      expect(['PROTOCOL_VIOLATION', 'DEVICE_TIMEOUT', 'DEVICE_REFUSED', 'STAGE_ALARM']).toContain(code)
  })
})

describe('a line that changes bytes', () => {
  test.each(['hdx', 'qePro'] as const)('%s: its sums let no wrong count through', async (name) => {
    const { good, codes } = await endure(name, 'garbled:0.05,split:0.2', 13)
    expect(good).toBeGreaterThan(READINGS / 3)
    expect(codes).toContain('PROTOCOL_VIOLATION')
  })
})
