import type { ModelCard } from '../../../contract/model.ts'
import type { Conditions, Provenance } from '../../../contract/provenance.ts'
import { count, fixed, NOT_KNOWN } from '../../text/numbers.ts'
import { duration, exposure } from '../../text/times.ts'

/** A line of `Facts`. */
interface Fact {
  readonly name: string
  readonly value: string
  readonly mono?: boolean
}

/** How each instrument read, the oldest white, and what nobody measured. */
export function conditionRows({ conditions, oldestWhiteMs }: Provenance): Fact[] {
  return [
    ...conditions.map((one) => ({
      name: `${one.role === 'spectrometer' ? 'Spectrometer' : 'Reference'}, ${count(one.readings, one.kind)}`,
      value: exposureOf(one),
    })),
    {
      name: 'Oldest white of a sample',
      value: oldestWhiteMs === null ? 'none was used' : duration(oldestWhiteMs / 1000),
    },
    { name: 'Room temperature, humidity', value: 'not measured' },
  ]
}

/** "11.2 ms x 25", or its range. */
function exposureOf({ integrationMs, scans }: Conditions): string {
  if (integrationMs === null) return 'its own time'
  const [shortest, longest] = integrationMs
  const time = shortest === longest ? exposure(shortest) : `${exposure(shortest)} to ${exposure(longest)}`
  if (scans === null) return time
  const [fewest, most] = scans
  return `${time} × ${fewest === most ? fixed(fewest, 0) : `${fixed(fewest, 0)} to ${fixed(most, 0)}`}`
}

/** By which data and model of a session can be checked: the same hashes as on its report. */
export function hashRows(
  { pairsHash }: Provenance,
  version: string | null,
  models: readonly Pick<ModelCard, 'version' | 'hash'>[],
): Fact[] {
  const weights = models.find((card) => card.version === version)?.hash
  return [
    pairsHash === null
      ? { name: 'Pairs', value: 'none yet' }
      : { name: 'Pairs', value: pairsHash, mono: true },
    ...(version === null
      ? []
      : [{ name: `Weights of ${version}`, value: weights ?? NOT_KNOWN, mono: weights !== undefined }]),
  ]
}
