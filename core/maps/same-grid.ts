import { Problem } from '../../contract/errors.ts'
import type { MapModelCard } from '../../contract/maps.ts'
import type { ModelCard } from '../../contract/model.ts'
import { axisWavelengths } from '../../spectra/axis.ts'
import type { FolderCube } from './cube-folder.ts'

/** Bands nearer than this are the same, nm: headers of cameras have two decimals. */
const SAME_NM = 0.5

/** Index of the first band that stands elsewhere; -1 where all agree, the length where their numbers differ. */
function firstOther(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Math.min(a.length, b.length)
  return a.findIndex((nm, band) => Math.abs(nm - (b[band] ?? NaN)) > SAME_NM)
}

const rangeOf = (nm: Float64Array | null | undefined): string =>
  nm
    ? `${nm.length} bands from ${(nm[0] ?? 0).toFixed(1)} to ${(nm.at(-1) ?? 0).toFixed(1)} nm`
    : 'no wavelengths'

const mismatch = (title: string, happened: string, next: string): Problem =>
  new Problem({ code: 'MODEL_MISMATCH', title, happened, kept: 'The cube as it is.', next })

/**
 * Checks that a correction and a cube have one axis, band by band.
 * @throws Problem MODEL_MISMATCH otherwise, or where the cube has no wavelengths
 */
export function requireSameAxis(card: ModelCard, { name, file }: FolderCube): void {
  const nm = file.header.wavelengthNm
  const wanted = axisWavelengths(card.axis)
  const other = nm ? firstOther(wanted, nm) : 0
  if (nm && other === -1) return
  const { bands, fromNm, toNm } = card.axis
  const first =
    nm?.length === bands
      ? ` Band ${other + 1} stands at ${(nm[other] ?? 0).toFixed(1)} instead of ${(wanted[other] ?? 0).toFixed(1)} nm.`
      : ''
  throw mismatch(
    'The correction is for another axis',
    `${card.version} corrects ${bands} bands from ${fromNm} to ${toNm} nm, ${name} has ${rangeOf(nm)}.${first}`,
    'Train a correction on the camera, or make maps without one.',
  )
}

/**
 * Checks that a cube has the bands that a model of maps takes; their wavelengths as well where both sides know them.
 * @throws Problem MODEL_MISMATCH
 */
export function requireSameBands(card: MapModelCard, { name, file }: FolderCube): void {
  const { bands, wavelengthNm: nm } = file.header
  if (card.bands !== bands)
    throw mismatch(
      'The model is for other cubes',
      `"${card.name}" takes ${card.bands} bands, ${name} has ${bands}.`,
      'Choose another model, or train one on such cubes.',
    )
  if (!card.wavelengthNm || !nm || firstOther(card.wavelengthNm, nm) === -1) return
  throw mismatch(
    'The model is for other wavelengths',
    `"${card.name}" takes ${rangeOf(card.wavelengthNm)}, ${name} has ${rangeOf(nm)}.`,
    'Choose another model, or train one on such cubes.',
  )
}

/** The first cube whose bands or wavelengths are not those of the first of all, in words; undefined where all agree. */
export function strangerAmong(cubes: readonly FolderCube[]): string | undefined {
  const [first] = cubes
  for (const { name, file } of cubes) {
    const [own, its] = [first?.file.header, file.header]
    if (its.bands !== own?.bands)
      return `${name} has ${its.bands} bands, the first cube has ${own?.bands ?? 0}.`
    const { wavelengthNm: nm } = its
    if (own.wavelengthNm && nm && firstOther(own.wavelengthNm, nm) !== -1)
      return `${name} has ${rangeOf(nm)}, the first cube has ${rangeOf(own.wavelengthNm)}.`
  }
  return undefined
}
