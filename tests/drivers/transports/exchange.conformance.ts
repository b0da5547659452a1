import { afterEach, beforeEach, expect, test } from 'vitest'
import type { Connector, UsbEndpoint, UsbPipe } from '../../../drivers/transports/transport.ts'
import { cancellable, failure, PATIENT, within } from '../io.ts'

const PACKET_BYTES = 64

/** A device that answers a command of one byte through the endpoints a test names, each answer once. */
export class Answering implements UsbEndpoint {
  readonly vendorId = 0x2457
  readonly productId = 0x1022
  readonly serialNumber = ''
  readonly packetBytes = PACKET_BYTES
  readonly heard: number[] = []
  /** What the next command is answered with, by endpoint. */
  answers: Readonly<Record<number, Uint8Array>> = {}
  plugged = true
  readonly #ready = new Map<number, Uint8Array>()
  readonly #waiting = new Map<number, (bytes: Uint8Array) => void>()
  readonly #listeners: (() => void)[] = []

  bulkOut(_endpoint: number, bytes: Uint8Array): void {
    this.heard.push(...bytes)
    for (const [name, answer] of Object.entries(this.answers)) this.say(Number(name), answer)
  }
  say(endpoint: number, answer: Uint8Array): void {
    const waiting = this.#waiting.get(endpoint)
    this.#waiting.delete(endpoint)
    if (waiting) waiting(answer)
    else this.#ready.set(endpoint, answer)
  }
  bulkIn(endpoint: number, _length: number, signal: AbortSignal): Promise<Uint8Array> {
    const ready = this.#ready.get(endpoint)
    this.#ready.delete(endpoint)
    if (ready) return Promise.resolve(ready)
    return new Promise((resolve, reject) => {
      this.#waiting.set(endpoint, resolve)
      signal.addEventListener('abort', () => {
        this.#waiting.delete(endpoint)
        reject(signal.reason as Error)
      })
    })
  }
  onUnplug(listener: () => void): void {
    this.#listeners.push(listener)
  }
  unplug(): void {
    this.plugged = false
    for (const listener of this.#listeners) listener()
  }
}

const COMMAND = { endpoint: 1, bytes: Uint8Array.of(9) }
const READS = [
  { endpoint: 6, length: 64 },
  { endpoint: 2, length: 128 },
]

/** Every pipe keeps these promises when it sends a message and reads its answer in one go. */
export function exchangeConformance(connect: (device: UsbEndpoint) => Connector<UsbPipe>): void {
  let device: Answering
  let pipe: UsbPipe
  beforeEach(async () => {
    device = new Answering()
    pipe = await connect(device).open(PATIENT)
  })
  afterEach(() => pipe.close())

  test('the pieces come in the order in which they were asked for', async () => {
    device.answers = { 2: Uint8Array.of(3, 4, 5), 6: Uint8Array.of(1, 2) }
    const pieces = await pipe.exchange(COMMAND, READS, PATIENT)
    expect(pieces.map((piece) => [...(piece ?? [])])).toEqual([
      [1, 2],
      [3, 4, 5],
    ])
    expect(device.heard).toEqual([9])
  })

  test('a piece that never comes is missing among those that came', async () => {
    device.answers = { 6: Uint8Array.of(1, 2) }
    const [beginning, rest] = await pipe.exchange(COMMAND, READS, within(150))
    expect([...(beginning ?? [])]).toEqual([1, 2])
    expect(rest).toBeUndefined()
  })

  test('silence is a time-out, and nothing of it stays for the next', async () => {
    expect(await failure(pipe.exchange(COMMAND, READS, within(150)))).toMatchObject({
      code: 'DEVICE_TIMEOUT',
    })
    device.answers = { 2: Uint8Array.of(4), 6: Uint8Array.of(3) }
    expect(await pipe.exchange(COMMAND, READS, PATIENT)).toEqual([Uint8Array.of(3), Uint8Array.of(4)])
  })

  test('a cancelled one ends at once, and is not taken up by the next', async () => {
    const io = cancellable(1_000)
    const cancelled = failure(pipe.exchange(COMMAND, READS, io))
    await new Promise((resolve) => setTimeout(resolve, 20))
    io.cancel()
    expect(await cancelled).toMatchObject({ name: 'AbortError' })
    // The late answer belongs to the one that was left, where the system still waits for it.
    device.answers = { 2: Uint8Array.of(4), 6: Uint8Array.of(3) }
    expect(await pipe.exchange(COMMAND, READS, PATIENT)).toEqual([Uint8Array.of(3), Uint8Array.of(4)])
  })

  test('an unplug in the middle is the end of it', async () => {
    const reading = failure(pipe.exchange(COMMAND, READS, PATIENT))
    await new Promise((resolve) => setTimeout(resolve, 20))
    device.unplug()
    expect(await reading).toMatchObject({ code: 'DEVICE_LOST' })
  })
}
