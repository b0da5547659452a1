import {
  ascii,
  between,
  done,
  f32s,
  indexed,
  query,
  refused,
  setting,
  setTime,
  u16,
  u32s,
  u8,
} from './obp-data.ts'
import type { ObpMessageType, ObpOutcome, ObpState } from './obp-data.ts'
import type { ObpInstrument } from './obp-models.ts'
import { OBP_ERROR } from './obp-wire.ts'

const FIRMWARE = 0x0122
const HARDWARE = 3
const MAX_SCANS = 5000
const MAX_BOXCAR = 15
const ALIAS_BYTES = 15
const IDLE_TEMPERATURES_C: readonly number[] = [31.25, 28.5]
/** The factory stored a straight line: it never measured this detector's non-linearity. */
const NONLINEARITY: readonly number[] = [1, 0, 0, 0, 0, 0, 0, 0]

/** Message types of protocol 1.1 that every instrument here has. */
function common(instrument: ObpInstrument): [number, ObpMessageType][] {
  const { vendorId, productId, minUs, maxUs, words, triggers, name } = instrument
  return [
    // identity
    [0x0000_0000, { lengths: [0], run: () => ({ kind: 'reset' }) }],
    [0x0000_0010, setting(1, between(0, 1), (state, value) => (state.md5 = value === 1))],
    [0x0000_0080, query(() => u8(HARDWARE))],
    [0x0000_0090, query(() => u16(FIRMWARE))],
    [0x0000_0100, query((state) => ascii(state.serial))],
    [0x0000_0101, query((state) => u8(state.serial.length))],
    [0x0000_0200, query((state) => ascii(state.alias))],
    [0x0000_0210, { lengths: Array.from({ length: ALIAS_BYTES + 1 }, (_, i) => i), run: setAlias }],
    [0x0000_0e00, query(() => u16(vendorId))],
    [0x0000_0e01, query(() => u16(productId))],
    [0x0000_0e11, query(() => ascii(name))],
    // acquisition
    [0x0011_0000, query((state) => u32s(state.integrationUs))],
    [0x0011_0001, query(() => u32s(minUs))],
    [0x0011_0002, query(() => u32s(maxUs))],
    [0x0011_0003, query(() => u32s(1))],
    [0x0011_0010, setting(4, between(minUs, maxUs), (state, us) => setTime(state, us, instrument.buffered))],
    [0x0011_0100, query((state) => u8(state.trigger))],
    [
      0x0011_0110,
      setting(
        1,
        (value) => triggers.includes(value),
        (state, value) => (state.trigger = value),
      ),
    ],
    [0x0011_0220, query(() => u32s(words))],
    [0x0011_0221, query(() => u32s(instrument.firstLit, instrument.lastLit))],
    [0x0011_0222, query(() => u32s())],
    [0x0011_0223, query(() => u32s())],
    [0x0011_0410, setting(1, between(0, 1), (state, value) => (state.lampOn = value === 1))],
    [0x0012_0000, query((state) => u16(state.scans))],
    [0x0012_0010, setting(2, between(1, MAX_SCANS), (state, value) => (state.scans = value))],
    [0x0012_1000, query((state) => u8(state.boxcar))],
    [0x0012_1010, setting(1, between(0, MAX_BOXCAR), (state, value) => (state.boxcar = value))],
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
  ]
}

/** Spectra at once, corrected and raw. */
const immediate: [number, ObpMessageType][] = [
  [0x0010_1000, query(() => ({ kind: 'acquire', smoothed: true }))],
  [0x0010_1100, query(() => ({ kind: 'acquire', smoothed: false }))],
]

/** Spectra through the memory, which can be emptied and asked how much it holds. */
const throughBuffer: [number, ObpMessageType][] = [
  [0x0010_0928, query(() => ({ kind: 'acquire', smoothed: false }))],
  [
    0x0010_0830,
    query((state) => {
      state.bufferedUs = undefined
      return done
    }),
  ],
  [0x0010_0900, query((state) => u32s(state.bufferedUs === undefined ? 0 : 1))],
]

/** Message types of protocol 1.1 as an instrument has them. */
export function obpMessages(instrument: ObpInstrument): ReadonlyMap<number, ObpMessageType> {
  const { baudRate } = instrument
  return new Map([
    ...common(instrument),
    ...(instrument.buffered ? throughBuffer : immediate),
    ...(baudRate === undefined ? [] : [[0x0000_0800, query(() => u32s(baudRate))] as const]),
  ])
}

function setAlias(state: ObpState, host: DataView): ObpOutcome {
  state.alias = new TextDecoder('latin1').decode(host)
  return done
}

/** Rewrites what the device believes; where its pixels really look does not change. */
function setCoefficient(state: ObpState, host: DataView): ObpOutcome {
  const index = host.getUint8(0)
  if (index >= state.coefficients.length) return refused(OBP_ERROR.doesNotExist)
  state.coefficients[index] = host.getFloat32(1, true)
  return done
}
