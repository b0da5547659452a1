import type { Random } from '../../spectra/random.ts'
import { zeros } from '../linear/matrix.ts'
import type { Pairs } from '../network/lesson.ts'
import type { Matrix } from '../service.ts'
import { mixed, normalised, varied, type Variation } from './variation.ts'

/** Known spectra on one axis of wavenumbers, and which class each is of. */
export interface KnownSpectra {
  readonly classes: readonly string[]
  readonly axis: Float64Array
  readonly spectra: Matrix
  /** Class of each row. */
  readonly labels: Int32Array
}

/** One substance a spectrum, or up to three of them mixed. */
export type RamanTask = 'one' | 'mixtures'

const MOST_COMPONENTS = 3
/** The smallest component of a mixture, as a share of its largest. */
const LEAST_SHARE = 0.3

const rowsOfClass = ({ classes, labels }: KnownSpectra): number[][] => {
  const rows = classes.map((): number[] => [])
  for (const [row, label] of labels.entries()) rows[label]?.push(row)
  return rows
}

/**
 * Made spectra for a lesson, `perClass` of each class: variations of the known ones, or of mixtures in which that class
 * is one component. x is what the network reads, y 1 for each class that is in it.
 */
export function madeRows(
  known: KnownSpectra,
  task: RamanTask,
  perClass: number,
  random: Random,
  variation: Variation,
): Pairs {
  const { axis, classes, spectra } = known
  const bands = axis.length
  const rows = rowsOfClass(known)
  const one = (label: number): Float64Array => {
    const of = rows[label] ?? []
    const row = of[random.integer(of.length)] ?? 0
    return spectra.data.subarray(row * bands, (row + 1) * bands)
  }
  const x = zeros(perClass * classes.length, bands)
  const y = zeros(perClass * classes.length, classes.length)
  for (let i = 0; i < x.rows; i++) {
    const labels = componentsFor(i % classes.length, classes.length, task, random)
    const parts = labels.map((label, part) => ({
      spectrum: one(label),
      share: part === 0 ? 1 : random.uniform(LEAST_SHARE, 1 / LEAST_SHARE),
    }))
    for (const label of labels) y.data[i * classes.length + label] = 1
    x.data.set(normalised(varied(mixed(parts), axis, random, variation)), i * bands)
  }
  return { x, y }
}

function componentsFor(first: number, classes: number, task: RamanTask, random: Random): number[] {
  if (task === 'one') return [first]
  const others = random.shuffle(Array.from({ length: classes }, (_, i) => i).filter((i) => i !== first))
  return [first, ...others.slice(0, random.integer(Math.min(MOST_COMPONENTS, classes)))]
}
