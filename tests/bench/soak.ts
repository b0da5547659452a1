import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium, type CDPSession } from 'playwright'
import { locateBrowser } from '../../scripts/tools/browser.ts'
import { serveProgram } from '../../scripts/tools/served-program.ts'
import { percentile } from '../../spectra/metrics.ts'

// Whether the window's memory is flat over a live view: `npm run soak [-- MINUTES]`, an hour unless told.
// The heap after a forced collection, so that a leak is told from rubbish not yet thrown away.
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)
const minutes = Number(process.argv[2] ?? 60)
if (!(minutes > 0)) {
  complain('Usage: npm run soak [-- MINUTES], for instance npm run soak -- 5')
  process.exit(2)
}
/** Samples of the run; the first part warms up: fonts, charts and caches are made once. */
const SAMPLES = 24
const WARM_SHARE = 0.25
/** Growth of the heap over the run that is taken for noise of the collector, MB and share. */
const LIMIT_MB = 3
const LIMIT_SHARE = 0.1

interface Sample {
  readonly heapMb: number
  readonly nodes: number
  readonly listeners: number
}

async function sampleOf(session: CDPSession): Promise<Sample> {
  await session.send('HeapProfiler.collectGarbage')
  const { metrics } = await session.send('Performance.getMetrics')
  const value = (name: string): number => metrics.find((metric) => metric.name === name)?.value ?? NaN
  return {
    heapMb: value('JSHeapUsedSize') / 1e6,
    nodes: value('Nodes'),
    listeners: value('JSEventListeners'),
  }
}

const browserAt = locateBrowser()
if (browserAt.missing !== undefined) {
  complain(`Not measured: ${browserAt.missing}.`)
  process.exit(1)
}
const home = mkdtempSync(join(tmpdir(), 'isochrome-soak-'))
const program = await serveProgram({ home })
const browser = await chromium.launch({
  executablePath: browserAt.executable,
  args: ['--no-sandbox', '--disable-gpu'],
})
try {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } })
  await page.goto(program.url)
  const rate = page.getByRole('contentinfo').getByText(/[1-9][\d.]* spectra\/s/)
  await rate.waitFor({ timeout: 60_000 })
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const chart = await page.getByRole('img', { name: /^Live/ }).first().boundingBox()
  const samples: Sample[] = []
  const every = (minutes * 60_000) / SAMPLES
  const begun = Date.now()
  for (let i = 1; i <= SAMPLES; i++) {
    // A crosshair that wanders: readout and residuals are drawn, too.
    if (chart !== null)
      await page.mouse.move(chart.x + (chart.width * i) / (SAMPLES + 1), chart.y + chart.height / 2)
    await page.waitForTimeout(Math.max(0, begun + i * every - Date.now()))
    const sample = await sampleOf(session)
    samples.push(sample)
    say(
      `${((Date.now() - begun) / 60_000).toFixed(1).padStart(6)} min  heap ${sample.heapMb.toFixed(1)} MB  ` +
        `${String(sample.nodes)} nodes  ${String(sample.listeners)} listeners  ${(await rate.textContent()) ?? ''}`,
    )
  }
  const warm = samples.slice(Math.floor(SAMPLES * WARM_SHARE))
  const half = Math.floor(warm.length / 2)
  const middle = (part: readonly Sample[], of: (sample: Sample) => number): number =>
    percentile(part.map(of), 50)
  const growth = (of: (sample: Sample) => number): number =>
    middle(warm.slice(half), of) - middle(warm.slice(0, half), of)
  const heap = growth((sample) => sample.heapMb)
  const limit = Math.max(LIMIT_MB, LIMIT_SHARE * middle(warm, (sample) => sample.heapMb))
  const nodes = growth((sample) => sample.nodes)
  const listeners = growth((sample) => sample.listeners)
  const flat = heap <= limit && nodes <= 50 && listeners <= 20
  say(
    `over ${String(minutes)} min of live view: heap ${heap >= 0 ? '+' : ''}${heap.toFixed(2)} MB (limit ${limit.toFixed(1)}), ` +
      `nodes ${String(nodes)} (limit 50), listeners ${String(listeners)} (limit 20): ${flat ? 'flat' : 'GROWS'}`,
  )
  if (!flat) process.exitCode = 1
} finally {
  await browser.close()
  await program.stop()
  rmSync(home, { recursive: true, force: true })
}
