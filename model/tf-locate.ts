import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { cacheFolder } from './cache-folder.ts'

/** File name of the note that set-up leaves in `CACHE/tensorflow` once TensorFlow is whole and was seen to work. */
export const recordName = 'tensorflow.json'

/** The note about an installed TensorFlow; paths are relative to the folder the note lies in. */
export const TensorflowRecordSchema = z.object({
  format: z.literal(1),
  /** Version of @tensorflow/tfjs-node. */
  version: z.string(),
  /** Version of the TensorFlow library below it, as it reports itself. */
  tensorflow: z.string(),
  /** Its own prebuilt binding, or one compiled here. */
  origin: z.enum(['installer', 'built']),
  platform: z.string(),
  arch: z.string(),
  /** Node-API version the binding was compiled for; any Node or Electron with at least this one loads it. */
  nodeApi: z.int(),
  /** Folder of the package @tensorflow/tfjs-node. */
  packageDir: z.string(),
  binding: z.object({ path: z.string(), bytes: z.int(), sha256: z.string() }),
})
export type TensorflowRecord = z.infer<typeof TensorflowRecordSchema>

/** Where TensorFlow is, or in words why there is none. */
export type TensorflowLocation =
  | { readonly packageDir: string; readonly record: TensorflowRecord }
  | { readonly packageDir?: never; readonly missing: string }

/** What decides where to look; the defaults are this process's own. */
export interface LocateOptions {
  readonly folders?: readonly string[]
  readonly environment?: Readonly<Record<string, string | undefined>>
}

/** A packaged program carries TensorFlow among its resources; everything else shares the cache. */
function usualFolders(): readonly string[] {
  const cached = join(cacheFolder(), 'tensorflow')
  const resources: unknown = Reflect.get(process, 'resourcesPath')
  return typeof resources === 'string' ? [join(resources, 'tensorflow'), cached] : [cached]
}

function isFile(path: string, bytes: number): boolean {
  const stat = statSync(path, { throwIfNoEntry: false })
  return stat?.isFile() === true && stat.size === bytes
}

function look(folder: string): TensorflowLocation {
  let text: string
  try {
    text = readFileSync(join(folder, recordName), 'utf8')
  } catch {
    return { missing: 'TensorFlow is not installed' }
  }
  let content: unknown
  try {
    content = JSON.parse(text)
  } catch {
    return { missing: `${join(folder, recordName)} is damaged` }
  }
  const parsed = TensorflowRecordSchema.safeParse(content)
  if (!parsed.success) return { missing: `${join(folder, recordName)} is of another version of Isochrome` }
  const record = parsed.data
  if (record.platform !== process.platform || record.arch !== process.arch) {
    return { missing: `the TensorFlow in ${folder} is for ${record.platform} ${record.arch}` }
  }
  if (!isFile(join(folder, record.binding.path), record.binding.bytes)) {
    return { missing: `the TensorFlow in ${folder} is incomplete` }
  }
  return { packageDir: join(folder, record.packageDir), record }
}

/**
 * Finds the installed tfjs-node without loading it. `require(packageDir)` loads the whole of TensorFlow.js with the
 * backend `tensorflow`, once `util.isNullOrUndefined` and `util.isArray` are back on `util`.
 * `ISOCHROME_TENSORFLOW=off` declines an installed one too.
 */
export function locateTensorflow(options: LocateOptions = {}): TensorflowLocation {
  const { folders = usualFolders(), environment = process.env } = options
  if (environment['ISOCHROME_TENSORFLOW'] === 'off') {
    return { missing: 'TensorFlow is declined by ISOCHROME_TENSORFLOW=off' }
  }
  let answer: TensorflowLocation = { missing: 'TensorFlow is not installed' }
  for (const folder of folders) {
    answer = look(folder)
    if (answer.packageDir !== undefined) return answer
  }
  return answer
}
