import { OBP_ERROR } from './obp-wire.ts'
import type { ObpAnswer } from './obp-wire.ts'

/** Figures of the Ocean HDX: pixels, full scale, and the integration times it accepts. */
export const HDX = {
  vendorId: 0x2457,
  productId: 0x2003,
  pixels: 2068,
  maxCounts: 65535,
  minIntegrationUs: 6000,
  maxIntegrationUs: 10_000_000,
  maxScans: 5000,
  maxBoxcar: 15,
  firmware: 0x0122,
  hardware: 3,
} as const

const ALIAS_BYTES = 15
const TRIGGER_MODES: readonly number[] = [0x00, 0x01, 0x03, 0xff]
const IDLE_TEMPERATURES_C: readonly number[] = [31.25, 28.5]
/** The factory stored a straight line: it never measured this detector's non-linearity. */
const NONLINEARITY: readonly number[] = [1, 0, 0, 0, 0, 0, 0, 0]

/** What the host can set; lost at reset except the calibration and the alias. */
export interface HdxState {
  readonly serial: string
  alias: string
  coefficients: number[]
  integrationUs: number
  scans: number
  boxcar: number
  trigger: number
  lampOn: boolean
  md5: boolean
}

/** State after power-up: free running, bench lamp on. */
export function freshHdxState(serial: string, coefficients: readonly number[]): HdxState {
  return { serial, alias: '', coefficients: [...coefficients], ...POWER_UP }
}

const POWER_UP = { integrationUs: 10_000, scans: 1, boxcar: 0, trigger: 0, lampOn: true, md5: false }

/** What a message leads to: an answer at once, or one of the actions that take time. */
export type HdxOutcome =
  ObpAnswer | { readonly kind: 'acquire'; readonly smoothed: boolean } | { readonly kind: 'reset' }

interface Message {
  /** Lengths of host data that fit this type. */
  readonly lengths: readonly number[]
  readonly run: (state: HdxState, data: DataView) => HdxOutcome
}

const done: HdxOutcome = { kind: 'done' }
const refused = (error: number): HdxOutcome => ({ kind: 'refused', error })
const data = (bytes: Uint8Array): HdxOutcome => ({ kind: 'data', data: bytes })
const u8 = (value: number): HdxOutcome => data(Uint8Array.of(value))

function u16(value: number): HdxOutcome {
  const bytes = new Uint8Array(2)
  new DataView(bytes.buffer).setUint16(0, value, true)
  return data(bytes)
}

function u32s(...values: readonly number[]): HdxOutcome {
  const bytes = new Uint8Array(4 * values.length)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => view.setUint32(4 * i, value, true))
  return data(bytes)
}

function f32s(values: readonly number[]): HdxOutcome {
  const bytes = new Uint8Array(4 * values.length)
  const view = new DataView(bytes.buffer)
  values.forEach((value, i) => view.setFloat32(4 * i, value, true))
  return data(bytes)
}

const ascii = (text: string): HdxOutcome => data(new TextEncoder().encode(text))
const query = (run: (state: HdxState) => HdxOutcome): Message => ({ lengths: [0], run })

function indexed(values: (state: HdxState) => readonly number[]): Message {
  return {
    lengths: [1],
    run: (state, host) => {
      const value = values(state)[host.getUint8(0)]
      return value === undefined ? refused(OBP_ERROR.doesNotExist) : f32s([value])
    },
  }
}

/** A setting of one unsigned integer of `bytes` bytes within [min, max]. */
function setting(
  bytes: 1 | 2 | 4,
  allowed: (value: number) => boolean,
  store: (state: HdxState, value: number) => void,
): Message {
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

const between = (min: number, max: number) => (value: number) => value >= min && value <= max

const MESSAGES = new Map<number, Message>([
  // identity
  [0x0000_0000, { lengths: [0], run: () => ({ kind: 'reset' }) }],
  [0x0000_0010, setting(1, between(0, 1), (state, value) => (state.md5 = value === 1))],
  [0x0000_0080, query(() => u8(HDX.hardware))],
  [0x0000_0090, query(() => u16(HDX.firmware))],
  [0x0000_0100, query((state) => ascii(state.serial))],
  [0x0000_0101, query((state) => u8(state.serial.length))],
  [0x0000_0200, query((state) => ascii(state.alias))],
  [0x0000_0210, { lengths: Array.from({ length: ALIAS_BYTES + 1 }, (_, i) => i), run: setAlias }],
  [0x0000_0e00, query(() => u16(HDX.vendorId))],
  [0x0000_0e01, query(() => u16(HDX.productId))],
  [0x0000_0e11, query(() => ascii('Ocean HDX'))],
  // acquisition
  [0x0010_1000, query(() => ({ kind: 'acquire', smoothed: true }))],
  [0x0010_1100, query(() => ({ kind: 'acquire', smoothed: false }))],
  [0x0011_0000, query((state) => u32s(state.integrationUs))],
  [0x0011_0001, query(() => u32s(HDX.minIntegrationUs))],
  [0x0011_0002, query(() => u32s(HDX.maxIntegrationUs))],
  [0x0011_0003, query(() => u32s(1))],
  [
    0x0011_0010,
    setting(
      4,
      between(HDX.minIntegrationUs, HDX.maxIntegrationUs),
      (state, value) => (state.integrationUs = value),
    ),
  ],
  [0x0011_0100, query((state) => u8(state.trigger))],
  [
    0x0011_0110,
    setting(
      1,
      (value) => TRIGGER_MODES.includes(value),
      (state, value) => (state.trigger = value),
    ),
  ],
  [0x0011_0220, query(() => u32s(HDX.pixels))],
  [0x0011_0221, query(() => u32s(0, HDX.pixels - 1))],
  [0x0011_0222, query(() => u32s())],
  [0x0011_0223, query(() => u32s())],
  [0x0011_0410, setting(1, between(0, 1), (state, value) => (state.lampOn = value === 1))],
  [0x0012_0000, query((state) => u16(state.scans))],
  [0x0012_0010, setting(2, between(1, HDX.maxScans), (state, value) => (state.scans = value))],
  [0x0012_1000, query((state) => u8(state.boxcar))],
  [0x0012_1010, setting(1, between(0, HDX.maxBoxcar), (state, value) => (state.boxcar = value))],
  // calibration
  [0x0018_0100, query((state) => u8(state.coefficients.length))],
  [0x0018_0101, indexed((state) => state.coefficients)],
  [0x0018_0111, { lengths: [5], run: setCoefficient }],
  [0x0018_1100, query(() => u8(NONLINEARITY.length))],
  [0x0018_1101, indexed(() => NONLINEARITY)],
  [0x0018_3100, query(() => u8(0))],
  [0x0018_3101, indexed(() => [])],
  // environment
  [0x0040_0000, query(() => u8(IDLE_TEMPERATURES_C.length))],
  [0x0040_0001, indexed(() => IDLE_TEMPERATURES_C)],
  [0x0040_0002, query(() => f32s(IDLE_TEMPERATURES_C))],
])

function setAlias(state: HdxState, host: DataView): HdxOutcome {
  state.alias = new TextDecoder('latin1').decode(host)
  return done
}

/** Rewrites what the device believes; where its pixels really look does not change. */
function setCoefficient(state: HdxState, host: DataView): HdxOutcome {
  const index = host.getUint8(0)
  if (index >= state.coefficients.length) return refused(OBP_ERROR.doesNotExist)
  state.coefficients[index] = host.getFloat32(1, true)
  return done
}

/** Carries out one message; an unknown type or a length that does not fit is refused. */
export function runHdxMessage(state: HdxState, type: number, host: Uint8Array): HdxOutcome {
  const message = MESSAGES.get(type)
  if (message === undefined) return refused(OBP_ERROR.unknownType)
  if (!message.lengths.includes(host.length)) return refused(OBP_ERROR.length)
  const outcome = message.run(state, new DataView(host.buffer, host.byteOffset, host.byteLength))
  if (outcome.kind === 'reset') Object.assign(state, POWER_UP)
  return outcome
}
