import { gated } from './gated.ts'
import { UNET } from './network/design.ts'
import { networkMethod } from './network/network-method.ts'
import { slopeBias } from './slope-bias.ts'

/** A residual U-Net: a line per band, and what the network adds to it, seen at three widths. */
export const unet = networkMethod({
  name: 'unet',
  title: 'Residual U-Net',
  assumptions:
    'Hundreds of pairs; behind a line per band the error of a band follows from the shape of the spectrum around it.',
  minimumPairs: 100,
  design: UNET,
  base: slopeBias,
})

/** The same network behind the gated physical correction, and fading with its gate. */
export const gatedUnet = networkMethod({
  name: 'gated-unet',
  title: 'Gated physical correction and U-Net',
  assumptions:
    'Hundreds of pairs; the physics leaves an error that follows from neighbouring bands, on spectra like those of the plate.',
  minimumPairs: 100,
  steady: true,
  design: UNET,
  base: gated,
})
