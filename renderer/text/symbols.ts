/** The bench writes plain letters for logs and files; the window writes the symbol: dE00 0.12 -> ΔE₀₀ 0.12. */
export const symbols = (text: string): string =>
  text.replace(/\bdE(?:00)?\b/g, (found) => (found === 'dE00' ? 'ΔE₀₀' : 'ΔE'))
