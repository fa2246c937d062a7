"""Sharing with others who treat the patient: by kind of data, pharmacies by themselves; one recipient can be named.

No time to think is asked for: who is referred today wants the other hospital to know today. A yes runs out after two
years, for people change their hospitals, and forget whom they once let in.
"""
# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import Final

from autonome.consent.atoms import Action, Atom
from autonome.consent.forms.form import Form, Wording
from autonome.consent.forms.languages import CHINESE, ENGLISH, INDONESIAN
from autonome.consent.forms.scopes import scope
from autonome.consent.templates import AfterDeath, Terms

_TWO_YEARS: Final = 730
"""Days."""

_PASSED_ON: Final = frozenset({Action.COLLECT, Action.USE, Action.DISCLOSE})
"""Given away here, taken in and used there."""


def _providers(*categories: str) -> tuple[Atom, ...]:
    recipients = ["hospital", "clinic", "clinical-laboratory"]
    return scope(categories, purpose="TREAT", recipients=recipients, actions=_PASSED_ON)


def _pharmacies(*categories: str) -> tuple[Atom, ...]:
    return scope(categories, purpose="TREAT", recipients=["pharmacy"], actions=_PASSED_ON)


_ENGLISH: Final = Wording(
    text="""\
Sharing my data with others who treat me

Who: others who treat you. These are other hospitals, practices and labs that treat or test you. Your pharmacies have
questions of their own.
You can name one of them. Then your yes is for that one alone. Where the law wants a name, as in China, give one.
What: only the kinds of data that you say yes to below. Each has its own question and its own signature.
Why: so that others who treat you know what they need for it. Nothing else. Not research, not insurance, not work.
Where: in the country where your data are kept. In Europe that is the whole European Economic Area.
How long: until the date that you sign for, and at most two years. Then you are asked again. Your yes ends if you die.

No: you can say no to any question, and to all of them. You will be treated all the same. Others may then have to ask
you, or test you, once more.
Taking it back: you can take back a yes at any time, as easily as you gave it. From then on nothing more is passed on.
What cannot be undone: what others have got by then stays in their records. Many laws make them keep it.

In an emergency the law may let doctors use your data without this form. You are told each time.
Never, whatever you sign: no insurer gets your gene data to decide on cover or price. No employer gets them to decide
on work.

Every sharing and every refused request is recorded. You can see all of them. You get a receipt that you can check
without trusting us. If something seems wrong, you can complain to us, and to the authority that guards data.

Your relatives: gene data can also say something about them. What others learn of you, they may learn of them.
Time to think: ask until you understand. You need not sign today, and you can sign later as well.
""",
    questions={
        "demographics": "May others who treat you get your name, birth date, sex and contact details?",
        "medications": "May others who treat you get the list of your medicines?",
        "allergies": "May others who treat you get the list of your allergies?",
        "diagnoses": "May others who treat you get your diagnoses?",
        "procedures": "May others who treat you get the list of your operations and procedures?",
        "laboratory": "May others who treat you get your lab results?",
        "measurements": ("May others who treat you get your weight, heart tracing and other measurements?"),
        "images": "May others who treat you get your X-rays and other images?",
        "pharmacogenes": "May others who treat you get those of your genes that change how drugs work?",
        "inherited-disease": "May others who treat you get what your genes say about inherited illness?",
        "tumour": "May others who treat you get what is known of the genes of a tumour of yours?",
        "family-history": ("May others who treat you get what is known of illnesses and genes of your relatives?"),
        "reproductive-health": (
            "May others who treat you get what is known of pregnancy, breastfeeding and sexual health?"
        ),
        "alcohol-and-drugs": ("May others who treat you get what is known of your use of drink and drugs?"),
        "mental-health": "May others who treat you get what is known of your mental health?",
        "hiv": "May others who treat you get what is known of HIV?",
        "pharmacy-medications": "May your pharmacies get the list of your medicines?",
        "pharmacy-allergies": "May your pharmacies get the list of your allergies?",
        "pharmacy-pharmacogenes": "May your pharmacies get those of your genes that change how drugs work?",
    },
)

_CHINESE: Final = Wording(
    text="""\
与其他为我治疗的机构共享我的数据

谁：为您治疗或检查的其他医院、诊所和实验室，以及您的药房。药房另有单独的问题。
您可以指定其中一家。这样，您的同意只对这一家有效。在法律要求写明名称的地方（例如中国），请写明。
什么：只限您在下面表示同意的那几类数据。每一类单独提问，单独签名。
为什么：让其他为您治疗的人知道治疗所需的情况。仅此而已。不用于研究，不用于保险，不用于就业。
在哪里：在保存您数据的国家之内。在欧洲，指整个欧洲经济区。
多久：到您签署时写明的日期为止，最长两年。到期后会再问您。您去世后即告终止。

不同意：任何一个问题，乃至全部问题，您都可以不同意。您照样会得到治疗。
其他人可能因此要再问您一次，或再给您检查一次。
撤回：您随时可以撤回同意，和给出同意一样容易。从那时起，不再传出任何数据。
无法挽回的事：别人在此之前得到的会留在他们的记录里。许多法律要求他们保存。

紧急情况下，法律可能允许医生不凭这份表格使用您的数据。每一次都会告诉您。
无论您签署什么，以下永远不允许：保险公司不会得到您的基因数据来决定是否承保或收多少保费。
雇主不会得到您的基因数据来决定工作上的事。

每一次共享和每一次被拒绝的请求都有记录。您可以全部看到。
您会得到一份凭据，不必信任我们也能核对。如果您觉得有问题，可以向我们投诉，也可以向数据保护主管机关投诉。

您的亲属：基因数据也可能说明他们的一些情况。别人从您这里得知的，也可能是关于他们的。
考虑的时间：请一直问到明白为止。您不必今天签署，以后再签也可以。
""",
    questions={
        "demographics": "其他医院、诊所和实验室可以得到您的姓名、出生日期、性别和联系方式吗？",
        "medications": "其他医院、诊所和实验室可以得到您的用药清单吗？",
        "allergies": "其他医院、诊所和实验室可以得到您的过敏清单吗？",
        "diagnoses": "其他医院、诊所和实验室可以得到您的诊断吗？",
        "procedures": "其他医院、诊所和实验室可以得到您的手术和医疗操作清单吗？",
        "laboratory": "其他医院、诊所和实验室可以得到您的化验结果吗？",
        "measurements": "其他医院、诊所和实验室可以得到您的体重、心电图和其他测量值吗？",
        "images": "其他医院、诊所和实验室可以得到您的X光片和其他影像吗？",
        "pharmacogenes": "其他医院、诊所和实验室可以得到您那些影响药物作用的基因吗？",
        "inherited-disease": "其他医院、诊所和实验室可以得到您的基因所显示的遗传病情况吗？",
        "tumour": "其他医院、诊所和实验室可以得到已知的您的肿瘤基因情况吗？",
        "family-history": "其他医院、诊所和实验室可以得到已知的您亲属的疾病和基因情况吗？",
        "reproductive-health": "其他医院、诊所和实验室可以得到已知的您的怀孕、哺乳和性健康情况吗？",
        "alcohol-and-drugs": "其他医院、诊所和实验室可以得到已知的您饮酒和使用毒品的情况吗？",
        "mental-health": "其他医院、诊所和实验室可以得到已知的您的精神健康情况吗？",
        "hiv": "其他医院、诊所和实验室可以得到已知的您的艾滋病病毒（HIV）情况吗？",
        "pharmacy-medications": "您的药房可以得到您的用药清单吗？",
        "pharmacy-allergies": "您的药房可以得到您的过敏清单吗？",
        "pharmacy-pharmacogenes": "您的药房可以得到您那些影响药物作用的基因吗？",
    },
)

_INDONESIAN: Final = Wording(
    text="""\
Berbagi data saya dengan pihak lain yang merawat saya

Siapa: rumah sakit, klinik, dan laboratorium lain yang merawat atau memeriksa Anda, serta apotek Anda. Apotek punya
pertanyaan sendiri.
Anda boleh menyebut satu nama. Persetujuan Anda lalu hanya berlaku untuk yang satu itu. Jika hukum meminta nama, seperti
di Tiongkok, sebutkanlah.
Apa: hanya jenis data yang Anda setujui di bawah ini. Setiap jenis punya pertanyaan dan tanda tangan sendiri.
Untuk apa: agar pihak lain yang merawat Anda tahu apa yang mereka perlukan. Tidak untuk hal lain. Bukan untuk
penelitian, bukan untuk asuransi, bukan untuk pekerjaan.
Di mana: di negara tempat data Anda disimpan. Di Eropa, itu seluruh Wilayah Ekonomi Eropa.
Berapa lama: sampai tanggal yang Anda tanda tangani, paling lama dua tahun. Setelah itu Anda ditanya lagi. Persetujuan
berakhir jika Anda meninggal.

Tidak: Anda boleh menjawab tidak untuk pertanyaan mana pun, juga untuk semuanya. Anda tetap dirawat. Pihak lain mungkin
harus bertanya kepada Anda atau memeriksa Anda sekali lagi.
Menarik kembali: Anda dapat menarik persetujuan kapan saja, semudah memberikannya. Sejak saat itu tidak ada lagi data
yang diteruskan.
Yang tidak dapat dibatalkan: apa yang sudah diterima pihak lain tetap ada dalam catatan mereka. Banyak hukum mewajibkan
mereka menyimpannya.

Dalam keadaan darurat, hukum dapat mengizinkan dokter memakai data Anda tanpa formulir ini. Anda selalu diberi tahu.
Tidak pernah, apa pun yang Anda tanda tangani: perusahaan asuransi tidak mendapat data gen Anda untuk memutuskan
pertanggungan atau premi. Pemberi kerja tidak mendapatnya untuk memutuskan soal pekerjaan.

Setiap pembagian data dan setiap permintaan yang ditolak dicatat. Anda dapat melihat semuanya. Anda mendapat tanda
terima yang dapat Anda periksa tanpa harus percaya kepada kami. Jika ada yang terasa salah, Anda dapat mengadu kepada
kami dan kepada lembaga pelindung data.

Keluarga Anda: data gen juga dapat menjelaskan sesuatu tentang mereka. Apa yang diketahui orang tentang Anda mungkin
juga tentang mereka.
Waktu untuk berpikir: bertanyalah sampai Anda mengerti. Anda tidak harus menandatangani hari ini; lain waktu pun boleh.
""",
    questions={
        "demographics": (
            "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima nama, tanggal lahir, jenis kelamin, dan "
            "kontak Anda?"
        ),
        "medications": "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima daftar obat Anda?",
        "allergies": "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima daftar alergi Anda?",
        "diagnoses": "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima diagnosis Anda?",
        "procedures": (
            "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima daftar operasi dan tindakan medis Anda?"
        ),
        "laboratory": "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima hasil laboratorium Anda?",
        "measurements": (
            "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima berat badan, rekam jantung, dan hasil ukur "
            "lain milik Anda?"
        ),
        "images": (
            "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima foto rontgen dan citra lain milik Anda?"
        ),
        "pharmacogenes": (
            "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima gen Anda yang memengaruhi cara kerja obat?"
        ),
        "inherited-disease": (
            "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima apa kata gen Anda tentang penyakit turunan?"
        ),
        "tumour": (
            "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima apa yang diketahui tentang gen tumor Anda?"
        ),
        "family-history": (
            "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima apa yang diketahui tentang penyakit dan gen "
            "keluarga Anda?"
        ),
        "reproductive-health": (
            "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima apa yang diketahui tentang kehamilan, "
            "menyusui, dan kesehatan seksual Anda?"
        ),
        "alcohol-and-drugs": (
            "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima apa yang diketahui tentang pemakaian alkohol "
            "dan narkoba oleh Anda?"
        ),
        "mental-health": (
            "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima apa yang diketahui tentang kesehatan jiwa "
            "Anda?"
        ),
        "hiv": "Bolehkah rumah sakit, klinik, dan laboratorium lain menerima apa yang diketahui tentang HIV?",
        "pharmacy-medications": "Bolehkah apotek Anda menerima daftar obat Anda?",
        "pharmacy-allergies": "Bolehkah apotek Anda menerima daftar alergi Anda?",
        "pharmacy-pharmacogenes": "Bolehkah apotek Anda menerima gen Anda yang memengaruhi cara kerja obat?",
    },
)

FORM: Final = Form(
    id="care-sharing",
    version="1",
    terms=Terms(longest_days=_TWO_YEARS, after_death=AfterDeath.ENDS),
    scopes={
        "demographics": _providers("demographics"),
        "medications": _providers("medications"),
        "allergies": _providers("allergies"),
        "diagnoses": _providers("conditions"),
        "procedures": _providers("procedures"),
        "laboratory": _providers("laboratory"),
        "measurements": _providers("vital-signs"),
        "images": _providers("imaging"),
        "pharmacogenes": _providers("pharmacogenes"),
        "inherited-disease": _providers("monogenic-disease"),
        "tumour": _providers("tumour"),
        "family-history": _providers("family"),
        "reproductive-health": _providers("sexual-health"),
        "alcohol-and-drugs": _providers("substance-use"),
        "mental-health": _providers("mental-health"),
        "hiv": _providers("hiv"),
        "pharmacy-medications": _pharmacies("medications"),
        "pharmacy-allergies": _pharmacies("allergies"),
        "pharmacy-pharmacogenes": _pharmacies("pharmacogenes"),
    },
    wordings={ENGLISH: _ENGLISH, CHINESE: _CHINESE, INDONESIAN: _INDONESIAN},
)
"""Published: a changed letter is a new version."""
