import type { ModelCard } from '../../../contract/model.ts'
import { parameterName } from '../../../contract/parameter-name.ts'

/** A parameter that a recalibration changed. */
export interface MovedParameter {
  readonly key: string
  readonly name: string
  readonly before: number
  readonly after: number
  /** Decimals that show the change with two figures. */
  readonly digits: number
}

/** The numbers both models have and that differ, the largest relative change first. */
export function movedParameters(
  before: ModelCard['parameters'],
  after: ModelCard['parameters'],
): MovedParameter[] {
  const moved = Object.entries(after).flatMap(([key, now]): MovedParameter[] => {
    const old = before[key]
    if (typeof now !== 'number' || typeof old !== 'number' || now === old) return []
    const digits = Math.min(8, Math.max(0, 1 - Math.floor(Math.log10(Math.abs(now - old)))))
    return [{ key, name: parameterName(key), before: old, after: now, digits }]
  })
  const size = ({ before: old, after: now }: MovedParameter): number =>
    Math.abs(now - old) / Math.max(Math.abs(old), 1e-12)
  return moved.sort((a, b) => size(b) - size(a))
}
