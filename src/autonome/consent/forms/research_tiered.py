"""Research step by step: by purpose and by kind of data, the sensitive parts of the record one by one.

Seven days to think, ten years at most, for the reasons of the broad form. Below health research (GA4GH DUO: HMB) lie
studies of one disease; research on methods and on origins are asked about by themselves.
"""
# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import Final

from autonome.consent.forms.form import Form, Wording
from autonome.consent.forms.languages import CHINESE, ENGLISH, INDONESIAN
from autonome.consent.forms.scopes import HEALTH_RECORD, abroad, companies, studies, training
from autonome.consent.templates import AfterDeath, Terms

_HEALTH: Final = "HRESCH"
_METHODS: Final = "MDSRCH"
_ORIGINS: Final = "POARCH"

_ENGLISH: Final = Wording(
    text="""\
Using my data for research, step by step

Who: researchers who work without profit, such as those of a university. Companies have questions of their own. Where
the law wants a name, as in China, name the one who gets the data.
What: only the kinds of data that you say yes to below. Each has its own question and its own signature. Your name and
address are not part of it.
Why: only what you say yes to below. Health research is about illness and how to prevent and treat it. Research on
methods is about better ways to work things out. Research on origins is about where people come from. An ethics
committee must approve each study.
Where: in the country where your data are kept. In Europe that is the whole European Economic Area. To send data further
is asked by itself.
How long: until the date that you sign for, and at most ten years. Then you are asked again. If you die, your yes goes
on until then.

This is not for your own care. You may get nothing out of it, and nobody pays you. If a company earns money with it, you
get no share. Your name is taken off. Yet genes are like a fingerprint, and somebody might still find out that they are
yours. Who gets the data must not try that, and must not pass them on. If somebody does so all the same, the law may not
protect them there.

No: you can say no to any question, and to all of them. Your care stays the same.
Taking it back: you can take back a yes at any time, as easily as you gave it. From then on no study gets your data.
What cannot be undone: results that were worked out before stay. What was made public cannot be called back. In some
countries a study may finish its work with data that it already has. A program that learned from your data cannot
unlearn it.

Never, whatever you sign: no insurer gets your gene data to decide on cover or price. No employer gets them to decide
on work.

Every use and every refused request is recorded. You can see all of them. You get a receipt that you can check without
trusting us. If something seems wrong, you can complain to us, and to the authority that guards data.

Your relatives: you share many of your genes with them. What a study learns from yours may be true of them too. You may
want to talk with them first.
Time to think: seven days must lie between reading this and a yes. Ask until you understand. A no needs no wait.
""",
    questions={
        "health-genes": "Health research: may researchers without profit use the genes that you were born with?",
        "health-tumour": "Health research: may researchers without profit use the genes of a tumour of yours?",
        "health-record": "Health research: may researchers without profit use your health record?",
        "health-way-of-life": "Health research: may researchers without profit use what is known of your way of life?",
        "health-mental": "Health research: may researchers without profit use what is known of your mental health?",
        "health-alcohol-and-drugs": (
            "Health research: may researchers without profit use what is known of your use of drink and drugs?"
        ),
        "health-reproductive": (
            "Health research: may they use what is known of pregnancy, breastfeeding and sexual health?"
        ),
        "health-hiv": "Health research: may researchers without profit use what is known of HIV?",
        "methods-genes": "Research on methods: may researchers without profit use the genes that you were born with?",
        "methods-record": "Research on methods: may researchers without profit use your health record?",
        "origins-genes": "Research on origins: may researchers without profit use the genes that you were born with?",
        "company-genes": "Health research: may companies use the genes that you were born with?",
        "company-record": "Health research: may companies use your health record?",
        "abroad-genes": (
            "Health research: may the genes that you were born with be sent to researchers without profit abroad?"
        ),
        "abroad-record": "Health research: may your health record be sent to researchers without profit abroad?",
        "training-genes": ("Health research: may computer programs be trained with the genes that you were born with?"),
        "training-record": "Health research: may computer programs be trained with your health record?",
    },
)

_CHINESE: Final = Wording(
    text="""\
分步骤将我的数据用于研究

谁：不以营利为目的的研究人员，例如大学的研究人员。公司另有单独的问题。
在法律要求写明名称的地方（例如中国），请写明由谁得到数据。
什么：只限您在下面表示同意的那几类数据。每一类单独提问，单独签名。
您的姓名和地址不在其中。
为什么：只限您在下面表示同意的目的。健康研究是关于疾病及其预防和治疗的研究。
方法研究是为了找到更好的分析办法。来源研究是关于人群从哪里来的研究。
每一项研究都必须经伦理委员会批准。
在哪里：在保存您数据的国家之内。在欧洲，指整个欧洲经济区。把数据送到更远的地方要另外问您。
多久：到您签署时写明的日期为止，最长十年。到期后会再问您。您去世后仍然有效，直到该日期。

这不是为了您本人的治疗。您可能得不到任何好处，也没有报酬。如果公司因此赚钱，您没有分成。
您的姓名会被去掉。但是基因就像指纹，仍有可能被人认出是您的。
得到数据的人不得设法认出您，也不得把数据转给别人。如果有人违反，那里的法律可能不再保护这些数据。

不同意：任何一个问题，乃至全部问题，您都可以不同意。您的治疗不受影响。
撤回：您随时可以撤回同意，和给出同意一样容易。从那时起，不再有研究得到您的数据。
无法挽回的事：此前得出的结果会保留。已经公开的无法收回。在有些国家，研究可以用已经得到的数据完成工作。
用您的数据训练过的程序无法忘掉所学的。

无论您签署什么，以下永远不允许：保险公司不会得到您的基因数据来决定是否承保或收多少保费。
雇主不会得到您的基因数据来决定工作上的事。

每一次使用和每一次被拒绝的请求都有记录。您可以全部看到。
您会得到一份凭据，不必信任我们也能核对。如果您觉得有问题，可以向我们投诉，也可以向数据保护主管机关投诉。

您的亲属：您和他们共有一部分基因。研究从您的基因得知的，可能也适用于他们。您不妨先和他们谈谈。
考虑的时间：从阅读本表格到表示同意，必须间隔七天。请一直问到明白为止。不同意则无需等待。
""",
    questions={
        "health-genes": "健康研究：不以营利为目的的研究人员可以使用您与生俱来的基因吗？",
        "health-tumour": "健康研究：不以营利为目的的研究人员可以使用您的肿瘤基因吗？",
        "health-record": "健康研究：不以营利为目的的研究人员可以使用您的病历吗？",
        "health-way-of-life": "健康研究：不以营利为目的的研究人员可以使用已知的您的生活方式吗？",
        "health-mental": "健康研究：不以营利为目的的研究人员可以使用已知的您的精神健康情况吗？",
        "health-alcohol-and-drugs": "健康研究：不以营利为目的的研究人员可以使用已知的您饮酒和使用毒品的情况吗？",
        "health-reproductive": "健康研究：他们可以使用已知的您的怀孕、哺乳和性健康情况吗？",
        "health-hiv": "健康研究：不以营利为目的的研究人员可以使用已知的您的艾滋病病毒（HIV）情况吗？",
        "methods-genes": "方法研究：不以营利为目的的研究人员可以使用您与生俱来的基因吗？",
        "methods-record": "方法研究：不以营利为目的的研究人员可以使用您的病历吗？",
        "origins-genes": "来源研究：不以营利为目的的研究人员可以使用您与生俱来的基因吗？",
        "company-genes": "健康研究：公司可以使用您与生俱来的基因吗？",
        "company-record": "健康研究：公司可以使用您的病历吗？",
        "abroad-genes": "健康研究：可以将您与生俱来的基因送给国外不以营利为目的的研究人员吗？",
        "abroad-record": "健康研究：可以将您的病历送给国外不以营利为目的的研究人员吗？",
        "training-genes": "健康研究：可以用您与生俱来的基因训练计算机程序吗？",
        "training-record": "健康研究：可以用您的病历训练计算机程序吗？",
    },
)

_INDONESIAN: Final = Wording(
    text="""\
Penggunaan data saya untuk penelitian, langkah demi langkah

Siapa: peneliti yang bekerja tanpa mencari laba, misalnya di universitas. Perusahaan punya pertanyaan sendiri. Jika
hukum meminta nama, seperti di Tiongkok, sebutkan siapa yang menerima data.
Apa: hanya jenis data yang Anda setujui di bawah ini. Setiap jenis punya pertanyaan dan tanda tangan sendiri. Nama dan
alamat Anda tidak termasuk.
Untuk apa: hanya tujuan yang Anda setujui di bawah ini. Penelitian kesehatan adalah tentang penyakit, cara mencegah, dan
cara mengobatinya. Penelitian metode mencari cara menghitung yang lebih baik. Penelitian asal-usul adalah tentang dari
mana manusia berasal. Komite etik harus menyetujui setiap penelitian.
Di mana: di negara tempat data Anda disimpan. Di Eropa, itu seluruh Wilayah Ekonomi Eropa. Pengiriman lebih jauh
ditanyakan tersendiri.
Berapa lama: sampai tanggal yang Anda tanda tangani, paling lama sepuluh tahun. Setelah itu Anda ditanya lagi. Jika Anda
meninggal, persetujuan tetap berlaku sampai tanggal itu.

Ini bukan untuk perawatan Anda sendiri. Mungkin Anda tidak mendapat manfaat apa pun, dan Anda tidak dibayar. Jika
perusahaan memperoleh uang darinya, Anda tidak mendapat bagian. Nama Anda dihapus. Namun gen itu seperti sidik jari:
orang mungkin masih dapat mengenalinya sebagai milik Anda. Penerima data tidak boleh mencobanya, dan tidak boleh
meneruskan data. Jika ada yang tetap melakukannya, hukum di sana mungkin tidak melindungi data itu.

Tidak: Anda boleh menjawab tidak untuk pertanyaan mana pun, juga untuk semuanya. Perawatan Anda tetap sama.
Menarik kembali: Anda dapat menarik persetujuan kapan saja, semudah memberikannya. Sejak saat itu tidak ada penelitian
yang menerima data Anda.
Yang tidak dapat dibatalkan: hasil yang sudah diperoleh tetap ada. Yang sudah diumumkan tidak dapat ditarik. Di beberapa
negara, penelitian boleh menyelesaikan pekerjaannya dengan data yang sudah dimiliki. Program yang sudah belajar dari
data Anda tidak dapat melupakannya.

Tidak pernah, apa pun yang Anda tanda tangani: perusahaan asuransi tidak mendapat data gen Anda untuk memutuskan
pertanggungan atau premi. Pemberi kerja tidak mendapatnya untuk memutuskan soal pekerjaan.

Setiap penggunaan dan setiap permintaan yang ditolak dicatat. Anda dapat melihat semuanya. Anda mendapat tanda terima
yang dapat Anda periksa tanpa harus percaya kepada kami. Jika ada yang terasa salah, Anda dapat mengadu kepada kami dan
kepada lembaga pelindung data.

Keluarga Anda: sebagian gen Anda sama dengan gen mereka. Apa yang dipelajari dari gen Anda mungkin berlaku juga bagi
mereka. Mungkin Anda ingin berbicara dengan mereka dahulu.
Waktu untuk berpikir: harus ada tujuh hari antara membaca formulir ini dan menyetujuinya. Bertanyalah sampai Anda
mengerti. Jawaban tidak, tidak perlu menunggu.
""",
    questions={
        "health-genes": "Penelitian kesehatan: bolehkah peneliti nirlaba memakai gen yang Anda miliki sejak lahir?",
        "health-tumour": "Penelitian kesehatan: bolehkah peneliti nirlaba memakai gen tumor Anda?",
        "health-record": "Penelitian kesehatan: bolehkah peneliti nirlaba memakai rekam medis Anda?",
        "health-way-of-life": (
            "Penelitian kesehatan: bolehkah peneliti nirlaba memakai apa yang diketahui tentang gaya hidup Anda?"
        ),
        "health-mental": (
            "Penelitian kesehatan: bolehkah peneliti nirlaba memakai apa yang diketahui tentang kesehatan jiwa Anda?"
        ),
        "health-alcohol-and-drugs": (
            "Penelitian kesehatan: bolehkah peneliti nirlaba memakai apa yang diketahui tentang pemakaian alkohol "
            "dan narkoba oleh Anda?"
        ),
        "health-reproductive": (
            "Penelitian kesehatan: bolehkah mereka memakai apa yang diketahui tentang kehamilan, menyusui, dan "
            "kesehatan seksual Anda?"
        ),
        "health-hiv": ("Penelitian kesehatan: bolehkah peneliti nirlaba memakai apa yang diketahui tentang HIV?"),
        "methods-genes": "Penelitian metode: bolehkah peneliti nirlaba memakai gen yang Anda miliki sejak lahir?",
        "methods-record": "Penelitian metode: bolehkah peneliti nirlaba memakai rekam medis Anda?",
        "origins-genes": "Penelitian asal-usul: bolehkah peneliti nirlaba memakai gen yang Anda miliki sejak lahir?",
        "company-genes": "Penelitian kesehatan: bolehkah perusahaan memakai gen yang Anda miliki sejak lahir?",
        "company-record": "Penelitian kesehatan: bolehkah perusahaan memakai rekam medis Anda?",
        "abroad-genes": (
            "Penelitian kesehatan: bolehkah gen yang Anda miliki sejak lahir dikirim kepada peneliti nirlaba di "
            "luar negeri?"
        ),
        "abroad-record": (
            "Penelitian kesehatan: bolehkah rekam medis Anda dikirim kepada peneliti nirlaba di luar negeri?"
        ),
        "training-genes": (
            "Penelitian kesehatan: bolehkah program komputer dilatih dengan gen yang Anda miliki sejak lahir?"
        ),
        "training-record": "Penelitian kesehatan: bolehkah program komputer dilatih dengan rekam medis Anda?",
    },
)

FORM: Final = Form(
    id="research-tiered",
    version="1",
    terms=Terms(days_to_think=7, longest_days=3652, after_death=AfterDeath.STANDS),
    scopes={
        "health-genes": studies(_HEALTH, "germline"),
        "health-tumour": studies(_HEALTH, "tumour"),
        "health-record": studies(_HEALTH, *HEALTH_RECORD),
        "health-way-of-life": studies(_HEALTH, "lifestyle"),
        "health-mental": studies(_HEALTH, "mental-health"),
        "health-alcohol-and-drugs": studies(_HEALTH, "substance-use"),
        "health-reproductive": studies(_HEALTH, "sexual-health"),
        "health-hiv": studies(_HEALTH, "hiv"),
        "methods-genes": studies(_METHODS, "germline"),
        "methods-record": studies(_METHODS, *HEALTH_RECORD),
        "origins-genes": studies(_ORIGINS, "germline"),
        "company-genes": companies(_HEALTH, "germline"),
        "company-record": companies(_HEALTH, *HEALTH_RECORD),
        "abroad-genes": abroad(_HEALTH, "germline"),
        "abroad-record": abroad(_HEALTH, *HEALTH_RECORD),
        "training-genes": training(_HEALTH, "germline"),
        "training-record": training(_HEALTH, *HEALTH_RECORD),
    },
    wordings={ENGLISH: _ENGLISH, CHINESE: _CHINESE, INDONESIAN: _INDONESIAN},
)
"""Published: a changed letter is a new version."""
