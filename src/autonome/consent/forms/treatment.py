"""Use of a patient's data by the treating team, version 3: the questions of version 2, in three languages.

No time to think is asked for: a medicine may be needed today, and every question can be answered by a later act.
"""
# ruff: noqa: RUF001 - Chinese has punctuation of its own

from __future__ import annotations

from typing import Final

from autonome.consent.forms.form import Form, Wording
from autonome.consent.forms.languages import CHINESE, ENGLISH, INDONESIAN
from autonome.consent.templates import AfterDeath, Terms
from autonome.consent.treatment_form import TREATMENT_2

_ENGLISH: Final = Wording(
    text="""\
Using my data for my own treatment

Who: the team that treats you.
What: only the kinds of data that you say yes to below. Each has its own question and its own signature.
Why: to choose and dose medicines for you. Nothing else. Not research, not insurance, not work.
Where: in the place where you are treated. The data do not leave your care team because of this form.
How long: until the date that you sign for, or until you take it back. Your yes ends if you die.

No: you can say no to any question, and to all of them. You will be treated all the same, only without what those data
could add.
Taking it back: you can take back a yes at any time, as easily as you gave it. From then on the data are not used any
more.
What cannot be undone: what was done before stays lawful and stays on record. A medicine that you took has been taken.

In an emergency the law may let doctors use your data without this form. You are told each time.
Never, whatever you sign: no insurer gets your gene data to decide on cover or price. No employer gets them to decide
on work.

Every use and every refused request is recorded. You can see all of them. You get a receipt that you can check without
trusting us. If something seems wrong, you can complain to us, and to the authority that guards data.

Your relatives: gene data can also say something about them. Some of it may one day mean more than it does now.
Time to think: ask until you understand. You need not sign today, and you can sign later as well.
""",
    questions={
        "pharmacogenes": "May the team that treats you use those of your genes that change how medicines work in you?",
        "medications": "May the team that treats you use the list of your medicines, present and past?",
        "demographics": "May the team that treats you use your name, birth date, sex and contact details?",
        "health-record": "May the team that treats you use your diagnoses, allergies, lab results and procedures?",
        "measurements": "May the team that treats you use your weight, height, heart tracing and other measurements?",
        "way-of-life": (
            "May the team that treats you use what is known of your way of life: smoking, food, work, surroundings?"
        ),
        "goals": "May the team that treats you use your own goals and wishes, and what your medicines cost you?",
        "family-history": "May the team that treats you use what is known of illnesses and genes of your relatives?",
        "reproductive-health": (
            "May the team that treats you use what is known of pregnancy, breastfeeding and sexual health?"
        ),
        "alcohol-and-drugs": "May the team that treats you use what is known of your use of alcohol and drugs?",
        "mental-health": "May the team that treats you use what is known of your mental health?",
        "hiv": "May the team that treats you use what is known of HIV?",
    },
)

_CHINESE: Final = Wording(
    text="""\
将我的数据用于我本人的治疗

谁：为您治疗的团队。
什么：只限您在下面表示同意的那几类数据。每一类单独提问，单独签名。
为什么：为您选择药物并确定剂量。仅此而已。不用于研究，不用于保险，不用于就业。
在哪里：在您接受治疗的地方。数据不会因为这份表格而离开您的治疗团队。
多久：到您签署时写明的日期为止，或者到您撤回为止。您去世后即告终止。

不同意：任何一个问题，乃至全部问题，您都可以不同意。您照样会得到治疗，
只是用不上那些数据能提供的帮助。
撤回：您随时可以撤回同意，和给出同意一样容易。从那时起，这些数据不再被使用。
无法挽回的事：此前所做的仍然合法，并留在记录里。已经服下的药无法收回。

紧急情况下，法律可能允许医生不凭这份表格使用您的数据。每一次都会告诉您。
无论您签署什么，以下永远不允许：保险公司不会得到您的基因数据来决定是否承保或收多少保费。
雇主不会得到您的基因数据来决定工作上的事。

每一次使用和每一次被拒绝的请求都有记录。您可以全部看到。
您会得到一份凭据，不必信任我们也能核对。如果您觉得有问题，可以向我们投诉，也可以向数据保护主管机关投诉。

您的亲属：基因数据也可能说明他们的一些情况。其中有些将来的含义可能比现在更多。
考虑的时间：请一直问到明白为止。您不必今天签署，以后再签也可以。
""",
    questions={
        "pharmacogenes": "为您治疗的团队可以使用您那些影响药物作用的基因吗？",
        "medications": "为您治疗的团队可以使用您现在和过去的用药清单吗？",
        "demographics": "为您治疗的团队可以使用您的姓名、出生日期、性别和联系方式吗？",
        "health-record": "为您治疗的团队可以使用您的诊断、过敏、化验结果和所做的医疗操作吗？",
        "measurements": "为您治疗的团队可以使用您的体重、身高、心电图和其他测量值吗？",
        "way-of-life": "为您治疗的团队可以使用已知的您的生活方式吗（吸烟、饮食、工作、环境）？",
        "goals": "为您治疗的团队可以使用您自己的目标和愿望，以及药物给您带来的花费吗？",
        "family-history": "为您治疗的团队可以使用已知的您亲属的疾病和基因情况吗？",
        "reproductive-health": "为您治疗的团队可以使用已知的您的怀孕、哺乳和性健康情况吗？",
        "alcohol-and-drugs": "为您治疗的团队可以使用已知的您饮酒和使用毒品的情况吗？",
        "mental-health": "为您治疗的团队可以使用已知的您的精神健康情况吗？",
        "hiv": "为您治疗的团队可以使用已知的您的艾滋病病毒（HIV）情况吗？",
    },
)

_INDONESIAN: Final = Wording(
    text="""\
Penggunaan data saya untuk pengobatan saya sendiri

Siapa: tim yang merawat Anda.
Apa: hanya jenis data yang Anda setujui di bawah ini. Setiap jenis punya pertanyaan dan tanda tangan sendiri.
Untuk apa: memilih obat bagi Anda dan menentukan dosisnya. Tidak untuk hal lain. Bukan untuk penelitian, bukan untuk
asuransi, bukan untuk pekerjaan.
Di mana: di tempat Anda dirawat. Formulir ini tidak membuat data keluar dari tim yang merawat Anda.
Berapa lama: sampai tanggal yang Anda tanda tangani, atau sampai Anda menariknya kembali. Persetujuan berakhir jika Anda
meninggal.

Tidak: Anda boleh menjawab tidak untuk pertanyaan mana pun, juga untuk semuanya. Anda tetap dirawat, hanya tanpa bantuan
dari data itu.
Menarik kembali: Anda dapat menarik persetujuan kapan saja, semudah memberikannya. Sejak saat itu data tidak digunakan
lagi.
Yang tidak dapat dibatalkan: apa yang sudah dilakukan tetap sah dan tetap tercatat. Obat yang sudah diminum tidak dapat
ditarik lagi.

Dalam keadaan darurat, hukum dapat mengizinkan dokter memakai data Anda tanpa formulir ini. Anda selalu diberi tahu.
Tidak pernah, apa pun yang Anda tanda tangani: perusahaan asuransi tidak mendapat data gen Anda untuk memutuskan
pertanggungan atau premi. Pemberi kerja tidak mendapatnya untuk memutuskan soal pekerjaan.

Setiap penggunaan dan setiap permintaan yang ditolak dicatat. Anda dapat melihat semuanya. Anda mendapat tanda terima
yang dapat Anda periksa tanpa harus percaya kepada kami. Jika ada yang terasa salah, Anda dapat mengadu kepada kami dan
kepada lembaga pelindung data.

Keluarga Anda: data gen juga dapat menjelaskan sesuatu tentang mereka. Sebagian mungkin kelak lebih bermakna daripada
sekarang.
Waktu untuk berpikir: bertanyalah sampai Anda mengerti. Anda tidak harus menandatangani hari ini; lain waktu pun boleh.
""",
    questions={
        "pharmacogenes": "Bolehkah tim yang merawat Anda memakai gen Anda yang memengaruhi cara kerja obat?",
        "medications": "Bolehkah tim yang merawat Anda memakai daftar obat Anda, sekarang dan dahulu?",
        "demographics": "Bolehkah tim yang merawat Anda memakai nama, tanggal lahir, jenis kelamin, dan kontak Anda?",
        "health-record": (
            "Bolehkah tim yang merawat Anda memakai diagnosis, alergi, hasil laboratorium, dan tindakan medis Anda?"
        ),
        "measurements": (
            "Bolehkah tim yang merawat Anda memakai berat badan, tinggi badan, rekam jantung, dan hasil ukur lain?"
        ),
        "way-of-life": (
            "Bolehkah tim yang merawat Anda memakai apa yang diketahui tentang gaya hidup Anda: rokok, makanan, "
            "pekerjaan, lingkungan?"
        ),
        "goals": (
            "Bolehkah tim yang merawat Anda memakai tujuan dan keinginan Anda sendiri, serta biaya obat bagi Anda?"
        ),
        "family-history": (
            "Bolehkah tim yang merawat Anda memakai apa yang diketahui tentang penyakit dan gen keluarga Anda?"
        ),
        "reproductive-health": (
            "Bolehkah tim yang merawat Anda memakai apa yang diketahui tentang kehamilan, menyusui, dan kesehatan "
            "seksual?"
        ),
        "alcohol-and-drugs": (
            "Bolehkah tim yang merawat Anda memakai apa yang diketahui tentang pemakaian alkohol dan narkoba oleh Anda?"
        ),
        "mental-health": "Bolehkah tim yang merawat Anda memakai apa yang diketahui tentang kesehatan jiwa Anda?",
        "hiv": "Bolehkah tim yang merawat Anda memakai apa yang diketahui tentang HIV?",
    },
)

FORM: Final = Form(
    id="treatment",
    version="3",
    terms=Terms(after_death=AfterDeath.ENDS),
    scopes={question.id: question.atoms for question in TREATMENT_2.questions},
    wordings={ENGLISH: _ENGLISH, CHINESE: _CHINESE, INDONESIAN: _INDONESIAN},
)
"""Published: a changed letter is a new version."""
