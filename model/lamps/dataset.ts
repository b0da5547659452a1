import { LAMP_COUNT, type LampLabel } from '../../contract/lamps.ts'
import { mirrored } from '../../spectra/picture.ts'
import { type Random, seededRandom } from '../../spectra/random.ts'
import type { LabelledPicture } from './service.ts'

/** Pictures divided as the source divides them. */
export interface LampDataset {
  readonly training: readonly LabelledPicture[]
  readonly validation: readonly LabelledPicture[]
  readonly test: readonly LabelledPicture[]
}

export interface DatasetOptions {
  readonly seed: number
  /** Rare classes of the training part are repeated at random up to so many. */
  readonly atLeast: number
}

/** A tenth of each class, at least one where there are two or more, is set aside. */
function ninth(
  pictures: readonly LabelledPicture[],
  random: Random,
): { rest: LabelledPicture[]; aside: LabelledPicture[] } {
  const [rest, aside]: [LabelledPicture[], LabelledPicture[]] = [[], []]
  for (const label of labelsOf(pictures)) {
    const own = random.shuffle(pictures.filter((picture) => picture.label === label))
    const count = own.length < 2 ? 0 : Math.max(1, Math.round(own.length / 10))
    aside.push(...own.slice(0, count))
    rest.push(...own.slice(count))
  }
  return { rest, aside }
}

const labelsOf = (pictures: readonly LabelledPicture[]): LampLabel[] =>
  [...new Set(pictures.map(({ label }) => label))].sort((a, b) => a - b)

/** Pictures of each class. */
export function countsOf(pictures: readonly LabelledPicture[]): number[] {
  const counts = Array<number>(LAMP_COUNT).fill(0)
  for (const { label } of pictures) counts[label] = (counts[label] ?? 0) + 1
  return counts
}

/**
 * Training : test 9 : 1, rare classes repeated up to `atLeast`, training : validation 9 : 1, half of the training
 * pictures mirrored. Source: nnSIC. Validation is set aside before anything is repeated, unlike there: a repeated
 * picture on both sides would judge itself.
 */
export function divided(pictures: readonly LabelledPicture[], options: DatasetOptions): LampDataset {
  const random = seededRandom(options.seed)
  const { rest, aside: test } = ninth(pictures, random.fork('test'))
  const { rest: own, aside: validation } = ninth(rest, random.fork('validation'))
  const repeats = random.fork('repeats')
  const repeated = labelsOf(own).flatMap((label) => {
    const few = own.filter((picture) => picture.label === label)
    const missing = Math.max(0, options.atLeast - few.length)
    return Array.from({ length: missing }, () => few[repeats.integer(few.length)]).flatMap((one) => one ?? [])
  })
  const turns = random.fork('mirrored')
  const training = turns
    .shuffle([...own, ...repeated])
    .map(({ label, picture }) => ({ label, picture: turns.next() < 0.5 ? mirrored(picture) : picture }))
  return { training, validation, test }
}
