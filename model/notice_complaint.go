package model

// complaintNotices are the kinds of notice about complaints and tips.
var complaintNotices = []NoticeKindInfo{
	{
		NewsComplaintFiled, TopicComplaint, []NoticeParty{ToAuthority},
		Text{"收到投诉", "ئەرز كەلدى", "A complaint has come in"},
		Text{"消费者向您投诉。请在七个工作日内决定是否受理。", "ئىستېمالچى سىزگە ئەرز قىلدى. يەتتە خىزمەت كۈنى ئىچىدە قوبۇل قىلىش-قىلماسلىقنى قارار قىلىڭ.", "A consumer complains to you. Decide within seven working days whether you accept it."},
	},
	{
		NewsComplaintTip, TopicComplaint, []NoticeParty{ToAuthority},
		Text{"收到举报", "پاش قىلىش كەلدى", "A tip has come in"},
		Text{"收到举报。请在15个工作日内核查，决定是否立案。", "پاش قىلىش كەلدى. 15 خىزمەت كۈنى ئىچىدە تەكشۈرۈپ، دېلو تۇرغۇزۇش-تۇرغۇزماسلىقنى قارار قىلىڭ.", "Somebody gives a tip. Verify it within fifteen working days and decide whether to open a case."},
	},
	{
		NewsComplaintHanded, TopicComplaint, []NoticeParty{ToAuthority},
		Text{"投诉移交给您", "ئەرز سىزگە ئۆتكۈزۈلدى", "A complaint is handed to you"},
		Text{"另一机关认为该投诉由您管辖，或已指定您处理。", "باشقا ئورگان بۇ ئەرزنى سىزنىڭ باشقۇرۇشىڭىزغا تەۋە دەپ قارىدى ياكى سىزنى بېكىتتى.", "Another authority holds that this complaint is yours, or it has been assigned to you."},
	},
	{
		NewsComplaintAccepted, TopicComplaint, []NoticeParty{ToFirm},
		Text{"投诉已受理，请答复是否同意调解", "ئەرز قوبۇل قىلىندى، مۇرەسسەگە جاۋاب بېرىڭ", "A complaint is accepted: do you consent to mediation?"},
		Text{"监管部门受理了对您的投诉，并邀请您参加调解。请答复是否同意。", "نازارەتچى تارماق سىزگە قارىتىلغان ئەرزنى قوبۇل قىلدى ۋە سىزنى مۇرەسسەگە تەكلىپ قىلدى. قوشۇلىدىغان-قوشۇلمايدىغانلىقىڭىزنى جاۋاب بېرىڭ.", "The authority has accepted a complaint about you and invites you to mediation. Say whether you consent."},
	},
	{
		NewsComplaintAnswered, TopicComplaint, []NoticeParty{ToAuthority},
		Text{"经营者已答复调解邀请", "تىجارەتچى مۇرەسسە تەكلىپىگە جاۋاب بەردى", "The operator has answered"},
		Text{"被投诉经营者已答复是否同意调解。", "ئەرز قىلىنغان تىجارەتچى مۇرەسسەگە قوشۇلىدىغان-قوشۇلمايدىغانلىقىنى بىلدۈردى.", "The operator complained of has said whether it consents to mediation."},
	},
	{
		NewsComplaintEnded, TopicComplaint, []NoticeParty{ToFirm},
		Text{"调解已结束", "مۇرەسسە ئاخىرلاشتى", "Mediation is over"},
		Text{"对您的投诉已达成调解协议或终止调解，请查看结果。", "سىزگە قارىتىلغان ئەرز كېلىشتۈرۈلدى ياكى مۇرەسسە ئاخىرلاشتى، نەتىجىسىنى كۆرۈڭ.", "The mediation of a complaint about you has led to a settlement or has ended. See how."},
	},
	{
		NewsComplaintDueSoon, TopicComplaint, []NoticeParty{ToAuthority},
		Text{"投诉举报即将到期", "ئەرز ياكى پاش قىلىشنىڭ مۇددىتى توشاي دەپ قالدى", "A complaint or tip is due soon"},
		Text{"办理期限将到，请尽快处理。", "بېجىرىش مۇددىتى توشاي دەپ قالدى، تېزرەك بىر تەرەپ قىلىڭ.", "Its time is running out. Deal with it soon."},
	},
	{
		NewsComplaintOverdue, TopicComplaint, []NoticeParty{ToAuthority},
		Text{"投诉举报已逾期", "ئەرز ياكى پاش قىلىشنىڭ مۇددىتى ئۆتتى", "A complaint or tip is overdue"},
		Text{"办理期限已过，尚未处理。", "بېجىرىش مۇددىتى ئۆتتى، تېخى بىر تەرەپ قىلىنمىدى.", "Its time has run out, and it has not been dealt with."},
	},
}
