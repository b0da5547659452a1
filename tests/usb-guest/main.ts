import { discovery } from './cases-discovery.ts'
import { reports } from './cases-hid.ts'
import { scanning } from './cases-scan.ts'
import { speeds } from './cases-speed.ts'
import { serialPorts } from './cases-serial.ts'
import { transfers } from './cases-transfers.ts'
import { unplugging } from './cases-unplug.ts'
import { witnesses } from './cases-witness.ts'
import { runCases } from './runner.ts'
import { startSimulators } from './simulators.ts'

// Runs inside the guest: node tests/usb-guest/main.ts RESULTS.json [PART OF A NAME]; without a file it loads its modules and ends.
const [file, part = ''] = process.argv.slice(2)
if (file === undefined) process.exit(0)
const witnessed = process.env['ISOCHROME_PYTHON'] === '' ? [] : [...witnesses, ...speeds]
const simulators = await startSimulators()
// The first ones plug in what the others read.
const others = [
  ...transfers(simulators),
  ...unplugging,
  ...serialPorts,
  ...reports,
  ...scanning,
  ...witnessed,
].filter(({ name }) => name.includes(part))
const outcomes = await runCases([...discovery, ...others], file)
simulators.stop()
// A listener that a failed case left behind would keep the process alive.
process.exit(outcomes.every(({ passed }) => passed) ? 0 : 1)
