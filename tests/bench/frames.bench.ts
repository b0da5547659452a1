import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { driverOf } from '../../drivers/registry.ts'
import { tcpConnector } from '../../drivers/transports/tcp.ts'
import { percentile } from '../../spectra/metrics.ts'
import { runPeer } from './peer.ts'

// Spectra a second over TCP, ours and python-seabreeze's in turns from the same simulator, whose exposures cost no time.
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const HOST = '127.0.0.1'
const FRAMES = 400
/** Until the engine has compiled both sides, the simulator's as well, which the peer then finds compiled. */
const WARM = 400
const TURNS = 3
const IO = { signal: new AbortController().signal, deadlineMs: 10_000 }

/** `way` = how the peer reaches it: its own code in Python, which is the goal, or its library in C. */
const INSTRUMENTS = [
  {
    name: 'hdx',
    family: 'ocean-hdx',
    way: 'tcp',
    model: 'HDX',
    peer: 'pyseabreeze',
    goal: 'goal: at least 1.0',
  },
  {
    name: 'fx',
    family: 'ocean-fx',
    way: 'tcp',
    model: 'FX',
    peer: 'pyseabreeze',
    goal: 'goal: at least 1.0',
  },
  {
    name: 'jaz',
    family: 'ocean-jaz',
    way: 'native-tcp',
    model: 'Jaz',
    peer: 'cseabreeze',
    goal: 'in C, and we ask one thing more for each: a Jaz sends no sync byte',
  },
] as const

async function ours(family: string, port: number): Promise<number> {
  const device = await driverOf(family).open(await tcpConnector(HOST, port).open(IO), IO)
  const { spectrometer } = device
  if (!spectrometer) throw new Error(`${family} is no spectrometer`)
  await spectrometer.expose({ integrationMs: 12, scans: 1 }, IO)
  for (let n = 0; n < WARM; n++) await spectrometer.readFrame(IO)
  const start = performance.now()
  for (let n = 0; n < FRAMES; n++) await spectrometer.readFrame(IO)
  const perSecond = FRAMES / ((performance.now() - start) / 1000)
  await device.close()
  return perSecond
}

const server = spawn(process.execPath, [fileURLToPath(new URL('ocean-server.ts', import.meta.url))], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
try {
  const [line] = (await once(createInterface({ input: server.stdout }), 'line')) as [string]
  const ports = JSON.parse(line) as Record<string, number>
  for (const { name, family, way, model, peer, goal } of INSTRUMENTS) {
    const port = ports[name] ?? 0
    const own: number[] = []
    const theirs: number[] = []
    let missing: string | undefined
    for (let turn = 0; turn < TURNS; turn++) {
      own.push(await ours(family, port))
      const result = runPeer('seabreeze_frames.py', ['seabreeze'], way, model, HOST, port, FRAMES)
      missing = result.missing
      if (result.missing === undefined) theirs.push(Number(result.answer))
    }
    const median = percentile(own, 50)
    const compared =
      missing === undefined
        ? `${peer} ${percentile(theirs, 50).toFixed(0)}; ${(median / percentile(theirs, 50)).toFixed(1)} times as many (${goal})`
        : `${peer} was not measured: ${missing}`
    say(`${family} over TCP: ${median.toFixed(0)} spectra/s, ${compared}`)
  }
} finally {
  server.kill()
}
