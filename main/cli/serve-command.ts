import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Command } from 'commander'
import { Problem } from '../../contract/errors.ts'
import { databaseOf, common, integer, runCommand, type CommonOptions, type Context } from './context.ts'
import { toJson } from './output.ts'

interface ServeFlags extends CommonOptions {
  readonly port: number
  readonly address: string
  readonly simulate?: boolean
  readonly fast?: boolean
  readonly drift?: boolean
  readonly faults?: string
  readonly open: boolean
}

/** `isochrome serve`: the window in a browser, on loopback. */
export function serveCommand(program: Command): void {
  common(program.command('serve').description('open the window in a browser (loopback web host)'), {
    seed: true,
  })
    .option('--port <n>', 'port to listen on, 0 for any free one', integer, 0)
    .option(
      '--address <ip>',
      'address to listen on; anything but loopback lets other computers in',
      '127.0.0.1',
    )
    .option('--simulate', 'with the simulated bench')
    .option('--fast', 'simulated exposure and travel cost no time')
    .option('--drift', 'the simulated spectrometer has drifted')
    .option('--faults <spec>', 'faults of the simulated instruments, for example late:0.01,lamp-weak@400')
    .option('--no-open', 'do not start a browser')
    .addHelpText('after', '\nExample:\n  isochrome serve --simulate --port 8137')
    .action((flags: ServeFlags) => runCommand(flags, (context) => serve(context, flags)))
}

async function serve(context: Context, flags: ServeFlags): Promise<void> {
  const pageFolder = join(import.meta.dirname, '../../dist/renderer')
  if (!existsSync(join(pageFolder, 'index.html')))
    throw new Problem({
      code: 'NOT_FOUND',
      title: 'The page is not built',
      happened: 'dist/renderer has no index.html.',
      kept: '-',
      next: 'Run npm run build once; npm start does it by itself.',
    })
  const { router } = await context.open({
    simulate: flags.simulate === true,
    fast: flags.fast === true,
    drift: flags.drift === true,
    seed: flags.seed ?? 1,
    ...(flags.faults === undefined ? {} : { faults: flags.faults }),
    devices: [],
    ...databaseOf(flags),
  })
  const { serveWeb } = await import('../serve.ts')
  const host = await serveWeb({ router, pageFolder, port: flags.port, address: flags.address })
  context.terminal.out(context.json ? toJson({ url: host.url }) : host.url)
  if (flags.open)
    openBrowser(host.url, (text) => {
      context.terminal.err(text)
    })
  await new Promise<void>((resolve) => {
    context.signal.addEventListener('abort', () => {
      resolve()
    })
  })
  await host.close()
}

/** Starts the system's browser; a machine without one gets a sentence, the host goes on. */
export function openBrowser(url: string, say: (text: string) => void): void {
  const [command, ...args]: readonly [string, ...string[]] =
    process.platform === 'win32'
      ? ['cmd', '/c', 'start', '', url.replaceAll('&', '^&')]
      : process.platform === 'darwin'
        ? ['open', url]
        : ['xdg-open', url]
  const child = spawn(command, args, { stdio: 'ignore', detached: true })
  const failed = (): void => {
    say('No browser could be started here; open the address above yourself.')
  }
  child.on('error', failed)
  child.on('exit', (code) => {
    if (code !== 0) failed()
  })
  child.unref()
}
