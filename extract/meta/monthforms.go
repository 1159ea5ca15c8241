package meta

// monthForms are names of months that are read on pages of their language alone:
// elsewhere they are other words, or other months. They are the names in
// languages that monthNames lacks, and in the others the spellings beside those
// there and the short forms that no name begins with. A line is a language, as in
// monthNames; "-" stands where there is nothing to add. They follow CLDR, Moment
// and date-fns, from which sites print them.
const monthForms = `
af - - mrt - - - - - - - - -
am ጃንዋሪ/ጃንዩወሪ/ጃን ፌብሩዋሪ/ፌብሩወሪ/ፌብሯሪ/ፌብ/ፌብርዋሪ ማርች/ማር ኤፕሪል/ኤፕር ሜይ ጁን ጁላይ ኦገስት/ኦገ ሴፕቴምበር/ሴፕ/ሴፕተምበር ኦክቶበር/ኦክተውበር ኖቬምበር/ኖቬ ዲሴምበር/ዲሴ
ar كانون_ثاني/جانفى - - - - - يوليوز أب/غشت شتنبر/شتمبر تشرين_أول نونبر/تشرين_ثاني دجنبر/كانون_أول/دجمبر
as জানুৱাৰী ফেব্ৰুৱাৰী/ফেব্ৰুৱাৰি মাৰ্চ এপ্ৰিল মে জুন জুলাই আগষ্ট/আগ/আগস্ট ছেপ্তেম্বৰ অক্টোবৰ নৱেম্বৰ ডিচেম্বৰ
az - - - - - iyn iyl - sentiyabr - - -
be - - - - траўня/трав - - жн - - - сьнежня/сьнежань
bn - - - - - - - আগ সেপ্টেঃ অক্টোঃ নভেঃ ডিসেঃ
br genver cʼhwevrer meurzh ebrel mae mezheven/eve gouere eost gwengolo here du kerzu/kzu
bs januar/јануар februar/фебруар mart/март april/април maj/мај juni/јуни juli/јули august/аугуст/avgust septembar/септембар oktobar/октобар novembar/новембар decembar/децембар
ca - - - d_abril - - - ag/d_agost/d_ag - d_octubre - -
ckb کانوونی_دووەم/کانونی_دووەم/کان_دوو شوبات ئازار/ئادار نیسان ئایار/مایس حوزەیران تەمووز/تەمموز ئاب ئەیلوول/ئەیلول/ئەل تشرینی_یەکەم/تش_یەک تشرینی_دووەم/تش_دوو کانونی_یەکەم/کانوونی_یەکەم/کان_یەک
cs - - - - - čvn čvc - - - - -
el - - - - μαι - - - - - - -
eo januaro februaro marto aprilo majo junio julio aŭgusto septembro oktobro novembro decembro
fa ژانویهٔ/جنوری فوریهٔ/فبروری مارس/مارچ آوریل/اپریل/آپریل مهٔ/می/مه ژوئن/جون ژوئیهٔ/جولای اوت/اگست/آگوست سپتامبر/سپتمبر اکتبر/اکتوبر نوامبر/نومبر دسامبر/دسمبر
fo januar februar mars apríl mai juni juli august september oktober november desember
fy jannewaris febrewaris maart/mrt april maaie/mai juny july augustus septimber oktober novimber desimber
ga eanair mhárta - - bhealtaine mheithimh iuil - mfómh/m.f/mheán_fómhair dfómh/d.f/dheireadh_fómhair samhna nollag
gd fhaoilleach/faoilleach/faoi ghearran/gearran/gearr mhàrt/màrt ghiblean/giblean chèitean/cèitean ògmhios/ògmh iuchar lùnastal sultain dàmhair samhain dùbhlachd
gl - - - - - xun xul - - - - -
gsw januar februar märz april mai juni juli auguscht septämber oktoober novämber dezämber
gu જાન્યુઆરી ફેબ્રુઆરી માર્ચ એપ્રિલ મે જૂન જુલાઈ/જુલાઇ ઑગસ્ટ/ઓગસ્ટ/ઑગ/ઓગષ્ટ સપ્ટેમ્બર ઑક્ટોબર/ઑક્ટ્બર/ઓક્ટોબર નવેમ્બર ડિસેમ્બર
ha janairu faburairu maris afirilu mayu yuni yuli agusta satumba oktoba nuwamba disamba
hi - फर - - - - - अग - - नव -
hy հնվ փտվ/փտր մրտ - մյս հնս հլս օգս սպտ հկտ նմբ դկտ
ig jenụwarị febrụwarị maachị epreel mee jun/juu julaị ọgọọst septemba ọktoba novemba disemba
km មករា កុម្ភៈ មីនា មេសា ឧសភា មិថុនា កក្កដា សីហា កញ្ញា តុលា វិច្ឆិកា ធ្នូ
kn ಜನವರಿ/ಜನ ಫೆಬ್ರವರಿ/ಫೆಬ್ರುವರಿ ಮಾರ್ಚ್ ಏಪ್ರಿಲ್/ಎಪ್ರಿಲ್ ಮೇ ಜೂನ್ ಜುಲೈ ಆಗಸ್ಟ್/ಆಗ ಸೆಪ್ಟೆಂಬರ್ ಅಕ್ಟೋಬರ್ ನವೆಂಬರ್ ಡಿಸೆಂಬರ್
ku rêbendan/çile/rbn/کانوونی_دووەم/کانونی_دووەم/کان_دوو sibat/sbt/شوبات adar/adr/ئازار/ئادار nîsan/nsn/نیسان gulan/gln/ئایار/مایس hezîran/hzr/حوزەیران tîrmeh/trm/تەمووز/تەمموز tebax/tbx/ئاب îlon/îln/ئەیلوول/ئەیلول/ئەل cotmeh/تشرینی_یەکەم/تش_یەک mijdar/mjd/تشرینی_دووەم/تش_دوو berfanbar/kanûn/brf/کانونی_یەکەم/کانوونی_یەکەم/کان_یەک
ky январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
lb januar februar mäerz/mrz abrëll mee juni juli august september oktober november dezember
lo ມັງກອນ/ມ.ກ ກຸມພາ/ກ.ພ ມີນາ/ມ.ນ ເມສາ/ມ.ສ ພຶດສະພາ/ພ.ພ ມິຖຸນາ/ມິ.ຖ ກໍລະກົດ/ກ.ລ ສິງຫາ/ສ.ຫ ກັນຍາ/ກ.ຍ ຕຸລາ/ຕ.ລ ພະຈິກ/ພ.ຈ ທັນວາ/ທ.ວ
lt - - - - - - - rgp rgs - - grd
mg janoary febroary martsa aprily mey jona jolay aogositra septambra oktobra novambra desambra
mi hānuere/kohi_tāte pēpuere/hui_tanguru māehe/poutū_te_rangi āpereira/āperira/paenga_whāwhā mei/haratua hune/pipiri hūrae/hōngoingoi ākuhata/here_turi_kōkā hepetema/mahuru oketopa/whiringa_ā_nuku/whi_nu noema/whiringa_ā_rangi/whi_ra tīhema/hakihea
ml ജനുവരി ഫെബ്രുവരി മാർച്ച് ഏപ്രിൽ മേയ്/മെയ് ജൂൺ ജൂലൈ ഓഗസ്റ്റ്/ഓഗ/ആഗസ്റ്റ്/ആഗസ്ത് സെപ്റ്റംബർ/സെപ്തംബർ ഒക്ടോബർ നവംബർ ഡിസംബർ
mn нэгдүгээр_сар/нэгдүгээр_сарын хоёрдугаар_сар/хоёрдугаар_сарын гуравдугаар_сар/гуравдугаар_сарын дөрөвдүгээр_сар/дөрөвдүгээр_сарын тавдугаар_сар/тавдугаар_сарын зургаадугаар_сар/зургаадугаар_сарын/зургадугаар_сар долоодугаар_сар/долоодугаар_сарын/долдугаар_сар наймдугаар_сар/наймдугаар_сарын есдүгээр_сар/есдүгээр_сарын аравдугаар_сар/аравдугаар_сарын арван_нэгдүгээр_сар/арван_нэгдүгээр_сарын/арваннэгдүгээр_сар арван_хоёрдугаар_сар/арван_хоёрдугаар_сарын/арванхоёрдугаар_сар
mr - - - - - - - ऑग - - - -
ms - - - - - - - ogs - - - -
my ဇန်နဝါရီ ဖေဖော်ဝါရီ/ဖေ မတ် ဧပြီ/ဧ မေ ဇွန် ဇူလိုင်/ဇူ ဩဂုတ်/သြဂုတ်/ဩ/သြ စက်တင်ဘာ အောက်တိုဘာ နိုဝင်ဘာ ဒီဇင်ဘာ/ဒီ
ne जनवरी/जन फेब्रुअरी/फेब्रुवरी मार्च अप्रिल/अप्रील मे/मई जुन/जून जुलाई अगस्ट/अगष्ट/अग/अगस्त सेप्टेम्बर अक्टोबर नोभेम्बर डिसेम्बर
oc de_genièr/genièr de_febrièr/febrièr de_març/març dabril/abril/abrial de_mai/mai de_junh/junh de_julhet/julhet dagost/agost/ag de_setembre/setembre doctòbre/octòbre de_novembre/novembre de_decembre/decembre
or ଜାନୁଆରୀ ଫେବୃଆରୀ/ଫେବ୍ରୁଆରୀ ମାର୍ଚ୍ଚ ଅପ୍ରେଲ ମଇ/ମେ ଜୁନ ଜୁଲାଇ ଅଗଷ୍ଟ ସେପ୍ଟେମ୍ବର ଅକ୍ଟୋବର ନଭେମ୍ବର ଡିସେମ୍ବର
pa ਜਨਵਰੀ/ਜਨ ਫ਼ਰਵਰੀ/ਫਰ ਮਾਰਚ ਅਪ੍ਰੈਲ ਮਈ ਜੂਨ ਜੁਲਾਈ ਅਗਸਤ/ਅਗ ਸਤੰਬਰ ਅਕਤੂਬਰ ਨਵੰਬਰ ਦਸੰਬਰ
ps جنوري فبروري/فېبروري مارچ اپریل مۍ/می/مې جون جولای/جولایي اګست/آگست/اگست سېپتمبر/سپتمبر/سپتامبر اکتوبر نومبر دسمبر
ro - - - - - - - - - - nov -
rw mutarama gashyantare werurwe mata gicurasi kamena nyakanga kanama nzeri ukwakira ugushyingo ukuboza
sc ghennàrgiu freàrgiu martzu abrile maju làmpadas trìulas austu cabudanni santugaine/stg santandria/sta nadale
sd جنوري فيبروري مارچ اپريل مئي جون جولاءِ آگسٽ سيپٽمبر آڪٽوبر نومبر ڊسمبر
si ජනවාරි/ජන පෙබරවාරි මාර්තු අප්රේල් මැයි ජූනි ජූලි අගෝස්තු සැප්තැම්බර් ඔක්තෝබර් නොවැම්බර් දෙසැම්බර්
sk - - - - - - - - september - november december
sl - - marec - - junij julij - september oktober november december
so jannaayo - mar - maayo/may jun lul agosto/ogosto/ogs sebteembar - noofeembar -
sq - - - - - - - - - - nentor -
ta ஜன - - - - - - ஆக செப்டெம்பர் - நவ -
te జన - - - - - జులై ఆగ - - నవ -
tg январ/январи феврал/феврали март/марти апрел/апрели май/майи июн/июни июл/июли август/августи сентябр/сентябри октябр/октябри ноябр/ноябри декабр/декабри
tk ýanwar fewral mart aprel maý iýun/iýn iýul/iýl awgust sentýabr oktýabr noýabr dekabr
tt гыйнвар февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь
ug يانۋار فېۋرال/فېۋىرال مارت ئاپرېل/ئاپرىل ماي ئىيۇن ئىيۇل/ئىيول ئاۋغۇست سېنتەبىر/سىنتەبىر ئۆكتەبىر نويابىر دېكابىر/دىكابىر
uz январ феврал - апрел - июн/iyn июл/iyl - sentyabr/сентябр/сентабр oktyabr/октябр/октабр ноябр декабр
vi - - - - - - - - - tháng_mười tháng_mười_một tháng_mười_hai
xh janyuwari februwari matshi epreli meyi juni julayi agasti septemba okthobha/okthoba novemba disemba
yo oṣù_ṣẹ́rẹ́/oshù_shɛ́rɛ́/sẹ́rẹ́ oṣù_èrèlè/oshù_èrèlè/èrèlè/èrl oṣù_ẹrẹ̀nà/oshù_ɛrɛ̀nà/ẹrẹ̀nà/ẹrn oṣù_ìgbé/oshù_ìgbé/ìgbé oṣù_ẹ̀bibi/oshù_ɛ̀bibi/èbibi oṣù_òkúdu/oshù_òkúdu/òkùdu oṣù_agẹmọ/oshù_agɛmɔ/agẹmo oṣù_ògún/oshù_ògún/ògún oṣù_owewe/oshù_owewe/owewe oṣù_ọ̀wàrà/oshù_ɔ̀wàrà/ọ̀wàrà oṣù_bélú/oshù_bélú/bélú oṣù_ọ̀pẹ̀/oshù_ɔ̀pɛ̀/ọ̀pẹ̀̀
zh 一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月
zu - - mas - - - - - - - - -
`

// monthPrefixes and monthEndings are what some languages join to a month's name:
// the word for month, an ending. They are folded.
var (
	monthPrefixes = map[string]string{"km": "ខែ", "lo": "ເດືອນ", "th": "เดือน", "he": "ב"}
	monthEndings  = map[string][]string{"ckb": {"ي"}, "ku": {"a", "ê", "ي"}, "my": {"လ"}, "ky": {"ы", "и", "у", "ү"}}
)
