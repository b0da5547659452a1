import { readFile, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { Problem } from '../../contract/errors.ts'
import type { FileResult, SpectraTable } from '../../contract/session.ts'
import { readSpectraFile } from '../../formats/spectra-file.ts'
import { textOf } from '../../formats/text.ts'

/** Largest file that is read whole. */
const MAX_BYTES = 512 * 1024 * 1024

/**
 * A text file's content.
 * @throws Problem FILE_UNREADABLE naming the file and the reason
 */
export async function readText(path: string): Promise<string> {
  return textOf(await readBytes(path), basename(path))
}

/**
 * A file's bytes.
 * @throws Problem FILE_UNREADABLE naming the file and the reason
 */
export async function readBytes(path: string): Promise<Uint8Array> {
  try {
    const bytes = await readFile(path)
    if (bytes.length > MAX_BYTES) throw new Error('it is larger than 512 MB')
    return bytes
  } catch (error) {
    throw new Problem(
      {
        code: 'FILE_UNREADABLE',
        title: `${path} cannot be read`,
        happened: `${reasonOf(error)}.`,
        kept: 'Nothing was changed.',
        next: 'Check the name and the permissions.',
      },
      { cause: error },
    )
  }
}

/**
 * Spectra from a file of any known format; `say` is told every assumption made.
 * @throws Problem FILE_UNREADABLE, FORMAT_BAD with the line
 */
export async function readSpectra(
  path: string,
  say: (sentence: string) => void,
  axis: 'nm' | 'index' = 'nm',
): Promise<SpectraTable> {
  return readSpectraFile(await readBytes(path), { name: basename(path), axis, say })
}

/**
 * Writes a result file and never replaces one silently.
 * @throws Problem FILE_EXISTS unless `overwrite`
 */
export async function writeResult(
  path: string,
  content: string | Uint8Array,
  overwrite: boolean,
): Promise<void> {
  try {
    await writeFile(path, content, { flag: overwrite ? 'w' : 'wx' })
  } catch (error) {
    if (codeOf(error) === 'EEXIST')
      throw new Problem(
        {
          code: 'FILE_EXISTS',
          title: `${path} exists already`,
          happened: 'Nothing was written.',
          kept: 'The file as it was.',
          next: 'Choose another name, or add --overwrite.',
        },
        { cause: error },
      )
    throw new Problem(
      {
        code: codeOf(error) === 'ENOSPC' ? 'DISK_FULL' : 'FILE_UNREADABLE',
        title: `${path} cannot be written`,
        happened: `${reasonOf(error)}.`,
        kept: 'Everything in the database.',
        next: 'Choose another folder.',
      },
      { cause: error },
    )
  }
}

/** What a file made in memory is written as. */
export const contentOf = ({ text, encoding }: FileResult): string | Uint8Array =>
  encoding === 'base64' ? Buffer.from(text, 'base64') : text

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : ''

function reasonOf(error: unknown): string {
  const words: Record<string, string> = {
    ENOENT: 'There is no such file or folder',
    EACCES: 'Permission is denied',
    EISDIR: 'It is a folder',
    ENOSPC: 'The disk is full',
    EROFS: 'The disk is read-only',
  }
  return (
    words[codeOf(error)] ??
    (error instanceof TypeError
      ? 'It is not UTF-8 text'
      : error instanceof Error
        ? error.message
        : String(error))
  )
}
