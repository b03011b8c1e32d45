package model

// The problems of printing labels and reading codes back.
var (
	LabelCodeTooLarge = declare("label-code-too-large", KindInvalid,
		Text{"二维码放不进该标签", "QR كود بۇ بەلگىگە سىغمايدۇ", "The code does not fit the label"},
		Text{"该批次的二维码连同四周空白至少需要 {needs} 毫米见方，“{layout}”最多容纳 {room} 毫米。",
			"بۇ تۈركۈمنىڭ QR كودى ئەتراپىدىكى بوشلۇق بىلەن ئەڭ كەم {needs} مىللىمېتىر ئورۇن ئالىدۇ، «{layout}» دا {room} مىللىمېتىر بار.",
			"With its quiet zone the code of this batch needs a square of at least {needs} mm; {layout} has room for {room} mm."},
		Text{"请选用更大的标签、较低的纠错级别，或更短的批号。",
			"چوڭراق بەلگە، تۆۋەنرەك خاتالىق تۈزىتىش دەرىجىسى ياكى قىسقاراق تۈركۈم نومۇرىنى تاللاڭ.",
			"Choose a larger label, a lower error correction level or a shorter lot number."})
	LabelTextTooLong = declare("label-text-too-long", KindInvalid,
		Text{"文字放不进该标签", "خەت بۇ بەلگىگە سىغمايدۇ", "The text does not fit the label"},
		Text{"编码、批号和日期以最小字号（6 磅）仍放不进“{layout}”。",
			"كود، تۈركۈم نومۇرى ۋە چېسلا ئەڭ كىچىك خەت (6 پونكىت) بىلەنمۇ «{layout}» غا سىغمايدۇ.",
			"Even at the smallest size, 6 points, the code's digits, the lot and the dates do not fit {layout}."},
		Text{"请选用更大的标签。", "چوڭراق بەلگە تاللاڭ.", "Choose a larger label."})
	LabelFontMissing = declare("label-font-missing", KindUnavailable,
		Text{"服务器缺少字体", "مۇلازىمېتىردا خەت نۇسخىسى يوق", "A font is missing on the server"},
		Text{"没有能印出{script}“{character}”的字体，标签没有印制。",
			"{script} «{character}» نى باسالايدىغان خەت نۇسخىسى يوق، بەلگە بېسىلمىدى.",
			"No font on the server can print {script}, for example “{character}”; nothing was printed."},
		Text{"请联系平台安装字体，或改用浏览器打印。",
			"سۇپىدىن خەت نۇسخىسى ئورنىتىشنى تەلەپ قىلىڭ ياكى توركۆرگۈدە بېسىڭ.",
			"Ask the platform to install one, or print from the browser."})
	CodeUnreadable = declare("code-unreadable", KindInvalid,
		Text{"读不出二维码", "QR كودنى ئوقۇغىلى بولمىدى", "No code could be read"},
		Text{"照片里没有找到能读出的二维码。", "سۈرەتتىن ئوقۇغىلى بولىدىغان QR كود تېپىلمىدى.", "There is no QR code in the picture that can be read."},
		Text{"请在光线充足处靠近二维码、对准焦点重新拍摄，或直接输入二维码下方的编码。",
			"يورۇق يەردە QR كودقا يېقىنلاپ ئېنىق قىلىپ قايتا تارتىڭ، ياكى QR كودنىڭ يېنىدىكى كودنى كىرگۈزۈڭ.",
			"Take it again with more light, closer and in focus, or type the code that is printed beside it."})
	PhotoHEIC = declare("code-photo-heic", KindMediaType,
		Text{"不能读取 HEIC 照片", "HEIC سۈرەتنى ئوقۇغىلى بولمايدۇ", "HEIC photos cannot be read"},
		Text{"这是 HEIC（高效）格式的照片，系统只能读取 JPEG 和 PNG。",
			"بۇ HEIC (يۇقىرى ئۈنۈملۈك) فورماتتىكى سۈرەت، سىستېما پەقەت JPEG ۋە PNG نىلا ئوقۇيدۇ.",
			"This photo is in the HEIC (high efficiency) format; only JPEG and PNG can be read."},
		Text{"请在手机设置中把相机格式改为“兼容性最佳”后重拍，或直接输入编码。",
			"تېلېفون تەڭشىكىدە كامېرا فورماتىنى «ئەڭ ماسلىشىشچان» غا ئۆزگەرتىپ قايتا تارتىڭ، ياكى كودنى كىرگۈزۈڭ.",
			"Set the camera's format to “Most Compatible” and take it again, or type the code."})
)
