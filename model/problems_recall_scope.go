package model

// RecallScopeVoid refuses a scope whose conditions select nothing that the actor may see: it says the same of what does
// not exist and of what is another region's or another company's.
var RecallScopeVoid = declare("recall-scope-void", KindNotFound,
	Text{"范围内没有批次", "دائىرىدە تۈركۈم يوق", "Nothing is in the scope"},
	Text{"没有您可查看的批次或物品符合这些条件。", "بۇ شەرتلەرگە ماس كېلىدىغان، سىز كۆرەلەيدىغان تۈركۈم ياكى نەرسە يوق.", "No lot or thing that you may see fits these conditions."},
	Text{"请核对产品、批号和日期，或由有管辖权的部门处理。", "مەھسۇلات، تۈركۈم نومۇرى ۋە چېسلانى تەكشۈرۈڭ ياكى باشقۇرۇش ھوقۇقى بار تارماققا يوللاڭ.", "Check the product, the lot numbers and the dates, or turn to the authority whose region it is."})
