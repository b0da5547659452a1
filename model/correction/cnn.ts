import { gated } from './gated.ts'
import { CNN } from './network/design.ts'
import { networkMethod } from './network/network-method.ts'
import { slopeBias } from './slope-bias.ts'

/** A residual convolutional network: a line per band, and what four convolutions add to it. */
export const cnn = networkMethod({
  name: 'cnn',
  title: 'Residual convolutional network',
  assumptions:
    'Hundreds of pairs; behind a line per band the error of a band follows from its neighbours within 16 bands.',
  minimumPairs: 100,
  design: CNN,
  base: slopeBias,
})

/** The same network behind the gated physical correction, and fading with its gate. */
export const gatedCnn = networkMethod({
  name: 'gated-cnn',
  title: 'Gated physical correction and convolutional network',
  assumptions:
    'Hundreds of pairs; the physics leaves an error that follows from neighbouring bands, on spectra like those of the plate.',
  minimumPairs: 100,
  steady: true,
  design: CNN,
  base: gated,
})
