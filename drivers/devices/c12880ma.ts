import { pixelWavelengths } from '../../spectra/axis.ts'
import { numberBoardDriver } from './number-board.ts'
import type { NumberBoard } from './number-board.ts'

/** Hamamatsu C12880MA: 288 pixels, 340 to 850 nm, about 15 nm wide lines. */
const PIXELS = 288
/** The boards are Arduinos, their clones, and modules of common adapters. */
export const MAKER_ADAPTERS = [
  { vendorId: 0x2341, productId: 0x0043 },
  { vendorId: 0x1a86, productId: 0x7523 },
  { vendorId: 0x10c4, productId: 0xea60 },
]

/**
 * Wavelength in nm of the pixels from A0, B1, ... B5 of the sheet that comes with each sensor:
 * A0 + B1 p + ... + B5 p^5, where the maker counts the first pixel as 1. Ascending pixel by pixel.
 */
export function sheetWavelengths(
  coefficients: readonly number[],
  pixels: number,
  firstPixel: number,
): Float64Array {
  // c(p) at p = firstPixel + i: the polynomial is evaluated on one pixel more and cut.
  return pixelWavelengths(coefficients, pixels + firstPixel).subarray(firstPixel)
}

/** The sheet of one sensor (22G03276). Others differ by up to about 10 nm: right for a look, wrong for a measurement. */
const TYPICAL = [
  3.120790493e2, 2.681652834, -8.061777879e-4, -1.052906745e-5, 1.925845957e-8, -7.465510101e-12,
]
/** The published sketch clocks the sensor as fast as it can; its time is changed by editing it. */
const SKETCH_MS = 10

/**
 * The board of the published sketch (groupgets/c12880ma, arduino_c12880ma_example): 115200 baud, no commands, for ever
 * 288 numbers of ten bits, each followed by a comma, then LF. Variants, and the sensor's own sheet, are written into a
 * description file.
 */
export const C12880MA_SKETCH: NumberBoard = {
  family: 'c12880ma',
  product: 'Hamamatsu C12880MA board',
  // It tells no serial number; its kind stands for it, so that no model of another kind is applied to it.
  serial: 'C12880MA',
  baudRate: 115_200,
  adapters: MAKER_ADAPTERS,
  format: { separator: ',', count: PIXELS, skip: 0, header: '', comment: '#', maxCounts: 1023 },
  inverted: false,
  wavelengthNm: sheetWavelengths(TYPICAL, PIXELS, 1),
  wavelengthSource: { text: 'typical of the sensor, up to 10 nm off', ok: false },
  exposure: { fixedMs: SKETCH_MS },
  uncertain:
    'How long the sketch exposes, its dark level, and the wavelengths without the sheet of the sensor.',
}

/** Hamamatsu C12880MA behind an Arduino that runs the published sketch. */
export const c12880ma = numberBoardDriver(C12880MA_SKETCH)
