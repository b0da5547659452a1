import { Problem } from '../../contract/errors.ts'
import type { OpenDevice } from '../../drivers/device.ts'
import { wrongDevice } from '../../drivers/problems.ts'
import type { FaultTimes } from '../../drivers/simulators/faults.ts'
import type { Connector, Io } from '../../drivers/transports/transport.ts'
import { seededRandom } from '../../spectra/random.ts'
import { within } from '../drivers/io.ts'
import type { FaultyInstrument } from './lines.ts'
import { emptyTally } from './tally.ts'
import type { Tally } from './tally.ts'
import { countOf, rulesFor, Weather } from './weather.ts'

/** What one command may take beyond the time the instrument itself needs. */
const SHORT = within(400)
const PATIENT = within(8_000)
/** Far above the longest deadline of any driver (homing, 120 s): who waits longer waits for ever. */
const HANGS_MS = 600_000
/** How fast the instruments run, as in the conformance suite. */
const FACTOR = 50
/** Attempts between two spells of good weather. */
const EPISODE = 12
/** After so many failures in a row a person opens it again, and unplugs it for a moment where that does not help. */
const MOST_FAILURES = 3
/** By then the last late reply has come, and the loose plug is in again. */
const SETTLED_MS = 5_000

/** Late and stalled replies that come within the deadline, soon after it, and long after it. */
const TIMES: readonly [FaultTimes, FaultTimes, FaultTimes] = [
  { lateMs: 40, stallMs: 60, replugMs: 20 },
  { lateMs: 500, stallMs: 900, replugMs: 300 },
  { lateMs: 1500, stallMs: 3000, replugMs: 1500 },
]

/** What an opened device tells that values depend on and that never changes; a lost version is only not shown. */
const factsOf = ({ spectrometer, reference }: OpenDevice): string =>
  JSON.stringify([
    spectrometer && [
      Array.from(spectrometer.wavelengthNm),
      spectrometer.maxCounts,
      spectrometer.integrationLimitsMs,
      spectrometer.linearity,
    ],
    reference?.quantity,
  ])

/** The first place where two texts part. */
function difference(expected: string, found: string): string {
  const at = Array.from(expected).findIndex((letter, i) => letter !== found[i])
  const around = (text: string): string => text.slice(Math.max(0, at - 30), at + 50)
  return `it told "${around(found)}" instead of "${around(expected)}" when it was opened`
}

/** What it is and how much it says, learned over a good line. */
interface Known {
  readonly facts: string
  readonly perOpening: number
  readonly perReading: number
}

async function known(instrument: FaultyInstrument): Promise<Known> {
  const { subject } = instrument
  const weather = new Weather({ rules: [], random: seededRandom(1), serial: subject.serial })
  const connector = instrument.connector(weather.line(subject.instrument(FACTOR)), weather)
  const device = await subject.driver.open(await connector.open(PATIENT), PATIENT)
  const facts = factsOf(device)
  await subject.prepare(device, PATIENT)
  const perOpening = weather.replies
  for (let n = 0; n < 4; n++) await subject.read(device, n, PATIENT)
  const perReading = (weather.replies - perOpening) / 4
  await device.close()
  return { facts, perOpening, perReading }
}

/** One instrument on its way through the campaign. */
class Endurance {
  readonly tally: Tally = emptyTally()
  readonly weather: Weather
  readonly #instrument: FaultyInstrument
  readonly #connector: Connector
  readonly #known: Known
  #device: OpenDevice | undefined
  #lost = false
  #failures = 0
  #failedOpenings = 0
  #readings = 0
  /** Faults that can make a value wrong unseen had struck so often when the last value was right. */
  #treacherousBefore = 0
  #lastProblem = ''
  /** So often it had fallen silent when the plug was last seen to. */
  #silencedBefore = 0

  constructor(instrument: FaultyInstrument, learned: Known, seed: number) {
    const { subject } = instrument
    this.#instrument = instrument
    this.#known = learned
    this.weather = new Weather({
      rules: rulesFor(learned.perReading),
      random: seededRandom(seed).fork(instrument.name),
      serial: subject.serial,
      times: TIMES[seed % 3] ?? TIMES[0],
    })
    this.#connector = instrument.connector(this.weather.line(subject.instrument(FACTOR)), this.weather)
  }

  /** Opens it and reads over a faulty line, then over a good one, where every reading is right. */
  async episode(): Promise<void> {
    for (let n = 0; n < EPISODE; n++) {
      this.weather.exposure = this.#device ? 1 : this.#openingExposure()
      if (this.#device) await this.#read(SHORT)
      else await this.#open(SHORT)
      if (this.#lost || this.#failures >= MOST_FAILURES) await this.#close()
      if (this.#failedOpenings >= MOST_FAILURES) await this.#replug()
    }
    this.weather.exposure = 0
    await this.#recover()
    await this.#close()
  }

  /** Openings say more than readings and would not come through at the rates of those. */
  #openingExposure(): number {
    return Math.min(1, this.#known.perReading / this.#known.perOpening)
  }

  async #recover(): Promise<void> {
    await sleep(SETTLED_MS)
    const { injected } = this.weather
    const silenced = (['frozen', 'half-open', 'unplugged'] as const).reduce(
      (sum, name) => sum + countOf(injected, name),
      0,
    )
    if (silenced > this.#silencedBefore || !this.#device) await this.#replug()
    this.#silencedBefore = silenced
    if (!this.#device && !(await this.#open(PATIENT))) {
      this.tally.broken.push(`over a good line it does not open: ${this.#lastProblem}`)
      return
    }
    for (let n = 0; n < 3; n++) {
      if (!(await this.#read(PATIENT)))
        this.tally.broken.push(`over a good line a reading failed: ${this.#lastProblem}`)
    }
  }

  /** What a person does with an instrument that stopped speaking. */
  async #replug(): Promise<void> {
    await this.#close()
    this.#failedOpenings = 0
    this.weather.unplug()
    this.weather.plug()
  }

  async #open(io: Io): Promise<boolean> {
    const { subject, safeguard } = this.#instrument
    this.tally.opened++
    if (safeguard === 'stream') this.#treacherousBefore = this.#treacherous()
    const right = await this.#attempt(async () => {
      const link = await this.#connector.open(io)
      this.#lost = false
      link.onLost(() => {
        this.#lost = true
      })
      const device = await subject.driver.open(link, io)
      this.#device = device
      // What the program does: another serial number is another instrument.
      if (device.identity.serial !== subject.serial) throw wrongDevice(subject.serial, device.identity.serial)
      if (factsOf(device) !== this.#known.facts)
        throw new WrongValue(difference(this.#known.facts, factsOf(device)))
      await subject.prepare(device, io)
    })
    if (!right) await this.#close()
    this.#failedOpenings = right ? 0 : this.#failedOpenings + 1
    return right
  }

  async #read(io: Io): Promise<boolean> {
    const device = this.#device
    if (!device) return false
    const n = this.#readings++ % 4
    this.tally.readings++
    const right = await this.#attempt(() => this.#instrument.subject.read(device, n, io))
    if (right) {
      this.tally.good++
      // What is late on a stream stays behind in it, however right the frames before it are.
      if (this.#instrument.safeguard !== 'stream') this.#treacherousBefore = this.#treacherous()
    }
    this.#failures = right ? 0 : this.#failures + 1
    return right
  }

  /** How often something has struck that its protocol cannot show. */
  #treacherous(): number {
    const { injected } = this.weather
    const garbled = countOf(injected, 'garbled')
    switch (this.#instrument.safeguard) {
      case 'sum':
        return 0
      case 'colour':
      case 'form':
        return garbled
      case 'stream':
        return (
          garbled + countOf(injected, 'late') + countOf(injected, 'stalled') + countOf(injected, 'merged')
        )
    }
  }

  /** Runs one opening or reading and judges how it ends. */
  async #attempt(job: () => Promise<void>): Promise<boolean> {
    const { tally } = this
    const started = performance.now()
    const error = await endOf(job)
    tally.longestMs = Math.max(tally.longestMs, performance.now() - started)
    if (error instanceof Problem) {
      this.#lastProblem = `${error.code}, ${error.data.happened}`
      tally.codes.set(error.code, (tally.codes.get(error.code) ?? 0) + 1)
    } else if (error === undefined) return true
    else {
      if (isWrongValue(error) && this.#treacherous() > this.#treacherousBefore) {
        tally.undetected++
        // What was misread may have stuck: only a new opening asks for everything again.
        await this.#close()
      } else tally.broken.push(sentenceOf(error))
    }
    return false
  }

  async #close(): Promise<void> {
    const device = this.#device
    this.#device = undefined
    this.#lost = false
    this.#failures = 0
    const error = await endOf(async () => device?.close())
    if (error !== undefined) this.tally.broken.push(`closing: ${sentenceOf(error)}`)
    // A loose plug comes back by itself.
    if (!this.weather.plugged) await sleep(SETTLED_MS)
  }
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** A value that is not what the instrument really shows. */
class WrongValue extends Error {}

/** The subjects compare with what the instrument really shows. */
const isWrongValue = (error: unknown): boolean =>
  error instanceof WrongValue || (error instanceof Error && error.name === 'AssertionError')

const sentenceOf = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message.slice(0, 300)}` : String(error)

/** The error it ends with; undefined where it succeeds. One that never ends is an error as well. */
async function endOf(job: () => Promise<unknown>): Promise<unknown> {
  let guard: NodeJS.Timeout | undefined
  const hangs = new Promise((resolve) => {
    guard = setTimeout(() => resolve(new Error(`it hangs: ${HANGS_MS / 1000} s without an end`)), HANGS_MS)
  })
  const ended = job().then(
    () => undefined,
    (error: unknown) => error,
  )
  const error = await Promise.race([ended, hangs])
  clearTimeout(guard)
  return error
}

/** Reads one instrument over a line with at least `faults` faults on it, all drawn from `seed`; in virtual time. */
export async function endure(
  instrument: FaultyInstrument,
  { faults, seed }: { readonly faults: number; readonly seed: number },
): Promise<Tally> {
  const endurance = new Endurance(instrument, await known(instrument), seed)
  const { tally, weather } = endurance
  // Every episode brings some; an instrument whose line stays good is a mistake of the campaign.
  for (let i = 0; i < faults && countOf(weather.injected) < faults; i++) await endurance.episode()
  if (countOf(weather.injected) < faults) tally.broken.push('its line stayed too good')
  for (const [name, count] of weather.injected) tally.injected.set(name, count)
  return tally
}
