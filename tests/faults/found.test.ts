import { describe, expect, test } from 'vitest'
import type { OpenDevice } from '../../drivers/device.ts'
import { numberBoard, SKETCH } from '../../drivers/simulators/number-board.ts'
import { memoryLine } from '../../drivers/transports/memory.ts'
import type { LineEndpoint } from '../../drivers/transports/transport.ts'
import { boards } from '../drivers/devices/board-subjects.ts'
import { hastyPace } from '../drivers/devices/hasty-pace.ts'
import { subjects } from '../drivers/devices/subjects.ts'
import type { Subject } from '../drivers/devices/subjects.ts'
import { failure, within } from '../drivers/io.ts'
import { inVirtualTime } from './virtual-time.ts'

// What `npm run test:faults` has found, each as small as it can be told.
const SHORT = within(400)

/** A line whose next replies can be delayed, in order, or changed. */
class Line implements LineEndpoint {
  delayMs = 0
  change: (bytes: Uint8Array) => Uint8Array = (bytes) => bytes
  readonly #inner: LineEndpoint

  constructor(inner: LineEndpoint) {
    this.#inner = inner
  }

  connect(send: (bytes: Uint8Array) => void, hangUp: () => void) {
    let freeAtMs = 0
    return this.#inner.connect((bytes) => {
      const said = this.change(bytes)
      freeAtMs = Math.max(freeAtMs, performance.now() + this.delayMs)
      this.delayMs = 0
      setTimeout(() => send(said), freeAtMs - performance.now())
    }, hangUp)
  }
}

async function prepared(subject: Subject): Promise<{ line: Line; device: OpenDevice }> {
  const line = new Line(subject.instrument(50))
  const device = await subject.driver.open(await memoryLine(line).open(SHORT), SHORT)
  await subject.prepare(device, SHORT)
  await subject.read(device, 0, SHORT)
  return { line, device }
}

describe('an answer that comes long after it was given up', () => {
  test.each([
    ['USB2000', subjects.usb2000()],
    ['a board that is asked', boards.numbers()],
  ])('%s: it does not pass for the answer to the next question', async (_name, subject) => {
    await inVirtualTime(async () => {
      const { line, device } = await prepared(subject)
      line.delayMs = 1500
      expect(await failure(subject.read(device, 0, SHORT))).toMatchObject({ code: 'DEVICE_TIMEOUT' })
      for (const n of [1, 2, 3]) await subject.read(device, n, SHORT)
      await device.close()
    })
  })
})

const STATUS_BYTES = 16

test('an integration time that cannot be is not believed, and nobody waits for it', async () => {
  await inVirtualTime(async () => {
    const usb4000 = subjects.usb4000()
    const { line, device } = await prepared(usb4000)
    line.change = (bytes) =>
      bytes.length === STATUS_BYTES ? bytes.map((byte, i) => (i >= 2 && i < 6 ? 0x7f : byte)) : bytes
    const exposed = failure(device.spectrometer!.expose({ integrationMs: 15, scans: 2 }, SHORT))
    expect(await exposed).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    line.change = () => new Uint8Array(0)
    const started = performance.now()
    expect(await failure(device.spectrometer!.readFrame(SHORT))).toMatchObject({ code: 'DEVICE_TIMEOUT' })
    expect(performance.now() - started).toBeLessThan(10_000)
    line.change = (bytes) => bytes
    await usb4000.read(device, 1, within(2000))
    await device.close()
  })
})

test('the simulated board says nothing after its plug was pulled while it spoke', async () => {
  await inVirtualTime(async () => {
    const board = numberBoard({ frame: () => [1, 2, 3], manner: SKETCH, pace: hastyPace(50) })
    let said = 0
    const host = board.connect(
      () => {
        if (++said === 3) host.disconnected()
      },
      () => undefined,
    )
    await new Promise((resolve) => setTimeout(resolve, 5_000))
    expect(said).toBe(3)
  })
})
