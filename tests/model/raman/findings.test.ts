import { beforeAll, describe, expect, it } from 'vitest'
import { explain } from '../../../model/explain/explain.ts'
import { mapsRelevance } from '../../../model/explain/relevance.ts'
import { loadRaman } from '../../../model/raman/classifier.ts'
import { DEMO_SUBSTANCES, lorentzians } from '../../../model/raman/lorentzian.ts'
import { background, mixed, normalised } from '../../../model/raman/variation.ts'
import { at } from '../../../spectra/at.ts'
import { seededRandom } from '../../../spectra/random.ts'
import {
  insideLines,
  meanSize,
  onBackground,
  overlap,
  regionsOfClasses,
  studyRequest,
  trained,
  say,
} from './lorentzian-study.ts'

/** What Fukuhara et al. (arXiv 2007.13354) report of spectra with known lines, as figures of the product's own network. */
describe('on Lorentzian spectra with background', () => {
  let file: Uint8Array
  beforeAll(async () => {
    const { card, bytes } = await trained(studyRequest())
    say(
      `accuracy on made spectra ${card.accuracy.right} of ${card.accuracy.of}, ${card.epochs} epochs, ${card.trainMs} ms`,
    )
    expect(card.accuracy.right).toBe(card.accuracy.of)
    file = bytes
  }, 180_000)

  it.each(['weights', 'gradient', 'occlusion'] as const)(
    'finds the lines that tell the classes apart by %s',
    async (method) => {
      const classes = await regionsOfClasses(file, DEMO_SUBSTANCES, method)
      say(
        `${method}: ${classes.map(({ substance, iou }) => `${substance.name} IoU ${iou.toFixed(2)}`).join(', ')}`,
      )
      for (const { iou } of classes) expect(iou).toBeGreaterThanOrEqual(0.6)
    },
  )

  it('has weights near zero on the background, and so corrects the baseline by itself', async () => {
    const model = await loadRaman(file)
    const axis = model.axis.values
    const apart = onBackground(DEMO_SUBSTANCES, axis, 3)
    const ratios = DEMO_SUBSTANCES.map((substance, output) => {
      const own = insideLines(substance, axis)
      const behind = background(axis, 1, seededRandom(output + 1))
      const spectrum = lorentzians(substance.peaks, axis).map((value, i) => value + at(behind, i))
      const { relevance } = explain(model, spectrum, { method: 'weights', output, window: 21 })
      const [maps] = model.maps?.(normalised(spectrum), output, 'pooled') ?? []
      if (!maps) throw new Error('a network has maps')
      const weights = mapsRelevance({ ...maps, values: maps.slopes.map(Math.sign) }, axis.length)
      return {
        weights: meanSize(weights, apart) / meanSize(weights, own),
        relevance: meanSize(relevance, apart) / meanSize(relevance, own),
      }
    })
    const said = ratios.map((one) => `${one.weights.toFixed(3)} and ${one.relevance.toFixed(3)}`)
    say(`background / own lines, weights and relevance under fluorescence: ${said.join('; ')}`)
    for (const ratio of ratios) {
      expect(ratio.weights).toBeLessThan(0.25)
      expect(ratio.relevance).toBeLessThan(0.25)
    }
    model.dispose?.()
  })

  it('gives the line that all share next to nothing', async () => {
    const classes = await regionsOfClasses(file, DEMO_SUBSTANCES, 'weights')
    const ratios = classes.map(({ substance, relevance, axis }) => {
      const shared = Array.from(axis, (x) => Math.abs(x - 1000) <= 7)
      return meanSize(relevance, shared) / meanSize(relevance, insideLines(substance, axis))
    })
    say(`relevance on the shared line / on own lines: ${ratios.map((one) => one.toFixed(3)).join(', ')}`)
    for (const ratio of ratios) expect(ratio).toBeLessThan(0.3)
  })

  it("stands negative where another class has its lines, when that class's spectrum is shown", async () => {
    const model = await loadRaman(file)
    const axis = model.axis.values
    const [first, second] = DEMO_SUBSTANCES
    if (!first || !second) throw new Error('there are five')
    const spectrum = lorentzians(second.peaks, axis)
    const { relevance } = explain(model, spectrum, { method: 'weights', output: 0, window: 21 })
    const there = insideLines(second, axis)
    const mean = relevance.reduce((sum, value, i) => sum + (there[i] === true ? value : 0), 0)
    expect(mean).toBeLessThan(0)
    model.dispose?.()
  })
})

it('finds the common component of mixtures', async () => {
  const { card, bytes } = await trained(studyRequest({ task: 'mixtures', epochs: 40 }))
  say(`mixtures: all components right in ${card.accuracy.right} of ${card.accuracy.of}`)
  expect(card.accuracy.right / card.accuracy.of).toBeGreaterThan(0.8)
  const model = await loadRaman(bytes)
  const axis = model.axis.values
  const [common, ...others] = DEMO_SUBSTANCES
  if (!common) throw new Error('there are five')
  const lines = insideLines(common, axis)
  const elsewhere = onBackground([common], axis, 3)
  for (const other of others) {
    const spectrum = mixed(
      [common, other].map(({ peaks }) => ({ spectrum: lorentzians(peaks, axis), share: 0.5 })),
    )
    const { relevance, regions } = explain(model, spectrum, { method: 'weights', output: 0, window: 21 })
    const marked = Array.from(axis, (_, band) =>
      regions.some((region) => region.relevance > 0 && band >= region.first && band <= region.last),
    )
    const ratio = meanSize(relevance, elsewhere) / meanSize(relevance, lines)
    say(
      `${common.name} in ${common.name} + ${other.name}: IoU ${overlap(marked, lines).toFixed(2)}, elsewhere / own lines ${ratio.toFixed(3)}`,
    )
    expect(overlap(marked, lines)).toBeGreaterThanOrEqual(0.5)
    expect(ratio).toBeLessThan(0.2)
  }
  model.dispose?.()
}, 240_000)

it('marks wider regions with wider filters', async () => {
  const rows: string[] = []
  const widths: number[] = []
  for (const width of [5, 25]) {
    const { bytes } = await trained(studyRequest({ bands: 512, width, poolings: 1, epochs: 12 }))
    const classes = await regionsOfClasses(bytes, DEMO_SUBSTANCES, 'weights')
    const mean = classes.reduce((sum, one) => sum + one.width, 0) / classes.length
    rows.push(`filters of ${width} bands: regions ${mean.toFixed(1)} cm-1 wide`)
    widths.push(mean)
  }
  say(rows.join('; '))
  expect(widths[1]).toBeGreaterThan(1.2 * (widths[0] ?? Infinity))
}, 240_000)
