/**
 * The reflectances of the built-in plate, as a paint would make them: absorption bands (sums of Gaussians and
 * edges) added in Kubelka-Munk K/S space to a white that absorbs the ultraviolet, behind a glossless surface that
 * reflects 3 % of the light. An atlas of 24 hues x 3 chromas x 9 lightnesses and 12 neutrals = 660 colours.
 */
const edge = (nm: number, at: number, width: number): number => 1 / (1 + Math.exp((nm - at) / width))
const bump = (nm: number, at: number, width: number): number => Math.exp(-0.5 * ((nm - at) / width) ** 2)

/** Absorption of the pigments around the hue circle, about 1 at the strongest wavelength. */
const PIGMENTS: readonly ((nm: number) => number)[] = [
  (nm) => edge(nm, 598, 11), // red
  (nm) => edge(nm, 562, 12), // orange
  (nm) => edge(nm, 512, 11), // yellow
  (nm) => edge(nm, 488, 14) + 0.5 * bump(nm, 665, 42), // yellow-green
  (nm) => 0.8 * edge(nm, 468, 16) + 0.9 * bump(nm, 640, 48), // green
  (nm) => 0.3 * bump(nm, 400, 34) + bump(nm, 632, 60), // blue-green
  (nm) => 0.95 * bump(nm, 596, 52) + 0.75 * bump(nm, 668, 44), // blue
  (nm) => bump(nm, 566, 42) + 0.25 * bump(nm, 640, 30), // violet
  (nm) => bump(nm, 530, 36) + 0.25 * bump(nm, 470, 40), // purple
]
const HUES = 24
const CHROMAS: readonly number[] = [1, 4.5, 20]
const LIGHTNESSES = 9
const ATLAS = HUES * CHROMAS.length * LIGHTNESSES
const NEUTRALS = 12

/** Colours of the built-in plate. */
export const BUILTIN_PATCHES = ATLAS + NEUTRALS

const SURFACE = 0.03
const BODY = 0.82

/** K/S of the paint whose reflectance has lightness L* (Kubelka and Munk 1931; the surface is taken off first). */
function strengthOf(lightness: number): number {
  const luminance = ((lightness + 16) / 116) ** 3
  const body = Math.min(0.97, Math.max(0.005, (luminance - SURFACE) / BODY))
  return (1 - body) ** 2 / (2 * body)
}

/** Spectrum of one colour of the atlas (0..659): reflectance factor at any wavelength in nm, 0.03..0.85. */
export function builtinSpectrum(colour: number): (wavelengthNm: number) => number {
  const neutral = colour - ATLAS
  const lightness =
    neutral >= 0 ? 26 + 5.6 * neutral : 26 + 7.4 * Math.floor(colour / (HUES * CHROMAS.length))
  const chroma = neutral >= 0 ? 0 : (CHROMAS[Math.floor(colour / HUES) % CHROMAS.length] ?? 0)
  const place = ((colour % HUES) / HUES) * PIGMENTS.length
  const one = PIGMENTS[Math.floor(place)]
  const two = PIGMENTS[(Math.floor(place) + 1) % PIGMENTS.length]
  const share = place % 1
  const pigment = (nm: number): number => (one && two ? (1 - share) * one(nm) + share * two(nm) : 0)
  // The eye's maximum: dividing there keeps the lightness while the pigment grows.
  const base = strengthOf(lightness) / (1 + 0.4 * chroma * pigment(555))
  return (nm) => {
    const ratio = base * (1 + chroma * pigment(nm)) + 1.1 * edge(nm, 386, 7)
    const body = 1 + ratio - Math.sqrt(ratio * ratio + 2 * ratio)
    return SURFACE + BODY * body
  }
}
