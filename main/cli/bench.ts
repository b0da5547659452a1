import { databaseOf, type Client, type CommonOptions, type Context } from './context.ts'

/** Instruments named on the command line. */
export interface InstrumentFlags {
  readonly spectrometer?: string
  readonly reference?: string
  readonly stage?: string
}

/** Options of a command that measures at once, without somebody who waits for simulated time. */
export interface BenchFlags extends CommonOptions, InstrumentFlags {
  readonly simulate?: boolean
  readonly fast?: boolean
  readonly drift?: boolean
}

/** Addresses of the instruments that were named. */
export const namedDevices = ({ spectrometer, reference, stage }: InstrumentFlags): string[] =>
  [spectrometer, reference, stage].filter((uri) => uri !== undefined)

/** Starts the application with its bench; what is simulated costs no time. The named instruments have their roles. */
export async function openBench(context: Context, flags: BenchFlags): Promise<Client> {
  const { client } = await context.open({
    simulate: flags.simulate === true,
    fast: flags.fast === true || flags.simulate === true,
    seed: flags.seed ?? 1,
    drift: flags.drift === true,
    devices: namedDevices(flags),
    ...databaseOf(flags),
  })
  await takeRoles(client, flags)
  return client
}

/** Gives the instruments named on the command line their roles and waits until they answer. */
export async function takeRoles(client: Client, flags: InstrumentFlags): Promise<void> {
  const { spectrometer, reference, stage } = flags
  if (spectrometer !== undefined) await client.bench.connect({ uri: spectrometer, role: 'spectrometer' })
  if (reference !== undefined) await client.bench.connect({ uri: reference, role: 'reference' })
  if (stage !== undefined) await client.bench.connect({ uri: stage, role: 'stage' })
}
