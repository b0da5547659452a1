import { Problem, isCancelled, problemDataOf } from '../contract/errors.ts'
import type { ProblemData } from '../contract/errors.ts'
import type { DeviceInfo, Role } from '../contract/instrument.ts'
import type { DeviceSource, FoundDevice, OpenDevice } from '../drivers/device.ts'
import type { Io } from '../drivers/transports/transport.ts'
import { deferred, unlessAborted } from './async.ts'
import type { Clock } from './async.ts'
import type { AppLog } from './app-options.ts'
import { Adjusted } from './bench/adjusted.ts'
import type { AdjustedMemory } from './bench/adjusted.ts'
import { nobody, unknownDevice } from './bench/problems.ts'
import { Reconnector } from './bench/reconnect.ts'
import { Roles } from './bench/roles.ts'
import type { BenchMemory } from './bench/roles.ts'
import { Slot } from './bench/slot.ts'
import type { Command } from './bench/slot.ts'
import type { BenchTimings } from './bench/timings.ts'

/** What the bench is made of. */
export interface BenchParts {
  readonly sources: readonly DeviceSource[]
  readonly resolve: ((uri: string) => FoundDevice) | undefined
  readonly memory: BenchMemory
  readonly settings: AdjustedMemory
  readonly clock: Clock
  readonly timings: BenchTimings
  readonly log: AppLog
  /** After every change of any device. */
  readonly changed: () => void
  /** An instrument has answered for the first time or again. */
  readonly opened: (slot: Slot) => void
  /** An instrument that was there is there no more. */
  readonly lost: (problem: ProblemData) => void
}

interface Place {
  readonly slot: Slot
  readonly reconnector: Reconnector
  /** Kept open: asked for by hand or by the policy of `#wants`. */
  wanted: boolean
  /** Generation of the slot that was given its role. */
  settled: number
  /** Generation of the slot whose loss was told. */
  told: number
}

/** Opens, watches and serialises access to the instruments. */
export class Bench {
  readonly #parts: BenchParts
  readonly #roles: Roles
  readonly #adjusted: Adjusted
  readonly #places = new Map<string, Place>()
  readonly #stop = new AbortController()
  readonly #unwatch: (() => void)[] = []
  #news = deferred<undefined>()
  #scanning: Promise<void> | undefined
  #scanAgain = false
  #watchdog: ReturnType<typeof setInterval> | undefined

  constructor(parts: BenchParts) {
    this.#parts = parts
    this.#roles = new Roles(parts.memory)
    this.#adjusted = new Adjusted(parts.settings)
  }

  /** Begins to list and watch the sources; resolves when the first listing is complete. */
  async start(): Promise<void> {
    for (const source of this.#parts.sources) this.#unwatch.push(source.watch(() => void this.rescan()))
    const { watchdogMs } = this.#parts.timings
    if (watchdogMs > 0) {
      this.#watchdog = setInterval(() => this.#askIdle(watchdogMs), watchdogMs)
      this.#watchdog.unref()
    }
    await this.rescan()
  }

  /** Lists all sources again; instruments that are known or certain are opened. */
  async rescan(): Promise<void> {
    this.#scanAgain = true
    this.#scanning ??= this.#scan().finally(() => (this.#scanning = undefined))
    return this.#scanning
  }

  devices(): DeviceInfo[] {
    return [...this.#places.values()].map(({ slot }) => slot.info())
  }

  slot(uri: string): Slot {
    const place = this.#places.get(uri)
    if (!place) throw unknownDevice(uri)
    return place.slot
  }

  /** The instrument with a role, open or lost; undefined when nobody has it. A table with a reference on it is both. */
  holder(role: Role): Slot | undefined {
    const slots = this.#slots().filter((slot) => slot.role === role)
    const partner = role === 'stage' ? 'reference' : role === 'reference' ? 'stage' : undefined
    const shared = this.#slots().find((slot) => slot.role === partner && slot.found.roles.includes(role))
    return slots.find((slot) => slot.present) ?? slots[0] ?? shared
  }

  /** @throws Problem NO_DEVICE when nobody has the role */
  require(role: Role): Slot {
    const slot = this.holder(role)
    if (!slot) throw nobody(role)
    return slot
  }

  /** One command of the instrument with a role. @throws Problem NO_DEVICE; what the driver throws */
  async use<T>(role: Role, command: Command, job: (device: OpenDevice, io: Io) => Promise<T>): Promise<T> {
    return this.require(role).use(command, job)
  }

  /**
   * Waits until an instrument with the role is open: right after the start it may still be on its way.
   * @throws Problem of the instrument, or NO_DEVICE, when `timeoutMs` has passed
   */
  async ready(role: Role, timeoutMs: number, signal: AbortSignal): Promise<Slot> {
    await this.#scanning
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
    for (;;) {
      const slot = this.holder(role)
      if (slot?.present === true) return slot
      const hope = slot !== undefined || this.#slots().some((other) => other.state === 'opening')
      if (!hope || limit.aborted) {
        signal.throwIfAborted()
        throw slot?.problem ? new Problem(slot.problem) : nobody(role)
      }
      await this.change(limit).catch(() => undefined)
    }
  }

  /** Resolves when the first listing is through and nothing is being opened, at the latest after `timeoutMs`. */
  async settled(timeoutMs: number): Promise<void> {
    await this.#scanning
    const limit = AbortSignal.timeout(timeoutMs)
    while (!limit.aborted && this.#slots().some((slot) => slot.state === 'opening'))
      await this.change(limit).catch(() => undefined)
  }

  /** Resolves at the next change of any device. */
  async change(signal: AbortSignal): Promise<void> {
    await unlessAborted(this.#news.promise, signal)
  }

  /** Opens an instrument by its URI and gives it a role; another unit than before is welcome. */
  async connect(uri: string, role: Role | undefined, signal: AbortSignal): Promise<Slot> {
    // Right after the start what the sources list is not known yet.
    await this.#scanning
    const place = this.#places.get(uri) ?? this.#resolved(uri)
    place.wanted = true
    if (!place.slot.present) {
      place.slot.forget()
      try {
        await place.slot.open(AbortSignal.any([signal, this.#stop.signal]))
      } catch (error) {
        if (!isCancelled(error)) place.reconnector.start()
        throw error
      }
    }
    this.#settle(place)
    if (role !== undefined) this.assign(place.slot.found.uri, role)
    return place.slot
  }

  /** Closes an instrument; it stays listed and is not opened again by itself. */
  async release(uri: string): Promise<void> {
    const place = this.#places.get(uri)
    if (!place) throw unknownDevice(uri)
    place.wanted = false
    await place.slot.close()
    place.slot.role = 'none'
    place.slot.forget()
    this.#changed()
  }

  /** @throws Problem NOT_FOUND, BAD_REQUEST */
  assign(uri: string, role: Role): void {
    this.#roles.assign(this.slot(uri), role, this.#slots())
    this.#changed()
  }

  /** Tries every lost instrument now. */
  retry(): void {
    for (const place of this.#places.values()) place.reconnector.poke()
  }

  async close(): Promise<void> {
    clearInterval(this.#watchdog)
    this.#stop.abort(new DOMException('closing', 'AbortError'))
    for (const stop of this.#unwatch) stop()
    for (const place of this.#places.values()) place.reconnector.stop()
    await this.#scanning
    await Promise.all(this.#slots().map((slot) => slot.close()))
  }

  async #scan(): Promise<void> {
    while (this.#scanAgain && !this.#stop.signal.aborted) {
      this.#scanAgain = false
      for (const source of this.#parts.sources) {
        try {
          for (const found of await source.list(this.#stop.signal)) this.#see(found)
        } catch (error) {
          if (!isCancelled(error))
            this.#parts.log.warn({ source: source.name, err: error }, problemDataOf(error).happened)
        }
      }
      this.retry()
    }
  }

  #see(found: FoundDevice): void {
    const known = this.#places.get(found.uri)
    if (known) known.slot.found = found
    const place = known ?? this.#place(found)
    if (!place.slot.present && (place.wanted || this.#wants(found))) {
      place.wanted = true
      place.reconnector.start()
    }
  }

  /** Opened unasked: simulated, sure by its USB ids, known from before, or perhaps the one that was lost. */
  #wants(found: FoundDevice): boolean {
    if (found.problem) return false
    return (
      found.simulated ||
      /@(usb|hid):/.test(found.uri) ||
      this.#roles.knows(found.serial) ||
      this.#slots().some(
        (slot) => slot.state === 'faulted' && slot.found.family === found.family && slot.identity,
      )
    )
  }

  #place(found: FoundDevice): Place {
    const slot: Slot = new Slot(found, {
      clock: this.#parts.clock,
      timings: this.#parts.timings,
      adjusted: this.#adjusted,
      changed: () => this.#slotChanged(place),
    })
    const place: Place = {
      slot,
      reconnector: new Reconnector(slot, this.#parts.timings.backOffMs, () => place.wanted),
      wanted: false,
      settled: 0,
      told: 0,
    }
    this.#places.set(found.uri, place)
    this.#changed()
    return place
  }

  #slotChanged(place: Place): void {
    if (place.slot.state === 'ready') this.#settle(place)
    if (place.slot.state === 'faulted') this.#missing(place)
    this.#changed()
  }

  #missing(place: Place): void {
    const { problem, generation } = place.slot
    if (problem && place.told !== generation) this.#parts.lost(problem)
    place.told = generation
    if (place.wanted) place.reconnector.start()
  }

  #settle(place: Place): void {
    if (place.settled === place.slot.generation) return
    place.settled = place.slot.generation
    this.#roles.settle(place.slot, this.#slots())
    this.#parts.opened(place.slot)
  }

  #changed(): void {
    this.#news.resolve(undefined)
    this.#news = deferred()
    this.#parts.changed()
  }

  #slots(): Slot[] {
    return [...this.#places.values()].map((place) => place.slot)
  }

  #resolved(uri: string): Place {
    if (!this.#parts.resolve) throw unknownDevice(uri)
    const found = this.#parts.resolve(uri)
    return this.#places.get(found.uri) ?? this.#place(found)
  }

  #askIdle(afterMs: number): void {
    for (const slot of this.#slots()) {
      if (slot.state !== 'ready' || slot.idleMs() < afterMs) continue
      // A silent instrument shows on its slot; nobody else waits for this answer.
      slot.refresh(this.#stop.signal).catch((error: unknown) => {
        if (!isCancelled(error)) this.#parts.log.warn({ uri: slot.found.uri }, problemDataOf(error).happened)
      })
    }
  }
}
