// Opens pages in a real browser and reports what a person or an assistive tool would stumble over.
//
//   node pages.mjs PLAN.json
//
// PLAN.json: {base, shots, pages: [{name, path, lang, dir, status, expect: [text…]}]}. Every page is opened at phone and
// desktop width, on the phone without JavaScript too. The report is one JSON line per page and width on standard output; a
// screenshot of each lies in the folder `shots`. Exit code 1 when the browser itself cannot be driven.
import { readFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'))
mkdirSync(plan.shots, { recursive: true })

const browser = await chromium.launch({
  executablePath: plan.chromium || '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'],
})

const sizes = [{ name: 'phone', width: 360, height: 780 }, { name: 'desktop', width: 1280, height: 900 }]

for (const page of plan.pages) {
  for (const size of sizes) {
    for (const script of size.name === 'phone' ? [true, false] : [true]) {
      const report = await visit(page, size, script)
      console.log(JSON.stringify(report))
    }
  }
}
await browser.close()

async function visit(page, size, script) {
  const context = await browser.newContext({ viewport: { width: size.width, height: size.height }, javaScriptEnabled: script, locale: page.lang })
  const tab = await context.newPage()
  const report = { name: page.name, size: size.name, script, console: [], outside: [], missing: [], axe: [] }
  tab.on('console', (m) => { if (m.type() === 'error' && !(page.status >= 400 && m.text().includes(String(page.status)))) report.console.push(m.text()) })
  tab.on('pageerror', (e) => report.console.push(String(e)))
  tab.on('request', (r) => { if (!r.url().startsWith(plan.base) && !r.url().startsWith('data:')) report.outside.push(r.url()) })
  const answer = await tab.goto(plan.base + page.path, { waitUntil: 'networkidle' })
  report.status = answer.status()
  const text = await tab.locator('body').innerText()
  report.missing = (page.expect || []).filter((t) => !text.includes(t))
  report.lang = await tab.locator('html').getAttribute('lang')
  report.dir = await tab.locator('html').getAttribute('dir')
  if (script) {
    report.overflow = await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    await tab.screenshot({ path: `${plan.shots}/${page.name}-${size.name}.png`, fullPage: true })
    // Injected through the debugging protocol, so the page's own policy stays as strict as it is.
    await tab.evaluate(axe)
    const found = await tab.evaluate('axe.run(document, { resultTypes: ["violations"] })')
    report.axe = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
      .map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`)
  }
  await context.close()
  return report
}
