package model

// The problems of counting time, of running clocks and of the rule packs.
var (
	CalendarInvalid = declare("calendar-invalid", KindInvalid,
		Text{"工作日历有误", "خىزمەت كۈنى كالېندارى خاتا", "The working-day calendar is not right"},
		Text{"第 {line} 行不能读取，或与前面的行矛盾。", "{line}-قۇرنى ئوقۇغىلى بولمايدۇ ياكى ئالدىنقى قۇرلارغا زىت.", "Line {line} cannot be read or contradicts the lines before it."},
		Text{"请对照国务院办公厅的放假通知核对。", "گوۋۇيۈەن ئىشخانىسىنىڭ دەم ئېلىش ئۇقتۇرۇشى بىلەن سېلىشتۇرۇڭ.", "Compare it with the holiday notice of the State Council."})
	PeriodInvalid = declare("period-invalid", KindInvalid,
		Text{"期限不正确", "مۇددەت توغرا ئەمەس", "Not a valid period"},
		Text{"“{value}”不是可计算的期限。", "«{value}» ھېسابلىغىلى بولىدىغان مۇددەت ئەمەس.", "“{value}” is not a period that can be counted."}, Text{})
	ClockBackdated = declare("clock-backdated", KindConflict,
		Text{"时限不能倒填", "مۇددەتنى كەينىگە سۈرۈپ يازغىلى بولمايدۇ", "A clock is never back-dated"},
		Text{"{at} 早于该时限的上一条记录 {last}。", "{at} بۇ مۇددەتنىڭ ئالدىنقى خاتىرىسى {last} دىن بۇرۇن.", "{at} lies before the clock's last entry, {last}."}, Text{})
	ClockFuture = declare("clock-future", KindInvalid,
		Text{"起算时间在未来", "باشلىنىش ۋاقتى كەلگۈسىدە", "The clock would start in the future"},
		Text{"时限只能从已经发生的事实起算。", "مۇددەت يۈز بەرگەن ئىشتىنلا باشلىنىدۇ.", "A clock starts from something that has happened."}, Text{})
	ClockAnswered = declare("clock-answered", KindConflict,
		Text{"该时限已完成", "بۇ مۇددەتنىڭ ئىشى تاماملانغان", "The clock is already answered"},
		Text{"该义务已于 {at} 履行，时限不再变动。", "بۇ مەجبۇرىيەت {at} دا ئادا قىلىنغان، مۇددەت ئۆزگەرمەيدۇ.", "The duty was met at {at}; its clock no longer changes."}, Text{})
	ClockOverdue = declare("clock-overdue", KindConflict,
		Text{"时限已过", "مۇددەت ئۆتۈپ كەتتى", "The clock has run out"},
		Text{"期限于 {due} 届满，之后不能暂停或延长。", "مۇددەت {due} دا توشقان، ئۇنىڭدىن كېيىن توختاتقىلى ياكى ئۇزارتقىلى بولمايدۇ.", "It ran out at {due}; after that it can be neither paused nor extended."}, Text{})
	ClockPaused = declare("clock-paused", KindConflict,
		Text{"该时限已暂停", "بۇ مۇددەت توختىتىلغان", "The clock is paused"},
		Text{"该时限自 {since} 起暂停。", "بۇ مۇددەت {since} دىن باشلاپ توختىتىلغان.", "It has stood still since {since}."}, Text{})
	ClockRunning = declare("clock-running", KindConflict,
		Text{"该时限未暂停", "بۇ مۇددەت توختىتىلمىغان", "The clock is not paused"},
		Text{"该时限正在计算，无须恢复。", "بۇ مۇددەت ھېسابلىنىۋاتىدۇ، ئەسلىگە كەلتۈرۈش ھاجەتسىز.", "It is running: there is nothing to resume."}, Text{})
	ClockFixed = declare("clock-fixed", KindConflict,
		Text{"该时限不可变更", "بۇ مۇددەتنى ئۆزگەرتكىلى بولمايدۇ", "The rule does not allow that"},
		Text{"该时限的规定不允许{act}。", "بۇ مۇددەتنىڭ بەلگىلىمىسى {act}قا يول قويمايدۇ.", "The rule of this clock does not provide for {act}."}, Text{})
	ClockShortened = declare("clock-shortened", KindInvalid,
		Text{"延期不能缩短期限", "ئۇزارتىش مۇددەتنى قىسقارتمايدۇ", "An extension cannot shorten"},
		Text{"延长后的期限必须晚于现期限 {due}。", "ئۇزارتىلغان مۇددەت ھازىرقى مۇددەت {due} دىن كېيىن بولۇشى كېرەك.", "The extended end must lie after the present one, {due}."}, Text{})
	RuleUnknown = declare("rule-unknown", KindNotFound,
		Text{"没有适用的规则", "ماس كېلىدىغان قائىدە يوق", "No such rule"},
		Text{"规则“{value}”不存在，或在该日不适用。", "«{value}» قائىدىسى مەۋجۇت ئەمەس ياكى بۇ كۈندە كۈچكە ئىگە ئەمەس.", "The rule {value} does not exist or is not in force on that day."}, Text{})
)
