import type { MethodName } from '../../contract/model.ts'
import { METHOD_NAMES } from '../../contract/model.ts'
import { Problem } from '../../contract/errors.ts'
import type { Method } from './method.ts'
import { autoencoder } from './autoencoder.ts'
import { bernsPetersen } from './berns-petersen.ts'
import { cnn, gatedCnn } from './cnn.ts'
import { ds } from './ds.ts'
import { gated } from './gated.ts'
import { kernel } from './kernel.ts'
import { none } from './none.ts'
import { pcaAffine } from './pca-affine.ts'
import { pds } from './pds.ts'
import { physicsWiener } from './physics-wiener.ts'
import { physics } from './physics.ts'
import { pls } from './pls.ts'
import { quadratic } from './quadratic.ts'
import { ridge } from './ridge.ts'
import { slopeBias } from './slope-bias.ts'
import { sst } from './sst.ts'
import { gatedUnet, unet } from './unet.ts'

/**
 * Every method of this build from simple to complex: of equals, the first wins. Gated stands before the linear methods
 * of many coefficients because it is not worse than nothing outside the plate, which cross-validation cannot see.
 */
export const METHODS: readonly Method[] = [
  none,
  slopeBias,
  gated,
  ridge,
  pds,
  ds,
  pcaAffine,
  pls,
  sst,
  bernsPetersen,
  quadratic,
  kernel,
  physics,
  physicsWiener,
  gatedCnn,
  gatedUnet,
  cnn,
  unet,
  autoencoder,
]

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
