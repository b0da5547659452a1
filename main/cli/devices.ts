import type { Command } from 'commander'
import { isCancelled } from '../../contract/errors.ts'
import type { DeviceInfo } from '../../contract/instrument.ts'
import { common, runCommand } from './context.ts'
import type { Client, CommonOptions, Context } from './context.ts'
import { doctor } from './doctor.ts'
import { sentenceOf, table, toJson } from './output.ts'
import { atTerminal, installUdevRule } from './udev.ts'

interface DevicesFlags extends CommonOptions {
  readonly watch?: boolean
  readonly simulate?: boolean
  readonly device?: string[]
}

const A_WHILE_MS = 60_000

/** `isochrome devices` and `isochrome doctor`. */
export function deviceCommands(program: Command): void {
  common(program.command('devices [uris...]').description('list the instruments found'))
    .option('--watch', 'print again after every change, one JSON object a line with --json')
    .option('--simulate', 'add the simulated bench')
    .addHelpText(
      'after',
      '\nExample:\n  isochrome devices ocean-hdx@tcp:127.0.0.1:57357 --json\n  isochrome devices cs-100a@serial:/dev/ttyUSB0',
    )
    .action((uris: string[], flags: DevicesFlags) =>
      runCommand(flags, (context) => devices(context, { ...flags, device: uris })),
    )
  common(program.command('doctor').description('check runtime, backend, permissions and drivers'))
    .option('--install-udev', 'write the udev rule for the supported instruments (asks first, needs root)')
    .addHelpText('after', '\nExample:\n  isochrome doctor')
    .action((flags: CommonOptions & { installUdev?: boolean }) =>
      runCommand(flags, (context) =>
        flags.installUdev === true
          ? installUdevRule(context.terminal, { ask: atTerminal() })
          : doctor(context, flags),
      ),
    )
}

async function devices(context: Context, flags: DevicesFlags): Promise<void> {
  const { client } = await context.open({
    simulate: flags.simulate === true,
    fast: false,
    seed: flags.seed ?? 1,
    devices: flags.device ?? [],
    memory: true,
  })
  const refused = await connectAll(context, client, flags.device ?? [])
  if (flags.watch !== true) {
    const found = (await client.bench.devices({})).devices
    if (refused) process.exitCode = 1
    context.result({ devices: found.map(row) }, text(found))
    return
  }
  const states = await client.bench.watch({})
  context.signal.addEventListener('abort', () => void states.return(undefined), { once: true })
  // What looks for instruments keeps no program alive; this one waits for as long as nothing changes.
  const alive = setInterval(() => undefined, A_WHILE_MS)
  let last = ''
  try {
    for await (const state of states) {
      const line = context.json ? toJson({ devices: state.devices.map(row) }) : text(state.devices)
      if (line !== last) context.terminal.out(line)
      last = line
    }
  } finally {
    clearInterval(alive)
  }
}

/** One that does not answer is said and the others are listed; alone, it is the end. True where one did not answer. */
async function connectAll({ terminal }: Context, client: Client, uris: readonly string[]): Promise<boolean> {
  let refused = false
  for (const uri of uris) {
    try {
      await client.bench.connect({ uri })
    } catch (error) {
      if (uris.length === 1 || isCancelled(error)) throw error
      terminal.err(`${uri}: ${sentenceOf(error)}`)
      refused = true
    }
  }
  return refused
}

function row(device: DeviceInfo): object {
  const { uri, family, model, serial, role, state, problem, unconfirmed } = device
  return {
    uri,
    family,
    model,
    serial,
    role,
    state,
    ...(unconfirmed !== undefined ? { unconfirmed } : {}),
    ...(problem !== undefined ? { problem: problem.happened, nextStep: problem.next } : {}),
  }
}

function text(found: readonly DeviceInfo[]): string {
  if (found.length === 0)
    return 'No instrument found. Plug one in, give the address of one that tells nothing by itself (see --help), or add --simulate for the simulated bench. isochrome doctor says what the system lacks.'
  return table(
    ['role', 'model', 'serial', 'state', 'hardware', 'uri'],
    found.map((device) => [
      device.role,
      device.model,
      device.serial,
      device.problem === undefined
        ? device.state
        : `${device.state}: ${device.problem.happened} ${device.problem.next}`,
      device.simulated ? 'simulated' : device.unconfirmed === undefined ? 'confirmed' : 'not yet confirmed',
      device.uri,
    ]),
  )
}
