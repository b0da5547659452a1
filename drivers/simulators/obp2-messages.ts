import { ascii, between, f32s, query, setting, setTime, u16 } from './obp-data.ts'
import type { ObpMessageType } from './obp-data.ts'
import type { ObpInstrument } from './obp-models.ts'

/** A list begins with a value that hosts pass over. */
const LIST_HEAD = 0
const NONLINEARITY: readonly number[] = [1, 0, 0, 0, 0, 0, 0, 0]

/** Message types of protocol 2.0, as far as open clients use them. */
export function obp2Messages(instrument: ObpInstrument): ReadonlyMap<number, ObpMessageType> {
  const { minUs, maxUs, unitUs, fullScale, triggers } = instrument
  return new Map<number, ObpMessageType>([
    [0x0000_0000, { lengths: [0], run: () => ({ kind: 'reset' }) }],
    [0x0000_0100, query((state) => ascii(state.serial))],
    [
      0x0000_0c01,
      setting(4, between(minUs / unitUs, maxUs / unitUs), (state, units) =>
        setTime(state, units * unitUs, false),
      ),
    ],
    [
      0x0000_0d01,
      setting(
        1,
        (value) => triggers.includes(value),
        (state, value) => (state.trigger = value),
      ),
    ],
    [0x0000_1100, query((state) => f32s([LIST_HEAD, ...state.coefficients]))],
    [0x0000_1200, query(() => f32s([LIST_HEAD, ...NONLINEARITY]))],
    [0x0000_1c00, query(() => ({ kind: 'acquire', smoothed: false }))],
    [0x0000_1d00, query(() => u16(fullScale))],
    [0x0001_1d00, query(() => u16(fullScale))],
  ])
}
