import { mkdir, readdir, rename, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { inProject } from '../tools/project.ts'
import { findPython, firstWorking, pipDownload } from '../tools/python.ts'
import { causeIn, run } from '../tools/run.ts'

/** The Python and the compiler a build uses. */
export interface BuildTools {
  readonly python: string
  readonly compiler: string
}

/** Whether this C library can load the wheel's libraries (manylinux_2_27). */
function hasGlibc(): boolean {
  const report: unknown = process.report.getReport()
  const header: unknown =
    typeof report === 'object' && report !== null ? Reflect.get(report, 'header') : undefined
  return typeof header === 'object' && header !== null && 'glibcVersionRuntime' in header
}

/** Finds what a build needs before anything large is downloaded, or says what is missing. */
export async function findBuildTools(): Promise<BuildTools | string> {
  if (process.platform !== 'linux' || process.arch !== 'x64' || !hasGlibc()) {
    return `building it is prepared for Linux x64 with glibc only, not ${process.platform} ${process.arch}`
  }
  const python = await findPython()
  if (python === undefined) return 'building it needs Python 3 with pip'
  const named = process.env['CXX']
  const compiler = await firstWorking(named === undefined ? ['g++', 'clang++', 'c++'] : [named], [
    '--version',
  ])
  if (compiler === undefined) return 'building it needs a C++ compiler (g++ or clang++)'
  return { python, compiler }
}

const wheelTarget = [
  ...['--platform', 'manylinux_2_27_x86_64', '--python-version', '3.11'],
  ...['--implementation', 'cp', '--abi', 'cp311', '--only-binary', ':all:'],
]

/**
 * Compiles tfjs-node's binding against the TensorFlow library of a Python wheel. `staging` is a folder for what is
 * only needed meanwhile. Resolves to the reason when a step fails.
 */
export async function buildFromRegistry(
  packageDir: string,
  headers: string,
  staging: string,
  tools: BuildTools,
  say: (line: string) => void,
  signal: AbortSignal,
): Promise<string | undefined> {
  await mkdir(staging, { recursive: true })
  say('TensorFlow: downloading the library (274 MB).')
  const wheels = join(staging, 'wheels')
  const requirements = inProject('scripts', 'tensorflow', 'requirements.txt')
  const pip = await run(
    tools.python,
    [...pipDownload(requirements, wheels), ...wheelTarget],
    // pip keeps a partial download in its temporary folder.
    { env: { ...process.env, TMPDIR: staging }, signal },
  )
  if (pip.code !== 0) return causeIn(pip.output)

  say('TensorFlow: unpacking (850 MB on disk) and compiling the binding.')
  const [wheel = ''] = await readdir(wheels)
  const unpacked = join(staging, 'unpacked')
  const script = inProject('scripts', 'tensorflow', 'unpack.py')
  const unpack = await run(tools.python, [script, join(wheels, wheel), unpacked], { signal })
  if (unpack.code !== 0) return causeIn(unpack.output)
  await rm(wheels, { recursive: true })

  const library = join(unpacked, 'tensorflow')
  const deps = join(packageDir, 'deps')
  await layOut(library, deps)
  return compile(packageDir, headers, tools.compiler, signal)
}

const linkNames = ['libtensorflow.so', 'libtensorflow_framework.so']

/** The layout tfjs-node expects: headers, and both libraries under their own name and the linker's. */
async function layOut(library: string, deps: string): Promise<void> {
  const lib = join(deps, 'lib')
  await mkdir(lib, { recursive: true })
  await rename(join(library, 'include'), join(deps, 'include'))
  await rename(join(library, 'THIRD_PARTY_NOTICES.txt'), join(deps, 'THIRD_PARTY_NOTICES.txt'))
  for (const [file, linkName] of [
    ['libtensorflow_cc.so.2', 'libtensorflow.so'],
    ['libtensorflow_framework.so.2', 'libtensorflow_framework.so'],
  ] as const) {
    await rename(join(library, file), join(lib, file))
    await symlink(file, join(lib, linkName))
  }
}

async function compile(
  packageDir: string,
  headers: string,
  compiler: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const binding = join(packageDir, 'lib', 'napi-v8')
  await mkdir(binding, { recursive: true })
  const { code, output } = await run(
    compiler,
    [
      ...['-std=c++17', '-O2', '-fPIC', '-shared', '-DNAPI_VERSION=8', '-I', headers, '-I', 'deps/include'],
      ...['binding/tfjs_backend.cc', 'binding/tfjs_binding.cc', '-o', join(binding, 'tfjs_binding.node')],
      ...['-L', 'deps/lib', '-ltensorflow', '-ltensorflow_framework', '-Wl,-rpath,$ORIGIN/../../deps/lib'],
    ],
    { cwd: packageDir, signal },
  )
  if (code !== 0) return causeIn(output)
  // Only the linker needed these names; a package that follows links would carry the libraries twice.
  for (const linkName of linkNames) await rm(join(packageDir, 'deps', 'lib', linkName))
  return undefined
}
