// Tells the stories of a producer, a trader, an inspector and a consumer in a real browser, up to the recall of a batch.
//
//   node stories.mjs PLAN.json
//
// PLAN.json: {base, chromium, password, held: {lang: text}, screens: [{lang, width, script}]}. The stories of a screen are
// about one batch and are told one after the other, those of two screens at a time; names are unique, so that one server
// serves all. One JSON line per screen on standard output: what was told of what is to be told, what broke, what browsers
// said.
//
// To add a story, write an async function (sit, b, screen) and put its name into `stories`, after those whose effects it
// needs; nothing else changes. `await sit('inspector')` gives the Desk of a person, with a tab of their own that stays open
// from story to story; b is what the stories of a screen know of each other (names, the page of the batch, its code).
// Find things by field names, addresses and words of the catalogue (`says`), never by text in one language, and wait for
// what appears, never for time. A file of its own that exports its stories is right when they are about another thing
// than this batch; it is imported here. Without JavaScript the same story must come to the same end.
import { readFileSync } from 'node:fs'
import { Desk, catalogue, creditCode, launch } from './desk.mjs'

const plan = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const stories = [
  newProducer, delivery, trader, inspector, refusedMaker, refusedTrader, consumer,
  recallOrdered, recalledAtTill, taskAnswered, recallRead, claimant,
  claimDecided, claimPaid, recourseTaken,
]
// dot is a picture of one point.
const dot = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const browser = await launch(plan.chromium)
const screens = plan.screens.map((screen, number) => ({ ...screen, number: number + (plan.first || 0) }))
await Promise.all([1, 2].map(async () => { for (let screen; (screen = screens.shift());) await tell(screen) }))
await browser.close()

async function tell(screen) {
  const report = { ...screen, stories: stories.map((story) => story.name), told: [], failure: '', faults: [] }
  const tag = 'S' + screen.number
  const batch = {
    company: `${tag} 果园`, site: `${tag} 一号园`, product: `${tag} 香梨`, lot: `${tag}-LOT`, reference: `${tag}-NOTE`, recall: `${tag} 香梨召回`, shop: '乌鲁木齐沙枣花超市有限公司',
    login: `story${screen.number}@demo.example`, password: 'pears in the morning',
  }
  const words = catalogue(screen.lang)
  const desks = {}
  const sit = async (who) => (desks[who] ??= await new Desk(plan.base, browser, screen, words).open())
  try {
    for (const story of stories) {
      await story(sit, batch, screen)
      report.told.push(story.name)
    }
  } catch (e) {
    report.failure = String(e.stack || e).slice(0, 1500)
    for (const desk of Object.values(desks)) report.failure += `\n${desk.tab.url()}: ${(await desk.tab.locator('main').innerText().catch(() => '')).slice(0, 500)}`
  }
  for (const [who, desk] of Object.entries(desks)) {
    report.faults.push(...desk.faults.map((fault) => `${who}: ${fault}`))
    await desk.close()
  }
  console.log(JSON.stringify(report))
}

// newProducer registers a company and comes as far as a code that consumers can scan.
async function newProducer(sit, b, screen) {
  const maker = await sit('producer')
  await maker.goto('/register')
  await maker.says('register.title', 'h1')
  await maker.fill({ kind: 'producer', 'name.zh': b.company, uscc: creditCode(7000 + screen.number), address: '香梨大道 1 号', phone: '+8613800000000' })
  await maker.region('650000', '652801')
  await maker.fill({ 'person.name': '古丽', 'person.login': b.login, 'person.password': b.password })
  await maker.send(/^\/console\/organisation/)
  await maker.says('done.registered', '.toast')

  const supervisor = await sit('supervisor')
  await supervisor.signIn('supervisor@demo.example', plan.password)
  await supervisor.goto('/console/approvals')
  await supervisor.says('nav.approvals', 'h1')
  await supervisor.follow('a[href*="/approve"]', /\/approve/, supervisor.tab.locator('tr', { hasText: b.company }))
  await supervisor.send(/^\/console\/approvals/)
  await supervisor.says('done.organisation-approved', '.toast')

  await maker.signIn(b.login, b.password)
  await maker.says('guide.title')
  await maker.follow('a[href*="/console/sites/new"]', /sites\/new/)
  await maker.says('sites.new', 'h1')
  await maker.fill({ 'name.zh': b.site })
  await maker.region('650000', '652801')
  await maker.send(/^\/console\/sites\/[0-9a-f]/)
  await maker.says('done.site-registered', '.toast')

  await maker.goto('/console')
  await maker.follow('a[href*="/console/products/new"]', /products\/new/)
  await maker.says('product.new', 'h1')
  await maker.fill({ 'name.zh': b.product, category: 'fruit', unit: 'KGM', shelf_life_days: '60' })
  await maker.send(/^\/console\/products\/[0-9a-f]/)
  await maker.says('done.product-registered', '.toast')

  await maker.goto('/console')
  await maker.follow('a[href*="/console/batches/new"]', /batches\/new/)
  await maker.follow('a[href*="product_id="]', /product_id=/)
  await maker.says('batch.new', 'h1')
  await maker.fill({ quantity: '100', lot: b.lot })
  await maker.send(/check=yes/)
  await maker.says('batch.change')
  await maker.fill({ labels: true })
  await maker.send(/^\/console\/batches\/[0-9a-f-]+\/labels/)
  await maker.says('label.title', 'h1')
  b.page = new URL(maker.tab.url()).pathname.replace('/labels', '')
  await maker.send(/check=yes/)
  await maker.says('label.first-sheet')
  await maker.send(/run=/)
  const sheet = await maker.tab.locator('main a[href*="/console/labels/"]').first().getAttribute('href')
  await maker.tab.goto(new URL(sheet, plan.base).href)
  const labels = await maker.tab.locator('svg.sheet use').count()
  if (labels !== 24) throw new Error(`${labels} labels on the sheet`)

  await maker.goto(b.page)
  b.path = new URL(await maker.tab.locator('main a[href^="/c/"]').first().getAttribute('href'), plan.base).pathname
  await maker.follow('a[href^="/c/"]', /^\/c\//)
  await maker.says('status.normal.title', 'body')
}

// delivery sends a part of the batch to a shop.
async function delivery(sit, b) {
  const maker = await sit('producer')
  await maker.goto(b.page)
  await maker.follow('a[href*="/console/record?batch="]', /record\?batch=/)
  await maker.says('deed.ship')
  await maker.follow('a[href*="/console/record/ship?"]', /record\/ship/)
  await maker.fill({ to_search: '乌鲁木齐沙枣花', 'lines[0].quantity': '40', reference: b.reference })
  await maker.send()
  await maker.tab.locator('#to option:nth-child(3)').waitFor({ state: 'attached' }) // the company has two shops
  await maker.fill({ to: { index: 1 } })
  await maker.send(/^\/console\/events\//)
  await maker.says('done.recorded', '.toast')
}

// trader receives it with a loss, sells some, and asks at the till.
async function trader(sit, b) {
  const shop = await sit('retailer')
  await shop.signIn('retailer@demo.example', plan.password)
  await shop.goto('/console/shipments?list=in')
  await shop.says('nav.shipments', 'h1')
  await shop.follow('a.row-link', /shipments\/[0-9a-f]/, shop.tab.locator('tr', { hasText: b.reference }))
  await shop.follow('a[href*="/receive"]', /\/receive/)
  await shop.says('shipment.receive-part', 'h1')
  await shop.fill({ 'lines[0].quantity': '37.5', 'lines[0].lost': '2.5' })
  await shop.send(/^\/console\/shipments\/[0-9a-f-]+\?/)
  await shop.says('done.received', '.toast')

  await shop.goto('/console/stock?order=newest')
  await shop.says('nav.stock', 'h1')
  await shop.follow('a[href*="/console/record/sell"]', /record\/sell/, shop.tab.locator('tr', { hasText: b.lot }))
  await shop.says('deed.sell', 'h1')
  await shop.fill({ 'lines[0].quantity': '7.5' })
  await shop.send(/^\/console\/events\//)
  await shop.says('done.recorded', '.toast')
  await shop.goto('/console/stock?order=newest')
  await shop.tab.locator('tr', { hasText: b.lot }).filter({ hasText: '30' }).first().waitFor()
  await till(shop, b, 'ok', 'check.fine.title')
}

async function till(shop, b, verdict, word) {
  await shop.goto('/console/till')
  await shop.tab.fill('main [name=code]', plan.base + b.path)
  await shop.tab.press('main [name=code]', 'Enter')
  await shop.tab.locator(`.verdict.${verdict}`).waitFor()
  await shop.says(word, '.verdict')
}

// inspector finds the batch by its code, holds it, and looks at where it went.
async function inspector(sit, b) {
  const desk = await sit('inspector')
  await desk.signIn('inspector@demo.example', plan.password)
  await desk.tab.fill('#seek', plan.base + b.path)
  await desk.tab.press('#seek', 'Enter')
  await desk.at(/^\/console\/batches\/[0-9a-f]/)
  await desk.says('batch.facts')
  await desk.follow('a[href*="/move/hold"]', /move\/hold/)
  await desk.says('move.hold.means')
  await desk.fill({ reason: '抽样 S: 农残 <复核>' })
  await desk.send(/^\/console\/batches\/[0-9a-f-]+\?/)
  await desk.says('batch.note.held', '.note')
  await desk.follow('a[href*="/trace"]', /\/trace/)
  await desk.tab.locator('main figure svg a').first().waitFor()
  await desk.says('trace.in-words')
  await desk.goto('/console/findings')
  await desk.says('nav.findings', 'h1')
}

// refusedMaker learns that a held batch does not leave, and why.
async function refusedMaker(sit, b, screen) {
  const maker = await sit('producer')
  await maker.goto(b.page)
  await maker.says('batch.note.held', '.note')
  await maker.tab.locator('.note', { hasText: '农残 <复核>' }).waitFor()
  await maker.goto(`/console/record/ship?batch=${b.page.split('/').pop()}`)
  await maker.fill({ to: { index: 1 }, 'lines[0].quantity': '10' })
  await maker.send()
  await maker.tab.locator('form .note.danger[role=alert]').waitFor()
  await maker.tab.locator('form', { hasText: plan.held[screen.lang] }).first().waitFor()
}

async function refusedTrader(sit, b) { await till(await sit('retailer'), b, 'danger', 'check.held.title') }

// consumer scans, reads, and reads it again in another language.
async function consumer(sit, b, screen) {
  const phone = await sit('consumer')
  await phone.goto(b.path)
  await phone.says('status.held.title', 'body')
  await phone.tab.locator('body', { hasText: b.lot }).waitFor()
  const other = screen.lang === 'ug' ? 'zh-CN' : 'ug'
  await phone.tab.locator(`a[hreflang="${other}"]`).first().click({ trial: false })
  await phone.tab.locator(`html[lang="${other}"][dir="${other === 'ug' ? 'rtl' : 'ltr'}"]`).waitFor()
  await phone.tab.locator('body', { hasText: catalogue(other)['status.held.title'] }).waitFor()
}

// recallOrdered begins at the page of the batch: the inspector orders its recall and announces it.
async function recallOrdered(sit, b) {
  const desk = await sit('inspector')
  await desk.goto(b.page)
  await desk.follow('a[href*="/console/recalls/new?batch="]', /recalls\/new/)
  await desk.says('case.order', 'h1')
  await desk.says('case.forecast')
  await desk.fill({ 'title.zh': b.recall, 'hazard.zh': '农药残留 <超标>', grade: 'i', reason: '复检不合格' })
  await desk.send(/^\/console\/recalls\/[0-9a-f-]{36}/)
  await desk.says('done.recall-ordered', '.toast')
  await desk.follow('a[href*="/move/proclaim"]', /move\/proclaim/)
  await desk.fill({ reason: '责令召回，直接公告' })
  await desk.send(/^\/console\/recalls\/[0-9a-f-]{36}/)
  await desk.says('done.recall-moved', '.toast')
}

// recalledAtTill: the shop asks its till, which says no and why.
async function recalledAtTill(sit, b) { await till(await sit('retailer'), b, 'danger', 'check.recalled.title') }

// taskAnswered has the shop take note and seal what it has; then it reads that it still may not sell it.
async function taskAnswered(sit, b) {
  const shop = await sit('retailer')
  await shop.goto('/console/recall-tasks')
  await shop.says('nav.recall-tasks', 'h1')
  await shop.follow('a.row-link', /recall-tasks\/[0-9a-f]/, shop.tab.locator('tr', { hasText: b.recall }))
  await shop.says('task.head.stop', '.verdict')
  await shop.tab.locator('.verdict', { hasText: '农药残留 <超标>' }).waitFor()
  for (const [event, answers] of [['acknowledge', {}], ['seal', { 'lines[0].quantity': '30' }], ['return', { 'lines[0].quantity': '30' }]]) {
    await shop.follow(`a[href*="/answer/${event}"]`, new RegExp(`answer/${event}`))
    await shop.fill(answers)
    await shop.send(/^\/console\/recall-tasks\/[0-9a-f-]{36}\?/)
    await shop.says('done.task-answered', '.toast')
  }
  await shop.says('task.head.waiting', '.verdict')
}

// recallRead is the consumer's: the banner on the page of the code, and the notice to which it leads.
async function recallRead(sit, b) {
  const phone = await sit('consumer')
  await phone.goto(b.path)
  await phone.follow('a[href*="/recalls/"]', /^\/recalls\/\d{4}-\d{6}/, phone.tab.locator('body'))
  await phone.says('recall.check', 'body')
  await phone.tab.locator('body', { hasText: b.lot }).waitFor()
  await phone.tab.locator('body', { hasText: '农药残留 <超标>' }).waitFor()
}

// claimant goes from the page of the code to a claim with a photo, keeps the private link, accepts what the shop offers and
// says where the money goes.
async function claimant(sit, b, screen) {
  const phone = await sit('consumer')
  await phone.goto(b.path)
  await phone.says('claim.public.scan.remedy', 'body')
  await phone.follow('a[href^="/claim?"]', /^\/claim\?/, phone.tab.locator('body'))
  await phone.says('claim.public.title', 'h1')
  const price = { bought_on: new Date().toISOString().slice(0, 10), units: '2', price: '25.50', 'costs[0].kind': 'medical', 'costs[0].money': '120' }
  await phone.fill(price)
  await phone.tab.locator('button[value=preview]').click()
  await phone.tab.locator('.sum .total', { hasText: '171.00' }).waitFor()
  await phone.fill({ what: `虫 <b>S</b>`, receipt: `R-${screen.number}`, 'contact.name': '阿依', 'contact.phone': `1380000${1000 + screen.number}`, consent: true })
  await phone.tab.setInputFiles('[name="file.goods"]', { name: 'photo.png', mimeType: 'image/png', buffer: dot })
  await phone.send()
  await phone.says('claim.public.filed', 'h1')
  await phone.tab.locator('.qr svg').waitFor()
  const page = new URL(await phone.tab.inputValue('#link')).pathname
  const number = (await phone.tab.locator('main .banner .code').first().innerText()).trim()
  await phone.goto(page)
  await phone.says('claim.public.head.filed', 'h1')
  await phone.tab.locator('main a[href*="/files/"]').first().waitFor()

  const shop = await sit('retailer')
  const call = async (method, path, data) => {
    const answer = await shop.context.request.fetch(plan.base + path, { method, data, headers: { 'Sec-Fetch-Site': 'same-origin' } })
    if (!answer.ok()) throw new Error(`${path}: ${answer.status()} ${await answer.text()}`)
    return answer.json()
  }
  const [claim] = (await call('GET', `/v1/claims?number=${number}`)).items
  await call('POST', `/v1/claims/${claim.id}/offer`, { remedy: 'refund', compensation: { fen: 17100 }, goods_back: true, note: '退款 <i>171</i>' })

  await phone.goto(page)
  await phone.says('claim.public.head.offered', 'h1')
  await phone.tab.locator('main', { hasText: '退款 <i>171</i>' }).waitFor()
  await phone.tab.locator('button[value=accept]').click()
  await phone.at(/done=accept/)
  await phone.says('claim.public.head.account', 'h1')
  await phone.fill({ holder: '阿依', bank: '银行', account: '6222020000001234', account_consent: true })
  await phone.send(/done=account/)
  await phone.says('claim.public.head.accepted', 'h1')
  await phone.tab.locator('main', { hasText: '1234' }).waitFor()
  if (await phone.tab.locator('main', { hasText: '6222020000001234' }).count()) throw new Error('the whole account is shown')
}

// asConsumer does something of a consumer's over the API, as a counter or an app would.
async function asConsumer(sit, method, path, data) {
  const phone = await sit('consumer')
  const response = await phone.context.request.fetch(new URL(path, plan.base).href, { method, data, headers: { 'Idempotency-Key': crypto.randomUUID() } })
  if (!response.ok()) throw new Error(`${path}: ${response.status()} ${await response.text()}`)
  return response.json()
}

// claimDecided: a consumer claims from the shop; its desk establishes the facts and makes an offer, which is accepted.
async function claimDecided(sit, b) {
  const today = new Date(Date.now() + 8 * 3600e3).toISOString().slice(0, 10)
  const filed = await asConsumer(sit, 'POST', '/v1/public-claims', {
    code: 'https://id.gs1.org' + new URL(b.path, plan.base).pathname, operator: b.shop, seller: b.shop, bought_on: today, units: 1,
    price: { fen: 2500, currency: 'CNY' }, receipt: b.lot + '-1', what: '里面有玻璃 <b>', remedy: 'compensate',
    costs: [{ kind: 'medical', money: { fen: 20000, currency: 'CNY' } }], contact: { phone: '+8613800000009' }, consent: 1,
  })
  Object.assign(b, { claim: filed.number, secret: filed.secret })
  const shop = await sit('retailer')
  await shop.goto('/console/claims')
  await shop.says('nav.claims', 'h1')
  await shop.follow('a.row-link', /\/console\/claims\/[0-9a-f]/, shop.tab.locator('tr', { hasText: b.claim }))
  b.claimPage = new URL(shop.tab.url()).pathname
  await shop.says('claim.say.filed')
  await shop.says('claim.proofs')
  await shop.follow('a[href*="/facts"]', /\/facts/)
  await shop.fill({ fraud: true, note: '当面核对 <小票>' })
  await shop.send(/^\/console\/claims\/[0-9a-f-]{36}\?/)
  await shop.says('done.claim-established', '.toast')
  await shop.follow('a[href*="/offer"]', /\/offer/)
  await shop.fill({ compensation: '225', punitive: '500', note: '抱歉' })
  await shop.send(/^\/console\/claims\/[0-9a-f-]{36}\?/)
  await shop.says('claim.say.offered')
  const offer = (await asConsumer(sit, 'GET', `/v1/public-claims/${b.secret}`)).offers.find((o) => o.stands).id
  await asConsumer(sit, 'POST', `/v1/public-claims/${b.secret}/moves`, { event: 'accept', offer })
}

// claimPaid: the shop orders the payment and confirms its arrival, which settles the claim.
async function claimPaid(sit, b) {
  const shop = await sit('retailer')
  await shop.goto(b.claimPage)
  await shop.says('claim.say.accepted')
  await shop.follow('a[href*="/pay"]', /\/pay/)
  await shop.fill({ provider: 'manual' })
  await shop.send(/^\/console\/claim-payments\/[0-9a-f-]{36}\?/)
  await shop.says('done.payment-ordered', '.toast')
  await shop.follow('a[href*="/move/confirm"]', /move\/confirm/)
  await shop.fill({ reference: 'ICBC-' + b.lot })
  await shop.send(/^\/console\/claim-payments\/[0-9a-f-]{36}\?/)
  await shop.goto(b.claimPage)
  await shop.says('claim.say.settled')
  await shop.says('claim.ledger')
}

// recourseTaken: the shop demands it of the producer whom the trace names; the producer agrees, pays, and the shop confirms.
async function recourseTaken(sit, b) {
  const shop = await sit('retailer')
  await shop.follow('a[href*="/demand?"]', /\/demand/, shop.tab.locator('tr', { hasText: b.company }))
  await shop.says('recourse.by')
  await shop.send(/^\/console\/recourses\/[0-9a-f-]{36}\?/)
  await shop.says('recourse.say.demanded')
  const page = new URL(shop.tab.url()).pathname
  const maker = await sit('producer')
  await maker.goto('/console/recourses')
  await maker.follow(`a[href*="${page}"]`, /\/console\/recourses\/[0-9a-f]/)
  await maker.follow('a[href*="/move/agree"]', /move\/agree/)
  await maker.send(/^\/console\/recourses\/[0-9a-f-]{36}\?/)
  await maker.says('recourse.say.agreed')
  await shop.goto(page)
  await shop.follow('a[href*="/move/settle"]', /move\/settle/)
  await shop.send(/^\/console\/recourses\/[0-9a-f-]{36}\?/)
  await shop.says('recourse.say.settled')
  await maker.goto('/console/recourses/statement')
  await maker.says('recourse.statement', 'h1')
}
