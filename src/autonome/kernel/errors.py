"""The root of the error tree.

Each branch is declared where its noun lives; all of them are caught as `AutonomeError` at the edge (`cli`), printed
as one line, and turned into an exit code. Nothing below the edge catches `Exception`.

::

    AutonomeError
    ├── InputError              a file or value from outside is unusable: says where, what, and the mend   (exit 2)
    │   ├── GenomeError         genome/errors.py, vcf
    │   ├── RecordError         clinical/errors.py, fhir
    │   ├── ConsentError        consent/errors.py
    │   ├── RequestError        access/errors.py
    │   ├── SignInError         access/errors.py: nobody is signed in, or not any more
    │   ├── DefinitionError     fhir/validate/errors.py: a package, profile or value set is not as it should be
    │   └── FormatError         ledger/errors.py: a receipt, policy, checkpoint or key is not written as it should be
    ├── KnowledgeError          evidence/errors.py: the bundle is damaged or does not say what it should   (exit 2)
    ├── PagesError              report/errors.py: plan.pdf cannot be made here: no engine, or no font           (exit 2)
    ├── ErasedError             ledger/errors.py: a person's key was destroyed; the entries cannot be opened (exit 2)
    ├── DoorError           access/errors.py: who is signed in holds no role for this                   (exit 3)
    ├── UntrustedError          ledger/errors.py: nothing outside the receipt vouches for its log          (exit 4)
    └── VerificationError       ledger/errors.py: a proof, signature or receipt does not hold              (exit 5)
        └── LogError            ledger/errors.py: a log's files, key and checkpoint disagree
"""


class AutonomeError(Exception):
    """Something that a caller can understand and mend.

    Args:
        message: what is wrong, in one line, without personal data.
        where: the file, and the line or element in it, such as ``patient.vcf.gz, line 12``.
        mend: what to do next, as an imperative sentence.
    """

    def __init__(self, message: str, *, where: str = "", mend: str = "") -> None:
        """Keep the three parts apart, so that an interface can show each in its place."""
        super().__init__(message)
        self.message = message
        self.where = where
        self.mend = mend

    def __str__(self) -> str:
        """One line: ``where: message. Mend: …``."""
        place = f"{self.where}: " if self.where else ""
        mend = f". Mend: {self.mend}" if self.mend else ""
        return f"{place}{self.message.rstrip('.') if mend else self.message}{mend}"


class InputError(AutonomeError):
    """A file or a value from outside cannot be used."""
