"""Telling relatives what a person's genes say of them: which relatives, of what, through whom, and with whose name.

One day to think, and no more: a relative's health may depend on it, and yet it should be slept over. No longest life:
who is born or found later is a relative too, and a yes can be taken back on any day.
"""
# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import Final

from autonome.consent.atoms import Action, Atom
from autonome.consent.forms.form import Form, Wording
from autonome.consent.forms.languages import CHINESE, ENGLISH, INDONESIAN
from autonome.consent.forms.scopes import scope
from autonome.consent.templates import AfterDeath, Terms

_RISK: Final = ("secondary-findings", "monogenic-disease")
"""What one can fall ill of oneself."""

_CARRIER: Final = ("carrier-status",)
"""What may matter for children."""


def _told(categories: tuple[str, ...], *recipients: str) -> tuple[Atom, ...]:
    return scope(categories, purpose="FAMRQT", recipients=recipients, actions=frozenset({Action.DISCLOSE}))


_ENGLISH: Final = Wording(
    text="""\
Telling my relatives what my genes say about them

Genes are shared. What is found in yours can mean that a relative has a raised risk of an illness. Some of these
illnesses can be prevented if one knows in time.

Who: the team that treats you tells the relatives that you say yes to below. You can name one person. Then your yes is
for that one alone. Where the law wants a name, as in China, give one.
What: only what may matter for them: a raised risk of an illness, or what may matter for their children. Not the rest of
your record. Each has its own question and its own signature.
Why: so that they can have themselves tested, if they wish. Nothing else.
Through whom: by letter or in a talk with your team, or through their own doctor. You can also tell them yourself. For
that you need no form.
Where: in the country where your data are kept. In Europe that is the whole European Economic Area. This form lets
nothing go further.
How long: until the date that you sign for, or until you take it back. If you die, your yes goes on.

No: you can say no to any question, and to all of them. Your care stays the same. In a few places the law lets a doctor
warn a relative of a grave danger all the same. Ask your team.
Taking it back: you can take back a yes at any time, as easily as you gave it. From then on nobody is told.
What cannot be undone: whoever has been told knows it. Some relatives would rather not know, and some may ask about you.

Never, whatever you sign: no insurer gets your gene data from here to decide on cover or price. No employer gets them to
decide on work.

Every telling and every refused request is recorded. You can see all of them. You get a receipt that you can check
without trusting us. If something seems wrong, you can complain to us, and to the authority that guards data.

Your relatives: they have a right not to know. They are asked first whether they want to hear it.
Time to think: one day must lie between reading this and a yes. Ask until you understand. A no needs no wait.
""",
    questions={
        "risk-parents": "May your mother and father be told of a raised risk of an illness?",
        "risk-siblings": "May your sisters and brothers be told of a raised risk of an illness?",
        "risk-children": "May your children be told of a raised risk of an illness?",
        "risk-others": "May other relatives by blood be told of a raised risk of an illness?",
        "carrier-siblings": "May your sisters and brothers be told what may matter for their children?",
        "carrier-children": "May your children be told what may matter for their own children?",
        "carrier-others": "May other relatives by blood be told what may matter for their children?",
        "risk-through-doctor": "May the doctors of your relatives be told of a raised risk of an illness?",
        "my-name": "May relatives who are told also learn your name?",
    },
)

_CHINESE: Final = Wording(
    text="""\
把我的基因中与亲属有关的情况告诉他们

基因是共有的。在您的基因中发现的情况，可能意味着某位亲属患某种疾病的风险升高。
其中有些疾病，如果及早知道，是可以预防的。

谁：为您治疗的团队告诉您在下面表示同意的那些亲属。您可以指定一个人。
这样，您的同意只对这一个人有效。在法律要求写明姓名的地方（例如中国），请写明。
什么：只限对他们可能有意义的内容：某种疾病的风险升高，或对他们的孩子可能有意义的情况。
不包括您病历的其余部分。每一项单独提问，单独签名。
为什么：让他们在愿意时可以去做检查。仅此而已。
通过谁：由您的团队写信或面谈，或通过他们自己的医生。您也可以自己告诉他们，那样不需要表格。
在哪里：在保存您数据的国家之内。在欧洲，指整个欧洲经济区。这份表格不允许数据去更远的地方。
多久：到您签署时写明的日期为止，或者到您撤回为止。您去世后仍然有效。

不同意：任何一个问题，乃至全部问题，您都可以不同意。您的治疗不受影响。
在少数地方，法律仍允许医生就严重危险提醒亲属。请询问您的团队。
撤回：您随时可以撤回同意，和给出同意一样容易。从那时起，不再告诉任何人。
无法挽回的事：已经被告知的人就知道了。有些亲属宁愿不知道，有些可能会来问您的情况。

无论您签署什么，以下永远不允许：保险公司不会从这里得到您的基因数据来决定是否承保或收多少保费。
雇主不会得到您的基因数据来决定工作上的事。

每一次告知和每一次被拒绝的请求都有记录。您可以全部看到。
您会得到一份凭据，不必信任我们也能核对。如果您觉得有问题，可以向我们投诉，也可以向数据保护主管机关投诉。

您的亲属：他们有不知情的权利。会先问他们是否想听。
考虑的时间：从阅读本表格到表示同意，必须间隔一天。请一直问到明白为止。不同意则无需等待。
""",
    questions={
        "risk-parents": "可以把某种疾病风险升高的情况告诉您的父母吗？",
        "risk-siblings": "可以把某种疾病风险升高的情况告诉您的兄弟姐妹吗？",
        "risk-children": "可以把某种疾病风险升高的情况告诉您的子女吗？",
        "risk-others": "可以把某种疾病风险升高的情况告诉其他血亲吗？",
        "carrier-siblings": "可以把对孩子可能有意义的情况告诉您的兄弟姐妹吗？",
        "carrier-children": "可以把对他们自己的孩子可能有意义的情况告诉您的子女吗？",
        "carrier-others": "可以把对孩子可能有意义的情况告诉其他血亲吗？",
        "risk-through-doctor": "可以把某种疾病风险升高的情况告诉您亲属的医生吗？",
        "my-name": "被告知的亲属也可以知道您的姓名吗？",
    },
)

_INDONESIAN: Final = Wording(
    text="""\
Memberi tahu keluarga apa kata gen saya tentang mereka

Gen dimiliki bersama. Apa yang ditemukan pada gen Anda dapat berarti bahwa seorang kerabat lebih berisiko terkena suatu
penyakit. Sebagian penyakit itu dapat dicegah bila diketahui pada waktunya.

Siapa: tim yang merawat Anda memberi tahu kerabat yang Anda setujui di bawah ini. Anda boleh menyebut satu orang.
Persetujuan Anda lalu hanya berlaku untuk orang itu. Jika hukum meminta nama, seperti di Tiongkok, sebutkanlah.
Apa: hanya yang mungkin penting bagi mereka: risiko lebih tinggi untuk suatu penyakit, atau apa yang mungkin penting
bagi anak mereka. Bukan sisa rekam medis Anda. Setiap hal punya pertanyaan dan tanda tangan sendiri.
Untuk apa: agar mereka dapat memeriksakan diri, jika mau. Tidak untuk hal lain.
Melalui siapa: lewat surat atau percakapan dengan tim Anda, atau melalui dokter mereka sendiri. Anda juga dapat memberi
tahu mereka sendiri. Untuk itu tidak perlu formulir.
Di mana: di negara tempat data Anda disimpan. Di Eropa, itu seluruh Wilayah Ekonomi Eropa. Formulir ini tidak
mengizinkan data dikirim lebih jauh.
Berapa lama: sampai tanggal yang Anda tanda tangani, atau sampai Anda menariknya kembali. Jika Anda meninggal,
persetujuan tetap berlaku.

Tidak: Anda boleh menjawab tidak untuk pertanyaan mana pun, juga untuk semuanya. Perawatan Anda tetap sama. Di beberapa
tempat, hukum tetap mengizinkan dokter memperingatkan kerabat tentang bahaya besar. Tanyakan kepada tim Anda.
Menarik kembali: Anda dapat menarik persetujuan kapan saja, semudah memberikannya. Sejak saat itu tidak ada lagi yang
diberi tahu.
Yang tidak dapat dibatalkan: siapa yang sudah diberi tahu, sudah mengetahuinya. Sebagian kerabat lebih suka tidak tahu,
dan sebagian mungkin bertanya tentang Anda.

Tidak pernah, apa pun yang Anda tanda tangani: perusahaan asuransi tidak mendapat data gen Anda dari sini untuk
memutuskan pertanggungan atau premi. Pemberi kerja tidak mendapatnya untuk memutuskan soal pekerjaan.

Setiap pemberitahuan dan setiap permintaan yang ditolak dicatat. Anda dapat melihat semuanya. Anda mendapat tanda terima
yang dapat Anda periksa tanpa harus percaya kepada kami. Jika ada yang terasa salah, Anda dapat mengadu kepada kami dan
kepada lembaga pelindung data.

Keluarga Anda: mereka berhak untuk tidak tahu. Mereka ditanya dahulu apakah ingin mendengarnya.
Waktu untuk berpikir: harus ada satu hari antara membaca formulir ini dan menyetujuinya. Bertanyalah sampai Anda
mengerti. Jawaban tidak, tidak perlu menunggu.
""",
    questions={
        "risk-parents": "Bolehkah ibu dan ayah Anda diberi tahu tentang risiko lebih tinggi untuk suatu penyakit?",
        "risk-siblings": (
            "Bolehkah saudara kandung Anda diberi tahu tentang risiko lebih tinggi untuk suatu penyakit?"
        ),
        "risk-children": "Bolehkah anak Anda diberi tahu tentang risiko lebih tinggi untuk suatu penyakit?",
        "risk-others": (
            "Bolehkah kerabat sedarah lainnya diberi tahu tentang risiko lebih tinggi untuk suatu penyakit?"
        ),
        "carrier-siblings": "Bolehkah saudara kandung Anda diberi tahu apa yang mungkin penting bagi anak mereka?",
        "carrier-children": "Bolehkah anak Anda diberi tahu apa yang mungkin penting bagi anak mereka sendiri?",
        "carrier-others": "Bolehkah kerabat sedarah lainnya diberi tahu apa yang mungkin penting bagi anak mereka?",
        "risk-through-doctor": (
            "Bolehkah dokter dari kerabat Anda diberi tahu tentang risiko lebih tinggi untuk suatu penyakit?"
        ),
        "my-name": "Bolehkah kerabat yang diberi tahu juga mengetahui nama Anda?",
    },
)

FORM: Final = Form(
    id="family-disclosure",
    version="1",
    terms=Terms(days_to_think=1, after_death=AfterDeath.STANDS),
    scopes={
        "risk-parents": _told(_RISK, "parent"),
        "risk-siblings": _told(_RISK, "sibling"),
        "risk-children": _told(_RISK, "child"),
        "risk-others": _told(_RISK, "other-relative"),
        "carrier-siblings": _told(_CARRIER, "sibling"),
        "carrier-children": _told(_CARRIER, "child"),
        "carrier-others": _told(_CARRIER, "other-relative"),
        "risk-through-doctor": _told(_RISK, "hospital", "clinic"),
        "my-name": _told(("demographics",), "relative"),
    },
    wordings={ENGLISH: _ENGLISH, CHINESE: _CHINESE, INDONESIAN: _INDONESIAN},
)
"""Published: a changed letter is a new version."""
