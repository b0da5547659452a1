/** The bench writes plain letters for logs and files; the window writes the symbol: dE00 0.12 -> ΔE₀₀ 0.12, dL* 0.14 -> ΔL* 0.14. */
export const symbols = (text: string): string =>
  text.replace(
    /\bd([EL])(00)?\b/g,
    (_, letter: string, year: string | undefined) => `Δ${letter}${year ? '₀₀' : ''}`,
  )
