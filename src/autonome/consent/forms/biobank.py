"""A biobank: keeping what is learned from a sample, its later use in research, and asking the person again.

Seven days to think: a sample can be given in a minute and is used for years. Ten years at most, after which the person
is asked again; what happens to the tube itself is for the biobank's own rules, for this form speaks of data.
"""
# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import Final

from autonome.consent.atoms import Action, Atom
from autonome.consent.forms.form import Form, Wording
from autonome.consent.forms.languages import CHINESE, ENGLISH, INDONESIAN
from autonome.consent.forms.scopes import HEALTH_RECORD, OWN_HOUSE, abroad, companies, scope, studies
from autonome.consent.templates import AfterDeath, Terms

_HEALTH: Final = "HRESCH"


def _kept(*categories: str, action: Action = Action.COLLECT) -> tuple[Atom, ...]:
    """By the staff of the biobank."""
    return scope(
        categories, purpose=_HEALTH, recipients=["steward"], actions=frozenset({action}), kinds=OWN_HOUSE,
        commercial=False,
    )  # fmt: skip


_ENGLISH: Final = Wording(
    text="""\
Keeping my sample in a biobank, and using it later

A biobank keeps samples, such as blood, and what is learned from them, for studies to come.

Who: the staff of the biobank keep your data. Researchers who work without profit may get them. Companies have a
question of their own. Where the law wants a name, as in China, name the one who gets the data.
What: what your sample shows, and your health record if you agree. Each has its own question and its own signature. The
biobank keeps your name apart, and researchers do not get it.
Why: research on health: illness, and how to prevent and treat it. Nobody can say today what all the studies will be. An
ethics committee must approve each of them.
Where: in the country where your sample is kept. In Europe that is the whole European Economic Area. To send data
further is asked by itself.
How long: until the date that you sign for, and at most ten years. Then you are asked again. If you die, your yes goes
on until then.

This is not for your own care. You may get nothing out of it, and nobody pays you. If a company earns money with it, you
get no share. Genes are like a fingerprint, and somebody might still find out that they are yours. Who gets the data
must not try that, and must not pass them on. If somebody does so all the same, the law may not protect them there.

No: you can say no to any question, and to all of them. Your care stays the same.
Taking it back: you can take back a yes at any time, as easily as you gave it. From then on no study gets your data. You
can ask for what is left of your sample to be destroyed.
What cannot be undone: a sample that was used up is gone. Results that were worked out before stay. What was made public
cannot be called back. In some countries a study may finish its work with data that it already has.

Never, whatever you sign: no insurer gets your gene data to decide on cover or price. No employer gets them to decide
on work.

Every use and every refused request is recorded. You can see all of them. You get a receipt that you can check without
trusting us. If something seems wrong, you can complain to us, and to the authority that guards data.

Your relatives: you share many of your genes with them. What a study learns from yours may be true of them too. You may
want to talk with them first.
Time to think: seven days must lie between reading this and a yes. Ask until you understand. A no needs no wait.
""",
    questions={
        "keep-genes": "May the biobank keep what your sample shows of the genes that you were born with?",
        "keep-tumour": "May the biobank keep what your sample shows of the genes of a tumour of yours?",
        "keep-results": "May the biobank keep other lab results from your sample?",
        "keep-record": "May the biobank keep a copy of your health record beside your sample?",
        "use-genes": "May researchers without profit later use the genes that you were born with?",
        "use-tumour": "May researchers without profit later use the genes of a tumour of yours?",
        "use-results": "May researchers without profit later use other lab results from your sample?",
        "use-record": "May researchers without profit later use the copy of your health record?",
        "company-genes": "May companies later use the genes that you were born with?",
        "abroad-genes": (
            "May the genes that you were born with be sent to researchers without profit in other countries?"
        ),
        "ask-again": "May the biobank use your name and address to ask you about new studies?",
    },
)

_CHINESE: Final = Wording(
    text="""\
将我的样本存入生物样本库并在以后使用

生物样本库为将来的研究保存样本（例如血液）以及从中得知的情况。

谁：样本库的工作人员保存您的数据。不以营利为目的的研究人员可以得到这些数据。公司另有单独的问题。
在法律要求写明名称的地方（例如中国），请写明由谁得到数据。
什么：您的样本所显示的情况；如果您同意，还有您的病历。每一类单独提问，单独签名。
样本库把您的姓名分开保存，研究人员不会得到它。
为什么：健康研究：疾病及其预防和治疗。今天没有人能说出将来所有的研究。
每一项都必须经伦理委员会批准。
在哪里：在保存您样本的国家之内。在欧洲，指整个欧洲经济区。把数据送到更远的地方要另外问您。
多久：到您签署时写明的日期为止，最长十年。到期后会再问您。您去世后仍然有效，直到该日期。

这不是为了您本人的治疗。您可能得不到任何好处，也没有报酬。如果公司因此赚钱，您没有分成。
基因就像指纹，仍有可能被人认出是您的。得到数据的人不得设法认出您，也不得把数据转给别人。如果有人违反，
那里的法律可能不再保护这些数据。

不同意：任何一个问题，乃至全部问题，您都可以不同意。您的治疗不受影响。
撤回：您随时可以撤回同意，和给出同意一样容易。从那时起，不再有研究得到您的数据。
您可以要求销毁剩余的样本。
无法挽回的事：已经用完的样本不复存在。此前得出的结果会保留。已经公开的无法收回。在有些国家，
研究可以用已经得到的数据完成工作。

无论您签署什么，以下永远不允许：保险公司不会得到您的基因数据来决定是否承保或收多少保费。
雇主不会得到您的基因数据来决定工作上的事。

每一次使用和每一次被拒绝的请求都有记录。您可以全部看到。
您会得到一份凭据，不必信任我们也能核对。如果您觉得有问题，可以向我们投诉，也可以向数据保护主管机关投诉。

您的亲属：您和他们共有一部分基因。研究从您的基因得知的，可能也适用于他们。您不妨先和他们谈谈。
考虑的时间：从阅读本表格到表示同意，必须间隔七天。请一直问到明白为止。不同意则无需等待。
""",
    questions={
        "keep-genes": "样本库可以保存您的样本所显示的您与生俱来的基因情况吗？",
        "keep-tumour": "样本库可以保存您的样本所显示的您的肿瘤基因情况吗？",
        "keep-results": "样本库可以保存从您的样本得出的其他化验结果吗？",
        "keep-record": "样本库可以在您的样本之外保存一份您的病历副本吗？",
        "use-genes": "不以营利为目的的研究人员以后可以使用您与生俱来的基因吗？",
        "use-tumour": "不以营利为目的的研究人员以后可以使用您的肿瘤基因吗？",
        "use-results": "不以营利为目的的研究人员以后可以使用从您的样本得出的其他化验结果吗？",
        "use-record": "不以营利为目的的研究人员以后可以使用您的病历副本吗？",
        "company-genes": "公司以后可以使用您与生俱来的基因吗？",
        "abroad-genes": "可以将您与生俱来的基因送给其他国家不以营利为目的的研究人员吗？",
        "ask-again": "样本库可以使用您的姓名和地址，就新的研究来问您吗？",
    },
)

_INDONESIAN: Final = Wording(
    text="""\
Penyimpanan sampel saya di biobank dan penggunaannya kelak

Biobank menyimpan sampel, misalnya darah, dan apa yang diketahui darinya, untuk penelitian yang akan datang.

Siapa: staf biobank menyimpan data Anda. Peneliti yang bekerja tanpa mencari laba boleh menerimanya. Perusahaan punya
pertanyaan sendiri. Jika hukum meminta nama, seperti di Tiongkok, sebutkan siapa yang menerima data.
Apa: apa yang ditunjukkan sampel Anda, dan rekam medis Anda jika Anda setuju. Setiap jenis punya pertanyaan dan tanda
tangan sendiri. Biobank menyimpan nama Anda secara terpisah, dan peneliti tidak menerimanya.
Untuk apa: penelitian kesehatan: penyakit, cara mencegah, dan cara mengobatinya. Hari ini tidak ada yang dapat menyebut
semua penelitian itu. Komite etik harus menyetujui masing-masing.
Di mana: di negara tempat sampel Anda disimpan. Di Eropa, itu seluruh Wilayah Ekonomi Eropa. Pengiriman lebih jauh
ditanyakan tersendiri.
Berapa lama: sampai tanggal yang Anda tanda tangani, paling lama sepuluh tahun. Setelah itu Anda ditanya lagi. Jika Anda
meninggal, persetujuan tetap berlaku sampai tanggal itu.

Ini bukan untuk perawatan Anda sendiri. Mungkin Anda tidak mendapat manfaat apa pun, dan Anda tidak dibayar. Jika
perusahaan memperoleh uang darinya, Anda tidak mendapat bagian. Gen itu seperti sidik jari: orang mungkin masih dapat
mengenalinya sebagai milik Anda. Penerima data tidak boleh mencobanya, dan tidak boleh meneruskan data. Jika ada yang
tetap melakukannya, hukum di sana mungkin tidak melindungi data itu.

Tidak: Anda boleh menjawab tidak untuk pertanyaan mana pun, juga untuk semuanya. Perawatan Anda tetap sama.
Menarik kembali: Anda dapat menarik persetujuan kapan saja, semudah memberikannya. Sejak saat itu tidak ada penelitian
yang menerima data Anda. Anda dapat meminta agar sisa sampel Anda dimusnahkan.
Yang tidak dapat dibatalkan: sampel yang habis dipakai tidak ada lagi. Hasil yang sudah diperoleh tetap ada. Yang sudah
diumumkan tidak dapat ditarik. Di beberapa negara, penelitian boleh menyelesaikan pekerjaannya dengan data yang sudah
dimiliki.

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
        "keep-genes": (
            "Bolehkah biobank menyimpan apa yang ditunjukkan sampel Anda tentang gen yang Anda miliki sejak lahir?"
        ),
        "keep-tumour": "Bolehkah biobank menyimpan apa yang ditunjukkan sampel Anda tentang gen tumor Anda?",
        "keep-results": "Bolehkah biobank menyimpan hasil laboratorium lain dari sampel Anda?",
        "keep-record": "Bolehkah biobank menyimpan salinan rekam medis Anda di samping sampel Anda?",
        "use-genes": "Bolehkah peneliti nirlaba kelak memakai gen yang Anda miliki sejak lahir?",
        "use-tumour": "Bolehkah peneliti nirlaba kelak memakai gen tumor Anda?",
        "use-results": "Bolehkah peneliti nirlaba kelak memakai hasil laboratorium lain dari sampel Anda?",
        "use-record": "Bolehkah peneliti nirlaba kelak memakai salinan rekam medis Anda?",
        "company-genes": "Bolehkah perusahaan kelak memakai gen yang Anda miliki sejak lahir?",
        "abroad-genes": "Bolehkah gen yang Anda miliki sejak lahir dikirim kepada peneliti nirlaba di negara lain?",
        "ask-again": "Bolehkah biobank memakai nama dan alamat Anda untuk menanyakan penelitian baru kepada Anda?",
    },
)

FORM: Final = Form(
    id="biobank",
    version="1",
    terms=Terms(days_to_think=7, longest_days=3652, after_death=AfterDeath.STANDS),
    scopes={
        "keep-genes": _kept("germline"),
        "keep-tumour": _kept("tumour"),
        "keep-results": _kept("laboratory"),
        "keep-record": _kept(*HEALTH_RECORD),
        "use-genes": studies(_HEALTH, "germline"),
        "use-tumour": studies(_HEALTH, "tumour"),
        "use-results": studies(_HEALTH, "laboratory"),
        "use-record": studies(_HEALTH, *HEALTH_RECORD),
        "company-genes": companies(_HEALTH, "germline"),
        "abroad-genes": abroad(_HEALTH, "germline"),
        "ask-again": _kept("demographics", action=Action.USE),
    },
    wordings={ENGLISH: _ENGLISH, CHINESE: _CHINESE, INDONESIAN: _INDONESIAN},
)
"""Published: a changed letter is a new version."""
