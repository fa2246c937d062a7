"""What follows before any medicine is chosen, in plain words: keyed by the rules of the bundle.

Advice that rests on a gene stands with that gene, behind its fold (`disclosure` decides which); advice that rests on
the record stands in the open, because the reader said or lived it. What has no words here is not dropped silently.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from autonome.kernel import Text
from autonome.plan.prevention.values import GroundKind, PreventionAdvice
from autonome.plan.values import Plan
from autonome.report.patient.sentences import Plain

THIOPURINES_DANGEROUS = (
    Plain("Tell each doctor that azathioprine, mercaptopurine and thioguanine can be very dangerous for you."),
)
THIOPURINES_BEFORE = (
    Plain("Tell each doctor about this result before you take azathioprine, mercaptopurine or thioguanine."),
)
OPERATIONS = (
    Plain("Before any operation, tell the team that puts you to sleep about this result."),
    Plain("Ask your doctor for a card to carry, and for a clinic that knows this risk."),
)

FROM_THE_MOTHER = Plain("This result comes from the mother, so her family may have it too.")

RULES: Mapping[str, tuple[Plain, ...]] = {
    "hla-b-5701": (Plain("Tell each doctor that abacavir is not for you, as you would tell of an allergy."),),
    "hla-b-1502": (
        Plain("Tell each doctor that carbamazepine, oxcarbazepine and phenytoin are a high risk for you."),
        Plain("Tell it as you would tell of an allergy."),
    ),
    "hla-b-5801": (Plain("Tell each doctor that allopurinol is a high risk for you, as you would of an allergy."),),
    "hla-a-3101": (Plain("Tell each doctor that carbamazepine is a higher risk for you than for most people."),),
    "dpyd-poor": (
        Plain(
            "Tell every cancer team, before any treatment, that fluorouracil and capecitabine can be deadly for you."
        ),
    ),
    "dpyd-intermediate": (
        Plain(
            "Tell every cancer team, before any treatment, that fluorouracil and capecitabine need great care in you."
        ),
    ),
    "tpmt-poor": THIOPURINES_DANGEROUS,
    "nudt15-poor": THIOPURINES_DANGEROUS,
    "tpmt-intermediate": THIOPURINES_BEFORE,
    "nudt15-intermediate": THIOPURINES_BEFORE,
    "ryr1-mhs": OPERATIONS,
    "cacna1s-mhs": OPERATIONS,
    "g6pd-deficient": (
        Plain(
            "Tell each doctor that rasburicase, primaquine and some other medicines can break down your blood cells."
        ),
    ),
    "g6pd-fava": (
        Plain("Do not eat fava beans (broad beans), and keep away from moth balls."),
        Plain("See a doctor on the same day for dark urine, yellow skin or if you are tired all at once."),
    ),
    "g6pd-neonate": (
        Plain("Before a birth, tell the midwife and the child's doctor, so that the newborn child is watched."),
    ),
    "g6pd-variable": (Plain("Ask for a blood test before you take rasburicase, primaquine or tafenoquine."),),
    "g6pd-workplace": (
        Plain("Your record speaks of things at work or at home that may harm your blood: ask your doctor about them."),
    ),
    "mt-rnr1": (
        Plain("Tell each doctor that some antibiotics, such as gentamicin, can harm your hearing for good."),
        FROM_THE_MOTHER,
    ),
    "cyp2d6-ultrarapid": (
        Plain("Tell each doctor that codeine and tramadol can be too strong for you, even at a usual dose."),
    ),
    "cyp2d6-breastfeeding": (
        Plain("While you breastfeed, codeine and tramadol can harm your child: ask for another pain medicine."),
    ),
    "cyp2d6-poor": (
        Plain("Tell each doctor that codeine and tramadol may hardly ease your pain, and that more does not help."),
    ),
    "cyp2c19-poor": (
        Plain("Tell the team about this result before you get a stent, or care for a heart attack or a stroke."),
        Plain("The medicine clopidogrel may then hardly work in you."),
    ),
    "cyp2c9-poor": (
        Plain("Tell each doctor that warfarin, phenytoin and some pain medicines stay long in your body."),
    ),
    "vkorc1-aa": (Plain("Tell each doctor that blood thinners such as warfarin act strongly in you."),),
    "slco1b1-poor": (
        Plain("If you take a medicine for cholesterol, tell your doctor at once about muscle pain or weak muscles."),
    ),
    "ugt1a1-gilbert": (
        Plain("A blood test may show a little too much of a yellow waste, and that is most often harmless."),
        Plain("Tell your doctor about this result before you take irinotecan or atazanavir."),
    ),
    "ldl-fh": (
        Plain("A test showed very high cholesterol: ask your doctor to look for the cause, which can run in families."),
    ),
    "family-fh": (Plain("A close relative had heart disease early: ask your doctor to check your cholesterol."),),
    "smoking-stop": (
        Plain("Your record says that you smoke: your doctor can help you to stop when you want to."),
        Plain("Tell your doctor before you stop, as a few medicines then act more strongly."),
    ),
    "smoking-cyp1a2": (
        Plain(
            "If you want to stop smoking, plan it with your doctor, as one of your medicines then acts more strongly."
        ),
    ),
    "alcohol-counsel": (Plain("If you want to drink less alcohol, your doctor can help you."),),
    "bmi-30": (Plain("If you want to lose weight, your doctor knows of programs that help."),),
    "inr-high": (
        Plain("Call your doctor or clinic today: the blood test for your blood thinner (INR) was far too high."),
        Plain("Get help at once for bleeding that does not stop, or for black stools."),
    ),
    "vitamin-k": (
        Plain(
            "Eat about as many green vegetables in one week as in the next: they change how your blood thinner acts."
        ),
    ),
}
"""By the rule's id."""

PRESSING: Mapping[str, Plain] = {"inr-high": Plain("your blood test for the blood thinner")}
"""Rules whose advice cannot wait, and what they are called at the top of the page."""

ONE_MORE = Plain("There is more advice, which stands in the plan for your doctor.")
NOT_CERTAIN = Plain("This is not certain.")
RELATIVES = Plain("Your close family may have the same result, and it can matter for them too.")


def on_genes(plan: Plan) -> Mapping[str, tuple[PreventionAdvice, ...]]:
    """Gene → advice that rests on its result."""
    found: dict[str, tuple[PreventionAdvice, ...]] = {}
    for advice in plan.prevention:
        for gene in _genes(advice):
            found[gene] = (*found.get(gene, ()), advice)
    return found


def on_record(plan: Plan) -> tuple[PreventionAdvice, ...]:
    """Advice that rests on no gene; what cannot wait comes first."""
    found = [advice for advice in plan.prevention if not _genes(advice)]
    return tuple(sorted(found, key=lambda advice: advice.id not in PRESSING))


def said(advice: PreventionAdvice, *, family: bool = True) -> Iterator[Text]:
    """One piece of advice in plain words.

    Args:
        advice: to say.
        family: whether the patient is told what it means for relatives.
    """
    if not advice.certain:
        yield NOT_CERTAIN.of()
    sentences = RULES.get(advice.id, (ONE_MORE,))
    yield from (each.of() for each in sentences if family or each is not FROM_THE_MOTHER)
    if family and advice.relatives and _genes(advice):
        yield RELATIVES.of()


def _genes(advice: PreventionAdvice) -> tuple[str, ...]:
    return tuple(ground.name for ground in advice.grounds if ground.kind is GroundKind.GENE)
