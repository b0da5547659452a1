import { afterEach, expect, test } from 'vitest'
import type { ByteStream, Connector, LineEndpoint } from '../../../drivers/transports/transport.ts'
import { cancellable, failure, PATIENT, until, within } from '../io.ts'

/** The far end of a transport under test: it says what it is told and keeps what it hears. */
export class Far implements LineEndpoint {
  readonly heard: number[] = []
  connections = 0
  disconnections = 0
  send: (bytes: Uint8Array) => void = () => undefined
  hangUp: () => void = () => undefined

  connect(send: (bytes: Uint8Array) => void, hangUp: () => void) {
    this.connections++
    this.send = send
    this.hangUp = hangUp
    return {
      receive: (bytes: Uint8Array) => {
        this.heard.push(...bytes)
      },
      disconnected: () => {
        this.disconnections++
      },
    }
  }
}

/** One transport with its far end, made anew for every test. */
export interface Rig {
  readonly far: Far
  readonly connector: Connector<ByteStream>
  /** The same kind of connector to a place where nothing is. */
  readonly nowhere?: Connector<ByteStream>
  /** Ends the connection from the far side. */
  vanish(): Promise<void> | void
  close(): Promise<void> | void
}

/** What the transport can and cannot tell. */
export interface Traits {
  readonly exclusive: boolean
  /** The far side sees the host leave. */
  readonly farSeesClose: boolean
  /** There are addresses with nothing behind them. */
  readonly canBeNowhere: boolean
}

const all256 = Uint8Array.from({ length: 256 }, (_, i) => i)

async function readExactly(link: ByteStream, count: number): Promise<number[]> {
  const bytes: number[] = []
  while (bytes.length < count) bytes.push(...(await link.read(PATIENT)))
  return bytes
}

/** Every byte stream keeps these promises. */
export function transportConformance(makeRig: () => Promise<Rig> | Rig, traits: Traits): void {
  let rig: Rig
  let link: ByteStream
  const opened: ByteStream[] = []
  const open = async (): Promise<ByteStream> => {
    const before = rig.far.connections
    const stream = await rig.connector.open(PATIENT)
    opened.push(stream)
    if (traits.farSeesClose) await until(() => rig.far.connections > before, 'a connection at the far end')
    return stream
  }
  const start = async (): Promise<void> => {
    rig = await makeRig()
    link = await open()
  }
  afterEach(async () => {
    for (const stream of opened.splice(0)) await stream.close()
    await rig.close()
  })

  test('every byte value passes both ways, in order', async () => {
    await start()
    await link.write(all256, PATIENT)
    await until(() => rig.far.heard.length >= 256, 'all bytes heard')
    expect(rig.far.heard).toEqual([...all256])
    rig.far.send(all256)
    expect(await readExactly(link, 256)).toEqual([...all256])
  })

  test('a hundred kilobytes arrive whole', async () => {
    await start()
    const bytes = Uint8Array.from({ length: 100_000 }, (_, i) => (i * 31) % 251)
    for (let at = 0; at < bytes.length; at += 1000) rig.far.send(bytes.slice(at, at + 1000))
    expect(await readExactly(link, bytes.length)).toEqual([...bytes])
  })

  test('bytes that came before the read are kept for it', async () => {
    await start()
    rig.far.send(Uint8Array.of(1, 2))
    rig.far.send(Uint8Array.of(3))
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await readExactly(link, 3)).toEqual([1, 2, 3])
  })

  test('silence ends a read with DEVICE_TIMEOUT, and the next read works', async () => {
    await start()
    await expect(link.read(within(30))).rejects.toMatchObject({ code: 'DEVICE_TIMEOUT' })
    rig.far.send(Uint8Array.of(9))
    expect(await readExactly(link, 1)).toEqual([9])
  })

  test('a cancelled read rejects with the reason, and loses no byte', async () => {
    await start()
    const io = cancellable(10_000)
    const reading = failure(link.read(io))
    const reason = new DOMException('enough', 'AbortError')
    io.cancel(reason)
    expect(await reading).toBe(reason)
    rig.far.send(Uint8Array.of(7))
    expect(await readExactly(link, 1)).toEqual([7])
  })

  test('what is cancelled already does not happen', async () => {
    await start()
    const io = cancellable(10_000)
    io.cancel()
    expect(await failure(link.write(Uint8Array.of(1), io))).toMatchObject({ name: 'AbortError' })
    expect(await failure(link.read(io))).toMatchObject({ name: 'AbortError' })
    expect(await failure(rig.connector.open(io))).toMatchObject({ name: 'AbortError' })
    await link.write(Uint8Array.of(2), PATIENT)
    await until(() => rig.far.heard.length > 0, 'the second byte')
    expect(rig.far.heard).toEqual([2])
  })

  test('discard forgets what has arrived and nothing else', async () => {
    await start()
    rig.far.send(Uint8Array.of(1, 2, 3))
    await new Promise((resolve) => setTimeout(resolve, 100))
    link.discard()
    rig.far.send(Uint8Array.of(4))
    expect(await readExactly(link, 1)).toEqual([4])
  })

  test('a line that ends is DEVICE_LOST for reads and writes, told once', async () => {
    await start()
    let told = 0
    link.onLost(() => {
      told++
    })
    const reading = failure(link.read(PATIENT))
    await rig.vanish()
    expect(await reading).toMatchObject({ code: 'DEVICE_LOST' })
    expect(await failure(link.read(PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
    expect(await failure(link.write(Uint8Array.of(1), PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
    expect(told).toBe(1)
    let late = 0
    link.onLost(() => {
      late++
    })
    expect(late).toBe(1)
    await link.close()
  })

  test('closing is quiet, final and repeatable; the place can be opened again', async () => {
    await start()
    let told = 0
    link.onLost(() => {
      told++
    })
    await link.close()
    await link.close()
    if (traits.farSeesClose) await until(() => rig.far.disconnections === 1, 'the far end to notice')
    expect(told).toBe(0)
    expect(await failure(link.read(PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
    expect(await failure(link.write(Uint8Array.of(1), PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
    const again = await open()
    rig.far.send(Uint8Array.of(5))
    expect(await readExactly(again, 1)).toEqual([5])
  })

  if (traits.exclusive) {
    test('a second owner is BUSY and does not disturb the first', async () => {
      await start()
      expect(await failure(rig.connector.open(PATIENT))).toMatchObject({ code: 'BUSY' })
      rig.far.send(Uint8Array.of(6))
      expect(await readExactly(link, 1)).toEqual([6])
    })
  }

  if (traits.canBeNowhere) {
    test('nothing there is NO_DEVICE', async () => {
      await start()
      expect(await failure(rig.nowhere?.open(PATIENT) ?? Promise.resolve())).toMatchObject({
        code: 'NO_DEVICE',
      })
    })
  }
}
