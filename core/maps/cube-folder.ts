import { existsSync, statSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { problemDataOf, Problem } from '../../contract/errors.ts'
import { badFile } from '../../formats/bad-file.ts'
import { readMapReferences } from '../../formats/map-references.ts'
import { textOf } from '../../formats/text.ts'
import type { CubePixels } from '../../model/maps/cube-pixels.ts'
import { type CubeFile, openCube } from './cube-file.ts'

/** Endings that tell masks (0 = background) and known maps (per cent) from cubes. */
export const MASK_ENDING = '-mask'
export const TRUTH_ENDING = '-truth'
export const REFERENCES_FILE = 'references.csv'

/** A cube with what lies beside it. */
export interface FolderCube {
  readonly name: string
  readonly file: CubeFile
  readonly mask: CubeFile | undefined
  readonly truth: CubeFile | undefined
}

/** A folder of cubes as it was when it was opened. */
export interface CubeFolder {
  readonly path: string
  readonly cubes: readonly FolderCube[]
  /** Mean by cube, per cent. */
  readonly references: ReadonlyMap<string, number>
  readonly refused: readonly { readonly file: string; readonly sentence: string }[]
}

/**
 * Opens every ENVI cube of a folder and its references.csv. A file that cannot be used is named with the reason and
 * does not keep the others out.
 * @throws Problem NOT_FOUND without such a folder, NO_MATCH without a usable cube
 */
export async function openCubeFolder(path: string): Promise<CubeFolder> {
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw problem('NOT_FOUND', 'There is no such folder', `${path} is not there.`, 'Check the name.')
  const headers = (await readdir(path)).filter((file) => /\.hdr$/i.test(file)).sort()
  const files = new Map<string, CubeFile>()
  const refused: { file: string; sentence: string }[] = []
  const refuse = (file: string, error: unknown): void => {
    const { happened, next } = problemDataOf(error)
    refused.push({ file, sentence: `${happened} ${next}` })
  }
  for (const file of headers)
    try {
      const cube = await openCube(join(path, file))
      files.set(cube.name, cube)
    } catch (error) {
      refuse(file, error)
    }
  const beside = (name: string, ending: string): CubeFile | undefined => {
    const file = files.get(name + ending)
    const cube = files.get(name)
    if (!file || !cube) return undefined
    const { lines, samples, bands } = file.header
    if (lines === cube.header.lines && samples === cube.header.samples && bands === 1) return file
    refuse(`${name}${ending}.hdr`, badFile({ name }, 'Its size is not that of the cube.', 'It is not used.'))
    return undefined
  }
  const names = [...files.keys()].filter(
    (name) => !name.endsWith(MASK_ENDING) && !name.endsWith(TRUTH_ENDING),
  )
  const cubes = names.flatMap((name) => {
    const file = files.get(name)
    return file ? [{ name, file, mask: beside(name, MASK_ENDING), truth: beside(name, TRUTH_ENDING) }] : []
  })
  if (cubes.length === 0) {
    const [first] = refused
    const why = first ? ` ${first.file}: ${first.sentence}` : ''
    throw problem(
      'NO_MATCH',
      'There is no cube in this folder',
      `${basename(path)} has ${headers.length} ENVI headers, none with a usable cube.${why}`,
      'Choose a folder with .hdr files and their .bil, .bip or .bsq.',
    )
  }
  let references = new Map<string, number>()
  const referencesPath = join(path, REFERENCES_FILE)
  if (existsSync(referencesPath))
    try {
      references = referencesFor(
        textOf(await readFile(referencesPath), REFERENCES_FILE),
        REFERENCES_FILE,
        cubes,
      )
    } catch (error) {
      refuse(REFERENCES_FILE, error)
    }
  return { path, cubes, references, refused }
}

/** References of a text by cube. @throws Problem FORMAT_BAD, NO_MATCH when a name belongs to no cube */
export function referencesFor(text: string, name: string, cubes: readonly FolderCube[]): Map<string, number> {
  const known = new Set(cubes.map((cube) => cube.name))
  const list = readMapReferences(text, name)
  const strangers = list.filter(({ cube }) => !known.has(cube)).map(({ cube }) => cube)
  if (strangers.length === 0) return new Map(list.map(({ cube, mean }) => [cube, mean]))
  throw problem(
    'NO_MATCH',
    'References without cubes',
    `${strangers.length} of ${list.length} names in ${name} are no cube of this folder, first "${strangers[0] ?? ''}".`,
    'Correct the names, or copy the cubes into the folder.',
  )
}

function problem(code: 'NOT_FOUND' | 'NO_MATCH', title: string, happened: string, next: string): Problem {
  return new Problem({ code, title, happened, kept: 'Nothing was changed.', next })
}

/** Rows of a cube with its mask applied. */
export async function cubeRows(
  { file, mask }: FolderCube,
  from: number,
  to: number,
  signal?: AbortSignal,
): Promise<CubePixels> {
  const pixels = await file.rows(from, to, signal)
  if (!mask) return pixels
  const { data } = await mask.rows(from, to, signal)
  return { ...pixels, mask: pixels.mask.map((value, pixel) => (value === 1 && data[pixel] !== 0 ? 1 : 0)) }
}

/** The known map of a cube; NaN beside the sample. */
export async function cubeTruth({ truth }: FolderCube): Promise<Float32Array | undefined> {
  if (!truth) return undefined
  const { data, mask } = await truth.rows(0, truth.header.lines)
  return data.map((value, pixel) => (mask[pixel] === 1 ? value : NaN))
}
