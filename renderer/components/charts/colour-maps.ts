import type { Triple } from '../../../contract/spectrum.ts'

/** Stops of cividis (Nunez, Anderton, Renslow 2018): even in lightness, the same to colour-blind eyes. sRGB 0..255. */
const CIVIDIS: readonly Triple[] = [
  [0, 34, 78],
  [8, 51, 112],
  [53, 69, 108],
  [79, 87, 108],
  [102, 105, 112],
  [125, 124, 120],
  [148, 142, 119],
  [174, 163, 113],
  [200, 184, 102],
  [229, 207, 82],
  [254, 232, 56],
]
/** Blue - grey - orange for signed errors. */
const SIGNED: readonly Triple[] = [
  [60, 140, 235],
  [84, 120, 165],
  [110, 110, 110],
  [170, 122, 74],
  [240, 140, 30],
]

function between(stops: readonly Triple[], share: number): Triple {
  const place = Math.min(1, Math.max(0, share)) * (stops.length - 1)
  const low = stops[Math.floor(place)] ?? [0, 0, 0]
  const high = stops[Math.ceil(place)] ?? low
  const t = place - Math.floor(place)
  return [low[0] + (high[0] - low[0]) * t, low[1] + (high[1] - low[1]) * t, low[2] + (high[2] - low[2]) * t]
}

/** cividis at 0..1, sRGB 0..255. */
export const cividis = (share: number): Triple => between(CIVIDIS, share)
/** Signed scale at -1..1, sRGB 0..255. */
export const signedColour = (share: number): Triple => between(SIGNED, (share + 1) / 2)
