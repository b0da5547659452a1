import { LAMP_COUNT, type LampLabel } from '../../contract/lamps.ts'
import { seededRandom } from '../../spectra/random.ts'
import { type Seen, seen } from './features.ts'
import type { RenderParameters } from './render/parameters.ts'
import { renderLamp } from './render/render.ts'

/** A prepared picture and what it shows. */
export interface Example {
  readonly label: LampLabel | 'unknown'
  readonly seen: Seen
}

/** How often each class is drawn in training, about as often as lamps are photographed; the rest are strangers. */
const SHARES = [0.18, 0.2, 0.16, 0.09, 0.09, 0.1, 0.09]

/** Labels of `count` examples in the order they are made: by the shares of training, or every class alike. */
export function labelsFor(count: number, seed: number, balanced: boolean): (LampLabel | 'unknown')[] {
  const random = seededRandom(seed).fork('labels')
  return Array.from({ length: count }, (_, i) => {
    if (balanced) return i % LAMP_COUNT
    let left = random.next()
    const label = SHARES.findIndex((share) => (left -= share) < 0)
    return label < 0 ? 'unknown' : label
  })
}

/** Rendered examples, one stream of chance each: the same whatever else is rendered. */
export function* renderedExamples(
  labels: readonly (LampLabel | 'unknown')[],
  seed: number,
  parameters: RenderParameters,
): Generator<Example, void> {
  const random = seededRandom(seed)
  for (const [i, label] of labels.entries())
    yield { label, seen: seen(renderLamp(random.fork(`picture ${i}`), label, parameters)) }
}
