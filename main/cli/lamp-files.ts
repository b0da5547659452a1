import { readdir, readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { Problem } from '../../contract/errors.ts'
import { LAMP_CLASSES, type LampLabel } from '../../contract/lamps.ts'
import { readPicture } from '../../formats/picture-file.ts'
import { prepare } from '../../model/lamps/prepare/prepare.ts'
import type { LabelledPicture } from '../../model/lamps/service.ts'

const PICTURE = /\.(png|jpe?g|gif|webp|bmp|tiff?|heic)$/i

/** Bytes of a file. @throws Problem FILE_UNREADABLE naming it and the reason */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    throw new Problem(
      {
        code: 'FILE_UNREADABLE',
        title: `${path} cannot be read`,
        happened: `${error instanceof Error ? error.message : String(error)}.`,
        kept: 'Nothing was changed.',
        next: 'Check the name and the permissions.',
      },
      { cause: error },
    )
  }
}

/** Whether a file is looked at as a picture: by its name. */
export const isPictureName = (path: string): boolean => PICTURE.test(path)

/** Files as they are, folders as the pictures in them, in the order of their names. */
export async function expanded(paths: readonly string[]): Promise<string[]> {
  const lists = await Promise.all(
    paths.map(async (path) => {
      const found = await stat(path).catch(() => undefined)
      if (found?.isDirectory() !== true) return [path]
      const names = (await readdir(path)).filter(isPictureName).sort()
      return names.map((name) => join(path, name))
    }),
  )
  return lists.flat()
}

/** The class a folder is named after: its number or its name. */
export function labelOfFolder(name: string): LampLabel | undefined {
  const word = name.toLowerCase()
  return LAMP_CLASSES.find(({ label, name: own }) => word === String(label) || word === own.toLowerCase())
    ?.label
}

/**
 * Prepared pictures of a folder whose folders are named after the classes; what cannot be read is told and left out.
 * @throws Problem NO_MATCH without two classes that have pictures, or with fewer than ten of them
 */
export async function labelledFolder(
  folder: string,
  say: (sentence: string) => void,
  signal: AbortSignal,
): Promise<LabelledPicture[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw unusable(folder, error instanceof Error ? error.message : String(error))
  })
  const pictures: LabelledPicture[] = []
  for (const entry of entries) {
    const label = entry.isDirectory() ? labelOfFolder(entry.name) : undefined
    if (label === undefined) {
      say(`${entry.name} is no folder of a class and is left out.`)
      continue
    }
    for (const path of await expanded([join(folder, entry.name)])) {
      signal.throwIfAborted()
      try {
        const { picture } = readPicture(await readBytes(path), basename(path), say)
        pictures.push({ label, picture: prepare(picture).picture })
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        say(`Left out: ${error.message}`)
      }
    }
  }
  const classes = new Set(pictures.map(({ label }) => label)).size
  if (classes < 2 || pictures.length < 10)
    throw unusable(
      folder,
      `${String(pictures.length)} pictures of ${String(classes)} classes were found; ten of two classes are needed`,
    )
  return pictures
}

const unusable = (folder: string, reason: string): Problem =>
  new Problem({
    code: 'NO_MATCH',
    title: `${folder} is no folder of labelled pictures`,
    happened: `${reason}.`,
    kept: 'Nothing was written.',
    next: `Name one folder for each class: ${LAMP_CLASSES.map(({ name, label }) => `${name} or ${String(label)}`).join(', ')}.`,
  })
