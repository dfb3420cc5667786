"""The names of languages in these languages, for links to other editions."""

from __future__ import annotations

_NAMES = """
aa=Qafar; ab=Аԥсшәа; af=Afrikaans; agq=Aghem; ak=Akan; am=አማርኛ; an=aragonés; ann=Obolo;
apc=العامية; ar=العربية; arn=Mapudungun; as=অসমীয়া; asa=Kipare; ast=asturianu;
az=azərbaycan; az-Arab=آذربایجان تۆرکجه‌سی (عربجه); az-Cyrl=азәрбајҹан (Кирил);
az-Latn=azərbaycan (latın); ba=башҡорт теле; bal=بلۆچی; bal-Arab=بلۆچی (اربی);
bal-Latn=Balóchi (Látin Engrézi (Látin) Engrézi (Látin, Amrikáay Tepákén Están) syáhag:
Látini); bas=Ɓàsàa; be=беларуская; bem=Ichibemba; bew=Betawi; bez=Hibena; bg=български;
bgc=हरियाणवी; bgn=بلوچی (رخشانی); bho=भोजपुरी; blo=anii kagɩja; blt=ꪼꪕꪒꪾ; bm=bamanakan;
bn=বাংলা; bo=བོད་སྐད་; br=brezhoneg; brx=बर’; bs=bosanski; bs-Cyrl=босански (ћирилица);
bs-Latn=bosanski (latinica); bss=Akoose; byn=ብሊን; ca=català; cad=Caddo; cch=Atsam;
ccp=𑄌𑄋𑄴𑄟𑄳𑄦; ce=нохчийн; ceb=Cebuano; cgg=Rukiga; cho=Chahta; chr=ᏣᎳᎩ;
cic=Chikashshanompaʼ; ckb=کوردیی ناوەندی; co=corsu; cs=čeština; csw=ᓀᐦᐃᓇᐍᐏᐣ;
cu=церковнослове́нскїй; cv=чӑваш; cy=Cymraeg; da=dansk; dav=Kitaita; de=Deutsch;
dje=Zarmaciine; doi=डोगरी; dsb=dolnoserbšćina; dua=duálá; dv=ދިވެހިބަސް; dyo=joola;
dz=རྫོང་ཁ; ebu=Kĩembu; ee=eʋegbe; el=Ελληνικά; en=English; en-Dsrt=𐐀𐑍𐑊𐐮𐑇 (𐐔𐐯𐑆𐐲𐑉𐐯𐐻);
eo=Esperanto; es=español; et=eesti; eu=euskara; ewo=ewondo; fa=فارسی; ff=Pulaar;
ff-Adlm=𞤆𞤵𞤤𞤢𞤪 (𞤀𞤁𞤂𞤢𞤃); ff-Latn=Pulaar; fi=suomi; fil=Filipino; fo=føroyskt; fr=français;
frr=Nordfriisk; fur=furlan; fy=Frysk; ga=Gaeilge; gaa=Gã; gd=Gàidhlig; gez=ግዕዝኛ;
gl=galego; gn=avañe’ẽ; gsw=Schwiizertüütsch; gu=ગુજરાતી; guz=Ekegusii; gv=Gaelg;
ha=Hausa; haw=ʻŌlelo Hawaiʻi; he=עברית; hi=हिन्दी; hi-Latn=Hindi (Latin); hnj=𞄀𞄄𞄰𞄩𞄍𞄜𞄰;
hnj-Hmnp=𞄀𞄄𞄰𞄩𞄍𞄜𞄰 (𞄐𞄦𞄲𞄤𞄎𞄫𞄰 𞄚𞄜𞄲𞄔𞄬𞄱 𞄀𞄄𞄰𞄩); hr=hrvatski; hsb=hornjoserbšćina; ht=Kreyòl
Ayisyen; hu=magyar; hy=հայերեն; ia=interlingua; id=Indonesia; ie=Interlingue; ig=Igbo;
ii=ꆈꌠꉙ; io=Ido; is=íslenska; it=italiano; iu=ᐃᓄᒃᑎᑐᑦ; ja=日本語; jbo=la .lojban.; jgo=Ndaꞌa;
jmc=Kimachame; jv=Jawa; ka=ქართული; kaa=қарақалпақша; kaa-Cyrl=қарақалпақша (кирилл
жазыўы); kab=Taqbaylit; kaj=Kaje; kam=Kikamba; kcg=Katab; kde=Chimakonde;
kea=kabuverdianu; ken=Kɛnyaŋ; kgp=kanhgág; khq=Koyra ciini; ki=Gikuyu; kk=қазақ тілі;
kk-Arab=قازاق ءتىلى (اراب جازۋى); kk-Cyrl=қазақ тілі (кирилл жазуы); kkj=kakɔ;
kl=kalaallisut; kln=Kalenjin; km=ខ្មែរ; kn=ಕನ್ನಡ; ko=한국어; kok=कोंकणी; kok-Deva=कोंकणी
(देवनागरी); kok-Latn=Konknni (Romi); kpe=Kpɛlɛɛ; ks=کٲشُر; ks-Arab=کٲشُر (عربی);
ks-Deva=कॉशुर (देवनागरी); ksb=Kishambaa; ksf=rikpa; ksh=Kölsch; ku=kurdî (kurmancî);
kw=kernewek; kxv=kuvi; kxv-Deva=कुवि (देवनागरी); kxv-Latn=kuvi (laṭin); kxv-Orya=କୁୱି
(ଅଡ଼ିଆ); kxv-Telu=కువి (తెలుగు); ky=кыргызча; la=Latina; lag=Kɨlaangi;
lb=Lëtzebuergesch; lg=Luganda; lij=ligure; lkt=Lakȟólʼiyapi; lld=ladin; lmo=Lombard;
ln=lingála; lo=ລາວ; lrc=لۊری شومالی; lt=lietuvių; ltg=latgalīšu; lu=Tshiluba;
luo=Dholuo; luy=Luluhia; lv=latviešu; mai=मैथिली; mas=Maa; mdf=мокшень кяль; mer=Kĩmĩrũ;
mfe=kreol morisien; mg=Malagasy; mgh=Makua; mgo=metaʼ; mi=Māori; mic=Lʼnuiʼsuti;
mk=македонски; ml=മലയാളം; mn=монгол; mni=মৈতৈলোন্; mni-Beng=মৈতৈলোন্ (বাংলা);
mni-Mtei=ꯃꯤꯇꯩꯂꯣꯟ (ꯃꯤꯇꯩ ꯃꯌꯦꯛ); moh=Kanienʼkéha; mr=मराठी; ms=Melayu; ms-Arab=بهاس ملايو
(عرب); mt=Malti; mua=MUNDAŊ; mus=Mvskoke; my=မြန်မာ; myv=эрзянь кель; mzn=مازرونی;
naq=Khoekhoegowab; nb=norsk bokmål; nd=isiNdebele; nds=Neddersass’sch; ne=नेपाली;
nl=Nederlands; nmg=Kwasio; nn=norsk nynorsk; nnh=Shwóŋò ngiembɔɔn; no=norsk; nqo=ߒߞߏ;
nr=isiNdebele; nso=Sesotho sa Leboa; nus=Thok Nath; nv=Diné Bizaad; ny=Nyanja;
nyn=Runyankore; oc=occitan; om=Oromoo; or=ଓଡ଼ିଆ; os=ирон; osa=𐓏𐓘𐓻𐓘𐓻𐓟; pa=ਪੰਜਾਬੀ;
pa-Arab=پنجابی (عربی); pa-Guru=ਪੰਜਾਬੀ (ਗੁਰਮੁਖੀ); pap=Papiamentu; pcm=Naijíriá Píjin;
pis=Pijin; pl=polski; prg=prūsiskan; ps=پښتو; pt=português; qu=Runasimi; quc=Kʼicheʼ;
raj=राजस्थानी; rhg=𐴌𐴗𐴥𐴝𐴙𐴚𐴒𐴙𐴝; rhg-Rohg=𐴌𐴗𐴥𐴝𐴙𐴚𐴒𐴙𐴝; rif=Tarifit; rm=rumantsch;
rn=Ikirundi; ro=română; rof=Kihorombo; ru=русский; rw=Ikinyarwanda; rwk=Kiruwa;
sa=संस्कृत भाषा; sah=саха тыла; saq=Kisampur; sat=ᱥᱟᱱᱛᱟᱲᱤ; sat-Deva=सानताड़ी
(देवानागारी); sat-Olck=ᱥᱟᱱᱛᱟᱲᱤ (ᱚᱞ ᱪᱤᱠᱤ); sbp=Ishisangu; sc=sardu; scn=sicilianu;
sd=سنڌي; sd-Arab=سنڌي (عربي); sd-Deva=सिन्धी (देवनागिरी); sdh=کوردی خوارگ;
se=davvisámegiella; seh=sena; ses=Koyraboro senni; sg=Sängö; shi=ⵜⴰⵛⵍⵃⵉⵜ;
shi-Latn=Tashelḥiyt; shi-Tfng=ⵜⴰⵛⵍⵃⵉⵜ; shn=တႆး; si=සිංහල; sid=Sidaamu Afo;
sk=slovenčina; skr=سرائیکی; sl=slovenščina; sma=Åarjelsaemien gïele;
smj=julevsámegiella; smn=anarâškielâ; sms=sääʹmǩiõll; sn=chiShona; so=Soomaali;
sq=shqip; sr=српски; sr-Cyrl=српски (ћирилица); sr-Latn=srpski (latinica); ss=siSwati;
ssy=Saho; st=Sesotho; su=Basa Sunda; su-Latn=Basa Sunda (Latin); sv=svenska;
sw=Kiswahili; syr=ܣܘܪܝܝܐ; szl=ślōnski; ta=தமிழ்; te=తెలుగు; teo=Kiteso; tg=тоҷикӣ;
th=ไทย; ti=ትግርኛ; tig=ትግረ; tk=türkmen dili; tn=Setswana; to=lea fakatonga; tok=toki pona;
tpi=Tok Pisin; tr=Türkçe; trv=patas Taroko; trw=توروالی; ts=Xitsonga; tt=татар;
twq=Tasawaq senni; tzm=Tamaziɣt n laṭlaṣ; ug=ئۇيغۇرچە; uk=українська; ur=اردو;
uz=o‘zbek; uz-Arab=اوزبیک (عربی); uz-Cyrl=ўзбекча (Кирил); uz-Latn=o‘zbek (lotin);
vai=ꕙꔤ; vai-Latn=Vai; vai-Vaii=ꕙꔤ; ve=Tshivenḓa; vec=veneto; vi=Tiếng Việt;
vmw=emakhuwa; vo=Volapük; vun=Kyivunjo; wa=walon; wae=Walser; wal=ወላይታቱ; wbp=Warlpiri;
wo=Wolof; xh=IsiXhosa; xnr=कांगड़ी; xog=Olusoga; yav=nuasue; yi=ייִדיש; yo=Èdè Yorùbá;
yrl=nheẽgatu; yue=粵語; yue-Hans=粤语 (简体); yue-Hant=粵語 (繁體); za=Vahcuengh; zgh=ⵜⴰⵎⴰⵣⵉⵖⵜ;
zh=中文; zh-Hans=中文 (简体); zh-Hant=中文 (繁體); zu=isiZulu
"""
"""From the Unicode Common Locale Data Repository, as Babel has it: a test compares both."""

NATIVE_NAMES = {
    tag: name
    for tag, _, name in (
        entry.partition("=") for entry in _NAMES.strip().replace("\n", " ").split("; ")
    )
}


def native_name(tag: str) -> str:
    """Return the name of a language as its readers write it, or the tag when it has none."""
    subtags = tag.split("-")
    starts = ("-".join(subtags[:length]) for length in range(len(subtags), 0, -1))
    return next((NATIVE_NAMES[start] for start in starts if start in NATIVE_NAMES), tag)
