import { physicsMethod } from './physics/physics-method.ts'
import { compressed, expanded, levelArrays, levelFor, levelOf } from './plate/level-scale.ts'
import { fitPlateExpert } from './plate/wiener-ridge.ts'
import { affineArrays, affineOf, applyAffine } from './affine.ts'
import { penaltyParameter } from './shrinkage.ts'

/** The physical correction, and behind it an expert for spectra like those of the plate. */
export const physicsWiener = physicsMethod({
  name: 'physics-wiener',
  title: 'Physics and Wiener ridge',
  assumptions: 'What the physics leaves is linear over the bands, and new samples resemble the plate.',
  minimumPairs: 8,
  async learn(p, y, { wavelengthNm }, { seed, quantity }) {
    const level = levelFor(quantity)
    const [levels, truth] = [compressed(p, level), compressed(y, level)]
    const { map, noiseFactor, penalty } = fitPlateExpert(levels, truth, wavelengthNm, seed)
    const arrays = { ...affineArrays(map), ...levelArrays(level) }
    return { arrays, parameters: { noiseFactor, lambda: penaltyParameter(penalty) } }
  },
  open(arrays) {
    const expert = affineOf({ arrays })
    const level = levelOf(arrays)
    return { apply: (p) => expanded(applyAffine(expert, compressed(p, level)), level) }
  },
})
