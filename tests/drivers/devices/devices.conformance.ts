import { afterEach, expect, test } from 'vitest'
import type { OpenDevice } from '../../../drivers/device.ts'
import type { Connector } from '../../../drivers/transports/transport.ts'
import { cancellable, failure, until, within } from '../io.ts'
import { Mischief } from './mischief.ts'
import type { Subject } from './subjects.ts'

/** A way from the driver to the instrument. */
export interface Route {
  readonly connector: Connector
  /** Reachable again after the plug was put back. */
  replugged?(): Promise<void>
  close(): Promise<void>
}

/** What a route can tell. */
export interface RouteTraits {
  readonly exclusive: boolean
}

/** Long enough for every honest reply on a loaded machine. */
const PATIENT = within(8_000)
/** A silent instrument is given up after this. */
const SHORT = within(250)

/** Every driver keeps these promises over every route. */
export function deviceConformance(
  subject: Subject,
  routeTo: (mischief: Mischief) => Promise<Route> | Route,
  traits: RouteTraits,
): void {
  let mischief: Mischief
  let route: Route
  const opened: OpenDevice[] = []

  const make = async (factor: number): Promise<void> => {
    mischief = new Mischief(subject.instrument(factor))
    route = await routeTo(mischief)
  }
  const open = async (io = PATIENT, onLost?: () => void): Promise<OpenDevice> => {
    const link = await route.connector.open(io)
    if (onLost) link.onLost(onLost)
    const device = await subject.driver.open(link, io)
    opened.push(device)
    return device
  }
  const ready = async (factor = 50, onLost?: () => void): Promise<OpenDevice> => {
    await make(factor)
    const device = await open(PATIENT, onLost)
    await subject.prepare(device, PATIENT)
    return device
  }
  afterEach(async () => {
    mischief.mood = 'honest'
    await Promise.all(opened.splice(0).map((device) => device.close()))
    await route.close()
  })

  test('says who it is, reports its settings, and gives three right readings', async () => {
    const device = await ready()
    expect(device.identity.serial).toBe(subject.serial)
    expect(device.identity.model).not.toBe('')
    expect(device.identity.firmware).not.toBe('')
    const rows = await device.settings(PATIENT)
    expect(rows.filter(({ ok }) => !ok)).toEqual([])
    expect(rows.length).toBeGreaterThan(2)
    for (let n = 0; n < 3; n++) await subject.read(device, n, PATIENT)
  })

  test('what a former program left in the line does not matter', async () => {
    await make(50)
    mischief.leftOver = Uint8Array.from(Buffer.from(subject.leftOver, 'hex'))
    const device = await open()
    await subject.prepare(device, PATIENT)
    await subject.read(device, 1, PATIENT)
  })

  test('silence at open is DEVICE_TIMEOUT, and nothing stays open', async () => {
    await make(50)
    mischief.mood = 'silent'
    expect(await failure(open(SHORT))).toMatchObject({ code: 'DEVICE_TIMEOUT' })
    mischief.mood = 'honest'
    const device = await open()
    expect(device.identity.serial).toBe(subject.serial)
  })

  test('silence ends a reading with DEVICE_TIMEOUT; when it speaks again the next one is right', async () => {
    const device = await ready()
    mischief.mood = 'silent'
    expect(await failure(subject.read(device, 1, SHORT))).toMatchObject({ code: 'DEVICE_TIMEOUT' })
    mischief.mood = 'honest'
    await subject.read(device, 2, PATIENT)
  })

  test('noise is PROTOCOL_VIOLATION, never a value; the next reading is right', async () => {
    const device = await ready()
    mischief.mood = 'noise'
    expect(await failure(subject.read(device, 1, SHORT))).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    mischief.mood = 'honest'
    await subject.read(device, 2, PATIENT)
  })

  test('half a reply is PROTOCOL_VIOLATION; the next reading is right', async () => {
    const device = await ready()
    mischief.mood = 'truncated'
    expect(await failure(subject.read(device, 1, SHORT))).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    mischief.mood = 'honest'
    await subject.read(device, 2, PATIENT)
  })

  test('a reading is cancelled at once with the reason, and the next one is right', async () => {
    const device = await ready(subject.slowFactor)
    for (let n = 0; n < 2; n++) {
      const io = cancellable(8_000)
      const sent = mischief.heard.length
      const slow = failure(subject.slow(device, io))
      await until(() => subject.listensOnly === true || mischief.heard.length > sent + 1, 'a command')
      await new Promise((resolve) => setTimeout(resolve, 30))
      const reason = new DOMException('stopped by the operator', 'AbortError')
      io.cancel(reason)
      expect(await slow).toBe(reason)
      await subject.read(device, n, PATIENT)
    }
  })

  test('commands wait for each other', async () => {
    const device = await ready()
    await Promise.all([
      subject.read(device, 1, PATIENT),
      device.settings(PATIENT).then((rows) => {
        expect(rows.length).toBeGreaterThan(2)
      }),
    ])
  })

  test('unplugged in the middle of a reading: DEVICE_LOST, told once, and found again by its serial number', async () => {
    let told = 0
    const device = await ready(subject.slowFactor, () => told++)
    const sent = mischief.heard.length
    const slow = failure(subject.slow(device, PATIENT))
    await until(() => subject.listensOnly === true || mischief.heard.length > sent, 'a command')
    mischief.unplug()
    expect(await slow).toMatchObject({ code: 'DEVICE_LOST' })
    expect(await failure(subject.read(device, 0, SHORT))).toMatchObject({ code: 'DEVICE_LOST' })
    expect(told).toBe(1)
    await device.close()
    mischief.plug()
    await route.replugged?.()
    const again = await open()
    expect(again.identity.serial).toBe(subject.serial)
    await subject.prepare(again, PATIENT)
    await subject.read(again, 1, PATIENT)
  })

  test('closing ends a reading, is repeatable and final', async () => {
    const device = await ready(subject.slowFactor)
    const sent = mischief.heard.length
    const slow = failure(subject.slow(device, PATIENT))
    await until(() => subject.listensOnly === true || mischief.heard.length > sent, 'a command')
    await Promise.all([device.close(), device.close()])
    expect(await slow).toMatchObject({ code: 'DEVICE_LOST' })
    expect(await failure(subject.read(device, 0, PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
    expect((await open()).identity.serial).toBe(subject.serial)
  })

  if (traits.exclusive) {
    test('a second owner is BUSY and the first goes on', async () => {
      const device = await ready()
      expect(await failure(open())).toMatchObject({ code: 'BUSY' })
      await subject.read(device, 1, PATIENT)
    })
  }
}
