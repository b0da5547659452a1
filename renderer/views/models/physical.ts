import type { ModelCard } from '../../../contract/model.ts'
import { fixed, percent, signed, THIN } from '../../text/numbers.ts'

/** How far from the truth the wavelength offset was on simulated units, nm, and uniform stray light as a share of itself. */
const OFFSET_WITHIN_NM = 0.13
const STRAY_WITHIN = 0.05
/** Below this share of the light the relative figure would promise too much. */
const STRAY_FLOOR = 0.0005

/** An instrument fact with the accuracy it is known to. */
export interface PhysicalRow {
  readonly name: string
  readonly value: string
  readonly within: string
}

/**
 * What a physical model says of the instrument and can be held to: the wavelength offset and the uniform stray light.
 * Its other parameters make up for each other and are no facts. Empty for methods without physics.
 */
export function physicalRows(parameters: ModelCard['parameters']): PhysicalRow[] {
  const { wavelengthOffsetNm: offset, strayLight: stray } = parameters
  return [
    ...(typeof offset === 'number'
      ? [
          {
            name: 'Wavelength offset',
            value: `${signed(offset, 2)}${THIN}nm`,
            within: fixed(OFFSET_WITHIN_NM, 2),
          },
        ]
      : []),
    ...(typeof stray === 'number'
      ? [
          {
            name: 'Uniform stray light',
            value: percent(stray, 2),
            within: fixed(100 * Math.max(STRAY_FLOOR, STRAY_WITHIN * Math.abs(stray)), 2),
          },
        ]
      : []),
  ]
}
