import type { MethodFigures } from '../../contract/figures.ts'
import type { Comparison } from '../../contract/model.ts'

const milli = (value: number): string => (value * 1000).toFixed(3)
const percent = (share: number): string => `${Math.round(share * 100)} %`

/** The winner's figures beyond the table, each on a line of its own, and the limits of what it has seen; RMSE x10^-3. */
export function figuresText({ methods, verdict, domain, pairedTests = [] }: Comparison): string[] {
  const figures = methods.find(({ name }) => name === verdict.winner)?.figures
  return [
    ...(figures ? [`${verdict.winner}: ${errorText(figures)}`, ...colourText(figures)] : []),
    ...(figures ? [`  worst: ${worstText(figures)}`, `  ${outlierText(figures)}`, floorText(figures)] : []),
    ...(domain
      ? [
          `  domain, ${domain.components} components: T2 limit ${domain.t2Limit.toPrecision(3)} (${percent(domain.t2Above)} of held-out above), Q limit ${domain.qLimit.toPrecision(3)} (${percent(domain.qAbove)}), ${domain.leverageAbove.length} of high leverage`,
        ]
      : []),
    ...(pairedTests.length > 0
      ? [
          `  signed-rank test against ${verdict.winner}: ${pairedTests.map(({ name, p }) => `${name} p ${probability(p)}`).join(', ')}`,
        ]
      : []),
  ]
}

const probability = (p: number): string => (p < 0.0001 ? '< 0.0001' : p.toFixed(p < 0.01 ? 4 : 2))

function errorText({ rmsec, rmsecv, rmsep, bias, sep, gfc }: MethodFigures): string {
  const held = rmsep === null ? '' : `, RMSEP ${milli(rmsep)}`
  return `RMSEC ${milli(rmsec)}, RMSECV ${milli(rmsecv)}${held}, bias ${milli(bias)}, SEP ${milli(sep)}, least GFC ${gfc.least.toFixed(5)}`
}

function colourText({ colour, metamerism }: MethodFigures): string[] {
  if (!colour || !metamerism) return []
  const of = (degrees: 2 | 10): string =>
    colour
      .filter(({ observerDegrees }) => observerDegrees === degrees)
      .map(({ illuminant, dE00 }) => `${illuminant} ${dE00.mean.toFixed(3)}/${dE00.p95.toFixed(3)}`)
      .join(', ')
  const [first] = colour
  const others = first ? `; D65: dE76 ${first.dE76.mean.toFixed(3)}, dE94 ${first.dE94.mean.toFixed(3)}` : ''
  return [
    `  dE00 mean/P95: ${of(2)}; 10 degrees: ${of(10)}${others}`,
    `  metamerism ${metamerism.mean.toFixed(3)} mean, ${metamerism.p95.toFixed(3)} P95`,
  ]
}

const worstText = ({ worst }: MethodFigures): string =>
  worst.map(({ patch, rmse, dE00 }) => `${patch} ${dE00 === null ? milli(rmse) : dE00.toFixed(2)}`).join(', ')

const outlierText = ({ outliers: { onReference, kept, invented, samples } }: MethodFigures): string =>
  `outliers of the reference that stay outliers: ${kept} of ${onReference}; made by the correction: ${invented} of ${samples}`

function floorText({ floor }: MethodFigures): string {
  if (!floor) return '  floor: not known, no patch was read more than once'
  const { budget, patches, readings } = floor
  const parts = Object.entries(budget).map(([name, share]) => `${name} ${percent(share)}`)
  return `  floor ${milli(floor.rmse)} (${readings} readings of ${patches} patches), accuracy ${floor.accuracyOverFloor.toFixed(2)} x floor; error: ${parts.join(', ')}`
}
