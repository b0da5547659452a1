import { colourOf } from '../../../spectra/colour.ts'
import { axisWavelengths } from '../../../spectra/axis.ts'
import { WORKING_AXIS } from '../../../contract/spectrum.ts'
import type { LiveFrame, Spot } from '../../../contract/live.ts'

/** A smooth edge: reflectance of a red-like sample. */
const edge = (nm: number, at: number, width: number): number => 1 / (1 + Math.exp((at - nm) / width))
const bump = (nm: number, at: number, width: number): number => Math.exp(-(((nm - at) / width) ** 2))

/** True reflectances by name, made of edges and bumps. */
export const SAMPLES: Record<string, (nm: number) => number> = {
  'Panel 2218-a': (nm) =>
    0.05 + 0.09 * bump(nm, 420, 45) + 0.55 * edge(nm, 615, 14) + 0.1 * edge(nm, 720, 30),
  'Panel 2218-b': (nm) => 0.08 + 0.14 * bump(nm, 440, 60) + 0.3 * edge(nm, 640, 22),
  'Tile 14': (nm) => 0.05 + 0.12 * edge(nm, 590, 18) + 0.1 * edge(nm, 680, 30),
  'Mug glaze': (nm) => 0.04 + 0.5 * bump(nm, 520, 50) + 0.2 * edge(nm, 720, 20),
  'Cotton, undyed': (nm) => 0.42 + 0.1 * bump(nm, 450, 60) - 0.1 * bump(nm, 600, 80),
  White: () => 0.98,
}

export const WAVELENGTHS = axisWavelengths(WORKING_AXIS)
const PIXELS = 2068
export const PIXEL_NM = Float64Array.from({ length: PIXELS }, (_, i) => 350 + (i * 450) / (PIXELS - 1))

/** Deterministic noise between -1 and 1. */
const noise = (i: number, seq: number): number => {
  const x = Math.sin(i * 12.9898 + seq * 78.233) * 43758.5453
  return 2 * (x - Math.floor(x)) - 1
}

const lamp = (nm: number): number => 0.1 + 0.9 * bump(nm, 620, 190)
const truth = (name: string): ((nm: number) => number) => SAMPLES[name] ?? (() => 0.5)

/** What the low-cost unit reads: shifted, broadened, with stray light. */
export function rawOf(name: string, seq: number): Float64Array {
  const sample = truth(name)
  return WAVELENGTHS.map(
    (nm, i) => 0.98 * sample(nm + 0.9) + 0.009 + (0.0008 + 0.003 * bump(nm, 380, 14)) * noise(i, seq),
  )
}

/** What a good model makes of it. */
export function correctedOf(name: string, seq: number): Float64Array {
  const sample = truth(name)
  return WAVELENGTHS.map(
    (nm, i) =>
      sample(nm) + 0.0009 * Math.sin(nm / 23) + (0.0004 + 0.001 * bump(nm, 380, 14)) * noise(i, seq + 7),
  )
}

/** What the reference reads. */
export function referenceOf(name: string): Float64Array {
  const sample = truth(name)
  return WAVELENGTHS.map((nm, i) => sample(nm) + 0.0002 * noise(i, 3))
}

export function intervalOf(): Float64Array {
  return WAVELENGTHS.map((nm) => 0.0018 + 0.005 * bump(nm, 380, 14) + 0.001 * bump(nm, 780, 30))
}

/** Detector counts of a sample; `gain` above 1 saturates. */
export function countsOf(name: string, seq: number, gain = 1): Float64Array {
  const sample = truth(name)
  return PIXEL_NM.map((nm, i) =>
    Math.min(65535, 1500 + gain * 55000 * lamp(nm) * sample(nm) + 60 * noise(i, seq)),
  )
}

/** What the frame says beside its spectra. */
export interface FrameOptions {
  readonly sample: string
  readonly white: boolean
  readonly model: boolean
  readonly domain: LiveFrame['domain']
  readonly gain: number
}

export function frameOf(seq: number, at: number, options: FrameOptions): LiveFrame {
  const counts = countsOf(options.sample, seq, options.gain)
  const level = counts.reduce((most, value) => Math.max(most, value), 0) / 65535
  const raw = rawOf(options.sample, seq)
  const corrected = correctedOf(options.sample, seq)
  const figures =
    options.domain === 'foreign'
      ? 'D2 7.67, limit 1.40; T2 4.6, limit 1; Q 34, limit 1'
      : 'D2 0.73, limit 1.40; T2 0.57, limit 1; Q 0.37, limit 1'
  return {
    seq,
    at,
    session: 1,
    pixelNm: PIXEL_NM,
    counts,
    maxCounts: 65535,
    integrationMs: 4,
    scans: 25,
    wavelengthNm: WAVELENGTHS,
    level,
    domain: options.model ? options.domain : 'none',
    domainDetail: options.model ? figures : '',
    dropped: 0,
    ...(options.white && { reflectance: raw, rawColour: colourOf(raw, WAVELENGTHS) }),
    ...(options.white &&
      options.model && { corrected, correctedColour: colourOf(corrected, WAVELENGTHS), model: 'v7' }),
    ...(options.white && options.model && options.domain !== 'foreign' && { interval: intervalOf() }),
  }
}

export function spotOf(id: number, name: string, sample: string, at: string, model: boolean): Spot {
  const reflectance = rawOf(sample, id)
  const corrected = correctedOf(sample, id)
  const reference = referenceOf(sample)
  return {
    id,
    name,
    at,
    session: 1,
    wavelengthNm: WAVELENGTHS,
    reflectance,
    reference,
    rawColour: colourOf(reflectance, WAVELENGTHS),
    referenceColour: colourOf(reference, WAVELENGTHS),
    deltaERaw: 0.8 + 0.1 * (id % 4),
    domain: model ? 'in' : 'none',
    domainDetail: model ? 'D2 0.31, limit 1.40' : '',
    ...(model && {
      corrected,
      correctedColour: colourOf(corrected, WAVELENGTHS),
      deltaECorrected: 0.06 + 0.03 * (id % 5),
      model: 'v7',
    }),
  }
}
