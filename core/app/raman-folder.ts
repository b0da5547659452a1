import { readdir, readFile, stat } from 'node:fs/promises'
import path from 'node:path'
import { Problem } from '../../contract/errors.ts'
import { textOf } from '../../formats/text.ts'

const MOST_FILES = 5_000
const MOST_BYTES = 8 * 1024 * 1024
const ENDINGS = ['.csv', '.txt']

/** A text file of a folder; `path` is relative to it, with slashes. */
export interface FolderFile {
  readonly path: string
  readonly text: string
}

/**
 * Text files of a folder and of its subfolders (one level), in the order of their names.
 * @throws Problem FILE_UNREADABLE, NOT_FOUND, FORMAT_BAD
 */
export async function readFolder(folder: string, signal: AbortSignal): Promise<FolderFile[]> {
  const names = await listed(folder)
  if (names.length === 0)
    throw problem('NOT_FOUND', folder, 'There is no .csv or .txt file in it.', 'Choose a folder of spectra.')
  if (names.length > MOST_FILES)
    throw problem(
      'FORMAT_BAD',
      folder,
      `It holds ${names.length} files, ${MOST_FILES} are read at most.`,
      'Choose fewer.',
    )
  const files: FolderFile[] = []
  for (const name of names) {
    signal.throwIfAborted()
    files.push({ path: name.replaceAll(path.sep, '/'), text: await readOne(folder, name, signal) })
  }
  return files
}

async function listed(folder: string): Promise<string[]> {
  try {
    const top = await readdir(folder, { withFileTypes: true })
    const found = await Promise.all(
      top.map(async (entry) => {
        if (entry.isFile()) return [entry.name]
        if (!entry.isDirectory()) return []
        const inside = await readdir(path.join(folder, entry.name), { withFileTypes: true })
        return inside.filter((file) => file.isFile()).map((file) => path.join(entry.name, file.name))
      }),
    )
    return found
      .flat()
      .filter((name) => ENDINGS.includes(path.extname(name).toLowerCase()))
      .sort((a, b) => a.localeCompare(b))
  } catch (cause) {
    const why = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    const happened =
      why === 'ENOENT'
        ? 'There is no such folder.'
        : why === 'ENOTDIR'
          ? 'It is no folder.'
          : `It cannot be listed (${why}).`
    throw problem('FILE_UNREADABLE', folder, happened, 'Check the name and the permissions.', cause)
  }
}

async function readOne(folder: string, name: string, signal: AbortSignal): Promise<string> {
  const file = path.join(folder, name)
  try {
    const { size } = await stat(file)
    if (size > MOST_BYTES) throw new Error('it is larger than 8 MB')
    return textOf(await readFile(file, { signal }), name)
  } catch (cause) {
    signal.throwIfAborted()
    if (cause instanceof Problem) throw cause
    const why = cause instanceof Error ? cause.message : String(cause)
    throw problem('FILE_UNREADABLE', name, `${why}.`, 'Remove it or make it readable.', cause)
  }
}

const problem = (
  code: 'FILE_UNREADABLE' | 'NOT_FOUND' | 'FORMAT_BAD',
  name: string,
  happened: string,
  next: string,
  cause?: unknown,
): Problem =>
  new Problem(
    { code, title: `${name} cannot be used`, happened, kept: 'Nothing was imported.', next },
    { cause },
  )
