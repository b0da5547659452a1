import { describe, expect, test } from 'vitest'
import type { Adjustment } from '../../../contract/adjustment.ts'
import type { OpenDevice } from '../../../drivers/device.ts'
import type { Connector } from '../../../drivers/transports/transport.ts'
import { cancellable, failure, until, within } from '../io.ts'
import { Mischief } from './mischief.ts'
import type { Subject, SubjectMaker } from './subjects.ts'

/** A way from the driver to the instrument. */
export interface Route {
  readonly connector: Connector
  /** Reachable again after the plug was put back. */
  replugged?(): Promise<void>
  close(): Promise<void>
}

/** A kind of way, and what it can tell. */
export interface RouteKind {
  /** "over TCP" */
  readonly name: string
  /** Whether a second owner is refused. */
  readonly exclusive: boolean
  /** Whether closing and opening it makes a new connection; else only the plug does. */
  readonly reconnects: boolean
  /** Why it cannot be had on this machine. */
  readonly missing?: string | undefined
  readonly to: (mischief: Mischief, subject: Subject) => Promise<Route> | Route
}

/** Long enough for every honest reply on a loaded machine. */
const PATIENT = within(8_000)
/** A silent instrument is given up after this. */
const SHORT = within(250)
/** What has to come within it comes, even while other tests keep the machine busy. */
const PROMPT = within(600)

/** One instrument, its driver, and the way between them. */
class Trial {
  readonly subject: Subject
  readonly mischief: Mischief
  readonly route: Route
  readonly #opened: OpenDevice[] = []

  private constructor(subject: Subject, mischief: Mischief, route: Route) {
    this.subject = subject
    this.mischief = mischief
    this.route = route
  }

  static async begin(make: SubjectMaker, kind: RouteKind, slow: boolean): Promise<Trial> {
    const subject = make()
    const mischief = new Mischief(subject.instrument(slow ? subject.slowFactor : 50))
    return new Trial(subject, mischief, await kind.to(mischief, subject))
  }

  async open(io = PATIENT, onLost?: () => void): Promise<OpenDevice> {
    const link = await this.route.connector.open(io)
    if (onLost) link.onLost(onLost)
    const device = await this.subject.driver.open(link, io)
    this.#opened.push(device)
    return device
  }

  async ready(onLost?: () => void): Promise<OpenDevice> {
    const device = await this.open(PATIENT, onLost)
    await this.subject.prepare(device, PATIENT)
    return device
  }

  async end(): Promise<void> {
    this.mischief.mood = 'honest'
    await Promise.all(this.#opened.map((device) => device.close()))
    await this.route.close()
  }

  /** Waits until the instrument has been sent more than `chunks`. */
  async heardMoreThan(chunks: number): Promise<void> {
    await until(() => this.subject.listensOnly === true || this.mischief.heard.length > chunks, 'a command')
  }

  async replug(): Promise<void> {
    this.mischief.unplug()
    this.mischief.plug()
    await this.route.replugged?.()
  }
}

/**
 * Every driver keeps these promises over every route. The tests run side by side, each with an instrument of its own: what
 * takes their time is waiting.
 */
export function deviceConformance(name: string, make: SubjectMaker, kind: RouteKind): void {
  const { missing } = kind
  const words = `${name} ${kind.name}${missing === undefined ? '' : `: ${missing}`}`
  describe(words, { concurrent: true, skip: missing !== undefined }, () => {
    const promise = (words: string, run: (trial: Trial) => Promise<void>, { slow = false } = {}): void => {
      test(words, async () => {
        const trial = await Trial.begin(make, kind, slow)
        await run(trial).finally(() => trial.end())
      })
    }
    promises(promise, kind)
  })
}

type Promising = (words: string, run: (trial: Trial) => Promise<void>, how?: { slow?: boolean }) => void

/** Its own value last, so that it ends as it began. */
const valuesOf = ({ takes, value }: Adjustment) =>
  takes.kind === 'choice' ? [...takes.choices, value] : [takes.min, takes.max, value]

function settingPromises(promise: Promising): void {
  promise('takes every setting that it offers, refuses anything else, and reads on right', async (trial) => {
    const device = await trial.ready()
    const { adjustable } = device
    if (!adjustable) return
    let reading = 0
    for (const one of adjustable.list()) {
      const { id, takes } = one
      const now = () => adjustable.list().find((other) => other.id === id)?.value
      for (const value of valuesOf(one)) {
        await adjustable.adjust(id, value, PATIENT)
        expect(now()).toBe(value)
        expect((await device.settings(PATIENT)).every((row) => row.ok)).toBe(true)
        await trial.subject.read(device, reading++, PATIENT)
      }
      for (const wrong of takes.kind === 'choice'
        ? ['none of them', 1]
        : [takes.max + 1, 0.5, Number.NaN, 'x'])
        expect(await failure(adjustable.adjust(id, wrong, PATIENT))).toMatchObject({ code: 'BAD_REQUEST' })
      expect(now()).toBe(one.value)
    }
    expect(await failure(adjustable.adjust('no-such', 1, PATIENT))).toMatchObject({ code: 'BAD_REQUEST' })
    await trial.subject.read(device, reading, PATIENT)
  })
}

function promises(promise: Promising, kind: RouteKind): void {
  settingPromises(promise)
  promise('says who it is, reports its settings, and gives three right readings', async (trial) => {
    const { subject } = trial
    const device = await trial.ready()
    expect(device.identity.serial).toBe(subject.serial)
    expect(device.identity.model).not.toBe('')
    expect(device.identity.firmware).not.toBe('')
    const rows = await device.settings(PATIENT)
    expect(rows.filter(({ ok }) => !ok)).toEqual([])
    expect(rows.length).toBeGreaterThan(2)
    for (let n = 0; n < 3; n++) await subject.read(device, n, PATIENT)
  })

  promise('what a former program left in the line does not matter', async (trial) => {
    const { subject, mischief } = trial
    mischief.leftOver = Uint8Array.from(Buffer.from(subject.leftOver, 'hex'))
    await subject.read(await trial.ready(), 1, PATIENT)
  })

  promise('silence at open is DEVICE_TIMEOUT, and nothing stays open', async (trial) => {
    trial.mischief.mood = 'silent'
    expect(await failure(trial.open(SHORT))).toMatchObject({ code: 'DEVICE_TIMEOUT' })
    trial.mischief.mood = 'honest'
    expect((await trial.open()).identity.serial).toBe(trial.subject.serial)
  })

  promise(
    'silence ends a reading with DEVICE_TIMEOUT; when it speaks again the next one is right',
    async (trial) => {
      const { subject, mischief } = trial
      const device = await trial.ready()
      mischief.mood = 'silent'
      expect(await failure(subject.read(device, 1, SHORT))).toMatchObject({ code: 'DEVICE_TIMEOUT' })
      mischief.mood = 'honest'
      await subject.read(device, 2, PATIENT)
    },
  )

  promise('half-open: DEVICE_TIMEOUT, and right again over a new connection', async (trial) => {
    const { subject, mischief } = trial
    const device = await trial.ready()
    mischief.leave()
    expect(await failure(subject.read(device, 1, SHORT))).toMatchObject({ code: 'DEVICE_TIMEOUT' })
    await device.close()
    if (!kind.reconnects) await trial.replug()
    await subject.read(await trial.ready(), 2, PATIENT)
  })

  promise('noise is PROTOCOL_VIOLATION, never a value; the next reading is right', async (trial) => {
    const { subject, mischief } = trial
    const device = await trial.ready()
    mischief.mood = 'noise'
    expect(await failure(subject.read(device, 1, PROMPT))).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    mischief.mood = 'honest'
    await subject.read(device, 2, PATIENT)
  })

  promise('half a reply is PROTOCOL_VIOLATION; the next reading is right', async (trial) => {
    const { subject, mischief } = trial
    const device = await trial.ready()
    mischief.mood = 'truncated'
    expect(await failure(subject.read(device, 1, PROMPT))).toMatchObject({ code: 'PROTOCOL_VIOLATION' })
    mischief.mood = 'honest'
    await subject.read(device, 2, PATIENT)
  })

  promise(
    'a reading is cancelled at once with the reason, and the next one is right',
    async (trial) => {
      const { subject, mischief } = trial
      const device = await trial.ready()
      for (let n = 0; n < 2; n++) {
        const io = cancellable(8_000)
        const sent = mischief.heard.length
        const slow = failure(subject.slow(device, io))
        await trial.heardMoreThan(sent)
        await new Promise((resolve) => setTimeout(resolve, 30))
        const reason = new DOMException('stopped by the operator', 'AbortError')
        io.cancel(reason)
        expect(await slow).toBe(reason)
        await subject.read(device, n, PATIENT)
      }
    },
    { slow: true },
  )

  promise('commands wait for each other', async (trial) => {
    const device = await trial.ready()
    await Promise.all([
      trial.subject.read(device, 1, PATIENT),
      device.settings(PATIENT).then((rows) => {
        expect(rows.length).toBeGreaterThan(2)
      }),
    ])
  })

  promise(
    'unplugged in the middle of a reading: DEVICE_LOST, told once, and found again by its serial number',
    async (trial) => {
      const { subject, mischief } = trial
      let told = 0
      const device = await trial.ready(() => told++)
      const sent = mischief.heard.length
      const slow = failure(subject.slow(device, PATIENT))
      await trial.heardMoreThan(sent)
      mischief.unplug()
      expect(await slow).toMatchObject({ code: 'DEVICE_LOST' })
      expect(await failure(subject.read(device, 0, SHORT))).toMatchObject({ code: 'DEVICE_LOST' })
      expect(told).toBe(1)
      await device.close()
      mischief.plug()
      await trial.route.replugged?.()
      const again = await trial.ready()
      expect(again.identity.serial).toBe(subject.serial)
      await subject.read(again, 1, PATIENT)
    },
    { slow: true },
  )

  promise(
    'closing ends a reading, is repeatable and final',
    async (trial) => {
      const { subject, mischief } = trial
      const device = await trial.ready()
      const sent = mischief.heard.length
      const slow = failure(subject.slow(device, PATIENT))
      await trial.heardMoreThan(sent)
      await Promise.all([device.close(), device.close()])
      expect(await slow).toMatchObject({ code: 'DEVICE_LOST' })
      expect(await failure(subject.read(device, 0, PATIENT))).toMatchObject({ code: 'DEVICE_LOST' })
      expect((await trial.open()).identity.serial).toBe(subject.serial)
    },
    { slow: true },
  )

  if (!kind.exclusive) return
  promise('a second owner is BUSY and the first goes on', async (trial) => {
    const device = await trial.ready()
    expect(await failure(trial.open())).toMatchObject({ code: 'BUSY' })
    await trial.subject.read(device, 1, PATIENT)
  })
}
