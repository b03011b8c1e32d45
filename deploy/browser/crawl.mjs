// Signs in as each role and follows every link of the console, in each language and at two widths, and reports what a
// person or an assistive tool would stumble over.
//
//   node crawl.mjs PLAN.json
//
// PLAN.json: {base, shots, chromium, walks: [{role, login, password, lang, dir, width, script, axe}], limit}. One JSON
// line per page on standard output. Of pages that differ only in whose they are, the first two are opened.
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

const walks = [...plan.walks]
await Promise.all([1, 2].map(async () => { for (let w; (w = walks.shift());) await walk(w) }))
await browser.close()

// patternOf is what pages have in common that differ only in whose they are.
function patternOf(url) {
  const path = url.pathname.split('/').map((part) => (/\d/.test(part) && part.length > 8 ? ':id' : part)).join('/')
  const names = [...url.searchParams.keys()].filter((name) => !['lang', 'done'].includes(name)).sort()
  return path + (names.length ? '?' + names.join('&') : '')
}

async function walk(w) {
  const context = await browser.newContext({ viewport: { width: w.width, height: 800 }, javaScriptEnabled: w.script, locale: w.lang })
  const tab = await context.newPage()
  await tab.goto(`${plan.base}/sign-in?lang=${w.lang}`)
  await tab.fill('[name=login]', w.login)
  await tab.fill('[name=password]', w.password)
  await tab.click('main form button[type=submit]')
  await tab.waitForURL(/\/console/)
  const seen = new Map()
  const queue = [plan.base + '/console']
  let opened = 0
  while (queue.length && opened < plan.limit) {
    const url = new URL(queue.shift())
    url.searchParams.set('lang', w.lang)
    const pattern = patternOf(url)
    const times = seen.get(pattern) || 0
    if (times >= (pattern.includes(':id') ? 2 : 1)) continue
    seen.set(pattern, times + 1)
    opened++
    const report = await look(tab, w, url.href, pattern)
    queue.push(...report.links)
    delete report.links
    console.log(JSON.stringify(report))
  }
  await context.close()
}

async function look(tab, w, url, pattern) {
  const report = { role: w.role, width: w.width, script: w.script, pattern, url: url.slice(plan.base.length), console: [], outside: [], axe: [], links: [] }
  const said = (m) => { if (m.type() === 'error' || m.type() === 'warning') report.console.push(m.text()) }
  const failed = (e) => report.console.push(String(e))
  const asked = (r) => { if (!/^(data|blob):/.test(r.url()) && !r.url().startsWith(plan.base)) report.outside.push(r.url()) }
  tab.on('console', said); tab.on('pageerror', failed); tab.on('request', asked)
  const answer = await tab.goto(url, { waitUntil: 'load' })
  report.status = answer.status()
  report.lang = await tab.getAttribute('html', 'lang')
  report.dir = await tab.getAttribute('html', 'dir')
  report.heads = await tab.locator('h1').count()
  if (w.script) {
    report.overflow = await tab.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
    report.tiny = await tab.evaluate(tinyTargets)
    if (w.axe) {
      await tab.evaluate(axe)
      const found = await tab.evaluate('axe.run(document, { resultTypes: ["violations"] })')
      report.axe = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
        .map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`)
    }
    if (plan.shoot) await tab.screenshot({ path: `${plan.shots}/${w.role}-${w.lang}-${w.width}${pattern.replace(/[^a-z0-9]+/gi, '_')}.png`, fullPage: true })
  }
  if (w.script && await tab.evaluate('window.taken')) report.console.push('a text of a stranger has run')
  report.hostile = (await tab.content()).includes('window.taken') ? 1 : 0
  report.links = await tab.locator('a[href]:not([download])').evaluateAll((all, base) => all
    .filter((a) => !a.getAttribute('target') && !a.closest('.who'))
    .map((a) => new URL(a.getAttribute('href'), document.baseURI).href.replace(/#.*/, '')) // a link of a drawing has no text in href
    .filter((href) => href.startsWith(base + '/console')), plan.base)
  report.links = [...new Set(report.links)].filter((href) => !/\.(csv|xlsx|svg|png|zpl|json|pdf)(\?|$)/.test(href))
  tab.off('console', said); tab.off('pageerror', failed); tab.off('request', asked)
  return report
}

// tinyTargets lists what is harder to hit than WCAG 2.2 §2.5.8 allows: less than 24 by 24 pixels and no link in a text.
function tinyTargets() {
  return [...document.querySelectorAll('main button, main .button, main input, main select, main summary, nav a')].filter((el) => {
    const box = el.getBoundingClientRect()
    return el.type !== 'hidden' && box.width > 0 && (box.width < 24 || box.height < 20) && !el.closest('label')
  }).map((el) => el.outerHTML.slice(0, 80))
}
