import { z } from 'zod'

/** Light sources that are told apart; the place in the list is the label. Source: the class table of nnSIC. */
export const LAMP_CLASSES = [
  { label: 0, name: 'LED', title: 'LED' },
  { label: 1, name: 'mercury', title: 'CCFL, fluorescent or mercury lamp' },
  { label: 2, name: 'continuum', title: 'Continuum: sun, sky, incandescent, halogen' },
  { label: 3, name: 'neon', title: 'Neon' },
  { label: 4, name: 'helium', title: 'Helium' },
  { label: 5, name: 'hydrogen', title: 'Hydrogen' },
  { label: 6, name: 'nitrogen', title: 'Nitrogen' },
] as const

/** Place of a light source in LAMP_CLASSES. */
export const LampLabelSchema = z.number().int().min(0).max(6)
export type LampLabel = z.infer<typeof LampLabelSchema>

/** How many light sources are told apart. */
export const LAMP_COUNT = LAMP_CLASSES.length

/** "neon", or "unknown" for what no class fits. @throws RangeError for a label that does not exist */
export function lampName(label: LampLabel | 'unknown'): string {
  if (label === 'unknown') return 'unknown'
  const found = LAMP_CLASSES[label]
  if (!found) throw new RangeError(`there is no light source ${label}`)
  return found.name
}
