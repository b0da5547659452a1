import { basename } from 'node:path'
import type { Command } from 'commander'
import type { ServedAt } from '../simulation.ts'
import { integer, runCommand, UsageError, type Context } from './context.ts'
import { readText } from './files.ts'
import { sentenceOf, toJson } from './output.ts'

interface SimulateFlags {
  readonly listen: string
  readonly json?: boolean
  readonly seed: number
  readonly plate?: string
  readonly faults?: string
  readonly fast?: boolean
}

/** `isochrome simulate`: instruments that other programs can talk to. */
export function simulateCommand(program: Command): void {
  program
    .command('simulate <device>')
    .description(
      'serve a simulated instrument, by its family (ocean-hdx, jeti-1211, grbl, ...; a wrong name lists them), or the whole bench until stopped',
    )
    .requiredOption(
      '--listen <where>',
      'tcp:PORT, pty, pty:LINK, or usbip:PORT (a USB device for "usbip attach"); for bench: spectrometer=tcp:5001,reference=pty,stage=pty',
    )
    .option('--seed <n>', 'seed wherever chance is involved', integer, 1)
    .option('--plate <file>', 'CSV of reflectances under the probes')
    .option(
      '--faults <spec>',
      'by a share of the replies or by one of them, for example late:0.01,garbled@50,lamp-weak@400; a wrong name lists all',
    )
    .option('--fast', 'exposure and travel cost no time')
    .option('--json', 'one JSON object a line on stdout')
    .addHelpText('after', '\nExample:\n  isochrome simulate ocean-hdx --listen tcp:57357')
    .action((device: string, flags: SimulateFlags) =>
      runCommand(flags, (context) => simulate(context, device, flags)),
    )
}

async function simulate(context: Context, device: string, flags: SimulateFlags): Promise<void> {
  const listen =
    device === 'bench' ? flags.listen.split(',').map(place) : [{ name: device, where: flags.listen }]
  const plate =
    flags.plate === undefined || flags.plate === 'builtin'
      ? undefined
      : { fileName: basename(flags.plate), text: await readText(flags.plate) }
  const { serveSimulation } = await import('../simulation.ts')
  const tell = (at: ServedAt): void => {
    const { role, address } = at
    const words = device === 'bench' ? `listening ${role}=${address}` : `listening ${address}`
    context.terminal.out(context.json ? toJson({ listening: address, role }) : words)
    if (!context.json) context.terminal.err(howToOpen(at))
  }
  const served = await serveSimulation(
    {
      fast: flags.fast === true,
      seed: flags.seed,
      ...(flags.faults === undefined ? {} : { faults: flags.faults }),
      ...(plate === undefined ? {} : { plate }),
    },
    listen,
    { moved: tell, failed: (error) => context.terminal.err(sentenceOf(error)) },
  )
  for (const place of served.addresses) tell(place)
  await new Promise<void>((resolve) => {
    context.signal.addEventListener('abort', () => {
      resolve()
    })
  })
  await served.close()
}

/** What somebody types in another terminal to meet the instrument. */
function howToOpen({ family, address, uri }: ServedAt): string {
  const port = /^usbip:.*:(\d+)$/.exec(address)?.[1]
  if (port !== undefined)
    return `To plug ${family} in: sudo modprobe vhci-hcd && sudo usbip --tcp-port ${port} attach -r 127.0.0.1 -b 1-1`
  return uri === undefined
    ? `Other programs may talk to ${family} here; Isochrome opens it on a USB bus only: --listen usbip:PORT.`
    : `To open it: isochrome devices ${uri}`
}

function place(text: string): { name: string; where: string } {
  const [, name, where] = /^([a-z0-9-]+)=(.+)$/.exec(text.trim()) ?? []
  if (name === undefined || where === undefined)
    throw new UsageError(`"${text}" is not ROLE=WHERE, for example spectrometer=tcp:5001.`)
  return { name, where }
}
