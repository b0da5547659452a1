import { REFERENCE_FROM_NM, REFERENCE_POINTS } from './reference-eye.ts'
import { chromaticityText, luminanceText, radianceText, xyzText } from './jeti-spectrum.ts'

/** Error numbers of the firmware that this instrument uses. */
export const JETI_ERROR = {
  none: 0,
  unknownCommand: 4,
  digit: 8,
  argument: 10,
  configArgument: 21,
  controlArgument: 22,
  fetch: 24,
  measure: 25,
  overexposed: 120,
  underexposed: 121,
  noLight: 138,
  range: 141,
  cycleTime: 161,
} as const

const LAST_NM = REFERENCE_FROM_NM + REFERENCE_POINTS - 1
/** Refresh period reported until one is set, microseconds. */
const DEFAULT_CYCLE_US = 16_670

/** What the host can set. */
export interface JetiState {
  readonly serial: string
  adaptive: boolean
  maxIntegrationMs: number
  integrationMs: number
  /** Exposures of that length it may add up where one is too short; a specbos takes one. */
  maxExposures: number
  averages: number
  laserOn: boolean
  calibration: number
  cycleMode: number
  cycleUs: number
  baud: number
  range: { from: number; to: number; step: number }
  /** Radiance of the last good measurement, W/(sr m2 nm). */
  last: Float64Array | undefined
  error: number
}

/** What `*conf:default` brings back. */
const DEFAULTS = {
  adaptive: true,
  maxIntegrationMs: 3000,
  integrationMs: 100,
  maxExposures: 1,
  averages: 1,
  calibration: 0,
  cycleMode: 0,
  cycleUs: DEFAULT_CYCLE_US,
} as const
const WHOLE_RANGE = { from: REFERENCE_FROM_NM, to: LAST_NM, step: 1 }

/** State after power-up: laser off, nothing measured. */
export const freshJetiState = (serial: string): JetiState => ({
  serial,
  ...DEFAULTS,
  range: WHOLE_RANGE,
  laserOn: false,
  baud: 921,
  last: undefined,
  error: JETI_ERROR.none,
})

/** An answer: text to a query or fetch, ACK, NAK with the error kept for `*stat:err?`, or the start of a measurement. */
export type JetiAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'ack' }
  | { readonly kind: 'nak'; readonly error: number }
  | { readonly kind: 'measure' }

/** What a command with these whole numbers does. */
export type JetiCommand = (state: JetiState, numbers: readonly number[]) => JetiAnswer

const ack: JetiAnswer = { kind: 'ack' }
const nak = (error: number): JetiAnswer => ({ kind: 'nak', error })
/** One line of text. */
export const line = (text: string): JetiAnswer => ({ kind: 'text', text: `${text}\r` })

/** A setting of one whole number. */
export function set(
  allowed: (value: number) => boolean,
  refuse: number,
  store: (state: JetiState, value: number) => void,
): JetiCommand {
  return (state, [value, ...more]) => {
    if (value === undefined || more.length > 0) return nak(JETI_ERROR.argument)
    if (!allowed(value)) return nak(refuse)
    store(state, value)
    return ack
  }
}

/** Whether a number lies in a range, ends included. */
export const between = (from: number, to: number) => (value: number) => value >= from && value <= to
const config = JETI_ERROR.configArgument

/** A result of the last measurement. */
export function fetched(text: (radiance: Float64Array, state: JetiState) => string): JetiCommand {
  return (state) => (state.last ? { kind: 'text', text: text(state.last, state) } : nak(JETI_ERROR.noLight))
}

/** A range in nm and its step: from, to, step. */
export function setRange(state: JetiState, numbers: readonly number[]): JetiAnswer {
  const [from, to, step] = numbers
  if (from === undefined || to === undefined || step === undefined || numbers.length > 3)
    return nak(JETI_ERROR.argument)
  if (from < REFERENCE_FROM_NM || to > LAST_NM) return nak(JETI_ERROR.range)
  if (from >= to || step < 1) return nak(config)
  state.range = { from, to, step }
  return ack
}

function restoreDefaults(state: JetiState): JetiAnswer {
  Object.assign(state, DEFAULTS)
  state.range = WHOLE_RANGE
  return ack
}

function tellError(state: JetiState): JetiAnswer {
  const answer = line(`Error Code: ${state.error} `)
  state.error = JETI_ERROR.none
  return answer
}

/** Commands by their lower-case head; arguments follow in blanks. */
const SPECBOS: ReadonlyMap<string, JetiCommand> = new Map<string, JetiCommand>([
  ['*idn?', () => line('JETI_SB1211')],
  ['*vers?', () => line('SB1211 firmware 4.20')],
  ['*stat:err?', tellError],
  ['*init', (state) => (state.laserOn ? nak(JETI_ERROR.measure) : { kind: 'measure' })],
  ['*para:spnum?', (state) => line(`spectrometer number: ${state.serial}`)],
  ['*para:wavbeg?', () => line(`Predefined start wave: ${REFERENCE_FROM_NM}`)],
  ['*para:wavend?', () => line(`Predefined end wave: ${LAST_NM}`)],
  ['*para:calibn', set(between(0, 9), config, (state, value) => (state.calibration = value))],
  ['*para:calibn?', (state) => line(`calibn: ${state.calibration}`)],
  ['*para:expo', set(between(0, 1), config, (state, value) => (state.adaptive = value === 1))],
  ['*para:expo?', (state) => line(`expo: ${state.adaptive ? 1 : 0}`)],
  [
    '*para:baud',
    set(
      (value) => [115, 384, 921].includes(value),
      config,
      (state, value) => (state.baud = value),
    ),
  ],
  ['*para:save', () => ack],
  ['*conf:default', restoreDefaults],
  ['*conf:maxtin', set(between(1000, 60_000), config, (state, value) => (state.maxIntegrationMs = value))],
  ['*conf:maxtin?', (state) => line(`maxtin: ${state.maxIntegrationMs}`)],
  ['*conf:tint', set(between(1, 60_000), config, (state, value) => (state.integrationMs = value))],
  ['*conf:tint?', (state) => line(`tint: ${state.integrationMs}`)],
  // The only function and form this instrument was seen to be asked for: spectrum, bare ASCII values.
  ['*conf:func', set(between(6, 6), config, () => undefined)],
  ['*conf:func?', () => line('func: 6')],
  ['*conf:form', set(between(4, 4), config, () => undefined)],
  ['*conf:form?', () => line('form: 4')],
  ['*conf:wran', setRange],
  ['*conf:wran?', ({ range }) => line(`wran: ${range.from} ${range.to} ${range.step}`)],
  ['*conf:aver', set(between(1, 100), config, (state, value) => (state.averages = value))],
  ['*conf:aver?', (state) => line(`aver: ${state.averages}`)],
  ['*conf:cycmod', set(between(0, 1), config, (state, value) => (state.cycleMode = value))],
  ['*conf:cyctim', set(between(1000, 1_000_000), config, (state, value) => (state.cycleUs = value))],
  // The bench lamp burns steadily: there is no refresh period to find.
  ['*contr:cyctim', () => nak(JETI_ERROR.cycleTime)],
  ['*contr:mhead?', () => line('mhead: 0')],
  [
    '*contr:laser',
    set(between(0, 1), JETI_ERROR.controlArgument, (state, value) => (state.laserOn = value === 1)),
  ],
  ['*contr:laser?', (state) => line(`laser: ${state.laserOn ? 1 : 0}`)],
  ['*fetch:xyz', fetched(xyzText)],
  ['*fetch:photometric', fetched(luminanceText)],
  ['*fetch:chromxy', fetched(chromaticityText)],
  ['*fetch:sprad', fetched((radiance, state) => radianceText(radiance, state.range))],
])

/** Carries out one line (without its CR) of a specbos. */
export const runJetiCommand = (state: JetiState, text: string): JetiAnswer => carryOut(SPECBOS, state, text)

/** Carries out one line. Upper and lower case are the same; numbers are whole. */
export function carryOut(
  commands: ReadonlyMap<string, JetiCommand>,
  state: JetiState,
  text: string,
): JetiAnswer {
  const [head = '', ...words] = text.trim().toLowerCase().split(/ +/)
  const command = commands.get(head)
  const numbers = words.map(Number)
  const answer = command
    ? numbers.every((value) => Number.isInteger(value))
      ? command(state, numbers)
      : nak(JETI_ERROR.digit)
    : nak(JETI_ERROR.unknownCommand)
  if (answer.kind === 'nak') state.error = answer.error
  return answer
}
