"""A drug index small enough to state by value. RxNorm and ATC ids are the real ones."""

from __future__ import annotations

from autonome.evidence.drugs import Drug, DrugIndex
from autonome.kernel import DrugName

ASPIRIN, CLOPIDOGREL, CODEINE, VALPROIC_ACID, WARFARIN = (
    DrugName(name) for name in ("aspirin", "clopidogrel", "codeine", "valproic acid", "warfarin")
)

INDEX = DrugIndex(
    drugs={
        ASPIRIN: Drug(ASPIRIN, "1191", ("B01AC06",), "", ""),
        CLOPIDOGREL: Drug(CLOPIDOGREL, "32968", ("B01AC04",), "", ""),
        CODEINE: Drug(CODEINE, "2670", ("R05DA04",), "", ""),
        VALPROIC_ACID: Drug(VALPROIC_ACID, "", ("N03AG01",), "", ""),
        WARFARIN: Drug(WARFARIN, "11289", ("B01AA03",), "", ""),
    },
    by_rxnorm={
        "1191": (ASPIRIN,),
        "32968": (CLOPIDOGREL,),
        "2670": (CODEINE,),
        "11289": (WARFARIN,),
        "309362": (CLOPIDOGREL,),
        "1": (ASPIRIN, CLOPIDOGREL),
    },
    by_atc={
        "B01AC06": (ASPIRIN,),
        "B01AC04": (CLOPIDOGREL,),
        "R05DA04": (CODEINE,),
        "N03AG01": (VALPROIC_ACID,),
        "B01AA03": (WARFARIN,),
    },
    by_text={
        "aspirin": (ASPIRIN,),
        "asa": (ASPIRIN,),
        "clopidogrel": (CLOPIDOGREL,),
        "plavix": (CLOPIDOGREL,),
        "codeine": (CODEINE,),
        "valproic acid": (VALPROIC_ACID,),
        "warfarin": (WARFARIN,),
    },
)
"""RxNorm "1" is an invented product of two ingredients."""
