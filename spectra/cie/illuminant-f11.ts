// Written by scripts/make-cie-tables.py from colour-science 0.4.7 (BSD-3-Clause, Copyright 2013 Colour
// Developers); the licence is in LICENSE.md of this folder. Do not edit by hand.
import type { LightTable } from './observer.ts'

/** Narrow-band fluorescent lamp FL11 (F11), 380 to 780 nm in steps of 5 nm (CIE 015:2018, table 10). */
export const ILLUMINANT_F11: LightTable = {
  fromNm: 380,
  stepNm: 5,
  power: [
    0.91, 0.63, 0.46, 0.37, 1.29, 12.68, 1.59, 1.79, 2.46, 3.33, 4.49, 33.94, 12.13, 6.95, 7.19, 7.12, 6.72,
    6.13, 5.46, 4.79, 5.66, 14.29, 14.96, 8.97, 4.72, 2.33, 1.47, 1.1, 0.89, 0.83, 1.18, 4.9, 39.59, 72.84,
    32.61, 7.52, 2.83, 1.96, 1.67, 4.43, 11.28, 14.76, 12.73, 9.74, 7.33, 9.72, 55.27, 42.58, 13.18, 13.16,
    12.26, 5.11, 2.07, 2.34, 3.58, 3.01, 2.48, 2.14, 1.54, 1.33, 1.46, 1.94, 2.0, 1.2, 1.35, 4.1, 5.58, 2.51,
    0.57, 0.27, 0.23, 0.21, 0.24, 0.24, 0.2, 0.24, 0.32, 0.26, 0.16, 0.12, 0.09,
  ],
}
