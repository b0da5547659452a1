import { OBP_ERROR } from './obp-wire.ts'
import type { ObpAnswer } from './obp-wire.ts'

/** What a message leads to: an answer at once, or one of the actions that take time. */
export type ObpOutcome =
  ObpAnswer | { readonly kind: 'acquire'; readonly smoothed: boolean } | { readonly kind: 'reset' }

/** What the host can set; lost at reset except the calibration and the alias. */
export interface ObpState {
  readonly serial: string
  alias: string
  coefficients: number[]
  integrationUs: number
  /** Time under which the spectrum in the memory of a buffered instrument was exposed; undefined = it is empty. */
  bufferedUs: number | undefined
  scans: number
  boxcar: number
  trigger: number
  lampOn: boolean
  md5: boolean
  /** While it does, a new integration time is acknowledged and not taken. */
  readonly ignoresTime: () => boolean
}

/** What is lost at reset, as it is after power-up: free running, bench lamp on. */
export const OBP_POWER_UP = {
  integrationUs: 10_000,
  bufferedUs: undefined,
  scans: 1,
  boxcar: 0,
  trigger: 0,
  lampOn: true,
  md5: false,
}

/** State after power-up. */
export function freshObpState(
  serial: string,
  coefficients: readonly number[],
  ignoresTime: ObpState['ignoresTime'] = () => false,
): ObpState {
  return { serial, alias: '', coefficients: [...coefficients], ignoresTime, ...OBP_POWER_UP }
}

/** One type of message: lengths of host data that fit it, and what it does. */
export interface ObpMessageType {
  readonly lengths: readonly number[]
  readonly run: (state: ObpState, data: DataView) => ObpOutcome
}

/** Done, to a command. */
export const done: ObpOutcome = { kind: 'done' }
/** A refusal. */
export const refused = (error: number): ObpOutcome => ({ kind: 'refused', error })
/** Bytes as data. */
export const data = (bytes: Uint8Array): ObpOutcome => ({ kind: 'data', data: bytes })
/** One byte. */
export const u8 = (value: number): ObpOutcome => data(Uint8Array.of(value))

/** 16 bits. */
export function u16(value: number): ObpOutcome {
  const bytes = new Uint8Array(2)
  new DataView(bytes.buffer).setUint16(0, value, true)
  return data(bytes)
}

/** Numbers of 32 bits. */
export function u32s(...values: readonly number[]): ObpOutcome {
  const bytes = new Uint8Array(4 * values.length)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => view.setUint32(4 * i, value, true))
  return data(bytes)
}

/** Floats of 32 bits. */
export function f32s(values: readonly number[]): ObpOutcome {
  const bytes = new Uint8Array(4 * values.length)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => view.setFloat32(4 * i, value, true))
  return data(bytes)
}

/** Text without an end mark. */
export const ascii = (text: string): ObpOutcome => data(new TextEncoder().encode(text))
/** A message without host data. */
export const query = (run: (state: ObpState) => ObpOutcome): ObpMessageType => ({ lengths: [0], run })

/** A list asked for by index. */
export function indexed(values: (state: ObpState) => readonly number[]): ObpMessageType {
  return {
    lengths: [1],
    run: (state, host) => {
      const value = values(state)[host.getUint8(0)]
      return value === undefined ? refused(OBP_ERROR.doesNotExist) : f32s([value])
    },
  }
}

/** A setting of one unsigned integer of `bytes` bytes that `allowed` accepts. */
export function setting(
  bytes: 1 | 2 | 4,
  allowed: (value: number) => boolean,
  store: (state: ObpState, value: number) => void,
): ObpMessageType {
  return {
    lengths: [bytes],
    run: (state, host) => {
      const value =
        bytes === 1 ? host.getUint8(0) : bytes === 2 ? host.getUint16(0, true) : host.getUint32(0, true)
      if (!allowed(value)) return refused(OBP_ERROR.value)
      store(state, value)
      return done
    },
  }
}

/** Whether a value lies between both ends. */
export const between = (min: number, max: number) => (value: number) => value >= min && value <= max

/** Sets the integration time; a buffered instrument still holds a spectrum of the time before. */
export function setTime(state: ObpState, us: number, buffered: boolean): void {
  if (state.ignoresTime()) return
  if (buffered && us !== state.integrationUs) state.bufferedUs = state.integrationUs
  state.integrationUs = us
}
