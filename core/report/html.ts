/** A piece of a page that is markup already; text is escaped on its way in and never elsewhere. */
export interface Markup {
  readonly markup: string
}

const ENTITIES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Text as content or attribute of a page; control characters become blanks. */
export const escaped = (text: string): string =>
  text.replace(/\p{Cc}+/gu, ' ').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '')

/** Template of markup: every value that is not markup itself is escaped. */
export function html(parts: TemplateStringsArray, ...values: readonly Part[]): Markup {
  const written = parts.map((part, i) => `${part}${i < values.length ? writtenOf(values[i]) : ''}`)
  return { markup: written.join('') }
}

/** What a template takes: text, numbers, markup, lists of these. */
export type Part = string | number | Markup | readonly Part[] | undefined

function writtenOf(value: Part): string {
  if (value === undefined) return ''
  // The bench writes plain letters for logs and files; a page is for reading.
  if (typeof value === 'string') return escaped(value.replace(/\bdE00\b/g, 'ΔE00'))
  if (typeof value === 'number') return String(value)
  return 'markup' in value ? value.markup : value.map(writtenOf).join('')
}

type Cell = string | number | Markup

const isNumber = (value: Cell): boolean =>
  typeof value === 'number' || (typeof value === 'string' && /^[-+\u00b1\u2212]?[\d.,]+(?: ?%)?$/.test(value))

/** A table: head and rows; a column that holds a number stands right, with its head and its words. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): Markup {
  const right = head.map((_, column) => rows.some((row) => isNumber(row[column] ?? '')))
  const cell = (value: Cell, column: number): Markup =>
    right[column] === true ? html`<td class="number">${value}</td>` : html`<td>${value}</td>`
  return html`<table>
    <thead>
      <tr>
        ${head.map((name, column) =>
          right[column] === true ? html`<th class="number">${name}</th>` : html`<th>${name}</th>`,
        )}
      </tr>
    </thead>
    <tbody>
      ${rows.map(
        (row) =>
          html`<tr>
            ${row.map(cell)}
          </tr>`,
      )}
    </tbody>
  </table>`
}

/** A moment as a reader wants it: date and time to the second, in UTC. `iso` as stored. */
export const moment = (iso: string): string => `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`

/** Names with their values, in two columns. */
export const facts = (rows: readonly (readonly [string, Part])[]): Markup =>
  html`<dl>
    ${rows.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`

/** A section with its heading. */
export const section = (title: string, ...content: readonly Part[]): Markup =>
  html`<section>
    <h2>${title}</h2>
    ${content}
  </section>`

const STYLE = `
@page{size:A4;margin:16mm 15mm}
*{box-sizing:border-box}
body{max-width:180mm;margin:0 auto;padding:8mm 0;background:#fff;color:#1a1a1a;font:10pt/1.45 system-ui,"Segoe UI",Helvetica,Arial,sans-serif}
h1{margin:0;font-size:19pt;line-height:1.2;font-weight:600}
h1+p{margin:1mm 0 5mm;color:#555}
h2{margin:6mm 0 2mm;padding-bottom:1mm;border-bottom:1px solid #999;font-size:12pt;font-weight:600}
section{break-inside:avoid}
p{margin:0 0 2mm}
table+p,dl+p,figure+p,.charts+p{margin-top:2mm}
dl{display:grid;grid-template-columns:1fr 1fr;gap:0 8mm;margin:0}
dl div{display:flex;gap:3mm;padding:.6mm 0;border-bottom:1px solid #e4e4e4}
dt{flex:none;width:32mm;color:#555}
dd{min-width:0;margin:0;overflow-wrap:anywhere}
table{width:100%;border-collapse:collapse;font-size:9.5pt}
th{padding:1mm 2mm;border-bottom:1px solid #777;text-align:left;font-weight:600}
td{padding:.8mm 2mm;border-bottom:1px solid #e4e4e4;vertical-align:top;overflow-wrap:break-word}
.number{text-align:right;white-space:nowrap;font-variant-numeric:tabular-nums}
.hash{font:8.5pt/1.4 ui-monospace,Consolas,monospace;overflow-wrap:anywhere}
.charts{display:grid;grid-template-columns:1fr 1fr;gap:5mm}
figure{margin:0}
figcaption{color:#555;font-size:9pt}
svg{display:block;width:100%;height:auto}
.signature{display:grid;grid-template-columns:1fr 1fr 1fr;gap:8mm;margin-top:14mm}
.signature div{padding-top:1mm;border-top:1px solid #1a1a1a;color:#555;font-size:9pt}
footer{margin-top:6mm;color:#777;font-size:8.5pt}
@media print{body{padding:0;max-width:none}}`

/** A whole page: self-contained, light, without scripts; its policy allows nothing but its own style. */
export function page(options: {
  readonly title: string
  readonly subtitle: string
  readonly content: readonly Markup[]
  readonly foot: string
}): string {
  const { title, subtitle, content, foot } = options
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <title>${title}</title>
        <style>
          ${{ markup: STYLE }}
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        <p>${subtitle}</p>
        ${content}
        <div class="signature">
          <div>Place and date</div>
          <div>Name</div>
          <div>Signature</div>
        </div>
        <footer>${foot}</footer>
      </body>
    </html> `.markup
}
