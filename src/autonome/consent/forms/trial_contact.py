"""Being found and asked about clinical trials: looking through data here, and who may get in touch. Not taking part.

One day to think: to be asked binds nobody, and the trial has a consent of its own, with its own time. Two years at
most, for illness and wishes change, and letters from strangers should not go on for ever.
"""
# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import Final

from autonome.consent.atoms import Action, Atom
from autonome.consent.forms.form import Form, Wording
from autonome.consent.forms.languages import CHINESE, ENGLISH, INDONESIAN
from autonome.consent.forms.scopes import HEALTH_RECORD, OWN_HOUSE, TO_OTHERS, scope
from autonome.consent.templates import AfterDeath, Terms

_TRIALS: Final = "CLINTRCH"


def _here(recipient: str, *categories: str) -> tuple[Atom, ...]:
    """Used in the house where the data are kept."""
    return scope(categories, purpose=_TRIALS, recipients=[recipient], actions=frozenset({Action.USE}), kinds=OWN_HOUSE)


def _contact(recipient: str) -> tuple[Atom, ...]:
    """Name and address, given to whoever runs a trial."""
    return scope(
        ["demographics"], purpose=_TRIALS, recipients=[recipient], kinds=TO_OTHERS,
        actions=frozenset({Action.USE, Action.DISCLOSE}),
    )  # fmt: skip


_ENGLISH: Final = Wording(
    text="""\
Being asked about clinical trials

A trial tests whether a treatment works and is safe. This form lets people look whether one might suit you, and ask you.
It is not a yes to any trial. Each trial asks you by itself, in a form of its own.

Who: staff of your hospital look through your data. Who may then get in touch with you is asked below. Where the law
wants a name, as in China, name the one who gets your address.
What: only what you say yes to below. Each has its own question and its own signature.
Why: to find trials that might suit you, and to ask you. Nothing else. The data are not used for the trial itself.
Where: in the country where your data are kept. In Europe that is the whole European Economic Area. This form lets
nothing go further.
How long: until the date that you sign for, and at most two years. Then you are asked again. Your yes ends if you die.

No: you can say no to any question, and to all of them. Your care stays the same. You can still ask about trials
yourself.
Taking it back: you can take back a yes at any time, as easily as you gave it. From then on nobody looks, and nobody new
gets your address.
What cannot be undone: whoever got your address by then knows it. You can ask them to erase it.

Never, whatever you sign: no insurer gets your gene data to decide on cover or price. No employer gets them to decide
on work.

Every use and every refused request is recorded. You can see all of them. You get a receipt that you can check without
trusting us. If something seems wrong, you can complain to us, and to the authority that guards data.

Your relatives: a trial for an inherited illness may matter to them too. Nobody writes to them because of this form.
Time to think: one day must lie between reading this and a yes. Ask until you understand. A no needs no wait.
""",
    questions={
        "look-genes": "May staff of your hospital look through the genes that you were born with to find trials?",
        "look-tumour": "May staff of your hospital look through the genes of a tumour of yours to find trials?",
        "look-record": "May staff of your hospital look through your health record to find trials?",
        "asked-by-team": "May the team that treats you use your address to ask you about a trial?",
        "asked-by-researchers": "May researchers without profit who run a trial get your name and address to ask you?",
        "asked-by-company": "May a company that runs a trial get your name and address to ask you?",
    },
)

_CHINESE: Final = Wording(
    text="""\
接受关于临床试验的询问

临床试验检验一种治疗是否有效、是否安全。这份表格允许有人查看是否有适合您的试验，并来问您。
它不等于同意参加任何试验。每项试验都会用自己的表格单独问您。

谁：您所在医院的工作人员查看您的数据。之后谁可以联系您，在下面问。
在法律要求写明名称的地方（例如中国），请写明由谁得到您的地址。
什么：只限您在下面表示同意的内容。每一项单独提问，单独签名。
为什么：寻找可能适合您的试验，并来问您。仅此而已。这些数据不用于试验本身。
在哪里：在保存您数据的国家之内。在欧洲，指整个欧洲经济区。这份表格不允许数据去更远的地方。
多久：到您签署时写明的日期为止，最长两年。到期后会再问您。您去世后即告终止。

不同意：任何一个问题，乃至全部问题，您都可以不同意。您的治疗不受影响。
您仍然可以自己询问临床试验。
撤回：您随时可以撤回同意，和给出同意一样容易。
从那时起，不再有人查看，也不再有新的人得到您的地址。
无法挽回的事：在此之前得到您地址的人已经知道它。您可以要求他们删除。

无论您签署什么，以下永远不允许：保险公司不会得到您的基因数据来决定是否承保或收多少保费。
雇主不会得到您的基因数据来决定工作上的事。

每一次使用和每一次被拒绝的请求都有记录。您可以全部看到。
您会得到一份凭据，不必信任我们也能核对。如果您觉得有问题，可以向我们投诉，也可以向数据保护主管机关投诉。

您的亲属：针对遗传病的试验对他们也可能有意义。不会因为这份表格而写信给他们。
考虑的时间：从阅读本表格到表示同意，必须间隔一天。请一直问到明白为止。不同意则无需等待。
""",
    questions={
        "look-genes": "您所在医院的工作人员可以为寻找试验而查看您与生俱来的基因吗？",
        "look-tumour": "您所在医院的工作人员可以为寻找试验而查看您的肿瘤基因吗？",
        "look-record": "您所在医院的工作人员可以为寻找试验而查看您的病历吗？",
        "asked-by-team": "为您治疗的团队可以使用您的地址，来问您是否愿意了解某项试验吗？",
        "asked-by-researchers": "开展试验的、不以营利为目的的研究人员可以得到您的姓名和地址来问您吗？",
        "asked-by-company": "开展试验的公司可以得到您的姓名和地址来问您吗？",
    },
)

_INDONESIAN: Final = Wording(
    text="""\
Bersedia ditanya tentang uji klinis

Uji klinis menguji apakah suatu pengobatan manjur dan aman. Formulir ini mengizinkan orang mencari uji klinis yang
mungkin cocok bagi Anda, dan bertanya kepada Anda. Ini bukan persetujuan untuk ikut. Setiap uji klinis bertanya sendiri
kepada Anda, dengan formulirnya sendiri.

Siapa: staf rumah sakit Anda melihat data Anda. Siapa yang lalu boleh menghubungi Anda ditanyakan di bawah ini. Jika
hukum meminta nama, seperti di Tiongkok, sebutkan siapa yang menerima alamat Anda.
Apa: hanya yang Anda setujui di bawah ini. Setiap hal punya pertanyaan dan tanda tangan sendiri.
Untuk apa: mencari uji klinis yang mungkin cocok bagi Anda, dan bertanya kepada Anda. Tidak untuk hal lain. Data tidak
dipakai untuk uji klinis itu sendiri.
Di mana: di negara tempat data Anda disimpan. Di Eropa, itu seluruh Wilayah Ekonomi Eropa. Formulir ini tidak
mengizinkan data dikirim lebih jauh.
Berapa lama: sampai tanggal yang Anda tanda tangani, paling lama dua tahun. Setelah itu Anda ditanya lagi. Persetujuan
berakhir jika Anda meninggal.

Tidak: Anda boleh menjawab tidak untuk pertanyaan mana pun, juga untuk semuanya. Perawatan Anda tetap sama. Anda tetap
dapat menanyakan uji klinis sendiri.
Menarik kembali: Anda dapat menarik persetujuan kapan saja, semudah memberikannya. Sejak saat itu tidak ada yang mencari
lagi, dan tidak ada orang baru yang menerima alamat Anda.
Yang tidak dapat dibatalkan: siapa yang sudah menerima alamat Anda, sudah mengetahuinya. Anda dapat meminta mereka
menghapusnya.

Tidak pernah, apa pun yang Anda tanda tangani: perusahaan asuransi tidak mendapat data gen Anda untuk memutuskan
pertanggungan atau premi. Pemberi kerja tidak mendapatnya untuk memutuskan soal pekerjaan.

Setiap penggunaan dan setiap permintaan yang ditolak dicatat. Anda dapat melihat semuanya. Anda mendapat tanda terima
yang dapat Anda periksa tanpa harus percaya kepada kami. Jika ada yang terasa salah, Anda dapat mengadu kepada kami dan
kepada lembaga pelindung data.

Keluarga Anda: uji klinis untuk penyakit turunan mungkin penting juga bagi mereka. Formulir ini tidak membuat seorang
pun menyurati mereka.
Waktu untuk berpikir: harus ada satu hari antara membaca formulir ini dan menyetujuinya. Bertanyalah sampai Anda
mengerti. Jawaban tidak, tidak perlu menunggu.
""",
    questions={
        "look-genes": (
            "Bolehkah staf rumah sakit Anda melihat gen yang Anda miliki sejak lahir untuk mencari uji klinis?"
        ),
        "look-tumour": "Bolehkah staf rumah sakit Anda melihat gen tumor Anda untuk mencari uji klinis?",
        "look-record": "Bolehkah staf rumah sakit Anda melihat rekam medis Anda untuk mencari uji klinis?",
        "asked-by-team": "Bolehkah tim yang merawat Anda memakai alamat Anda untuk menanyakan suatu uji klinis?",
        "asked-by-researchers": (
            "Bolehkah peneliti nirlaba yang menjalankan uji klinis menerima nama dan alamat Anda untuk bertanya?"
        ),
        "asked-by-company": (
            "Bolehkah perusahaan yang menjalankan uji klinis menerima nama dan alamat Anda untuk bertanya?"
        ),
    },
)

FORM: Final = Form(
    id="trial-contact",
    version="1",
    terms=Terms(days_to_think=1, longest_days=730, after_death=AfterDeath.ENDS),
    scopes={
        "look-genes": _here("steward", "germline"),
        "look-tumour": _here("steward", "tumour"),
        "look-record": _here("steward", *HEALTH_RECORD),
        "asked-by-team": _here("care-team", "demographics"),
        "asked-by-researchers": _contact("non-profit-researcher"),
        "asked-by-company": _contact("commercial-researcher"),
    },
    wordings={ENGLISH: _ENGLISH, CHINESE: _CHINESE, INDONESIAN: _INDONESIAN},
)
"""Published: a changed letter is a new version."""
