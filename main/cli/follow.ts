import { createInterface } from 'node:readline/promises'
import type { Prompt, RunEvent } from '../../contract/run.ts'
import type { TrainingEvent } from '../../contract/model.ts'
import type { Client, Context } from './context.ts'

/**
 * Follows a run to its end: progress and refusals on stderr, prompts asked on the terminal, Ctrl+C
 * stops and keeps. Calls `seen` for every event.
 */
export async function followRun(
  context: Context,
  client: Client,
  run: number,
  seen: (event: RunEvent) => void,
): Promise<void> {
  const stop = (): void => {
    client.run.stop({}).catch(() => undefined) // it may have ended by itself meanwhile
  }
  context.signal.addEventListener('abort', stop, { once: true })
  let total = 0
  try {
    for await (const event of await client.run.watch({ run, since: 0 })) {
      seen(event)
      if (event.type === 'started') total = event.total
      if (event.type === 'patch') context.progress.show(event.paired, total, timeLeft(event.secondsLeft))
      if (event.type === 'refused')
        note(context, `${event.patch} refused: ${event.problem.title}. ${event.problem.happened}`)
      if (event.type === 'problem')
        note(context, `${event.problem.title}: ${event.problem.happened} ${event.problem.next}`)
      if (event.type === 'state' && event.state === 'paused') note(context, `Paused: ${event.reason}`)
      if (event.type === 'prompt')
        await client.run.answer({ answer: await askAtTerminal(context, event.prompt) })
    }
  } finally {
    context.progress.end()
    context.signal.removeEventListener('abort', stop)
  }
}

function note(context: Context, text: string): void {
  context.progress.end()
  context.terminal.err(text)
}

const timeLeft = (seconds: number | undefined): string =>
  seconds === undefined
    ? ''
    : seconds < 90
      ? `${String(Math.round(seconds))} s left`
      : `${String(Math.round(seconds / 60))} min left`

/** Asks at the terminal; 'stop' where there is none. */
export async function askAtTerminal(
  context: Context,
  prompt: Pick<Prompt, 'text' | 'answers'>,
): Promise<Prompt['answers'][number]> {
  const first = prompt.answers[0] ?? 'stop'
  if (!process.stdin.isTTY) {
    note(context, `${prompt.text} Nobody can answer here (no terminal), so it stops and keeps what it has.`)
    return 'stop'
  }
  const lines = createInterface({ input: process.stdin, output: process.stderr })
  try {
    for (;;) {
      const said = (
        await lines.question(`${prompt.text} [Enter = ${first}; ${prompt.answers.join(', ')}] `, {
          signal: context.signal,
        })
      ).trim()
      const match = said === '' ? first : prompt.answers.find((answer) => answer.startsWith(said))
      if (match !== undefined) return match
    }
  } finally {
    lines.close()
  }
}

/** Follows a training to its end: rows appear as folds finish; returns the last event. */
export async function followTraining(
  context: Context,
  stream: AsyncIterator<TrainingEvent> & AsyncIterable<TrainingEvent>,
): Promise<Extract<TrainingEvent, { type: 'finished' }> | undefined> {
  const stop = (): void => {
    void stream.return?.()
  }
  context.signal.addEventListener('abort', stop, { once: true })
  try {
    for await (const event of stream) {
      if (event.type === 'progress')
        context.progress.show(Math.round(event.fraction * 100), 100, `${event.method} ${event.detail}`)
      if (event.type === 'stopped') note(context, `${event.method}: ${event.reason}`)
      if (event.type === 'finished') return event
    }
  } finally {
    context.progress.end()
    context.signal.removeEventListener('abort', stop)
  }
  context.signal.throwIfAborted()
  return undefined
}
