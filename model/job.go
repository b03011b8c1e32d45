package model

import "slices"

// JobID names a job.
type JobID = ID[Job]

// JobKind is what a job does.
type JobKind string

// The kinds of job.
const (
	JobImportProducts JobKind = "import-products"
	JobImportSites    JobKind = "import-sites"
	JobImportBatches  JobKind = "import-batches"
	JobImportSteps    JobKind = "import-steps"
	JobExportProducts JobKind = "export-products"
	JobExportSites    JobKind = "export-sites"
	JobExportBatches  JobKind = "export-batches"
	JobExportStock    JobKind = "export-stock"
	JobExportEvents   JobKind = "export-events"
	JobExportFindings JobKind = "export-findings"
	JobExportAudit    JobKind = "export-audit"
	JobExportFSMA     JobKind = "export-fsma"
	JobExportNYT4712  JobKind = "export-nyt4712"
	JobExportRecall   JobKind = "export-recall"

	JobExportComplaints JobKind = "export-complaints"

	JobExportClaims    JobKind = "export-claims"
	JobExportPayments  JobKind = "export-claim-payments"
	JobExportRecourses JobKind = "export-recourses"
	JobExportStatement JobKind = "export-claim-statement"
	JobExportCases     JobKind = "export-complaint-cases"
	JobExportTips      JobKind = "export-tips"
)

// jobKindWords name the kinds for people, in the order in which they are listed.
var jobKindWords = []struct {
	kind JobKind
	word Text
}{
	{JobImportProducts, Text{"导入产品", "مەھسۇلات كىرگۈزۈش", "import products"}},
	{JobImportSites, Text{"导入场所", "ئورۇن كىرگۈزۈش", "import sites"}},
	{JobImportBatches, Text{"导入批次", "تۈركۈم كىرگۈزۈش", "import batches"}},
	{JobImportSteps, Text{"导入业务记录", "مەشغۇلات خاتىرىسى كىرگۈزۈش", "import operations"}},
	{JobExportProducts, Text{"导出产品", "مەھسۇلات چىقىرىش", "export products"}},
	{JobExportSites, Text{"导出场所", "ئورۇن چىقىرىش", "export sites"}},
	{JobExportBatches, Text{"导出批次", "تۈركۈم چىقىرىش", "export batches"}},
	{JobExportStock, Text{"导出库存", "ئامبار زاپىسى چىقىرىش", "export stock"}},
	{JobExportEvents, Text{"导出事件", "ۋەقە چىقىرىش", "export events"}},
	{JobExportFindings, Text{"导出检查发现", "تەكشۈرۈش نەتىجىسى چىقىرىش", "export findings"}},
	{JobExportAudit, Text{"导出操作日志", "مەشغۇلات خاتىرىسى دەپتىرى چىقىرىش", "export audit trail"}},
	{JobExportFSMA, Text{"导出追溯表（FSMA 204）", "ئىز قوغلاش جەدۋىلى چىقىرىش (FSMA 204)", "export trace (FSMA 204)"}},
	{JobExportNYT4712, Text{"导出追溯数据（NY/T 4712）", "ئىز قوغلاش سانلىق مەلۇماتى چىقىرىش (NY/T 4712)", "export trace (NY/T 4712)"}},
	{JobExportRecall, Text{"导出召回核算表", "قايتۇرۇۋېلىش ھېسابات جەدۋىلى چىقىرىش", "export recall reconciliation"}},
	{JobExportClaims, Text{"导出索赔", "تەلەپ چىقىرىش", "export claims"}},
	{JobExportPayments, Text{"导出赔付", "تۆلەم چىقىرىش", "export payments of claims"}},
	{JobExportRecourses, Text{"导出追偿", "سۈيلەش چىقىرىش", "export recourse"}},
	{JobExportStatement, Text{"导出赔付对账单", "تۆلەم ھېسابات تالونى چىقىرىش", "export statement of claims"}},
	{JobExportCases, Text{"导出投诉", "ئەرز چىقىرىش", "export complaints"}},
	{JobExportTips, Text{"导出举报", "پاش قىلىش چىقىرىش", "export tips"}},
	{JobExportComplaints, Text{"导出投诉举报统计", "ئەرز ۋە پاش قىلىش ستاتىستىكىسى چىقىرىش", "export statistics of complaints"}},
}

// JobKinds lists the kinds of job.
func JobKinds() []JobKind {
	kinds := make([]JobKind, 0, len(jobKindWords))
	for _, k := range jobKindWords {
		kinds = append(kinds, k.kind)
	}
	return kinds
}

// Word names the kind in a language; an unknown one is shown as its code.
func (k JobKind) Word(l Lang) string {
	for _, w := range jobKindWords {
		if w.kind == k {
			return w.word.In(l)
		}
	}
	return string(k)
}

// JobState is where a job stands.
type JobState string

// The states of a job.
const (
	JobQueued     JobState = "queued"     // waits for a worker
	JobRunning    JobState = "running"    // a worker holds its lease
	JobChecked    JobState = "checked"    // the rows are right; waits for somebody to confirm
	JobDone       JobState = "done"       // all of it happened
	JobFailed     JobState = "failed"     // none of it happened
	JobCancelling JobState = "cancelling" // its worker has yet to notice
	JobCancelled  JobState = "cancelled"  // none of it happened
	JobAbandoned  JobState = "abandoned"  // checked, and not wanted
)

// JobEvent moves a job.
type JobEvent string

// The events of a job.
const (
	JobStart   JobEvent = "start"
	JobRequeue JobEvent = "requeue"
	JobFinish  JobEvent = "finish"
	JobFail    JobEvent = "fail"
	JobPass    JobEvent = "pass"
	JobConfirm JobEvent = "confirm"
	JobAbandon JobEvent = "abandon"
	JobCancel  JobEvent = "cancel"
	JobStop    JobEvent = "stop"
)

// JobLifecycle declares how a job moves. What a job needs beyond job:read is the permission of its kind.
var JobLifecycle = Machine[JobState, JobEvent]{
	Name:    "job",
	Initial: JobQueued,
	Moves: []Move[JobState, JobEvent]{
		{JobQueued, JobStart, JobRunning, PermJobRead, Text{"开始处理", "بىر تەرەپ قىلىش باشلاندى", "a worker has taken it"}},
		{JobQueued, JobCancel, JobCancelled, PermJobRead, Text{"尚未开始即取消", "باشلانماي تۇرۇپ بىكار قىلىندى", "it is cancelled before it began"}},
		{JobRunning, JobFinish, JobDone, PermJobRead, Text{"全部完成", "ھەممىسى تاماملاندى", "all of it is done"}},
		{JobRunning, JobFail, JobFailed, PermJobRead, Text{"有误，未作任何更改", "خاتالىق بار، ھېچنېمە ئۆزگەرتىلمىدى", "something is wrong and nothing was changed"}},
		{JobRunning, JobPass, JobChecked, PermJobRead, Text{"检查通过，等待确认", "تەكشۈرۈشتىن ئۆتتى، جەزملەشنى كۈتىدۇ", "the rows are right; somebody has to confirm"}},
		{JobRunning, JobRequeue, JobQueued, PermJobRead, Text{"服务停止，稍后重新开始", "مۇلازىمەت توختىدى، كېيىن قايتا باشلىنىدۇ", "the server stops; it begins again later"}},
		{JobRunning, JobCancel, JobCancelling, PermJobRead, Text{"请求取消", "بىكار قىلىش تەلەپ قىلىندى", "somebody wants it to stop"}},
		{JobCancelling, JobStop, JobCancelled, PermJobRead, Text{"已停止，未作任何更改", "توختىدى، ھېچنېمە ئۆزگەرتىلمىدى", "it has stopped and nothing was changed"}},
		{JobChecked, JobConfirm, JobQueued, PermJobRead, Text{"确认执行", "ئىجرا قىلىش جەزملەندى", "somebody has confirmed it"}},
		{JobChecked, JobAbandon, JobAbandoned, PermJobRead, Text{"不再执行", "ئىجرا قىلىنمايدۇ", "it is not wanted any more"}},
	},
	Words: map[JobState]Text{
		JobQueued:     {"排队中", "نۆۋەت كۈتۈۋاتىدۇ", "queued"},
		JobRunning:    {"处理中", "بىر تەرەپ قىلىنىۋاتىدۇ", "running"},
		JobChecked:    {"待确认", "جەزملەشنى كۈتۈۋاتىدۇ", "waiting for confirmation"},
		JobDone:       {"已完成", "تاماملاندى", "done"},
		JobFailed:     {"未成功", "مەغلۇپ بولدى", "failed"},
		JobCancelling: {"正在取消", "بىكار قىلىنىۋاتىدۇ", "cancelling"},
		JobCancelled:  {"已取消", "بىكار قىلىندى", "cancelled"},
		JobAbandoned:  {"已放弃", "ۋاز كېچىلدى", "abandoned"},
	},
}

// Over reports whether nothing will happen to the job any more.
func (s JobState) Over() bool {
	return slices.Contains([]JobState{JobDone, JobFailed, JobCancelled, JobAbandoned}, s)
}

// Job is work that takes longer than a request: an import, an export, labels. It belongs to an organisation and whoever
// started it.
type Job struct {
	ID    JobID
	OrgID OrgID
	// Actor is Actor.Name of whoever started it.
	Actor string
	Kind  JobKind
	State JobState
	// Lang is the language of the files it writes.
	Lang Lang
	// Params is JSON that the kind understands.
	Params []byte
	// Confirmed says that somebody has confirmed it after its dry run.
	Confirmed bool
	// Attempts counts how often a worker has taken it without coming to an end.
	Attempts int
	Input    JobFile `gorm:"embedded;embeddedPrefix:input_"`
	Result   JobFile `gorm:"embedded;embeddedPrefix:result_"`
	// Done of Total rows are through; Total is 0 while unknown.
	Done, Total int64
	// Added and Unchanged count the rows of an import that made something and that said what exists already; Added of
	// an export counts the rows of its file.
	Added, Unchanged int64
	// Faults counts the faulty rows' faults; the first MaxJobFaults of them are kept.
	Faults int64
	// Reason is a Refusal as JSON, empty unless the job failed.
	Reason     []byte
	Version    int64
	CreatedAt  Instant `gorm:"autoCreateTime:false"`
	StartedAt  Instant
	FinishedAt Instant
	// ForgottenAt is when its files and faults were deleted.
	ForgottenAt Instant
}

// TableName implements schema.Tabler.
func (Job) TableName() string { return "jobs" }

// JobFile is a file that a job reads or has written. Key is how the bytes are found on the disk, empty when there are
// none; it is the SHA-256 of what lies there.
type JobFile struct {
	Key       string
	Name      string
	MediaType string
	Size      int64
}

// MaxJobFaults bounds the faults that are kept of one job.
const MaxJobFaults = 1000

// JobFault is what is wrong with one cell of an imported sheet.
type JobFault struct {
	JobID JobID
	// Ordinal numbers the faults of a job from 1.
	Ordinal int64
	// Row is the number of the row as a spreadsheet counts, the head being 1; 0 when the fault is of the whole file.
	Row int64 `gorm:"column:row_no"`
	// Column is the column's key, empty when the fault is of the whole row.
	Column string `gorm:"column:column_key"`
	Code   string
	// Params are []Param as JSON, so that the reader gets the text in their language.
	Params []byte
}

// TableName implements schema.Tabler.
func (JobFault) TableName() string { return "job_faults" }
