import type { ExplainMethod, ExplainSubject, Explanation } from '../../../contract/explain.ts'

/** Words of the method tabs. */
export const METHOD_TABS: Readonly<Record<ExplainMethod, { readonly title: string; readonly why: string }>> =
  {
    weights: {
      title: 'Weights',
      why: 'Feature times weight of the dense layer, back through the pooling',
    },
    gradient: { title: 'Gradient', why: 'Grad-CAM for spectra: last convolution, positions not averaged' },
    occlusion: { title: 'Occlusion', why: 'How much the score falls when bands are hidden' },
    matrix: { title: 'Matrix', why: 'How each output changes with each band' },
  }

/** Words of the kinds of models. */
export const KIND_WORDS: Readonly<Record<ExplainSubject['kind'], string>> = {
  correction: 'Correction',
  raman: 'Raman',
  lamps: 'Lamps',
  'pls-map': 'Map, PLS',
  'unet-map': 'Map, U-Net',
}

/** What the outputs of a model are called. */
export const OUTPUT_TITLES: Readonly<Record<ExplainSubject['kind'], string>> = {
  correction: 'Corrected band',
  raman: 'Class',
  lamps: 'Light source',
  'pls-map': 'Answer',
  'unet-map': 'Answer',
}

/** Unit of an axis as it is written here. */
export const unitWord = (unit: Explanation['unit']): string =>
  ({ nm: 'nm', 'cm-1': 'cm⁻¹', index: 'band' })[unit]

/** The result in a sentence, for the ear. */
export function resultWords({ outputs, output, regions, unit }: Explanation): string {
  const name = outputs[output] ?? ''
  if (regions.length === 0) return `Nothing counts for or against ${name}`
  const largest = regions.reduce((a, b) => (Math.abs(b.relevance) > Math.abs(a.relevance) ? b : a))
  const [stands, where] = [
    regions.filter(({ relevance }) => relevance > 0).length,
    `${largest.peak.toFixed(0)} ${unitWord(unit)}`,
  ]
  const against = regions.length - stands
  return `${regionsWord(stands)} for ${name}, ${regionsWord(against)} against; the largest at ${where} counts ${largest.relevance < 0 ? 'against' : 'for'} it`
}

const regionsWord = (count: number): string => (count === 1 ? '1 region' : `${String(count)} regions`)
