import type { MethodName } from '../../contract/model.ts'
import { METHOD_NAMES } from '../../contract/model.ts'
import { Problem } from '../../contract/errors.ts'
import type { Method } from './method.ts'
import { autoencoder } from './autoencoder.ts'
import { gated } from './gated.ts'
import { none } from './none.ts'
import { physics } from './physics.ts'
import { physicsWiener } from './physics-wiener.ts'
import { ridge } from './ridge.ts'
import { slopeBias } from './slope-bias.ts'

/**
 * Every method of this build from simple to complex: of equals, the first wins. Gated stands before the linear methods
 * of many coefficients because it is not worse than nothing outside the plate, which cross-validation cannot see.
 */
export const METHODS: readonly Method[] = [none, slopeBias, gated, ridge, physics, physicsWiener, autoencoder]

/** The method of a name. @throws Problem METHOD_UNKNOWN for names this build does not have */
export function methodNamed(name: MethodName): Method {
  const found = METHODS.find((method) => method.name === name)
  if (found) return found
  throw new Problem({
    code: 'METHOD_UNKNOWN',
    title: `Method ${name} is not available`,
    happened: METHOD_NAMES.includes(name)
      ? `This version does not have ${name} yet.`
      : `There is no method called ${name}.`,
    kept: 'Nothing was changed.',
    next: `Choose among ${METHODS.map((method) => method.name).join(', ')}.`,
  })
}
