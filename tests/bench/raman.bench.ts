import { DEMO_SUBSTANCES } from '../../model/raman/lorentzian.ts'
import { regionsOfClasses, say, studyRequest, trained } from '../model/raman/lorentzian-study.ts'

// Size and number of filters against the regions they mark, as Fukuhara et al. studied it: 512 bands of 2.9 cm-1, lines
// of 14 to 22 cm-1, regions by the weights of the dense layer, pooled by two.
const WIDTHS = [3, 5, 9, 15, 25]
const FILTERS = [2, 4, 8, 16, 32]
const SEEDS = [1, 2, 3]

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length

async function measured(width: number, filters: number) {
  const runs = await Promise.all(
    SEEDS.map(async (seed) => {
      const { card, bytes } = await trained(
        studyRequest({ bands: 512, width, filters, poolings: 1, epochs: 20, seed }),
      )
      const classes = await regionsOfClasses(bytes, DEMO_SUBSTANCES, 'weights')
      return {
        right: card.accuracy.right / card.accuracy.of,
        width: mean(classes.map((one) => one.width)),
        iou: mean(classes.map((one) => one.iou)),
        background: mean(classes.map((one) => one.background)),
      }
    }),
  )
  return {
    right: mean(runs.map((run) => run.right)),
    width: mean(runs.map((run) => run.width)),
    iou: mean(runs.map((run) => run.iou)),
    background: mean(runs.map((run) => run.background)),
  }
}

say('filter width  filters  right    region, cm-1  IoU   background / lines')
for (const [width, filters] of [
  ...WIDTHS.map((one) => [one, 16] as const),
  ...FILTERS.filter((one) => one !== 16).map((one) => [9, one] as const),
]) {
  const { right, width: region, iou, background } = await measured(width, filters)
  say(
    [
      String(width).padEnd(14),
      String(filters).padEnd(9),
      `${(100 * right).toFixed(1)} %`.padEnd(9),
      region.toFixed(1).padEnd(14),
      iou.toFixed(2).padEnd(6),
      background.toFixed(4),
    ].join(''),
  )
}
