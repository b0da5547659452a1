/** One line of the table of goals. */
export interface Goal {
  readonly what: string
  /** What is to be reached, in words. */
  readonly goal: string
  readonly found: string
  readonly met: boolean
}

/** The table with "met" or "missed" before each line, and how many were met. */
export function goalTable(goals: readonly Goal[]): string {
  const widest = (key: 'what' | 'goal'): number => Math.max(...goals.map((goal) => goal[key].length))
  const [what, words] = [widest('what'), widest('goal')]
  const lines = goals.map(
    (goal) =>
      `  ${(goal.met ? 'met' : 'missed').padEnd(7)} ${goal.what.padEnd(what)}  ${goal.goal.padEnd(words)}  ${goal.found}`,
  )
  const met = goals.filter((goal) => goal.met).length
  return ['goals:', ...lines, `  ${met} of ${goals.length} met`].join('\n')
}

/** A figure that must not be above its limit. */
export function atMost(what: string, limit: number, found: number, digits = 3): Goal {
  return { what, goal: `<= ${limit}`, found: found.toFixed(digits), met: found <= limit }
}

/** A figure that must not be below its limit. */
export function atLeast(what: string, limit: number, found: number, digits = 3): Goal {
  return { what, goal: `>= ${limit}`, found: found.toFixed(digits), met: found >= limit }
}
