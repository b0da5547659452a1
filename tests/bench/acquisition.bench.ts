import { compose } from '../../main/compose.ts'
import { percentile } from '../../spectra/metrics.ts'

// Speed and memory of the main job on the simulated bench: exposures and travel cost no time, every commit is flushed.
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const mb = (): number => {
  globalThis.gc?.()
  return process.memoryUsage().rss / 1e6
}

const { client, close } = await compose({ simulate: true, fast: true, seed: 1, devices: [], memory: true })

async function scan(): Promise<void> {
  const before = mb()
  const start = performance.now()
  const { run } = await client.run.scan({ plate: 'builtin', mode: 'motorised' })
  let pairs = 0
  let middle = before
  for await (const event of await client.run.watch({ run, since: 0 })) {
    if (event.type !== 'patch') continue
    pairs = event.paired
    if (pairs === 330) middle = mb()
  }
  const seconds = (performance.now() - start) / 1000
  say(`scan: ${String(pairs)} committed pairs in ${seconds.toFixed(1)} s (goal: 660 in under 10 s)`)
  say(
    `scan: memory ${before.toFixed(0)} MB before, ${middle.toFixed(0)} MB in the middle, ${mb().toFixed(0)} MB after`,
  )
}

async function train(): Promise<void> {
  for await (const event of await client.model.train({
    methods: ['slope-bias', 'ridge'],
    seed: 1,
    promote: true,
  }))
    if (event.type === 'finished')
      say(
        `model: ${event.candidate?.version ?? 'none'} by ${event.candidate?.method ?? '-'} is ${event.candidate?.state ?? '-'}`,
      )
}

async function spots(): Promise<void> {
  const times: number[] = []
  for (let i = 0; i < 220; i++) {
    const start = performance.now()
    const spot = await client.measure.spot({ name: `spot ${String(i)}`, paired: false })
    if (spot.corrected === undefined) throw new Error('the reading was not corrected')
    if (i >= 20) times.push(performance.now() - start)
  }
  say(
    `spot: exposure request to corrected, stored and answered, median ${percentile(times, 50).toFixed(1)} ms, 95th percentile ${percentile(times, 95).toFixed(1)} ms, the simulated exposure included`,
  )
}

async function live(): Promise<void> {
  const stop = new AbortController()
  const gaps: number[] = []
  let frames = 0
  let last = performance.now()
  const start = last
  let before = 0
  for await (const frame of await client.live.watch({}, { signal: stop.signal })) {
    const now = performance.now()
    frames++
    if (frames === 100) before = mb()
    if (frames > 100) gaps.push(now - last)
    last = now
    if (frame.corrected === undefined) throw new Error('a live frame was not corrected')
    if (now - start > 15_000) break
  }
  stop.abort()
  const rate = (frames - 1) / ((last - start) / 1000)
  say(
    `live: ${rate.toFixed(0)} corrected spectra/s over 15 s (goal: 100), gap between frames median ${percentile(gaps, 50).toFixed(1)} ms, 99th percentile ${percentile(gaps, 99).toFixed(1)} ms`,
  )
  say(`live: memory ${before.toFixed(0)} MB after 100 frames, ${mb().toFixed(0)} MB after ${String(frames)}`)
}

try {
  await scan()
  await train()
  await spots()
  await live()
} finally {
  await close()
}
