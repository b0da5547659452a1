import { existsSync } from 'node:fs'
import { open, readFile, stat } from 'node:fs/promises'
import { basename, dirname, extname, join } from 'node:path'
import { Problem } from '../../contract/errors.ts'
import { badFile } from '../../formats/bad-file.ts'
import { type EnviHeader, readEnviHeader } from '../../formats/envi-header.ts'
import { readEnviRows, requireSize } from '../../formats/envi-rows.ts'
import { textOf } from '../../formats/text.ts'
import type { CubePixels } from '../../model/maps/cube-pixels.ts'

/** An ENVI cube on the disk: header read, size checked, numbers not yet. */
export interface CubeFile {
  readonly name: string
  readonly header: EnviHeader
  readonly bytes: number
  /** Rows `from` to `to` (exclusive); opened and closed each time, so nothing stays open. */
  rows(from: number, to: number, signal?: AbortSignal): Promise<CubePixels>
}

/** Endings under which the numbers of a header lie, in the order in which they are looked for. */
const ENDINGS = ['', '.bil', '.bip', '.bsq', '.raw', '.img', '.dat']
const LARGEST_HEADER = 4 * 1024 * 1024

function unreadable(path: string, cause: unknown): Problem {
  const reason = cause instanceof Error ? cause.message : String(cause)
  return new Problem(
    {
      code: 'FILE_UNREADABLE',
      title: `${basename(path)} cannot be read`,
      happened: `${reason}.`,
      kept: 'Nothing was changed.',
      next: 'Check the name and the permissions.',
    },
    { cause },
  )
}

/**
 * Opens a cube by its header.
 * @throws Problem FILE_UNREADABLE, FORMAT_UNKNOWN, FORMAT_BAD (line of the header, missing or wrong file of numbers)
 */
export async function openCube(headerPath: string): Promise<CubeFile> {
  const file = basename(headerPath)
  const name = basename(headerPath, extname(headerPath))
  let text: Uint8Array
  try {
    const { size } = await stat(headerPath)
    if (size > LARGEST_HEADER) throw new Error('It is too large for a header')
    text = await readFile(headerPath)
  } catch (error) {
    throw unreadable(headerPath, error)
  }
  const header = readEnviHeader(textOf(text, file), file)
  const stem = join(dirname(headerPath), name)
  const path = ENDINGS.map((ending) => stem + ending).find(
    (candidate) => candidate !== headerPath && existsSync(candidate),
  )
  if (path === undefined)
    throw badFile(
      { name: file },
      `There is no ${name}.bil, .bip, .bsq, .raw, .img or .dat beside it.`,
      'Copy the file of numbers into the same folder.',
    )
  const { size } = await stat(path)
  requireSize(header, size, basename(path))
  return {
    name,
    header,
    bytes: size,
    async rows(from, to, signal) {
      signal?.throwIfAborted()
      const handle = await open(path).catch((error: unknown) => {
        throw unreadable(path, error)
      })
      try {
        const read = async (at: number, length: number): Promise<Uint8Array> => {
          const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, at)
          if (bytesRead === length) return buffer
          throw badFile({ name: basename(path) }, 'It became shorter while it was read.', 'Open it again.')
        }
        const { data, mask } = await readEnviRows(header, { size, read }, from, to)
        return { height: to - from, width: header.samples, bands: header.bands, data, mask }
      } finally {
        await handle.close()
      }
    },
  }
}
