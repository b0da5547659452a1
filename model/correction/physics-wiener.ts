import { physicsMethod } from './physics/physics-method.ts'
import { fitPlateExpert } from './plate/wiener-ridge.ts'
import { affineArrays, affineOf, applyAffine } from './affine.ts'
import { penaltyParameter } from './shrinkage.ts'

/** The physical correction, and behind it an expert for spectra like those of the plate. */
export const physicsWiener = physicsMethod({
  name: 'physics-wiener',
  title: 'Physics and Wiener ridge',
  assumptions: 'What the physics leaves is linear over the bands, and new samples resemble the plate.',
  minimumPairs: 8,
  async learn(p, y, { wavelengthNm }, { seed }) {
    const { map, noiseFactor, penalty } = fitPlateExpert(p, y, wavelengthNm, seed)
    return { arrays: affineArrays(map), parameters: { noiseFactor, lambda: penaltyParameter(penalty) } }
  },
  open(arrays) {
    const expert = affineOf({ arrays })
    return { apply: (p) => applyAffine(expert, p) }
  },
})
