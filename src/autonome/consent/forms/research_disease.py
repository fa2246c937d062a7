"""Research on named groups of diseases and on nothing else (GA4GH DUO: disease-specific), by disease and kind of data.

Seven days to think, as for every research. Five years at most: who says yes because of an illness in the family is
asked again when that has changed. For other diseases an institution brings a form of its own.

Codes of diseases: MONDO, whose names are cancer, cardiovascular disorder, diabetes mellitus, nervous system disorder.
"""
# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import Final

from autonome.consent.forms.form import Form, Wording
from autonome.consent.forms.languages import CHINESE, ENGLISH, INDONESIAN
from autonome.consent.forms.scopes import HEALTH_RECORD, studies
from autonome.consent.templates import AfterDeath, Terms

_ONE_DISEASE: Final = "DSRCH"
_CANCER: Final = ("MONDO:0004992",)
_HEART: Final = ("MONDO:0004995",)
_DIABETES: Final = ("MONDO:0005015",)
_NERVES: Final = ("MONDO:0005071",)

_ENGLISH: Final = Wording(
    text="""\
Using my data for research on certain diseases

Who: researchers who work without profit, such as those of a university. Not companies. Where the law wants a name, as
in China, name the one who gets the data.
What: only the kinds of data that you say yes to below. Each has its own question and its own signature. Your name and
address are not part of it. Nor are mental health, sexual health, HIV, drink and drugs.
Why: only studies of the diseases that you say yes to below. Not other diseases, and not research in general. An ethics
committee must approve each study.
Where: in the country where your data are kept. In Europe that is the whole European Economic Area. This form lets
nothing go further.
How long: until the date that you sign for, and at most five years. Then you are asked again. If you die, your yes goes
on until then.

This is not for your own care. You may get nothing out of it, and nobody pays you.
Your name is taken off. Yet genes are like a fingerprint, and somebody might still find out that they are yours. Who
gets the data must not try that, and must not pass them on. If somebody does so all the same, the law may not protect
them there.

No: you can say no to any question, and to all of them. Your care stays the same. A no also shuts these data
to such researchers for studies of all diseases at once, even if you agreed to that in another form.
Taking it back: you can take back a yes at any time, as easily as you gave it. From then on no study gets your data.
What cannot be undone: results that were worked out before stay. What was made public cannot be called back. In some
countries a study may finish its work with data that it already has.

Never, whatever you sign: no insurer gets your gene data to decide on cover or price. No employer gets them to decide
on work.

Every use and every refused request is recorded. You can see all of them. You get a receipt that you can check without
trusting us. If something seems wrong, you can complain to us, and to the authority that guards data.

Your relatives: you share many of your genes with them. What a study learns from yours may be true of them too. You may
want to talk with them first.
Time to think: seven days must lie between reading this and a yes. Ask until you understand. A no needs no wait.
""",
    questions={
        "cancer-genes": "Studies of cancer: may they use the genes that you were born with?",
        "cancer-tumour": "Studies of cancer: may they use the genes of a tumour of yours?",
        "cancer-record": "Studies of cancer: may they use your health record?",
        "heart-genes": "Studies of heart and blood vessels: may they use the genes that you were born with?",
        "heart-record": "Studies of heart and blood vessels: may they use your health record?",
        "diabetes-genes": "Studies of diabetes: may they use the genes that you were born with?",
        "diabetes-record": "Studies of diabetes: may they use your health record?",
        "nerves-genes": "Studies of brain and nerves: may they use the genes that you were born with?",
        "nerves-record": "Studies of brain and nerves: may they use your health record?",
    },
)

_CHINESE: Final = Wording(
    text="""\
将我的数据用于某些疾病的研究

谁：不以营利为目的的研究人员，例如大学的研究人员。不包括公司。
在法律要求写明名称的地方（例如中国），请写明由谁得到数据。
什么：只限您在下面表示同意的那几类数据。每一类单独提问，单独签名。
您的姓名和地址不在其中。精神健康、性健康、艾滋病病毒（HIV）、饮酒和毒品的情况也不在其中。
为什么：只限对您在下面表示同意的疾病的研究。不包括其他疾病，也不包括一般的研究。
每一项研究都必须经伦理委员会批准。
在哪里：在保存您数据的国家之内。在欧洲，指整个欧洲经济区。这份表格不允许数据去更远的地方。
多久：到您签署时写明的日期为止，最长五年。到期后会再问您。您去世后仍然有效，直到该日期。

这不是为了您本人的治疗。您可能得不到任何好处，也没有报酬。
您的姓名会被去掉。但是基因就像指纹，仍有可能被人认出是您的。
得到数据的人不得设法认出您，也不得把数据转给别人。如果有人违反，那里的法律可能不再保护这些数据。

不同意：任何一个问题，乃至全部问题，您都可以不同意。您的治疗不受影响。
回答不同意，也会使他们不能将这些数据用于同时涉及所有疾病的研究，即使您在另一份表格里同意过。
撤回：您随时可以撤回同意，和给出同意一样容易。从那时起，不再有研究得到您的数据。
无法挽回的事：此前得出的结果会保留。已经公开的无法收回。在有些国家，研究可以用已经得到的数据完成工作。

无论您签署什么，以下永远不允许：保险公司不会得到您的基因数据来决定是否承保或收多少保费。
雇主不会得到您的基因数据来决定工作上的事。

每一次使用和每一次被拒绝的请求都有记录。您可以全部看到。
您会得到一份凭据，不必信任我们也能核对。如果您觉得有问题，可以向我们投诉，也可以向数据保护主管机关投诉。

您的亲属：您和他们共有一部分基因。研究从您的基因得知的，可能也适用于他们。您不妨先和他们谈谈。
考虑的时间：从阅读本表格到表示同意，必须间隔七天。请一直问到明白为止。不同意则无需等待。
""",
    questions={
        "cancer-genes": "癌症研究：可以使用您与生俱来的基因吗？",
        "cancer-tumour": "癌症研究：可以使用您的肿瘤基因吗？",
        "cancer-record": "癌症研究：可以使用您的病历吗？",
        "heart-genes": "心脏和血管研究：可以使用您与生俱来的基因吗？",
        "heart-record": "心脏和血管研究：可以使用您的病历吗？",
        "diabetes-genes": "糖尿病研究：可以使用您与生俱来的基因吗？",
        "diabetes-record": "糖尿病研究：可以使用您的病历吗？",
        "nerves-genes": "脑和神经研究：可以使用您与生俱来的基因吗？",
        "nerves-record": "脑和神经研究：可以使用您的病历吗？",
    },
)

_INDONESIAN: Final = Wording(
    text="""\
Penggunaan data saya untuk penelitian penyakit tertentu

Siapa: peneliti yang bekerja tanpa mencari laba, misalnya di universitas. Bukan perusahaan. Jika hukum meminta nama,
seperti di Tiongkok, sebutkan siapa yang menerima data.
Apa: hanya jenis data yang Anda setujui di bawah ini. Setiap jenis punya pertanyaan dan tanda tangan sendiri. Nama dan
alamat Anda tidak termasuk. Kesehatan jiwa, kesehatan seksual, HIV, alkohol, dan narkoba juga tidak termasuk.
Untuk apa: hanya penelitian tentang penyakit yang Anda setujui di bawah ini. Bukan penyakit lain, dan bukan penelitian
umum. Komite etik harus menyetujui setiap penelitian.
Di mana: di negara tempat data Anda disimpan. Di Eropa, itu seluruh Wilayah Ekonomi Eropa. Formulir ini tidak
mengizinkan data dikirim lebih jauh.
Berapa lama: sampai tanggal yang Anda tanda tangani, paling lama lima tahun. Setelah itu Anda ditanya lagi. Jika Anda
meninggal, persetujuan tetap berlaku sampai tanggal itu.

Ini bukan untuk perawatan Anda sendiri. Mungkin Anda tidak mendapat manfaat apa pun, dan Anda tidak dibayar.
Nama Anda dihapus. Namun gen itu seperti sidik jari: orang mungkin masih dapat mengenalinya sebagai milik Anda. Penerima
data tidak boleh mencobanya, dan tidak boleh meneruskan data. Jika ada yang tetap melakukannya, hukum di sana mungkin
tidak melindungi data itu.

Tidak: Anda boleh menjawab tidak untuk pertanyaan mana pun, juga untuk semuanya. Perawatan Anda tetap sama. Jawaban
tidak juga menutup data ini bagi mereka untuk penelitian semua penyakit sekaligus, walaupun Anda menyetujuinya dalam
formulir lain. Menarik kembali: Anda dapat menarik persetujuan kapan saja, semudah memberikannya. Sejak saat itu tidak
ada penelitian yang menerima data Anda.
Yang tidak dapat dibatalkan: hasil yang sudah diperoleh tetap ada. Yang sudah diumumkan tidak dapat ditarik. Di beberapa
negara, penelitian boleh menyelesaikan pekerjaannya dengan data yang sudah dimiliki.

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
        "cancer-genes": "Penelitian kanker: bolehkah memakai gen yang Anda miliki sejak lahir?",
        "cancer-tumour": "Penelitian kanker: bolehkah memakai gen tumor Anda?",
        "cancer-record": "Penelitian kanker: bolehkah memakai rekam medis Anda?",
        "heart-genes": "Penelitian jantung dan pembuluh darah: bolehkah memakai gen yang Anda miliki sejak lahir?",
        "heart-record": "Penelitian jantung dan pembuluh darah: bolehkah memakai rekam medis Anda?",
        "diabetes-genes": "Penelitian diabetes: bolehkah memakai gen yang Anda miliki sejak lahir?",
        "diabetes-record": "Penelitian diabetes: bolehkah memakai rekam medis Anda?",
        "nerves-genes": "Penelitian otak dan saraf: bolehkah memakai gen yang Anda miliki sejak lahir?",
        "nerves-record": "Penelitian otak dan saraf: bolehkah memakai rekam medis Anda?",
    },
)

FORM: Final = Form(
    id="research-disease",
    version="1",
    terms=Terms(days_to_think=7, longest_days=1826, after_death=AfterDeath.STANDS),
    scopes={
        "cancer-genes": studies(_ONE_DISEASE, "germline", diseases=_CANCER),
        "cancer-tumour": studies(_ONE_DISEASE, "tumour", diseases=_CANCER),
        "cancer-record": studies(_ONE_DISEASE, *HEALTH_RECORD, diseases=_CANCER),
        "heart-genes": studies(_ONE_DISEASE, "germline", diseases=_HEART),
        "heart-record": studies(_ONE_DISEASE, *HEALTH_RECORD, diseases=_HEART),
        "diabetes-genes": studies(_ONE_DISEASE, "germline", diseases=_DIABETES),
        "diabetes-record": studies(_ONE_DISEASE, *HEALTH_RECORD, diseases=_DIABETES),
        "nerves-genes": studies(_ONE_DISEASE, "germline", diseases=_NERVES),
        "nerves-record": studies(_ONE_DISEASE, *HEALTH_RECORD, diseases=_NERVES),
    },
    wordings={ENGLISH: _ENGLISH, CHINESE: _CHINESE, INDONESIAN: _INDONESIAN},
)
"""Published: a changed letter is a new version."""
