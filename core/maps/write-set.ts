import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { Problem } from '../../contract/errors.ts'
import type { MapGenerator } from '../../contract/maps.ts'
import { writeCsv } from '../../formats/csv.ts'
import { type EnviCube, type EnviForm, writeEnvi } from '../../formats/envi-write.ts'
import { numberText } from '../../formats/number.ts'
import { type EndMembers, MEAT } from '../../model/maps/synthetic/end-members.ts'
import { GENERATOR_PARAMETERS, syntheticCube } from '../../model/maps/synthetic/generate.ts'
import { CAMERA } from '../../model/maps/synthetic/parameters.ts'
import { MASK_ENDING, REFERENCES_FILE, TRUTH_ENDING } from './cube-folder.ts'

/** What a synthetic set is to be. */
export interface SyntheticSet {
  readonly folder: string
  readonly generator: MapGenerator
  readonly cubes: number
  readonly height: number
  readonly width: number
  readonly bands: number
  readonly seed: number
  readonly materials?: EndMembers
  /** The ends of the axis; the synthetic camera's when absent. */
  readonly range?: { readonly fromNm: number; readonly toNm: number }
}

/** Reflectance times this fits in 16 bits with room for noise on both sides. */
const SCALE = 10_000
/** What stands for no value in a true map. */
const NOTHING = -1

const evenAxis = ({ fromNm, toNm }: { fromNm: number; toNm: number }, bands: number): Float64Array =>
  Float64Array.from({ length: bands }, (_, i) => fromNm + ((toNm - fromNm) * i) / (bands - 1))

/**
 * Writes cubes, masks, true maps and references into a new folder. They are made beside it and renamed at the end: a
 * set is there whole or not at all.
 * @throws Problem FILE_EXISTS
 */
export async function writeSyntheticSet(set: SyntheticSet): Promise<void> {
  const { folder, generator, cubes, height, width, bands, seed } = set
  if (existsSync(folder))
    throw new Problem({
      code: 'FILE_EXISTS',
      title: `${folder} exists already`,
      happened: 'Nothing was written.',
      kept: 'The folder as it was.',
      next: 'Choose another name.',
    })
  const temporary = `${folder}.tmp`
  rmSync(temporary, { recursive: true, force: true })
  mkdirSync(dirname(folder), { recursive: true })
  mkdirSync(temporary)
  const write = (name: string, cube: EnviCube, form: EnviForm): void => {
    const { header, bytes } = writeEnvi(cube, form)
    writeFileSync(join(temporary, `${name}.${form.interleave}`), bytes)
    writeFileSync(join(temporary, `${name}.hdr`), header)
  }
  try {
    const wavelengthNm = evenAxis(set.range ?? CAMERA, bands)
    const rows: string[][] = [['cube', 'mean']]
    for (let index = 0; index < cubes; index++) {
      const name = `cube-${String(index + 1).padStart(String(cubes).length, '0')}`
      const materials = set.materials ?? MEAT
      const made = syntheticCube({ generator, materials, wavelengthNm, height, width, seed, index })
      const { data, mask } = made.pixels
      const size = { lines: height, samples: width }
      const description = `synthetic, ${generator}, seed ${seed}`
      write(
        name,
        { ...size, bands, data, wavelengthNm, description },
        { interleave: 'bil', type: 'int16', scaleFactor: SCALE },
      )
      const one = { ...size, bands: 1, description }
      write(
        name + MASK_ENDING,
        { ...one, data: Float32Array.from(mask) },
        { interleave: 'bsq', type: 'uint8' },
      )
      write(
        name + TRUTH_ENDING,
        { ...one, data: made.truth },
        { interleave: 'bsq', type: 'float32', ignoreValue: NOTHING },
      )
      rows.push([name, numberText(Number(made.reference.toFixed(3)))])
      await setImmediate()
    }
    writeFileSync(join(temporary, REFERENCES_FILE), writeCsv(rows))
    const about = { generator, cubes, height, width, bands, seed, parameters: GENERATOR_PARAMETERS }
    writeFileSync(join(temporary, 'about.json'), `${JSON.stringify(about, null, 2)}\n`)
    renameSync(temporary, folder)
  } catch (error) {
    rmSync(temporary, { recursive: true, force: true })
    throw error
  }
}
