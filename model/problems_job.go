package model

// The problems of the job room.
var (
	JobsTooMany = declare("job-too-many", KindLimited,
		Text{"未完成的任务过多", "تاماملانمىغان ۋەزىپە بەك كۆپ", "Too many unfinished jobs"},
		Text{"本机构最多可有 {limit} 个未完成的任务。", "ئورگانىڭىزدا ئەڭ كۆپ {limit} تاماملانمىغان ۋەزىپە بولالايدۇ.", "Your organisation may have at most {limit} unfinished jobs."},
		Text{"请等待或取消已有任务。", "بار ۋەزىپىلەرنى كۈتۈڭ ياكى بىكار قىلىڭ.", "Wait for one, or cancel one."})
	JobFileUnreadable = declare("job-file-unreadable", KindMediaType,
		Text{"文件无法读取", "ھۆججەتنى ئوقۇغىلى بولمىدى", "The file cannot be read"},
		Text{"该文件不是可读取的 CSV（UTF-8 或 GB18030）或 xlsx 表格，或者解压后过大。", "بۇ ھۆججەت ئوقۇغىلى بولىدىغان CSV (UTF-8 ياكى GB18030) ياكى xlsx جەدۋەل ئەمەس، ياكى يېشىلگەندە بەك چوڭ.", "It is no CSV (UTF-8 or GB18030) or xlsx sheet that we can read, or it is too large when unpacked."},
		Text{"请用模板重新填写并保存为 CSV 或 xlsx。", "قېلىپ بويىچە قايتا تولدۇرۇپ، CSV ياكى xlsx قىلىپ ساقلاڭ.", "Fill in the template and save it as CSV or xlsx."})
	JobSheetMalformed = declare("job-sheet-malformed", KindInvalid,
		Text{"表格格式有误", "جەدۋەل فورماتى خاتا", "The sheet is malformed"},
		Text{"该行的引号或列数不符合 CSV 格式。", "بۇ قۇرنىڭ تىرناق بەلگىسى ياكى ئىستون سانى CSV فورماتىغا ماس ئەمەس.", "The quotes or the number of cells of this row do not fit a CSV file."}, Text{})
	JobSheetEmpty = declare("job-sheet-empty", KindInvalid,
		Text{"表格没有内容", "جەدۋەل قۇرۇق", "The sheet is empty"},
		Text{"表头之下没有数据行。", "باش قۇرنىڭ ئاستىدا سانلىق مەلۇمات قۇرى يوق.", "There is no row below the head."}, Text{})
	JobTooManyRows = declare("job-too-many-rows", KindInvalid,
		Text{"行数过多", "قۇر سانى بەك كۆپ", "Too many rows"},
		Text{"一个文件最多 {limit} 行。", "بىر ھۆججەتتە ئەڭ كۆپ {limit} قۇر.", "A file has at most {limit} rows."},
		Text{"请拆分为几个文件。", "بىر قانچە ھۆججەتكە بۆلۈڭ.", "Split it into several files."})
	JobColumnUnknown = declare("job-column-unknown", KindInvalid,
		Text{"未知的列", "نامەلۇم ئىستون", "Unknown column"},
		Text{"没有名为“{name}”的列。", "«{name}» دېگەن ئىستون يوق.", "There is no column called “{name}”."},
		Text{"请使用模板中的表头。", "قېلىپتىكى ئىستون ناملىرىنى ئىشلىتىڭ.", "Use the heads of the template."})
	JobColumnTwice = declare("job-column-twice", KindInvalid,
		Text{"列重复", "ئىستون تەكرارلانغان", "Column given twice"},
		Text{"列“{name}”出现了不止一次。", "«{name}» ئىستونى بىر قېتىمدىن كۆپ چىقتى.", "The column “{name}” stands there more than once."}, Text{})
	JobColumnMissing = declare("job-column-missing", KindInvalid,
		Text{"缺少必需的列", "زۆرۈر ئىستون يوق", "Missing column"},
		Text{"必须有列“{name}”。", "«{name}» ئىستونى بولۇشى زۆرۈر.", "The column “{name}” is needed."}, Text{})
	JobRowContradicts = declare("job-row-contradicts", KindInvalid,
		Text{"与已有内容不一致", "بار مەزمۇنغا زىت", "Contradicts what exists"},
		Text{"已登记的值是“{value}”。", "تىزىملانغان قىممەت «{value}».", "What is registered says “{value}”."},
		Text{"导入不会更改已有内容；请改正此格，或先在系统中修改。", "كىرگۈزۈش بار مەزمۇننى ئۆزگەرتمەيدۇ؛ بۇ كاتەكنى تۈزىتىڭ ياكى ئاۋۋال سىستېمىدا ئۆزگەرتىڭ.", "An import changes nothing that exists: correct the cell, or change it in the system first."})
	JobReferenceReused = declare("job-reference-reused", KindInvalid,
		Text{"单号已用于其他内容", "نومۇر باشقا مەزمۇنغا ئىشلىتىلگەن", "Reference used for something else"},
		Text{"单号“{value}”曾以不同内容导入。", "«{value}» نومۇرى باشقا مەزمۇن بىلەن كىرگۈزۈلگەن.", "The reference “{value}” was imported before with other rows."},
		Text{"请使用新的单号，或在系统中更正原记录。", "يېڭى نومۇر ئىشلىتىڭ ياكى سىستېمىدا ئەسلى خاتىرىنى تۈزىتىڭ.", "Use a new reference, or correct the earlier record in the system."})
	JobTimeUnreadable = declare("job-time-unreadable", KindInvalid,
		Text{"时间无法识别", "ۋاقىتنى تونۇغىلى بولمىدى", "Not a time"},
		Text{"“{value}”不是时间（格式 2026-11-22 08:30，北京时间）。", "«{value}» ۋاقىت ئەمەس (فورماتى 2026-11-22 08:30، بېيجىڭ ۋاقتى).", "“{value}” is not a time (write 2026-11-22 08:30, China time)."}, Text{})
	JobAmbiguous = declare("job-name-ambiguous", KindInvalid,
		Text{"名称不唯一", "نام بىردىن كۆپ", "Ambiguous name"},
		Text{"“{value}”对应多个对象。", "«{value}» بىر قانچە نەرسىگە ماس كېلىدۇ.", "“{value}” names more than one thing."},
		Text{"请填写编号（GLN、GTIN 或标识）。", "نومۇرىنى (GLN، GTIN ياكى بەلگىسىنى) يېزىڭ.", "Write its number (GLN, GTIN or id)."})
	JobRowsFaulty = declare("job-rows-faulty", KindInvalid,
		Text{"部分行有误", "بەزى قۇرلاردا خاتالىق بار", "Some rows are not right"},
		Text{"共有 {count} 处错误，没有导入任何内容。", "جەمئىي {count} خاتالىق بار، ھېچنېمە كىرگۈزۈلمىدى.", "Faults: {count}. Nothing was imported."},
		Text{"请按错误清单改正后重新上传。", "خاتالىق تىزىملىكى بويىچە تۈزىتىپ قايتا يوللاڭ.", "Correct the cells in the list and upload the file again."})
	JobGaveUp = declare("job-gave-up", KindInternal,
		Text{"任务多次中断", "ۋەزىپە كۆپ قېتىم ئۈزۈلدى", "The job broke off repeatedly"},
		Text{"处理中断了 {count} 次，已不再重试。", "بىر تەرەپ قىلىش {count} قېتىم ئۈزۈلدى، قايتا سىنالمايدۇ.", "It broke off too often ({count}) and is not tried again."},
		Text{"请重新提交；仍不成功请联系管理员。", "قايتا يوللاڭ؛ يەنە بولمىسا باشقۇرغۇچى بىلەن ئالاقىلىشىڭ.", "Start it anew; if it fails again, ask the administrator."})
	JobStarterGone = declare("job-starter-gone", KindForbidden,
		Text{"发起人已无权限", "باشلىغۇچىنىڭ ھوقۇقى يوق", "Its starter may not any more"},
		Text{"发起该任务的人员或密钥已不能进行此操作。", "بۇ ۋەزىپىنى باشلىغان خادىم ياكى ئاچقۇچ ھازىر بۇ مەشغۇلاتنى قىلالمايدۇ.", "The person or key that started the job may not do this any more."}, Text{})
	JobNoResult = declare("job-no-result", KindConflict,
		Text{"没有结果文件", "نەتىجە ھۆججىتى يوق", "No result file"},
		Text{"任务尚未完成，或这类任务不产生文件。", "ۋەزىپە تېخى تاماملانمىغان، ياكى بۇ خىل ۋەزىپىنىڭ ھۆججىتى يوق.", "The job is not done yet, or jobs of its kind write no file."}, Text{})
	JobForgotten = declare("job-forgotten", KindGone,
		Text{"文件已删除", "ھۆججەت ئۆچۈرۈلگەن", "The file is gone"},
		Text{"任务结束 {days} 天后，文件和错误清单会被删除。", "ۋەزىپە ئاخىرلىشىپ {days} كۈندىن كېيىن ھۆججەت ۋە خاتالىق تىزىملىكى ئۆچۈرۈلىدۇ.", "Files and faults of a job are deleted {days} days after its end."},
		Text{"请重新提交任务。", "ۋەزىپىنى قايتا يوللاڭ.", "Start the job again."})
	JobExportLarge = declare("job-export-large", KindTooLarge,
		Text{"数据较多，不能直接下载", "سانلىق مەلۇمات كۆپ، بىۋاسىتە چۈشۈرگىلى بولمايدۇ", "Too much for a direct download"},
		Text{"超过 {limit} 行。", "{limit} قۇردىن كۆپ.", "There are more than {limit} rows."},
		Text{"请创建导出任务。", "چىقىرىش ۋەزىپىسى قۇرۇڭ.", "Start an export job."})
)
