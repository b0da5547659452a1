import { MAP_METHODS, type MapFigures, type MapMethod } from '../../../contract/maps.ts'
import { scoreOf } from '../../../model/maps/scores.ts'
import { seededRandom } from '../../../spectra/random.ts'

/** What one fold gave. */
export interface FoldResult {
  readonly generator: string
  readonly seed: number
  readonly fold: number
  readonly rows: readonly {
    readonly cube: number
    readonly reference: number
    readonly maps: Record<MapMethod, MapFigures>
    /** Spatially correlated share of the true map: its sharp borders leave a nugget, too. */
    readonly trueShare: number
  }[]
  /** null where the training was interrupted. */
  readonly seconds: number | null
  readonly epochs: number
  /** The network saw locally scaled spectra. */
  readonly local: boolean
  readonly components: number
  readonly backend: string
}

type Row = FoldResult['rows'][number]
const DRAWS = 2000

const rmse = (rows: readonly Row[], method: MapMethod): number =>
  Math.sqrt(
    rows.reduce((sum, { maps, reference }) => sum + (maps[method].mean - reference) ** 2, 0) / rows.length,
  )

/** 95 % interval of a figure over cubes drawn with replacement. */
function interval(rows: readonly Row[], figure: (rows: readonly Row[]) => number): [number, number] {
  const random = seededRandom(1).fork('bootstrap')
  const drawn = Array.from({ length: DRAWS }, () =>
    figure(rows.flatMap(() => rows[random.integer(rows.length)] ?? [])),
  ).sort((a, b) => a - b)
  return [drawn[Math.round(0.025 * DRAWS)] ?? NaN, drawn[Math.round(0.975 * DRAWS)] ?? NaN]
}

const between = ([low, high]: [number, number], digits: number): string =>
  `${low.toFixed(digits)} to ${high.toFixed(digits)}`

/** The figures of all folds that are done, and which goals they reach. */
export function summary(results: readonly FoldResult[]): string {
  const lines: string[] = []
  for (const generator of new Set(results.map((result) => result.generator))) {
    const folds = results.filter((result) => result.generator === generator)
    const rows = folds.flatMap((fold) => fold.rows)
    const seeds = new Set(folds.map(({ seed }) => seed)).size
    lines.push(
      '',
      `${generator}: ${String(folds.length)} folds of ${String(seeds)} seeds, ${String(rows.length)} held-out cubes`,
    )
    const scores = MAP_METHODS.map((method) =>
      scoreOf(
        method,
        rows.map(({ maps, reference }) => ({ figures: maps[method], reference })),
      ),
    )
    for (const { method, rmseMean, correlatedShare, outsideShare, pixelRmse, edgeSharpness } of scores)
      lines.push(
        `  ${method.padEnd(10)} RMSE of mean ${rmseMean.toFixed(3)} (${between(
          interval(rows, (drawn) => rmse(drawn, method)),
          3,
        )}), correlated ${(100 * correlatedShare).toFixed(2)} %, outside ${(100 * outsideShare).toFixed(3)} %, in a pixel ${pixelRmse?.toFixed(2) ?? '-'}, edges ${edgeSharpness?.toFixed(2) ?? '-'}`,
      )
    const gainOf = (drawn: readonly Row[]): number => 100 * (1 - rmse(drawn, 'unet') / rmse(drawn, 'pls'))
    const gain = gainOf(rows)
    const trueShare = rows.reduce((sum, row) => sum + row.trueShare, 0) / rows.length
    const [pls, unet] = [scores[0], scores.at(-1)]
    const ratio = (unet?.pixelRmse ?? NaN) / (pls?.pixelRmse ?? NaN)
    const longest = Math.max(...folds.map(({ seconds }) => seconds ?? 0))
    const word = (reached: boolean): string => (reached ? 'reached' : 'not reached')
    lines.push(
      `  mean of the U-Net better than PLS by ${gain.toFixed(1)} % (95 %: ${between(interval(rows, gainOf), 1)}); ${generator === 'linear' ? 'no goal here: PLS is close to optimal' : `goal 9 %: ${word(gain >= 9)}`}`,
      `  correlated share of the U-Net >= 99 %: ${word((unet?.correlatedShare ?? 0) >= 0.99)}; of the true maps ${(100 * trueShare).toFixed(2)} %`,
      `  no pixel outside 0 to 100 %: ${word(unet?.outsideShare === 0)}`,
      `  error in a pixel ${(100 * ratio).toFixed(0)} % of that of PLS, goal 50 %: ${word(ratio <= 0.5)}`,
      `  longest fold ${(longest / 60).toFixed(1)} min, goal 20: ${word(longest < 1200)}; epochs ${folds.map(({ epochs }) => epochs).join(', ')}; locally scaled in ${String(folds.filter(({ local }) => local).length)} folds; ${folds[0]?.backend ?? ''}`,
    )
  }
  return lines.join('\n')
}
