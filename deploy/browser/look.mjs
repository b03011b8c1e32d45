// Opens pages in a real browser and reports what a person or an assistive tool would stumble over.
//
//   node look.mjs PLAN.json
//
// PLAN.json: {base, chromium, shots, visits: [{name, path, session, lang, width, theme, script, axe, expect}]}. Which pages are
// worth opening, for whom and on which screen, is decided by who writes the plan; a session is the cookie of somebody who
// has signed in, or empty. Visits of one person on one kind of screen share a tab, two tabs work at a time. One JSON line per visit on standard output; pictures only where
// `shots` names a folder.
import { readFileSync, mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Desk, launch } from './desk.mjs'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'))
if (plan.shots) mkdirSync(plan.shots, { recursive: true })

const rounds = {}
for (const v of plan.visits) (rounds[[v.session, v.lang, v.width, v.theme, v.script].join()] ??= []).push(v)
const queue = Object.values(rounds)
const browser = await launch(plan.chromium)
await Promise.all([1, 2].map(async () => { for (let round; (round = queue.shift());) await walk(round) }))
await browser.close()

async function walk(round) {
  const desk = await new Desk(plan.base, browser, round[0], {}).open()
  const [name, value] = round[0].session.split('=')
  if (value) await desk.context.addCookies([{ name, value, url: plan.base }])
  for (const visit of round) console.log(JSON.stringify(await look(desk, visit)))
  await desk.close()
}

async function look({ tab, faults }, v) {
  faults.length = 0
  const report = { name: v.name, axe: [], tiny: [] }
  const answer = await tab.goto(plan.base + v.path)
  report.status = answer.status()
  // One question for all: every question waits until the page has been drawn.
  Object.assign(report, await tab.evaluate(survey, { expect: v.expect || [], script: v.script }))
  if (v.axe) {
    // Injected through the debugging protocol, so the page's own policy stays as strict as it is.
    await tab.evaluate(axe)
    const found = await tab.evaluate('axe.run(document, { resultTypes: ["violations"] })')
    report.axe = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact))
      .map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(', ')}`)
  }
  if (plan.shots) await tab.screenshot({ path: `${plan.shots}/${v.name.replace(/[^\p{L}\p{N}]+/gu, '_')}-${v.lang}-${v.width}-${v.theme}.png`, fullPage: true })
  // What a refused address is answered is what the plan asks for; a browser calls it an error.
  report.faults = faults.filter((fault) => !(report.status >= 400 && fault.includes(String(report.status))))
  return report
}

// survey runs in the page. Targets are tiny that are harder to hit than WCAG 2.2 §2.5.8 allows: less than 24 by 24 pixels
// and no link in a text.
function survey({ expect, script }) {
  const root = document.documentElement, text = document.body.innerText
  return {
    lang: root.lang, dir: root.dir, heads: document.querySelectorAll('h1').length,
    missing: expect.filter((want) => !text.includes(want)),
    hostile: text.includes('window.taken') || [...document.querySelectorAll('input, textarea')].some((el) => el.value.includes('window.taken')),
    taken: Boolean(window.taken),
    overflow: script ? root.scrollWidth - root.clientWidth : 0,
    tiny: [...document.querySelectorAll('main button, main .button, main input, main select, main summary, nav a')].filter((el) => {
      const box = el.getBoundingClientRect()
      return el.type !== 'hidden' && box.width > 0 && (box.width < 24 || box.height < 20) && !el.closest('label')
    }).map((el) => el.outerHTML.slice(0, 80)),
  }
}
