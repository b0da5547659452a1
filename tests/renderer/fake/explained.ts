import type { ExplainFace, ExplainInput, Explanation } from '../../../contract/explain.ts'
import type { RamanCard } from '../../../contract/raman.ts'

const AXIS = Float64Array.from({ length: 512 }, (_, i) => 300 + (1500 * i) / 511)
const NAMES = ['Amber', 'Beryl', 'Coral']
/** Two lines of its own for each class, and one that all share. */
const LINES = [
  [420, 1310],
  [560, 1460],
  [690, 1220],
] as const

const line = (x: number, centre: number, fwhm: number): number => 1 / (1 + ((x - centre) / (fwhm / 2)) ** 2)
const spectrumOf = (index: number): Float64Array =>
  AXIS.map((x) => [...(LINES[index] ?? []), 1000].reduce((sum, centre) => sum + line(x, centre, 20), 0))

/** A classifier as a bench would show it. */
export const explainedCard: RamanCard = {
  version: 'r1',
  hash: '85061f89f63070c1092452a9ad0e4ede7f4d787c59a62b9a57540aad4792d600',
  created: '2026-11-26T10:00:00.000Z',
  source: 'made substances',
  task: 'one',
  classes: NAMES,
  spectra: 0,
  axis: { fromCm: 300, toCm: 1800, bands: 512 },
  size: { convolutions: 1, filters: 16, width: 9, poolings: 2 },
  weights: 6355,
  epochs: 13,
  seed: 1,
  accuracy: { right: 30, of: 30, on: 'made' },
  backend: 'TensorFlow.js CPU',
  trainMs: 5200,
}

export const explainedFace: ExplainFace = {
  subject: {
    id: 'raman:r1',
    kind: 'raman',
    version: 'r1',
    title: 'r1, 3 classes of made substances',
    created: explainedCard.created,
  },
  title: 'Raman classifier r1, 1 x 16 filters of 9 bands',
  methods: ['weights', 'gradient', 'occlusion'],
  outputs: NAMES,
  unit: 'cm-1',
  axis: AXIS,
  window: 11,
  facts: [],
  samples: NAMES.map((name, i) => ({ id: `class:${String(i)}`, name })),
}

/** For the class's own lines, against those of the others. */
export function explanationOf(input: ExplainInput): Explanation {
  const sample = Number(input.sample?.split(':')[1] ?? 0)
  const output = typeof input.output === 'number' ? input.output : sample
  const spectrum = spectrumOf(sample)
  const sign = output === sample ? 1 : -1
  const relevance = AXIS.map((x) =>
    (LINES[sample] ?? []).reduce((sum, centre) => sum + 0.2 * sign * line(x, centre, 24), 0),
  )
  return {
    subject: explainedFace.subject,
    caption: `${explainedFace.title}; ${input.method === 'occlusion' ? `${String(input.window ?? 11)} bands hidden at a time` : 'dense layer through the pooling'}; spectrum ${NAMES[sample] ?? ''}, output ${NAMES[output] ?? ''}`,
    sample: NAMES[sample] ?? '',
    method: input.method ?? 'weights',
    unit: 'cm-1',
    axis: AXIS,
    spectrum,
    outputs: NAMES,
    output,
    scores: Float64Array.from(NAMES, (_, i) => (i === sample ? 6.9 : -4.6)),
    relevance,
    regions: (LINES[sample] ?? []).map((peak) => ({
      from: peak - 12,
      to: peak + 12,
      peak,
      relevance: 0.2 * sign,
      share: 0.36,
    })),
    matrix: null,
    said: [],
  }
}
