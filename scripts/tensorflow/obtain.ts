import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { cp, glob, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { cacheFolder } from '../../model/cache-folder.ts'
import {
  locateTensorflow,
  recordName,
  type TensorflowLocation,
  type TensorflowRecord,
} from '../../model/tf-locate.ts'
import { installPackages } from '../setup/packages.mjs'
import { underLock } from '../tools/cache-lock.ts'
import { inProject } from '../tools/project.ts'
import { run } from '../tools/run.ts'
import { tryOwnInstaller } from './own-installer.ts'
import { ProbeSchema } from './probe.ts'
import { buildFromRegistry, findBuildTools } from './registry-build.ts'

/** What obtaining needs: where the cache is, whom to tell, and when to stop. */
export interface ObtainOptions {
  readonly folder?: string
  readonly say: (line: string) => void
  readonly signal: AbortSignal
}

/** File name of the note that says why the last attempt failed. */
export const refusedName = 'refused.txt'

/** The folder that holds TensorFlow and the notes about it. */
export function tensorflowFolder(): string {
  return join(cacheFolder(), 'tensorflow')
}

/**
 * Makes TensorFlow available to model/tf.ts: what is already there is used; else the package's own installer is
 * tried, then a build against the library from the Python registry. Resolves to where it is or why it cannot be had;
 * a failed attempt leaves nothing behind but a note of its reason.
 */
export async function obtainTensorflow(options: ObtainOptions): Promise<TensorflowLocation> {
  const { folder = tensorflowFolder(), say, signal } = options
  const there = locateTensorflow({ folders: [folder] })
  if (there.packageDir !== undefined || process.env['ISOCHROME_TENSORFLOW'] === 'off') return there
  const onWait = (): void => say('TensorFlow: waiting for another set-up on this machine.')
  return underLock(join(folder, 'set-up.lock'), () => install(folder, say, signal), { onWait, signal })
}

async function install(
  folder: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<TensorflowLocation> {
  const meanwhile = locateTensorflow({ folders: [folder] })
  if (meanwhile.packageDir !== undefined) return meanwhile
  say(
    `TensorFlow: fetching it into ${folder} (about 330 MB to download, 1 GB on disk, once for all copies; ` +
      'ISOCHROME_TENSORFLOW=off declines).',
  )
  const staging = join(folder, 'staging')
  await rm(staging, { recursive: true, force: true })
  try {
    const outcome = await installInto(staging, say, signal)
    if (typeof outcome === 'string') {
      await writeFile(join(folder, refusedName), outcome)
      return { missing: outcome }
    }
    await publish(folder, staging, outcome)
    await rm(join(folder, refusedName), { force: true })
  } finally {
    await rm(staging, { recursive: true, force: true })
  }
  return locateTensorflow({ folders: [folder] })
}

interface Installed {
  readonly origin: TensorflowRecord['origin']
  readonly tensorflow: string
}

async function installInto(
  staging: string,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<Installed | string> {
  const home = join(staging, 'home')
  const problem = await installPackage(home)
  if (problem !== undefined) return problem
  const packageDir = packageIn(home)

  const ownProblem = await tryOwnInstaller(packageDir, signal)
  if (ownProblem === undefined) {
    const tensorflow = await check(packageDir, signal)
    if (tensorflow !== undefined) return { origin: 'installer', tensorflow }
  }
  say(`TensorFlow: its own installer cannot be used (${ownProblem ?? 'what it brought does not work here'}).`)

  const tools = await findBuildTools()
  if (typeof tools === 'string') return tools
  await rm(home, { recursive: true })
  const again = await installPackage(home)
  if (again !== undefined) return again
  const headers = join(home, 'node_modules', 'node-api-headers', 'include')
  const buildProblem = await buildFromRegistry(
    packageDir,
    headers,
    join(staging, 'wheel'),
    tools,
    say,
    signal,
  )
  if (buildProblem !== undefined) return `building it failed: ${buildProblem}`
  const tensorflow = await check(packageDir, signal)
  return tensorflow === undefined
    ? 'what was built does not work on this processor'
    : { origin: 'built', tensorflow }
}

function packageIn(home: string): string {
  return join(home, 'node_modules', '@tensorflow', 'tfjs-node')
}

/** Installs the locked packages without their scripts. */
async function installPackage(home: string): Promise<string | undefined> {
  await mkdir(home, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) {
    await cp(inProject('scripts', 'tensorflow', 'package', file), join(home, file))
  }
  const problem = await installPackages(home)
  if (problem !== undefined) return problem
  // Source maps are two thirds of the packages.
  for await (const map of glob('node_modules/@tensorflow/**/*.map', { cwd: home })) await rm(join(home, map))
  return undefined
}

/** TensorFlow's version when it loads, multiplies and trains in a process of its own; undefined when it does not. */
async function check(packageDir: string, signal: AbortSignal): Promise<string | undefined> {
  const probe = inProject('scripts', 'tensorflow', 'probe.ts')
  const { code, output } = await run(process.execPath, [probe, packageDir], { signal })
  if (code !== 0) return undefined
  const answer: unknown = JSON.parse(output.trim().split('\n').at(-1) ?? '')
  return ProbeSchema.parse(answer).tensorflow
}

const ManifestSchema = z.object({ version: z.string() })

/** Moves what was made to its final place and only then writes the note that makes it count. */
async function publish(folder: string, staging: string, installed: Installed): Promise<void> {
  const made = packageIn(join(staging, 'home'))
  const manifest = ManifestSchema.parse(JSON.parse(await readFile(join(made, 'package.json'), 'utf8')))
  const name = `tfjs-node-${manifest.version}-${installed.origin}`
  const final = join(folder, name)
  await rm(final, { recursive: true, force: true })
  await rename(join(staging, 'home'), final)
  const packageDir = packageIn(final)
  const binding = join(packageDir, 'lib', 'napi-v8', 'tfjs_binding.node')
  const hash = createHash('sha256')
  await pipeline(createReadStream(binding), hash)
  const record: TensorflowRecord = {
    format: 1,
    version: manifest.version,
    tensorflow: installed.tensorflow,
    origin: installed.origin,
    platform: process.platform,
    arch: process.arch,
    nodeApi: 8,
    packageDir: relative(folder, packageDir),
    binding: {
      path: relative(folder, binding),
      bytes: (await stat(binding)).size,
      sha256: hash.digest('hex'),
    },
  }
  const draft = join(folder, `${recordName}.draft`)
  await writeFile(draft, JSON.stringify(record, null, 2))
  await rename(draft, join(folder, recordName))
}
