import { readFile } from 'node:fs/promises'
import { extname, resolve, sep } from 'node:path'

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
}

/** A file of the built page. */
export interface PageFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly type: string
}

/**
 * The file of the built page behind a URL path, or undefined when there is none.
 * A path that leaves the folder, names a null byte or an unknown type is treated as absent.
 */
export async function pageFile(folder: string, urlPath: string): Promise<PageFile | undefined> {
  const path = decoded(urlPath)
  if (path === undefined || path.includes('\0') || path.includes('\\')) return undefined
  const root = resolve(folder)
  const file = resolve(root, `.${path === '/' ? '/index.html' : path}`)
  if (!file.startsWith(root + sep)) return undefined
  const type = TYPES[extname(file)]
  if (type === undefined) return undefined
  try {
    return { bytes: new Uint8Array(await readFile(file)), type }
  } catch (error) {
    if (isAbsent(error)) return undefined
    throw error
  }
}

function decoded(urlPath: string): string | undefined {
  try {
    return decodeURIComponent(urlPath)
  } catch {
    return undefined // a malformed escape names no file
  }
}

function isAbsent(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'ENOTDIR')
  )
}
