"""Research of many kinds (GA4GH DUO: general research use), by kind of data.

Seven days to think: no study is lost by a week, and whoever agrees to studies that nobody can name yet should have
slept over it and spoken with relatives. A yes runs out after ten years, so that it is asked again of a changed world.
"""
# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import Final

from autonome.consent.forms.form import Form, Wording
from autonome.consent.forms.languages import CHINESE, ENGLISH, INDONESIAN
from autonome.consent.forms.scopes import HEALTH_RECORD, abroad, companies, studies, training
from autonome.consent.templates import AfterDeath, Terms

_ANY_RESEARCH: Final = "GRU"

_ENGLISH: Final = Wording(
    text="""\
Using my data for research of many kinds

Who: researchers who work without profit, such as those of a university. Companies have questions of their own. Where
the law wants a name, as in China, name the one who gets the data.
What: only the kinds of data that you say yes to below. Each has its own question and its own signature. Your name and
address are not part of it. Nor are mental health, sexual health, HIV, drink and drugs.
Why: research of any kind. It can be about health, about where people come from, or about better methods. Nobody can
say today what all the studies will be. An ethics committee must approve each of them.
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
        "genes": "May researchers without profit use the genes that you were born with, for any kind of research?",
        "tumour": "May researchers without profit use the genes of a tumour of yours, for any kind of research?",
        "record": "May researchers without profit use your health record, for any kind of research?",
        "way-of-life": (
            "May researchers without profit use what is known of your way of life, for any kind of research?"
        ),
        "company-genes": "May companies use the genes that you were born with, for any kind of research?",
        "company-record": "May companies use your health record, for any kind of research?",
        "abroad-genes": (
            "May the genes that you were born with be sent to researchers without profit in other countries?"
        ),
        "abroad-record": "May your health record be sent to researchers without profit in other countries?",
        "training-genes": (
            "May researchers without profit train computer programs with the genes that you were born with?"
        ),
        "training-record": "May researchers without profit train computer programs with your health record?",
    },
)

_CHINESE: Final = Wording(
    text="""\
将我的数据用于多种研究

谁：不以营利为目的的研究人员，例如大学的研究人员。公司另有单独的问题。
在法律要求写明名称的地方（例如中国），请写明由谁得到数据。
什么：只限您在下面表示同意的那几类数据。每一类单独提问，单独签名。
您的姓名和地址不在其中。精神健康、性健康、艾滋病病毒（HIV）、饮酒和毒品的情况也不在其中。
为什么：任何一种研究。可以关于健康、关于人群的来源，或者关于更好的方法。
今天没有人能说出将来所有的研究。每一项都必须经伦理委员会批准。
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
        "genes": "不以营利为目的的研究人员可以将您与生俱来的基因用于任何一种研究吗？",
        "tumour": "不以营利为目的的研究人员可以将您的肿瘤基因用于任何一种研究吗？",
        "record": "不以营利为目的的研究人员可以将您的病历用于任何一种研究吗？",
        "way-of-life": "不以营利为目的的研究人员可以将已知的您的生活方式用于任何一种研究吗？",
        "company-genes": "公司可以将您与生俱来的基因用于任何一种研究吗？",
        "company-record": "公司可以将您的病历用于任何一种研究吗？",
        "abroad-genes": "可以将您与生俱来的基因送给其他国家不以营利为目的的研究人员吗？",
        "abroad-record": "可以将您的病历送给其他国家不以营利为目的的研究人员吗？",
        "training-genes": "不以营利为目的的研究人员可以用您与生俱来的基因训练计算机程序吗？",
        "training-record": "不以营利为目的的研究人员可以用您的病历训练计算机程序吗？",
    },
)

_INDONESIAN: Final = Wording(
    text="""\
Penggunaan data saya untuk berbagai penelitian

Siapa: peneliti yang bekerja tanpa mencari laba, misalnya di universitas. Perusahaan punya pertanyaan sendiri. Jika
hukum meminta nama, seperti di Tiongkok, sebutkan siapa yang menerima data.
Apa: hanya jenis data yang Anda setujui di bawah ini. Setiap jenis punya pertanyaan dan tanda tangan sendiri. Nama dan
alamat Anda tidak termasuk. Kesehatan jiwa, kesehatan seksual, HIV, alkohol, dan narkoba juga tidak termasuk.
Untuk apa: penelitian apa pun. Bisa tentang kesehatan, tentang asal-usul manusia, atau tentang metode yang lebih baik.
Hari ini tidak ada yang dapat menyebut semua penelitian itu. Komite etik harus menyetujui masing-masing.
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
        "genes": "Bolehkah peneliti nirlaba memakai gen yang Anda miliki sejak lahir untuk penelitian apa pun?",
        "tumour": "Bolehkah peneliti nirlaba memakai gen tumor Anda untuk penelitian apa pun?",
        "record": "Bolehkah peneliti nirlaba memakai rekam medis Anda untuk penelitian apa pun?",
        "way-of-life": (
            "Bolehkah peneliti nirlaba memakai apa yang diketahui tentang gaya hidup Anda untuk penelitian apa pun?"
        ),
        "company-genes": "Bolehkah perusahaan memakai gen yang Anda miliki sejak lahir untuk penelitian apa pun?",
        "company-record": "Bolehkah perusahaan memakai rekam medis Anda untuk penelitian apa pun?",
        "abroad-genes": "Bolehkah gen yang Anda miliki sejak lahir dikirim kepada peneliti nirlaba di negara lain?",
        "abroad-record": "Bolehkah rekam medis Anda dikirim kepada peneliti nirlaba di negara lain?",
        "training-genes": "Bolehkah peneliti nirlaba melatih program komputer dengan gen yang Anda miliki sejak lahir?",
        "training-record": "Bolehkah peneliti nirlaba melatih program komputer dengan rekam medis Anda?",
    },
)

FORM: Final = Form(
    id="research-broad",
    version="1",
    terms=Terms(days_to_think=7, longest_days=3652, after_death=AfterDeath.STANDS),
    scopes={
        "genes": studies(_ANY_RESEARCH, "germline"),
        "tumour": studies(_ANY_RESEARCH, "tumour"),
        "record": studies(_ANY_RESEARCH, *HEALTH_RECORD),
        "way-of-life": studies(_ANY_RESEARCH, "lifestyle"),
        "company-genes": companies(_ANY_RESEARCH, "germline"),
        "company-record": companies(_ANY_RESEARCH, *HEALTH_RECORD),
        "abroad-genes": abroad(_ANY_RESEARCH, "germline"),
        "abroad-record": abroad(_ANY_RESEARCH, *HEALTH_RECORD),
        "training-genes": training(_ANY_RESEARCH, "germline"),
        "training-record": training(_ANY_RESEARCH, *HEALTH_RECORD),
    },
    wordings={ENGLISH: _ENGLISH, CHINESE: _CHINESE, INDONESIAN: _INDONESIAN},
)
"""Published: a changed letter is a new version."""
