import { Problem, isCancelled, problemDataOf } from '../../contract/errors.ts'
import type { ProblemData } from '../../contract/errors.ts'
import type { DeviceInfo, DeviceState, Role, SettingRow } from '../../contract/instrument.ts'
import type { FoundDevice, Identity, OpenDevice } from '../../drivers/device.ts'
import { recordLink } from '../../drivers/transports/transcript.ts'
import type { ByteStream, Io, UsbPipe } from '../../drivers/transports/transport.ts'
import { Mutex, unlessAborted } from '../async.ts'
import type { Clock } from '../async.ts'
import { DEVICE_TABLE, transition } from '../lifecycle.ts'
import type { DeviceMove } from '../lifecycle.ts'
import type { AdjustmentValue } from '../../contract/adjustment.ts'
import type { Adjusted, Unit } from './adjusted.ts'
import { LinkLog } from './link-log.ts'
import { endsLink, isRetried, nothingToSet, offline, otherSerial } from './problems.ts'
import type { BenchTimings } from './timings.ts'

/** One command of a device: what it does in words, how long it may take, what cancels it. */
export interface Command {
  readonly activity: string
  readonly deadlineMs: number
  readonly signal: AbortSignal
}

/** What a slot needs from the bench. */
export interface SlotParts {
  readonly clock: Clock
  readonly timings: BenchTimings
  readonly adjusted: Adjusted
  /** Something a listener may want to show has changed. */
  readonly changed: () => void
}

/**
 * The place of one instrument on the bench: opens it, lets one command at a time through, notices its
 * loss, refuses another serial number in its place.
 */
export class Slot {
  found: FoundDevice
  role: Role = 'none'
  identity: Identity | undefined
  problem: ProblemData | undefined
  readonly log: LinkLog
  readonly #parts: SlotParts
  readonly #mutex = new Mutex()
  #state: DeviceState = 'absent'
  #device: OpenDevice | undefined
  #opening: Promise<void> | undefined
  #activity = 'not connected'
  #settings: readonly SettingRow[] = []
  #lastSeen: number
  #busySince = 0
  #opened = 0
  #last: DeviceInfo['lastProblem']

  constructor(found: FoundDevice, parts: SlotParts) {
    this.found = found
    this.#parts = parts
    this.log = new LinkLog(parts.clock, found.driver.describe)
    this.#lastSeen = parts.clock.now()
    this.problem = found.problem
  }

  get state(): DeviceState {
    return this.#state
  }

  /** Open, whether or not a command is under way. */
  get present(): boolean {
    return this.#state === 'ready' || this.#state === 'busy'
  }

  /** What the instrument can do; undefined while it is not open. */
  get device(): OpenDevice | undefined {
    return this.#device
  }

  /** Serial number it answered with, else the one the bus tells. */
  get serial(): string {
    return this.identity?.serial ?? this.found.serial
  }

  /** How often it was opened: a command that saw another number talked to an earlier connection. */
  get generation(): number {
    return this.#opened
  }

  /** Milliseconds since the last reply. */
  idleMs(): number {
    return this.#parts.clock.now() - this.#lastSeen
  }

  /**
   * One attempt to open it; whoever asks while one is under way gets its outcome. An instrument with another serial number
   * than before is refused.
   * @throws Problem of the connector or the driver, WRONG_DEVICE
   */
  async open(signal: AbortSignal): Promise<void> {
    while (!this.present) {
      const isOurs = this.#opening === undefined
      this.#opening ??= this.#attempt(signal).finally(() => (this.#opening = undefined))
      try {
        await unlessAborted(this.#opening, signal)
      } catch (error) {
        // Another's attempt that was called off says nothing to us.
        if (isOurs || signal.aborted || !isCancelled(error)) throw error
      }
    }
  }

  async #attempt(signal: AbortSignal): Promise<void> {
    this.#move('open', 'opening')
    try {
      await this.#mutex.run(signal, () => this.#connect({ signal, deadlineMs: this.#parts.timings.openMs }))
    } catch (error) {
      this.#fail(error)
      throw error
    }
  }

  /**
   * Runs one command; the next one waits until it has ended. Silence and unreadable replies are tried
   * again, a lost link is not.
   * @throws Problem NO_DEVICE while it is not open; what the driver throws
   */
  async use<T>(command: Command, job: (device: OpenDevice, io: Io) => Promise<T>): Promise<T> {
    return this.#mutex.run(command.signal, async () => {
      for (let attempt = 1; ; attempt++) {
        const device = this.#device
        if (!device || !this.present) throw this.#unavailable()
        const started = performance.now()
        this.#begin(command.activity)
        try {
          const result = await job(device, command)
          this.#sample(started, true)
          this.#end(device)
          return result
        } catch (error) {
          if (isCancelled(error) || !endsLink(error)) {
            // Given up by the caller says nothing about the link; a refusal is an answer.
            if (!isCancelled(error)) this.#sample(started, true)
            this.#end(device)
            throw error
          }
          this.#sample(started, false)
          if (this.#device !== device) throw error
          if (!isRetried(error) || attempt >= this.#parts.timings.attempts) {
            this.#fail(error)
            throw error
          }
          this.#settle()
          this.log.remark(`no usable reply, attempt ${attempt} of ${this.#parts.timings.attempts}`)
        }
      }
    })
  }

  /** Changes a setting for good: it is set again whenever this unit is opened. @throws Problem BAD_REQUEST, READBACK */
  async adjust(id: string, value: AdjustmentValue, signal: AbortSignal): Promise<void> {
    const command = { activity: 'setting', deadlineMs: this.#parts.timings.commandMs, signal }
    await this.use(command, async (device, io) => {
      if (!device.adjustable) throw nothingToSet(this.found.product)
      await device.adjustable.adjust(id, value, io)
    })
    this.#parts.adjusted.remember(this.#unit(), id, value)
    await this.refresh(signal)
  }

  /** Asks for its settings again. */
  async refresh(signal: AbortSignal): Promise<void> {
    const command = { activity: 'checking', deadlineMs: this.#parts.timings.commandMs, signal }
    this.#settings = await this.use(command, (device, io) => device.settings(io))
    this.#parts.changed()
  }

  /** Closes it and forgets what it was; `leave` is no fault. */
  async close(): Promise<void> {
    const device = this.#device
    this.#device = undefined
    if (this.#state !== 'absent') this.#move('leave', 'not connected')
    await device?.close()
  }

  /** Forgets which serial number is expected here, so that another unit may take the place. */
  forget(): void {
    this.identity = undefined
    this.problem = undefined
  }

  /** What it is doing besides the bench's own words: "at P14". */
  say(activity: string): void {
    this.#activity = activity
  }

  info(): DeviceInfo {
    const { found, identity } = this
    return {
      uri: found.uri,
      family: found.family,
      model: identity?.model ?? found.product,
      serial: this.serial,
      firmware: identity?.firmware ?? '',
      role: this.role,
      roles: [...found.roles],
      state: this.#state,
      simulated: found.simulated,
      connection: this.#connection(),
      activity: this.#words(),
      settings: [...this.#settings],
      ...unconfirmedOf(found),
      ...(this.problem ? { problem: this.problem } : {}),
      ...(this.#last ? { lastProblem: this.#last } : {}),
      lastSeen: new Date(this.#lastSeen).toISOString(),
    }
  }

  async #connect(io: Io): Promise<void> {
    const link = await this.found.connector.open(io)
    const device = await this.found.driver.open(this.#watched(link), io)
    const expected = this.identity
    if (expected && expected.serial !== device.identity.serial) {
      await device.close()
      throw otherSerial(this.found.product, expected.serial, device.identity.serial)
    }
    this.identity = device.identity
    await this.#setAgain(device, io)
    this.#device = device
    this.#opened++
    this.problem = undefined
    this.#settings = await device.settings(io)
    this.#seen()
    this.#move('opened', 'ready')
  }

  #unit(): Unit {
    const { family, uri } = this.found
    return { family, uri, serial: this.serial }
  }

  /** What a person has chosen for this unit; a value it no longer takes is left, and said. */
  async #setAgain(device: OpenDevice, io: Io): Promise<void> {
    try {
      for (const [id, value] of this.#parts.adjusted.of(this.#unit())) {
        await device.adjustable?.adjust(id, value, io).catch((error: unknown) => {
          if (!(error instanceof Problem && error.code === 'BAD_REQUEST')) throw error
          this.log.remark(error.data.happened)
        })
      }
    } catch (error) {
      await device.close()
      throw error
    }
  }

  #watched(link: ByteStream | UsbPipe): ByteStream | UsbPipe {
    const mine = this.#opened + 1
    link.onLost(() => {
      if (this.present && this.#opened === mine) this.#fail(offline(this.found.product))
    })
    return recordLink(link, (event) => this.log.event(event))
  }

  #begin(activity: string): void {
    this.#busySince = this.#parts.clock.now()
    if (this.#state === 'ready') this.#move('begin', activity)
  }

  #end(device: OpenDevice): void {
    if (this.#device === device) this.#settle()
  }

  #sample(started: number, ok: boolean): void {
    this.log.sample(performance.now() - started, ok)
    if (ok) this.#seen()
  }

  #settle(): void {
    if (this.#state === 'busy') this.#move('end', 'ready')
  }

  #seen(): void {
    this.#lastSeen = this.#parts.clock.now()
  }

  #fail(error: unknown): void {
    const data = problemDataOf(error)
    const device = this.#device
    this.#device = undefined
    if (!isCancelled(error)) {
      // The first cause stays until something new is known: "nothing there" only repeats the loss.
      const repeats =
        this.problem !== undefined && ['NO_DEVICE', 'DEVICE_LOST', 'DEVICE_TIMEOUT'].includes(data.code)
      if (!repeats) {
        this.problem = { ...data, device: this.found.uri }
        this.#last = { problem: this.problem, at: new Date(this.#parts.clock.now()).toISOString() }
      }
      this.log.remark(data.happened)
    }
    if (this.#state !== 'absent' && this.#state !== 'faulted') this.#move('fault', data.title)
    if (device) void device.close().catch((cause: unknown) => this.log.remark(problemDataOf(cause).happened))
  }

  #unavailable(): Problem {
    return this.problem ? new Problem(this.problem) : offline(this.found.product)
  }

  #move(event: DeviceMove, activity: string): void {
    this.#state = transition(DEVICE_TABLE, this.#state, event)
    this.#activity = activity
    this.#parts.changed()
  }

  #connection(): string {
    const pixels = this.#device?.spectrometer?.wavelengthNm.length
    const label = this.found.connector.label
    return pixels === undefined ? label : `${label}, ${pixels.toLocaleString('en')} pixels`
  }

  #words(): string {
    const silentMs = this.#parts.clock.now() - this.#busySince
    if (this.#state === 'busy' && silentMs > 3_000) return `no reply for ${Math.round(silentMs / 1000)} s`
    return this.#activity
  }
}

/** A simulated instrument confirms nothing and needs no warning. */
function unconfirmedOf({ driver, simulated }: FoundDevice): Pick<DeviceInfo, 'unconfirmed'> {
  if (simulated || driver.confirmed !== undefined) return {}
  const open = driver.uncertain === undefined ? '' : ` ${driver.uncertain}`
  return { unconfirmed: `Not yet confirmed on hardware.${open}` }
}
