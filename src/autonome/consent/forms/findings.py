"""What a person wants to be told of incidental findings, version 2: the questions of version 1, in three languages.

Version 1 does not say what cannot be undone, how long an answer holds, nor that insurers may ask the person.
No time to think is asked for: *not now* is an answer, and every answer can be changed before a result is there.
"""
# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import Final

from autonome.consent.findings import FINDINGS
from autonome.consent.forms.form import Form, Wording
from autonome.consent.forms.languages import CHINESE, ENGLISH, INDONESIAN
from autonome.consent.templates import AfterDeath, Terms

_ENGLISH: Final = Wording(
    text="""\
What I want to be told

Looking at genes can show things that nobody was looking for. This form asks which of them you want to know.

Who asks: the team that treats you. Nobody else is told because of this form.
What: five kinds of such findings. Each has its own question. You can say yes, no, or not now.
Why: some people want to know, and some do not. Both are fine.
Where: in a talk with your team, and on the page that is written for you.
How long: until you change your answer, or until the date that you sign for. Your answer ends if you die.

Yes: you are told when something of that kind is found, in a talk, with time for questions.
No: you are not told. It does not stand on the page that is written for you. Your care stays the same.
Not now: you are not told now, and you are asked again later.
If you do not answer, nobody takes it for a yes: you are asked.

Taking it back: you can change every answer at any time. The newest one counts.
What cannot be undone: what you have been told, you know. It can weigh on you. Some insurers may ask you for it, and not
every law forbids that.

What matters for a medicine that you take, or that is considered for you, is always told: it keeps you safe.
Your answers do not change who may use your data. They take nothing away from your right to read your own record.
The team that treats you may see a finding that you chose not to be told, and sees your answer beside it.

Never, whatever you sign: no insurer gets your gene data from here to decide on cover or price. No employer gets them to
decide on work.

Your relatives: some findings matter for them too. Whether they are told is asked in a form of its own.
Time to think: ask until you understand. If you are not sure, say not now.
""",
    questions={code: f"Do you want to be told: {label}?" for code, label in FINDINGS.items()},
)

_CHINESE: Final = Wording(
    text="""\
我希望被告知什么

查看基因时，可能发现没有人在寻找的情况。这份表格问您希望知道其中的哪些。

谁在问：为您治疗的团队。不会因为这份表格而告诉其他任何人。
什么：五类这样的发现。每一类单独提问。您可以回答“同意”“不同意”或“暂不”。
为什么：有人想知道，有人不想知道。两种选择都可以。
在哪里：在与团队的谈话中，以及在为您写的那一页上。
多久：到您更改回答为止，或者到您签署时写明的日期为止。您去世后即告终止。

同意：发现这一类情况时，会在谈话中告诉您，并留出提问的时间。
不同意：不告诉您。为您写的那一页上也不会出现。您的治疗不受影响。
暂不：现在不告诉您，以后再问您。
如果您不回答，没有人会把它当作同意：会再来问您。

撤回：您随时可以更改任何一个回答。以最新的回答为准。
无法挽回的事：已经告诉您的，您就知道了。它可能成为您的负担。
有些保险公司可能会向您询问，而并非所有法律都禁止这样做。

与您正在服用或考虑使用的药物有关的情况，总会告诉您：这关系到您的安全。
您的回答不改变谁可以使用您的数据，也丝毫不减少您阅读自己病历的权利。
为您治疗的团队可能会看到您选择不被告知的发现，同时会看到您的回答。

无论您签署什么，以下永远不允许：保险公司不会从这里得到您的基因数据来决定是否承保或收多少保费。
雇主不会得到您的基因数据来决定工作上的事。

您的亲属：有些发现对他们也有意义。是否告诉他们，由另一份表格来问。
考虑的时间：请一直问到明白为止。如果拿不准，就回答“暂不”。
""",
    questions={
        "other-medicines": "您希望被告知：您现在没有服用的药物会对您起什么作用吗？",
        "treatable-risk": "您希望被告知：某种可以预防或治疗的疾病风险升高吗？",
        "untreatable-risk": "您希望被告知：某种目前无法预防也无法治疗的疾病风险升高吗？",
        "carrier-status": "您希望被告知：对您已有或将来可能有的孩子有意义的情况吗？",
        "unclear-meaning": "您希望被告知：目前还没有人能解释的发现吗？",
    },
)

_INDONESIAN: Final = Wording(
    text="""\
Apa yang ingin saya ketahui

Pemeriksaan gen dapat menunjukkan hal yang tidak dicari siapa pun. Formulir ini menanyakan mana yang ingin Anda ketahui.

Siapa yang bertanya: tim yang merawat Anda. Formulir ini tidak membuat orang lain diberi tahu.
Apa: lima jenis temuan seperti itu. Setiap jenis punya pertanyaan sendiri. Anda boleh menjawab ya, tidak, atau belum.
Mengapa: ada orang yang ingin tahu, ada yang tidak. Keduanya baik.
Di mana: dalam percakapan dengan tim Anda, dan pada halaman yang ditulis untuk Anda.
Berapa lama: sampai Anda mengubah jawaban, atau sampai tanggal yang Anda tanda tangani. Persetujuan berakhir jika Anda
meninggal.

Ya: Anda diberi tahu bila ditemukan hal semacam itu, dalam percakapan, dengan waktu untuk bertanya.
Tidak: Anda tidak diberi tahu. Hal itu tidak tertulis pada halaman untuk Anda. Perawatan Anda tetap sama.
Belum: Anda tidak diberi tahu sekarang, dan akan ditanya lagi nanti.
Jika Anda tidak menjawab, tidak seorang pun menganggapnya ya: Anda akan ditanya.

Menarik kembali: Anda dapat mengubah setiap jawaban kapan saja. Jawaban terbaru yang berlaku.
Yang tidak dapat dibatalkan: apa yang sudah disampaikan, Anda ketahui. Hal itu bisa menjadi beban. Sebagian perusahaan
asuransi mungkin menanyakannya kepada Anda, dan tidak semua hukum melarangnya.

Apa yang penting bagi obat yang Anda minum, atau yang dipertimbangkan bagi Anda, selalu disampaikan demi keselamatan
Anda.
Jawaban Anda tidak mengubah siapa yang boleh memakai data Anda. Hak Anda membaca rekam medis sendiri tidak berkurang.
Tim yang merawat Anda mungkin melihat temuan yang tidak ingin Anda ketahui, dan melihat jawaban Anda di sampingnya.

Tidak pernah, apa pun yang Anda tanda tangani: perusahaan asuransi tidak mendapat data gen Anda dari sini untuk
memutuskan pertanggungan atau premi. Pemberi kerja tidak mendapatnya untuk memutuskan soal pekerjaan.

Keluarga Anda: sebagian temuan penting juga bagi mereka. Apakah mereka diberi tahu, ditanyakan dalam formulir
tersendiri. Waktu untuk berpikir: bertanyalah sampai Anda mengerti. Jika belum yakin, jawablah belum.
""",
    questions={
        "other-medicines": "Inginkah Anda diberi tahu: bagaimana kerja obat yang sekarang tidak Anda minum?",
        "treatable-risk": (
            "Inginkah Anda diberi tahu: risiko lebih tinggi untuk penyakit yang dapat dicegah atau diobati?"
        ),
        "untreatable-risk": (
            "Inginkah Anda diberi tahu: risiko lebih tinggi untuk penyakit yang kini belum dapat dicegah atau diobati?"
        ),
        "carrier-status": (
            "Inginkah Anda diberi tahu: apa yang mungkin penting bagi anak yang Anda miliki atau kelak Anda miliki?"
        ),
        "unclear-meaning": "Inginkah Anda diberi tahu: temuan yang belum dapat dijelaskan siapa pun?",
    },
)

FORM: Final = Form(
    id="findings",
    version="2",
    terms=Terms(after_death=AfterDeath.ENDS),
    scopes={code: code for code in FINDINGS},
    wordings={ENGLISH: _ENGLISH, CHINESE: _CHINESE, INDONESIAN: _INDONESIAN},
)
"""Published: a changed letter is a new version."""
