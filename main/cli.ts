import type { CommanderError } from 'commander'
import { Command } from 'commander'
import manifest from '../package.json' with { type: 'json' }
import { adjustCommand } from './cli/adjust.ts'
import { applyCommands } from './cli/apply.ts'
import { classifyCommand } from './cli/classify.ts'
import { dataCommand } from './cli/data.ts'
import { deviceCommands } from './cli/devices.ts'
import { exchangeCommands } from './cli/exchange.ts'
import { explainCommand } from './cli/explain.ts'
import { lampCommands } from './cli/lamps.ts'
import { learnCommands } from './cli/learn.ts'
import { mapsCommands } from './cli/maps.ts'
import { ramanCommand } from './cli/raman.ts'
import { readCommand } from './cli/read.ts'
import { reportCommand } from './cli/report.ts'
import { scanCommand } from './cli/scan.ts'
import { serveCommand } from './cli/serve-command.ts'
import { simulateCommand } from './cli/simulate.ts'
import { storedCommands } from './cli/stored.ts'
import { verifyCommand } from './cli/verify.ts'
import { wavecalCommand } from './cli/wavecal.ts'

/** The whole command line; every command is one file in cli/. */
export function buildProgram(): Command {
  const program = new Command('isochrome')
    .description('Makes a low-cost spectrometer agree with a calibrated instrument, and proves it.')
    .version(manifest.version)
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: false })
    .addHelpText(
      'after',
      '\nResults go to stdout, progress and messages to stderr. Exit code 0 done, 1 refused or failed, 2 wrong usage.\nExample:\n  isochrome scan --simulate --fast && isochrome train --promote && isochrome read --simulate',
    )
  deviceCommands(program)
  adjustCommand(program)
  simulateCommand(program)
  scanCommand(program)
  learnCommands(program)
  readCommand(program)
  applyCommands(program)
  verifyCommand(program)
  storedCommands(program)
  dataCommand(program)
  exchangeCommands(program)
  classifyCommand(program)
  lampCommands(program)
  wavecalCommand(program)
  mapsCommands(program)
  ramanCommand(program)
  explainCommand(program)
  reportCommand(program)
  serveCommand(program)
  return exitWithTwo(program)
}

/** Wrong usage ends with 2 everywhere; help and version with 0. */
function exitWithTwo(command: Command): Command {
  for (const inner of command.commands) exitWithTwo(inner)
  return command.exitOverride((error: CommanderError) => {
    process.exit(error.exitCode === 0 ? 0 : 2)
  })
}

/** Runs the command line of this process. */
export async function main(argv: readonly string[]): Promise<void> {
  await buildProgram().parseAsync([...argv])
}
