import { locateElectron, mayFetchElectron } from './electron/locate.ts'
import { obtainElectron } from './electron/obtain.ts'
import { stopOnSignals } from './tools/stop-on-signals.ts'

// stdout carries the path alone, for other programs.
const runtime = mayFetchElectron()
  ? await obtainElectron({ say: (line) => console.error(line), signal: stopOnSignals() })
  : locateElectron()
if (runtime.missing !== undefined) {
  console.error(`Electron: ${runtime.missing}.`)
  process.exit(1)
}
console.log(runtime.executable)
