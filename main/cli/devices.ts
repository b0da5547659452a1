import type { Command } from 'commander'
import type { DeviceInfo } from '../../contract/instrument.ts'
import { NO_BENCH, common, runCommand, type CommonOptions, type Context } from './context.ts'
import { table, toJson } from './output.ts'
import { installUdevRule } from './udev.ts'

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
    .addHelpText('after', '\nExample:\n  isochrome devices ocean-hdx@tcp:127.0.0.1:57357 --json')
    .action((uris: string[], flags: DevicesFlags) =>
      runCommand(flags, (context) => devices(context, { ...flags, device: uris })),
    )
  common(program.command('doctor').description('check runtime, backend, permissions and drivers'))
    .option('--install-udev', 'write the udev rule for the supported instruments (asks first, needs root)')
    .addHelpText('after', '\nExample:\n  isochrome doctor')
    .action((flags: CommonOptions & { installUdev?: boolean }) =>
      runCommand(flags, (context) =>
        flags.installUdev === true ? installUdevRule(context.terminal) : doctor(context),
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
  for (const uri of flags.device ?? []) await client.bench.connect({ uri })
  if (flags.watch !== true) {
    const found = (await client.bench.devices({})).devices
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
    return 'No instrument found. Plug one in, or add --simulate for the simulated bench.'
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

async function doctor(context: Context): Promise<void> {
  const { client } = await context.open({
    ...NO_BENCH,
    memory: true,
  })
  const { checks } = await client.app.doctor({})
  context.result(
    { checks },
    table(
      ['', 'check', 'finding', 'next step'],
      checks.map((check) => [check.ok ? 'ok' : 'x', check.name, check.detail, check.nextStep ?? '']),
    ),
  )
}
